from __future__ import annotations

import json
from pathlib import Path

from cli.commands import EXAMPLE, app_file
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


def test_the_example_is_nearly_sound():
    document = json.loads(doctor(EXAMPLE, "--json").stdout)
    assert {finding["severity"] for finding in document["findings"]} <= {"medium", "low"}
    assert len(document["findings"]) < 5


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path):
    assert "No such file" in doctor(tmp_path / "nothing.json", code=4).stderr
    (tmp_path / "bad.json").write_text("{")
    assert "line 1" in doctor(tmp_path / "bad.json", code=4).stderr
