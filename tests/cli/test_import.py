"""Bots and tickets on the command line: in, trained, asked, and put back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.commands import ROOT, Shell

BOT = ROOT / "examples" / "kore" / "garden_centre.json"
TICKETS = ROOT / "examples" / "superoffice" / "tickets.csv"


@pytest.fixture
def small_bot(tmp_path: Path) -> Path:
    texts = {"Greet": ["hello", "hi there", "good morning"], "Leave": ["bye", "see you", "good night"]}
    document = {
        "defaultLanguage": "en",
        "localeData": {"en": {"name": "Door"}},
        "dialogComponents": [{"_id": f"dc-{name}", "type": "intent", "name": name} for name in texts],
        "sentences": [
            {"taskName": name, "sentence": text, "type": "DialogIntent", "language": "en"}
            for name, found in texts.items()
            for text in found
        ],
    }
    path = tmp_path / "door.json"
    path.write_text(json.dumps(document))
    return path


def test_bot_is_imported_trained_and_asked(shell: Shell):
    imported = shell.document("import", BOT)
    assert imported["status"] == "succeeded"
    assert imported["outcome"]["name"] == "Garden centre"
    statuses = shell.document("status", "Garden centre")
    assert [(each["group"], each["training"]) for each in statuses] == [
        ("ml", "trained"),
        ("faq", "trained"),
    ]
    said = shell.document("predict", "Garden centre", "where is my parcel?")
    assert said["intents"][0]["label"] == "Track_Delivery"
    assert shell.document("predict", "Garden centre", "where can I park?")["faqs"][0]["score"] > 0.9
    told = shell.run("predict", "Garden centre", "hello, I need it right now").stdout
    assert [line.split("  ")[0] for line in told.splitlines() if line.endswith("Score")] == [
        "FAQ",
        "Small talk",
        "Intent",
        "Trait",
    ]
    assert "Urgency: Urgent" in told


def test_bot_of_a_known_name_is_brought_up_to_its_file(shell: Shell, small_bot: Path):
    first = shell.document("import", small_bot, "--dialect", "kore")
    again = shell.document("import", small_bot, "--dialect", "kore")
    assert again["outcome"]["streamId"] == first["outcome"]["streamId"]
    trained = shell.document("train", "Door")
    assert {each["run"]["status"] for each in trained} == {"succeeded"}
    models = {model["name"]: model["status"] for each in trained for model in each["models"]}
    assert models == {"Greet": "up_to_date", "Leave": "up_to_date", "None": "up_to_date"}


def test_bad_bot_is_refused_with_its_place(shell: Shell, small_bot: Path):
    document = json.loads(small_bot.read_text())
    document["sentences"][2]["taskName"] = "Fly"
    small_bot.write_text(json.dumps(document))
    refused = shell.document("import", small_bot, "--dialect", "kore", code=4)
    assert "sentences[2].taskName" in refused["failure"]
    assert shell.document("status") == []


def test_tickets_are_imported_trained_and_the_previous_model_is_restored(shell: Shell, tmp_path: Path):
    imported = shell.document("import", TICKETS)
    assert imported["outcome"]["added"] == 216
    first = shell.document("train", "categoriser")
    assert first["run"]["status"] == "succeeded"
    none_before = shell.run("restore", "categoriser", code=5)
    assert "no previous models" in none_before.stderr
    more = tmp_path / "more.csv"
    rows = [f"Kaffen smaker brent {n},Kaffen smaker brent.,Products" for n in range(5)]
    more.write_text("\n".join(["Betreff,Text,Kategorie", *rows]))
    columns = ("subject=Betreff", "body=Text", "category=Kategorie")
    mapping = [part for column in columns for part in ("--mapping", column)]
    shell.document("import", more, "--dialect", "superoffice", *mapping)
    shell.document("train", "categoriser")
    before = shell.document("status", "categoriser")
    assert (before["current"]["run"], before["previous"]["run"]) == (2, 1)
    assert shell.document("restore", "categoriser")["restored"] == {"categories": 1}
    after = shell.document("status", "categoriser")
    assert (after["current"], after["previous"]) == (before["previous"], before["current"])


def test_categories_that_cannot_be_told_apart_are_warned_of(shell: Shell, tmp_path: Path):
    tickets = tmp_path / "tickets.csv"
    rows = [f"My printer is out of paper {n},{('Sales', 'Support')[n.bit_count() % 2]}" for n in range(60)]
    tickets.write_text("\n".join(["subject,category", *rows]))
    shell.document("import", tickets, "--dialect", "superoffice")
    told = shell.run("train", "categoriser").stdout
    warning = shell.document("status", "categoriser")["current"]["warning"]
    assert "%" in warning
    assert warning in told
    assert warning in shell.run("status", "categoriser").stdout
    assert shell.run("predict", "categoriser", "no paper").stdout.startswith("Category")


def test_mapping_that_names_no_column_is_refused(shell: Shell):
    refused = shell.run("import", TICKETS, "--dialect", "superoffice", "--mapping", "subject", code=4)
    assert "FIELD=COLUMN" in refused.stderr
