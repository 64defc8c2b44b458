"""What is asked of trained apps: status, predict, export, cancel; and what holds for every command."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

from cli.commands import EXAMPLE, EXAMPLE_NAME, EXAMPLE_TEXT, ROOT, Shell, app_file

from stationmaster.cli.exits import CODES, ExitCode, exit_code_of
from stationmaster.cli.main import EXIT_CODES
from stationmaster.cli.words import FACET_WORDS, MODEL_WORDS, RUN_WORDS, VERSION_WORDS
from stationmaster.domain.dataset import Facet
from stationmaster.domain.errors import NotTrained, VersionNotFound
from stationmaster.domain.training import ModelStatus, RunStatus, VersionTraining

STATIONMASTER = Path(sys.executable).parent / "stationmaster"


def test_every_state_has_words():
    assert MODEL_WORDS.keys() == set(ModelStatus)
    assert RUN_WORDS.keys() == set(RunStatus)
    assert VERSION_WORDS.keys() == set(VersionTraining)
    assert FACET_WORDS.keys() == set(Facet)


def test_exit_codes_are_documented():
    documented = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for code in ExitCode:
        assert f"| {code.value} |" in documented
        assert f"{code.value} " in EXIT_CODES
    assert set(CODES.values()) <= set(ExitCode)


def test_an_error_that_is_not_listed_is_a_refusal():
    assert exit_code_of(NotTrained()) is ExitCode.REFUSED
    assert exit_code_of(VersionNotFound()) is ExitCode.NOT_FOUND
    assert exit_code_of(PermissionError()) is ExitCode.UNAVAILABLE


def test_status_tells_each_model(trained_shell: Shell):
    status = trained_shell.document("status", EXAMPLE_NAME)
    assert status["training"] == "trained"
    assert status["wasRequested"]
    of_name = {model["name"]: model for model in status["models"]}
    assert of_name["BookTicket"]["examples"] == 27
    assert of_name["BookTicket"]["trainedAt"]
    assert "CancelBooking" in trained_shell.run("status", EXAMPLE_NAME).stdout


def test_status_lists_apps_and_finds_them_by_id(trained_shell: Shell):
    (listed,) = trained_shell.document("status")
    assert listed["app"]["name"] == EXAMPLE_NAME
    assert trained_shell.document("status", listed["app"]["id"])["app"] == listed["app"]


def test_what_is_not_there_is_not_found(trained_shell: Shell):
    assert "no app 'nothing'" in trained_shell.run("status", "nothing", code=3).stderr
    trained_shell.run("status", EXAMPLE_NAME, "--version", "9.9", code=3)
    trained_shell.run("status", EXAMPLE_NAME, "--tenant", "nobody", code=3)
    trained_shell.run("predict", "nothing", "hello", code=3)
    trained_shell.run("export", "nothing", code=3)
    trained_shell.run("cancel", "nothing", code=3)


def test_predict_finds_intent_and_entities(trained_shell: Shell):
    predicted = trained_shell.document("predict", EXAMPLE_NAME, EXAMPLE_TEXT)
    assert predicted["intents"][0]["label"] == "CancelBooking"
    reference = next(entity for entity in predicted["entities"] if entity["type"] == "BookingReference")
    assert reference["text"] == "SM-12345"
    assert predicted["text"][reference["start"] : reference["end"]] == "SM-12345"
    told = trained_shell.run("predict", EXAMPLE_NAME, EXAMPLE_TEXT).stdout
    assert "CancelBooking" in told
    assert "SM-12345" in told


def test_predict_takes_several_texts_and_the_lines_of_standard_input(trained_shell: Shell):
    (alone, other) = (
        trained_shell.document("predict", EXAMPLE_NAME, text) for text in (EXAMPLE_TEXT, "hello")
    )
    assert trained_shell.document("predict", EXAMPLE_NAME, EXAMPLE_TEXT, "hello") == [alone, other]
    piped = trained_shell.document("predict", EXAMPLE_NAME, "-", given=f"hello\n{EXAMPLE_TEXT}\n")
    assert piped == [other, alone]
    told = trained_shell.run("predict", EXAMPLE_NAME, EXAMPLE_TEXT, "hello").stdout
    assert told.index(EXAMPLE_TEXT) < told.index("CancelBooking") < told.index("\nhello\n")


def test_texts_that_are_no_utf8_are_refused_with_their_place(trained_shell: Shell):
    refused = trained_shell.run("predict", EXAMPLE_NAME, "-", given=b"hello\ncaf\xe9\n", code=4)
    assert "Standard input is not UTF-8: line 2" in refused.stderr
    refused = trained_shell.run("predict", EXAMPLE_NAME, "hello", "caf\udce9", code=4)
    assert "Text 2 is not UTF-8" in refused.stderr


def test_each_line_of_standard_input_is_one_text_as_it_stands(trained_shell: Shell):
    given = "hello \r\n\na\u2028b"
    texts = [each["text"] for each in trained_shell.document("predict", EXAMPLE_NAME, "-", given=given)]
    assert texts == ["hello ", "", "a\u2028b"]


def test_of_several_apps_of_one_name_the_id_tells_which(shell: Shell, tmp_path: Path):
    of_luis = shell.document(
        "train", app_file(tmp_path / "app.json", name="Garden centre"), "--no-evaluation"
    )
    shell.run("import", ROOT / "examples" / "kore" / "garden_centre.json")
    for command in (("predict", "Garden centre", "hello"), ("tier", "Garden centre")):
        refused = shell.run(*command, code=5)
        assert f"{of_luis['app']['id']} (luis)" in refused.stderr
        assert "(kore)" in refused.stderr
    assert shell.document("predict", of_luis["app"]["id"], "hello")["app"] == of_luis["app"]


def test_an_untrained_version_predicts_nothing(shell: Shell, tmp_path: Path):
    intents = [{"name": name} for name in ("Greet", "Leave", "Empty", "None")]
    shell.run("train", app_file(tmp_path / "app.json", intents=intents), "--no-evaluation", code=1)
    shell.run("predict", "Small talk", "hello", code=5)


def test_export_gives_the_file_back(trained_shell: Shell, tmp_path: Path):
    given = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert json.loads(trained_shell.run("export", EXAMPLE_NAME).stdout) == given
    written = tmp_path / "app.json"
    assert not trained_shell.run("export", EXAMPLE_NAME, "--output", written).stdout
    assert json.loads(written.read_text(encoding="utf-8")) == given


def test_export_to_an_older_schema_names_each_loss(trained_shell: Shell):
    converted = trained_shell.run("export", EXAMPLE_NAME, "--schema", "2.1.0")
    assert json.loads(converted.stdout)["luis_schema_version"] == "2.1.0"
    losses = converted.stderr.splitlines()
    assert any("BookingReference" in loss for loss in losses)
    document = trained_shell.document("export", EXAMPLE_NAME, "--schema", "2.1.0")
    assert document["losses"] == losses
    assert document["export"] == json.loads(converted.stdout)


def test_export_to_no_schema_is_wrong_usage(trained_shell: Shell):
    assert "3.2.0" in trained_shell.run("export", EXAMPLE_NAME, "--schema", "9.9", code=2).stderr


def test_nothing_to_cancel_is_a_refusal(trained_shell: Shell):
    refused = trained_shell.run("cancel", EXAMPLE_NAME, code=5)
    assert refused.stderr == "Error: No training of Railway desk 0.1 waits or runs.\n"


def test_help_and_version_import_nothing_heavy():
    heavy = ["numpy", "scipy", "distributed", "dask", "sqlalchemy", "starlette", "rich", "msgspec"]
    script = (
        "import sys, contextlib\n"
        "from stationmaster.cli.main import app\n"
        "for arguments in (['--help'], ['version'], ['train', '--help']):\n"
        "    with contextlib.suppress(SystemExit): app(arguments)\n"
        f"sys.exit(','.join(name for name in {heavy} if name in sys.modules) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "stationmaster 0." in done.stdout


def test_the_package_runs_as_a_module():
    done = subprocess.run([sys.executable, "-m", "stationmaster", "version", "--json"], capture_output=True)
    assert json.loads(done.stdout)["name"] == "stationmaster"


def test_a_terminal_is_redrawn(tmp_path: Path):
    """Standard error is a terminal here; data still goes to standard output alone."""
    ours, theirs = pty.openpty()
    command = [
        STATIONMASTER,
        "train",
        app_file(tmp_path / "app.json"),
        "--data-dir",
        tmp_path / "data",
        "--json",
    ]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment)
    os.close(theirs)
    seen = b""
    while chunk := _read(ours):
        seen += chunk
    os.close(ours)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, seen
    assert b"\x1b[" in seen
    assert b"Greet" in seen
    assert json.loads(output)["run"]["status"] == "succeeded"


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux says that the other side has closed
        return b""
