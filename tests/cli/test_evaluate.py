from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from cli.commands import EXAMPLE, EXAMPLE_NAME, ROOT, Shell, app_file

from stationmaster.cli.words import CHANGE_WORDS, METHOD_WORDS, TIER_REASON_WORDS
from stationmaster.domain.evaluation import Change, Method
from stationmaster.domain.tier import TierReason

BOT = ROOT / "examples" / "kore" / "garden_centre.json"
TICKETS = ROOT / "examples" / "superoffice" / "tickets.csv"


def test_every_method_change_and_reason_has_words():
    assert METHOD_WORDS.keys() == set(Method)
    assert CHANGE_WORDS.keys() == set(Change)
    assert TIER_REASON_WORDS.keys() == set(TierReason)


def test_the_tier_that_serves_is_shown_everywhere_with_what_decided(evaluated_shell: Shell, tmp_path: Path):
    page = tmp_path / "page.html"
    document = evaluated_shell.document("evaluate", EXAMPLE_NAME, "--html", page)
    tier = document["tiers"]["intents"]
    assert tier["asked"] == "auto"
    assert tier["serves"] in {"standard", "enhanced"}
    for each in ("status", "train"):
        named = EXAMPLE if each == "train" else EXAMPLE_NAME
        assert evaluated_shell.document(each, named)["tiers"] == document["tiers"]
    line = f"Tier of intents: {tier['serves']} (auto was asked for)"
    assert line in page.read_text(encoding="utf-8")
    for each in ("status", "evaluate", "train"):
        assert line in evaluated_shell.run(each, EXAMPLE_NAME).stdout
    if tier["reason"] == "tried":
        assert [trial["tier"] for trial in tier["trials"]] == ["standard", "enhanced"]
        assert f"enhanced was right in {100 * tier['trials'][1]['accuracy']:.1f}%" in page.read_text("utf-8")


@pytest.fixture(scope="module")
def evaluated_shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    shell = Shell(data_dir=tmp_path_factory.mktemp("evaluated") / "data")
    shell.run("train", EXAMPLE)
    return shell


def test_what_training_evaluated_is_shown_again_without_computing(evaluated_shell: Shell):
    told = evaluated_shell.run("evaluate", EXAMPLE_NAME)
    assert "Evaluating" not in told.stderr
    assert "Surest mistakes" in told.stdout
    document = evaluated_shell.document("evaluate", EXAMPLE_NAME)
    intents = document["evaluation"]["intents"]
    low, high = intents["microF1Interval"]
    assert low < intents["microF1"] < high
    assert (intents["method"], intents["folds"]) == ("cross_validation", 5)
    assert sum(part["count"] for part in intents["calibration"]["bins"]) == intents["examples"] == 174
    wrong = sum(confusion["count"] for confusion in intents["confusions"])
    assert wrong == len(intents["mistakes"]) == 174 - sum(intents["right"].values())
    assert evaluated_shell.document("train", EXAMPLE)["evaluation"] == document["evaluation"]


def test_an_untrained_version_is_evaluated_and_not_kept(shell: Shell, tmp_path: Path):
    intents = [{"name": name} for name in ("Greet", "Leave", "Empty", "None")]
    shell.run("train", app_file(tmp_path / "app.json", intents=intents), "--no-evaluation", code=1)
    for _ in range(2):
        assert "Evaluating intents" in shell.run("evaluate", "Small talk").stderr


def test_a_version_that_was_trained_without_evaluation_is_evaluated_once(shell: Shell, tmp_path: Path):
    shell.run("train", app_file(tmp_path / "app.json"), "--no-evaluation")
    first = shell.run("evaluate", "Small talk")
    again = shell.run("evaluate", "Small talk")
    assert "Evaluating intents" in first.stderr
    assert again.stderr == ""
    assert again.stdout == first.stdout


@pytest.fixture
def two_versions(shell: Shell, tmp_path: Path) -> Shell:
    """Version 0.2 has another opinion of one utterance than 0.1."""
    file = app_file(tmp_path / "app.json")
    shell.run("train", file, "--no-evaluation")
    moved: list[dict[str, Any]] = [
        {"text": text, "intent": intent, "entities": []}
        for text, intent in (
            ("hello", "Leave"),
            ("hello again", "Leave"),
            ("hi there", "Greet"),
            ("good morning", "Greet"),
            ("hey you", "Greet"),
            ("bye", "Leave"),
        )
    ]
    app_file(file, utterances=moved)
    shell.run("train", file, "--no-evaluation")
    return shell


def test_two_versions_are_compared_by_what_they_answer_otherwise(two_versions: Shell, tmp_path: Path):
    page = tmp_path / "page.html"
    document = two_versions.document("evaluate", "Small talk", "--against", "0.1", "--html", page)
    assert (document["version"], document["against"]) == ("0.2", "0.1")
    intents = document["comparison"]["intents"]
    assert intents["examples"] == 6
    changed = {example["text"]: example for example in intents["changed"]}
    assert changed["hello"]["change"] == "fixed"
    assert (changed["hello"]["before"], changed["hello"]["after"]) == ("Greet", "Leave")
    assert intents["fixed"] >= 1
    assert intents["rightAfter"] - intents["rightBefore"] == intents["fixed"] - intents["broken"]
    told = two_versions.run("evaluate", "Small talk", "--against", "0.1").stdout
    assert "Against 0.1, intents" in told
    assert "what changed since 0.1" in page.read_text(encoding="utf-8")


def test_an_intent_that_was_renamed_is_told_from_one_that_got_better(shell: Shell, tmp_path: Path):
    file = app_file(tmp_path / "app.json")
    shell.run("train", file, "--no-evaluation")
    file.write_text(file.read_text("utf-8").replace("Greet", "Welcome"), encoding="utf-8")
    shell.run("train", file, "--no-evaluation")
    page = tmp_path / "page.html"
    told = shell.run("evaluate", "Small talk", "--against", "0.1", "--html", page).stdout
    sentence = "0.1 has no model of Welcome: it could not get these right."
    assert sentence in told
    assert sentence in page.read_text(encoding="utf-8")
    document = shell.document("evaluate", "Small talk", "--against", "0.1")
    assert document["comparison"]["intents"]["unknownBefore"] == ["Welcome"]


def test_what_cannot_be_compared_is_said(two_versions: Shell):
    two_versions.run("evaluate", "Small talk", "--against", "9.9", code=3)
    two_versions.run("evaluate", "nothing", code=3)


def test_versions_of_a_bot_are_compared_by_what_serves(shell: Shell):
    shell.run("import", BOT)
    version = shell.document("status", "Garden centre")[0]["version"]
    intents = shell.document("evaluate", "Garden centre", "--against", version)["comparison"]["intents"]
    assert intents["examples"] > 0
    assert intents["rightBefore"] == intents["rightAfter"] > 0
    assert intents["changed"] == []


def test_a_categoriser_has_no_version_to_compare_with(shell: Shell):
    shell.run("import", TICKETS)
    refused = shell.run("evaluate", "categoriser", "--against", "categoriser", code=5)
    assert "has no other version to compare with" in refused.stderr


def test_of_what_has_no_labels_the_evaluation_says_so(shell: Shell, tmp_path: Path):
    file = app_file(tmp_path / "app.json", utterances=[], intents=[{"name": "None"}])
    shell.run("train", file)
    page = tmp_path / "page.html"
    assert "nothing is labelled" in shell.run("evaluate", "Small talk", "--html", page).stdout
    assert "Nothing is labelled" in page.read_text(encoding="utf-8")
    assert shell.document("evaluate", "Small talk")["evaluation"] == {}


class Page(HTMLParser):
    """Checks that elements nest, and collects what is to be looked at."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.handle_startendtag(tag, attributes)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attributes)))
        self.ids += [value or "" for name, value in attributes if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_else_and_can_be_heard(evaluated_shell: Shell, tmp_path: Path):
    file = tmp_path / "page.html"
    evaluated_shell.run("evaluate", EXAMPLE_NAME, "--html", file)
    text = file.read_text(encoding="utf-8")
    page = Page(text)
    assert page.open == []
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.seen}
    assert not re.search(r"https?://|url\(|@import", text)
    plots = [attributes for tag, attributes in page.seen if tag == "svg"]
    assert len(plots) == 6
    for plot in plots:
        assert plot["role"] == "img"
        assert all(name in page.ids for name in (plot["aria-labelledby"] or "").split())
    assert len(page.ids) == len(set(page.ids))
    assert sum(tag == "table" for tag, _ in page.seen) >= len(plots)
    assert all("scope" in attributes for tag, attributes in page.seen if tag == "th")


def test_training_writes_the_page_too(shell: Shell, tmp_path: Path):
    page = tmp_path / "page.html"
    shell.run("train", app_file(tmp_path / "app.json"), "--html", page)
    assert "Small talk 0.1: evaluation" in page.read_text(encoding="utf-8")
    page.unlink()
    told = shell.run("train", tmp_path / "app.json", "--no-evaluation", "--html", page)
    assert "Nothing was evaluated" in told.stderr
    assert not page.exists()


def test_markup_in_texts_stays_text(shell: Shell, tmp_path: Path):
    evil = "<script>alert('&')</script>"
    utterances = [
        {"text": text, "intent": intent, "entities": []}
        for intent in ("Greet", "Leave")
        for text in (f"{evil} {intent}", f"{evil} \x01 mixed {intent[::-1]}", "the same")
    ]
    file = app_file(tmp_path / "app.json", name=f"App {evil}", utterances=utterances)
    page = tmp_path / "page.html"
    shell.run("train", file, "--html", page)
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "\x01" not in text
    assert "&lt;script&gt;" in text


def test_long_names_are_cut_to_the_room_that_a_plot_has(shell: Shell, tmp_path: Path):
    names = ["x" * 30, "注" * 20]
    utterances = [
        {"text": f"{word} {number}", "intent": name, "entities": []}
        for name, word in zip(names, ("hello", "bye"), strict=True)
        for number in range(4)
    ]
    intents = [{"name": name} for name in (*names, "None")]
    page = tmp_path / "page.html"
    shell.run(
        "train", app_file(tmp_path / "app.json", intents=intents, utterances=utterances), "--html", page
    )
    text = page.read_text(encoding="utf-8")
    assert f">{'x' * 23}…<" in text
    assert f">{'注' * 11}…<" in text
    assert f">{names[1]}<" in text


def test_a_page_that_cannot_be_written_is_said(evaluated_shell: Shell, tmp_path: Path):
    refused = evaluated_shell.run("evaluate", EXAMPLE_NAME, "--html", tmp_path / "no" / "page.html", code=4)
    assert "cannot be written" in refused.stderr


def test_what_to_label_next_is_said_in_tables_documents_and_on_the_page(
    evaluated_shell: Shell, tmp_path: Path
):
    page = tmp_path / "page.html"
    intents = evaluated_shell.document("evaluate", EXAMPLE_NAME, "--html", page)["evaluation"]["intents"]
    told = evaluated_shell.run("evaluate", EXAMPLE_NAME).stdout
    first = intents["labelNext"][0]
    assert first["sentence"].startswith(f"{first['label']} has {first['examples']} utterances, F1 ")
    assert f" 1. {first['sentence']}" in told
    written = unescape(page.read_text(encoding="utf-8"))
    assert first["sentence"] in written
    least = intents["unsure"][0]
    assert least["lead"] < 0.2
    for text in (told, written):
        assert "Least sure answers" in text
        assert least["text"] in text


def test_what_could_not_be_tried_is_listed_with_its_examples(shell: Shell, tmp_path: Path):
    file = app_file(tmp_path / "app.json")
    document = json.loads(file.read_text(encoding="utf-8"))
    document["intents"].append({"name": "Sing"})
    document["utterances"].append({"text": "sing me a song", "intent": "Sing", "entities": []})
    file.write_text(json.dumps(document), encoding="utf-8")
    trained = shell.document("train", file)["evaluation"]["intents"]
    assert trained["untried"] == [{"label": "Sing", "examples": 1}]
    assert all(each["f1"] is not None for each in trained["labels"] if each["support"])
    told = shell.run("evaluate", "Small talk").stdout
    (row,) = (line for line in told.splitlines() if line.startswith("Sing "))
    assert row.split() == ["Sing", "–", "–", "–", "not", "tried:", "1", "example", "1"]
