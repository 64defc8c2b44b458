from __future__ import annotations

import json
from pathlib import Path

from cli.commands import EXAMPLE, ROOT, app_file
from typer.testing import CliRunner, Result

from stationmaster.cli.main import app
from stationmaster.cli.words import FINDING_WORDS
from stationmaster.domain.findings import FindingKind


def doctor(*arguments: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["doctor", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


def conflicting(path: Path) -> Path:
    texts = [("Greet", "hello"), ("Leave", "Hello!"), ("Leave", "bye"), ("Greet", "good morning")]
    utterances = [{"text": text, "intent": intent, "entities": []} for intent, text in texts]
    return app_file(path, utterances=utterances)


def test_every_kind_of_finding_has_words():
    assert FINDING_WORDS.keys() == set(FindingKind)


def test_findings_are_said_with_advice_and_are_no_errors(tmp_path: Path):
    told = doctor(conflicting(tmp_path / "app.json")).stdout
    assert told.splitlines()[0] == "Small talk: 1 high, 2 medium."
    assert "“hello” is labelled Greet and Leave." in told
    assert "Keep it in one of them" in told
    assert "The intent Leave has 2 utterances." in told


def test_findings_as_a_document(tmp_path: Path):
    document = json.loads(doctor(conflicting(tmp_path / "app.json"), "--json").stdout)
    assert (document["app"], document["utterances"]) == ("Small talk", 4)
    first = document["findings"][0]
    assert (first["kind"], first["severity"]) == ("conflict", "high")
    assert first["items"] == ["hello", "Greet", "Leave"]
    assert first["sentence"]
    assert first["advice"]


def test_labels_of_a_file_that_cut_words_are_named(tmp_path: Path):
    labels = {"😀 fly to Paris now": (11, 14), "off to Rome": (7, 11), "back to Oslo, please": (8, 10)}
    utterances = [
        {
            "text": text,
            "intent": "Leave",
            "entities": [{"entity": "City", "startPos": first, "endPos": last}],
        }
        for text, (first, last) in labels.items()
    ]
    file = app_file(tmp_path / "app.json", utterances=utterances, entities=[{"name": "City", "roles": []}])
    findings = json.loads(doctor(file, "--json").stdout)["findings"]
    cut = [finding["sentence"] for finding in findings if finding["kind"] == "cut_label"]
    assert cut == [
        "The utterance “😀 fly to Paris now” labels “aris” as City, which cuts “Paris”.",
        "The utterance “back to Oslo, please” labels “Osl” as City, which cuts “Oslo”.",
    ]


def test_many_findings_are_cut_short_where_people_read(tmp_path: Path):
    utterances = [
        {"text": f"{mark}text{number}", "intent": "Greet", "entities": []}
        for number in range(12)
        for mark in ("", "¡")
    ]
    file = app_file(tmp_path / "app.json", utterances=utterances)
    assert "And 2 more: --json shows all." in doctor(file).stdout
    kinds = [finding["kind"] for finding in json.loads(doctor(file, "--json").stdout)["findings"]]
    assert kinds.count("duplicate") == 12


def bot_file(path: Path) -> Path:
    """A bot in two languages: one FAQ asks what another does, and a text of the other language comes twice."""
    faqs = [
        {"question": "Where is the key?", "answer": [{"text": "Under the mat."}]},
        {
            "question": "How do I get in?",
            "answer": [{"text": "Ring."}],
            "alternateQuestions": [{"question": "where is the key"}],
        },
    ]
    texts = [("hello you", "en"), ("good morning", "en"), ("hallo ihr", "de"), ("Hallo, ihr!", "de")]
    document = {
        "defaultLanguage": "en",
        "localeData": {"en": {"name": "Door"}, "de": {"name": "Tür"}},
        "dialogComponents": [{"_id": "dc-1", "type": "intent", "name": "Greet"}],
        "sentences": [
            {"taskName": "Greet", "sentence": text, "type": "DialogIntent", "language": language}
            for text, language in texts
        ],
        "knowledgeTasks": [{"language": "en", "faqs": {"faqs": faqs}}],
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_a_bot_is_examined_in_each_of_its_languages(tmp_path: Path):
    file = bot_file(tmp_path / "door.json")
    document = json.loads(doctor(file, "--json").stdout)
    assert (document["app"], document["utterances"], document["faqs"]) == ("Door", 4, 2)
    kinds = [(finding["language"], finding["kind"]) for finding in document["findings"]]
    assert kinds == [
        ("en", "conflict"),
        ("en", "few_examples"),
        ("de", "few_examples"),
        ("de", "duplicate"),
    ]
    told = doctor(file, "--dialect", "kore").stdout
    assert "Door (en): 1 high, 1 medium." in told
    assert "Door (de): 1 medium, 1 low." in told
    assert "“How do I get in?”, which answer differently" in told


def test_the_example_bot_is_sound():
    assert (
        doctor(ROOT / "examples" / "kore" / "garden_centre.json").stdout == "Garden centre: nothing found.\n"
    )


def test_a_bad_bot_is_refused_with_its_place(tmp_path: Path):
    file = bot_file(tmp_path / "door.json")
    document = json.loads(file.read_text())
    document["sentences"][2]["taskName"] = "Fly"
    file.write_text(json.dumps(document))
    assert "entences[2].taskName names no task" in doctor(file, code=4).stderr


def test_tickets_are_examined_and_what_is_not_looked_at_is_said(tmp_path: Path):
    rows = [f"printer {number} is jammed,Printers" for number in range(6)]
    rows += [f"no sound {number},Sound" for number in range(6)]
    rows += ["Printer 3 is jammed,sound", "hello,", ",Sound"]
    file = tmp_path / "tickets.csv"
    file.write_text("\n".join(["What,Where", *rows]))
    mapping = ("--mapping", "subject=What", "--mapping", "category=Where")
    told = doctor(file, *mapping)
    assert told.stdout.splitlines()[0] == "tickets.csv: 1 high."
    assert "“Printer 3 is jammed” is in the categories Printers and Sound (row 5 and row 14)." in told.stdout
    assert "Row 16 is left out" in told.stderr
    assert "likeness and languages are not" in told.stderr
    document = json.loads(doctor(file, *mapping, "--json").stdout)
    assert (document["tickets"], document["unusable"], document["rejected"]) == (14, 1, 1)
    assert "none of the columns" in doctor(file, code=4).stderr.lower()


def test_where_there_is_nothing_to_examine_that_is_said(tmp_path: Path):
    empty = app_file(tmp_path / "app.json", intents=[{"name": "None"}], utterances=[])
    assert doctor(empty).stdout == "Small talk: nothing to examine, it has no utterances.\n"
    bot = tmp_path / "bot.json"
    bot.write_text('{"localeData": {"en": {"name": "Door"}}}')
    assert doctor(bot).stdout == "Door: nothing to examine, it has no utterances and no FAQs.\n"
    tickets = tmp_path / "tickets.csv"
    tickets.write_text("subject,category\n")
    assert "no tickets with a text and a category" in doctor(tickets).stdout


def test_intents_that_import_refuses_for_their_names_are_named(tmp_path: Path):
    texts = {"greet": "hello there", "Greet": "good day"}
    file = app_file(
        tmp_path / "app.json",
        intents=[{"name": name} for name in texts],
        utterances=[{"text": text, "intent": name, "entities": []} for name, text in texts.items()],
    )
    assert "The intents greet and Greet differ only in capitals" in doctor(file).stdout
    refused = CliRunner().invoke(app, ["import", str(file), "--data-dir", str(tmp_path / "data")])
    assert refused.exit_code != 0


def test_the_example_is_nearly_sound():
    document = json.loads(doctor(EXAMPLE, "--json").stdout)
    assert {finding["severity"] for finding in document["findings"]} <= {"medium", "low"}
    assert len(document["findings"]) < 5


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path):
    assert "No such file" in doctor(tmp_path / "nothing.json", code=4).stderr
    (tmp_path / "bad.json").write_text("{")
    assert "line 1" in doctor(tmp_path / "bad.json", code=4).stderr
