from __future__ import annotations

from pathlib import Path

from cli.commands import EXAMPLE_NAME, ROOT, Shell, app_file

BOT = ROOT / "examples" / "kore" / "garden_centre.json"
TICKETS = ROOT / "examples" / "superoffice" / "tickets.csv"
LOG = """\
is the 8:05 to Leeds late
Is the 9:15 to Leeds late?

please cancel booking SM-12345
can I bring my dog
can i bring my dogs
we would like to sit and find it and cancel the train
fghj kl
"""


def test_texts_of_a_log_are_suggested_once_the_least_sure_first(trained_shell: Shell, tmp_path: Path):
    log = tmp_path / "log.txt"
    log.write_text(LOG, encoding="utf-8")
    told = trained_shell.document("suggest", EXAMPLE_NAME, log)
    assert (told["texts"], told["distinct"], told["labelledAlready"]) == (7, 6, 0)
    leads = [each["lead"] for each in told["suggestions"]]
    assert leads
    assert leads == sorted(leads)
    texts = [each["text"] for each in told["suggestions"]]
    assert len({"can I bring my dog", "can i bring my dogs"} & set(texts)) == 1
    for each in told["suggestions"]:
        best, following = each["guesses"][:2]
        said = trained_shell.document("predict", EXAMPLE_NAME, each["text"])["intents"][:2]
        assert [best["label"], following["label"]] == [intent["label"] for intent in said]
        assert each["lead"] == best["score"] - following["score"]
    again = trained_shell.document("suggest", EXAMPLE_NAME, "-", "--most", "1", given=LOG)
    assert again["suggestions"] == told["suggestions"][:1]
    shown = trained_shell.run("suggest", EXAMPLE_NAME, "-", given=LOG).stdout
    assert f"others that say something new: 6; worth labelling first: {len(texts)}." in shown
    assert texts[0] in shown


def test_what_is_labelled_already_is_not_suggested(trained_shell: Shell):
    (example, *_) = trained_shell.document("export", EXAMPLE_NAME)["export"]["utterances"]
    told = trained_shell.document("suggest", EXAMPLE_NAME, "-", given=f"{example['text'].upper()}!\n")
    assert (told["labelledAlready"], told["suggestions"]) == (1, [])
    assert "Text " not in trained_shell.run("suggest", EXAMPLE_NAME, "-", given="?\n").stdout


def test_bots_and_categorisers_suggest_too(shell: Shell):
    shell.run("import", BOT, "--dialect", "kore")
    of_bot = shell.document("suggest", "Garden centre", "-", given="where is it and can I give it back\n")
    assert of_bot["distinct"] == 1
    shell.run("import", TICKETS, "--dialect", "superoffice")
    shell.run("train", "categoriser")
    of_tickets = shell.document("suggest", "categoriser", "-", given="it does not work\nhelp\n")
    assert of_tickets["suggestions"]
    categories = {guess["label"] for each in of_tickets["suggestions"] for guess in each["guesses"]}
    assert categories <= {
        guess["label"] for guess in shell.document("predict", "categoriser", "x")["intents"]
    }


def test_what_cannot_be_read_or_asked_is_said(shell: Shell, tmp_path: Path):
    shell.run("train", app_file(tmp_path / "app.json"), "--no-evaluation")
    log = tmp_path / "log.txt"
    assert f"The file {log} cannot be read" in shell.run("suggest", "Small talk", log, code=4).stderr
    log.write_bytes(b"hello\n\xff\n")
    assert f"{log} is not UTF-8: line 2" in shell.run("suggest", "Small talk", log, code=4).stderr
    log.write_text("hello there\n", encoding="utf-8")
    shell.run("suggest", "nothing", log, code=3)
    shell.run("suggest", "Small talk", log, "--most", "0", code=2)
    shell.run("tier", "Small talk", "standard")
    assert "require training" in shell.run("suggest", "Small talk", log, code=5).stderr
