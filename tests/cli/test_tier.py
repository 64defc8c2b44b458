from __future__ import annotations

import json
from pathlib import Path

from cli.commands import ROOT, Shell, app_file

BOT = ROOT / "examples" / "kore" / "garden_centre.json"
TICKETS = ROOT / "examples" / "superoffice" / "tickets.csv"


def test_a_tier_is_shown_set_and_decides_the_next_training(shell: Shell, tmp_path: Path):
    shell.run("train", app_file(tmp_path / "app.json"), "--no-evaluation")
    assert shell.run("tier", "Small talk").stdout == "Small talk 0.1: auto\n"
    told = shell.document("tier", "Small talk", "Standard")
    assert (told["version"], told["tier"], told["was"]) == ("0.1", "standard", "auto")
    assert shell.document("status", "Small talk")["training"] == "needs_training"
    shell.run("train", "Small talk")
    (decision,) = shell.document("status", "Small talk")["tiers"].values()
    assert (decision["asked"], decision["serves"], decision["reason"]) == ("standard", "standard", "asked")


def test_asking_for_auto_again_leaves_a_version_as_it_was(shell: Shell, tmp_path: Path):
    shell.run("train", app_file(tmp_path / "app.json"), "--no-evaluation")
    before = shell.document("export", "Small talk")["export"]
    shell.run("tier", "Small talk", "enhanced")
    assert shell.document("export", "Small talk")["export"]["settings"] == [
        {"name": "ModelTier", "value": "enhanced"}
    ]
    assert "auto (enhanced until now" in shell.run("tier", "Small talk", "auto").stdout
    assert shell.document("export", "Small talk")["export"] == before
    assert shell.document("status", "Small talk")["training"] == "trained"


def test_what_is_no_tier_and_what_is_not_there_are_refused(shell: Shell, tmp_path: Path):
    shell.run("train", app_file(tmp_path / "app.json"), "--no-evaluation")
    refused = shell.run("tier", "Small talk", "enhaned", code=2).stderr
    assert "'enhaned' is not one of 'standard', 'enhanced', 'auto'" in refused
    shell.run("tier", "Small talk", "standard", "--version", "9.9", code=3)
    shell.run("tier", "nothing", code=3)
    assert shell.run("tier", "Small talk").stdout == "Small talk 0.1: auto\n"


def test_a_bot_asks_for_a_tier_in_all_its_languages_and_keeps_it_when_its_file_comes_again(
    shell: Shell, tmp_path: Path
):
    document = json.loads(BOT.read_text(encoding="utf-8"))
    document["supportedLanguages"] = ["en", "de"]
    bot = tmp_path / "bot.json"
    bot.write_text(json.dumps(document), encoding="utf-8")
    shell.run("import", bot, "--dialect", "kore")
    told = shell.document("tier", "Garden centre", "standard")
    assert {each["version"]: each["tier"] for each in told} == {
        "configured/en": "standard",
        "configured/de": "standard",
    }
    one = shell.document("tier", "Garden centre", "enhanced", "--version", "configured/de")
    assert (one["tier"], one["was"]) == ("enhanced", "standard")
    shell.run("import", bot, "--dialect", "kore")
    kept = {each["version"]: each["tier"] for each in shell.document("tier", "Garden centre")}
    assert kept == {"configured/en": "standard", "configured/de": "enhanced"}


def test_a_categoriser_asks_for_a_tier_too(shell: Shell):
    shell.run("import", TICKETS, "--dialect", "superoffice")
    shell.run("tier", "categoriser", "standard")
    shell.run("train", "categoriser")
    assert "Tier of categories: standard, as asked for." in shell.run("status", "categoriser").stdout
