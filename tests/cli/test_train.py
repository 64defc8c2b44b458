from __future__ import annotations

from pathlib import Path

import pytest
from cli.commands import EXAMPLE, EXAMPLE_NAME, Shell, app_file


def test_the_example_trains_and_is_evaluated(shell: Shell):
    trained = shell.document("train", EXAMPLE)
    assert trained["app"]["name"] == EXAMPLE_NAME
    assert trained["imported"] == "app"
    assert trained["run"]["status"] == "succeeded"
    assert {model["status"] for model in trained["models"]} == {"succeeded"}
    assert {model["kind"] for model in trained["models"]} == {"intent", "entity", "prebuilt"}
    assert all(model["reasons"][0]["kind"] == "never trained" for model in trained["models"])
    evaluation = trained["evaluation"]
    assert evaluation["intents"]["microF1"] > 0.7
    assert evaluation["entities"]["microF1"] > 0.85
    assert sum(label["support"] for label in evaluation["intents"]["labels"]) == 174


def test_an_unchanged_file_trains_nothing_again(trained_shell: Shell):
    again = trained_shell.document("train", EXAMPLE, "--no-evaluation")
    assert again["imported"] == "unchanged"
    assert again["version"] == "0.1"
    assert {model["status"] for model in again["models"]} == {"up_to_date"}
    assert again["evaluation"] == {}


def test_a_changed_file_is_a_new_version(shell: Shell, tmp_path: Path):
    file = app_file(tmp_path / "app.json")
    first = shell.document("train", file, "--no-evaluation")
    app_file(file, intents=[{"name": "Greet"}, {"name": "Leave"}, {"name": "Ask"}, {"name": "None"}])
    second = shell.document("train", file, "--no-evaluation", code=1)
    assert second["app"] == first["app"]
    assert (second["imported"], second["version"]) == ("version", "0.2")


def test_an_intent_without_utterances_fails_alone_with_its_reason(shell: Shell, tmp_path: Path):
    intents = [{"name": name} for name in ("Greet", "Leave", "Empty", "None")]
    file = app_file(tmp_path / "app.json", intents=intents)
    failed = shell.document("train", file, code=1)
    of_name = {model["name"]: model for model in failed["models"]}
    assert of_name["Empty"]["failure"]["code"] == "FewLabels"
    assert "Empty" in of_name["Empty"]["failure"]["sentence"]
    assert of_name["Empty"]["failure"]["advice"]
    assert of_name["Greet"]["status"] == "succeeded"
    told = shell.run("train", file, "--no-evaluation", code=1)
    assert "Empty failed (FewLabels): " in told.stdout


def test_progress_is_plain_lines_where_there_is_no_terminal(shell: Shell, tmp_path: Path):
    told = shell.run("train", app_file(tmp_path / "app.json"), "--no-evaluation")
    assert "\x1b" not in told.output
    assert "\r" not in told.output
    lines = told.stderr.splitlines()
    assert lines[0] == "Imported Small talk 0.1 as a new app."
    assert "  intent Greet: trained" in lines
    assert lines[-1] == "Run 1 succeeded"
    assert "Run 1" not in told.stdout


def test_a_file_without_a_name_is_called_like_its_file(shell: Shell, tmp_path: Path):
    trained = shell.document("train", app_file(tmp_path / "greetings.json", name=""), "--no-evaluation")
    assert trained["app"]["name"] == "greetings"


def test_a_file_of_another_culture_is_refused(shell: Shell, tmp_path: Path):
    shell.run("train", app_file(tmp_path / "app.json"), "--no-evaluation")
    refused = shell.run("train", app_file(tmp_path / "app.json", culture="de-de"), code=4)
    assert "de-de" in refused.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "malformed"),
        (b"{", "line 1, column 2"),
        (b"[]", "must be an object"),
        (b'{"luis_schema_version": "99.0.0"}', "99.0.0"),
        (b'{"culture": "en-us", "intents": [{"name": "A"}, {"name": "A"}]}', "$.intents[1]"),
        (b"\x00\x01\x02", "malformed"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(shell: Shell, tmp_path: Path, content: bytes, said: str):
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    refused = shell.run("train", file, code=4)
    assert said in refused.stderr
    assert refused.stderr.startswith("Error: ")
    assert refused.stderr.count("\n") == 1
    assert shell.document("tenant", "list") == []


def test_a_missing_file_and_a_folder_are_refused(shell: Shell, tmp_path: Path):
    assert "No such file" in shell.run("train", tmp_path / "nothing.json", code=4).stderr
    assert "directory" in shell.run("train", tmp_path, code=4).stderr


def test_only_the_local_tenant_is_made_on_demand(shell: Shell, tmp_path: Path):
    shell.run("train", app_file(tmp_path / "app.json"), "--tenant", "acme", code=3)


def test_an_unusable_data_directory_is_one_sentence(tmp_path: Path):
    occupied = tmp_path / "file"
    occupied.write_text("")
    refused = Shell(data_dir=occupied).run("train", EXAMPLE, code=6)
    assert str(occupied) in refused.stderr
