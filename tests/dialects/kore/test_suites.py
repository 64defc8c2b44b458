"""Test suites beside a bot, and what a run of one counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jobsite import Jobsite
from workshop import open_workshop

from stationmaster.dialects.kore import bots, suites
from stationmaster.dialects.kore.batch_tests import Tried, metrics
from stationmaster.dialects.kore.files.batches import Case
from stationmaster.dialects.kore.reading import State
from stationmaster.domain.apps import App
from stationmaster.domain.errors import InvalidItem, ItemExists, NotPublished

AT = datetime(2026, 1, 1, tzinfo=UTC)
CASES = (Case(input="hello", intent="Greet"),)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Jobsite]:
    shop = open_workshop(tmp_path)
    yield Jobsite(shop=shop)
    shop.station.database.close()


@pytest.fixture
def bot(site: Jobsite) -> App:
    with site.shop.services() as services:
        return bots.create(services, name="Desk", languages=("en", "de"))


def test_new_bot_has_its_default_dialog_and_a_version_of_each_language(site: Jobsite, bot: App) -> None:
    document = site.definition(bot)
    (dialog,) = document["dialogs"]
    assert document["defaultDialogId"] == dialog["refId"]
    assert (document["_id"], document["supportedLanguages"]) == (bot.id, ["en", "de"])
    assert list(site.datasets(bot)) == ["en", "de"]
    with pytest.raises(NotPublished):
        site.datasets(bot, State.PUBLISHED)


def test_built_in_suite_is_always_there_and_others_are_kept(site: Jobsite, bot: App) -> None:
    with site.shop.services() as services:
        mine = suites.keep_suite(services, bot, "Mine", CASES, description="ours", is_update=False, at=AT)
        assert [each.name for each in suites.suites(services, bot)] == [suites.BUILT_IN, "Mine"]
        version = bots.versions(services, bot)["en"]
        assert suites.cases_of(services, bot, mine, version) == CASES
        more = (*CASES, Case(input="bye", intent="None"))
        updated = suites.keep_suite(services, bot, "Mine", more, is_update=True, at=AT)
        assert (updated.id, updated.cases) == (mine.id, 2)
        suites.remove_suite(services, bot, updated)
        with pytest.raises(suites.SuiteNotFound, match="Test Suite not found"):
            suites.suite(services, bot, "Mine")


def test_what_cannot_be_a_suite_is_refused(site: Jobsite, bot: App) -> None:
    with site.shop.services() as services:
        suites.keep_suite(services, bot, "Mine", CASES, is_update=False, at=AT)
        for name in ("Mine", suites.BUILT_IN):
            with pytest.raises(ItemExists):
                suites.keep_suite(services, bot, name, CASES, is_update=False, at=AT)
        with pytest.raises(InvalidItem):
            suites.keep_suite(services, bot, "Empty", (), is_update=False, at=AT)
        with pytest.raises(suites.SuiteNotFound):
            suites.keep_suite(services, bot, "Other", CASES, is_update=True, at=AT)
        with pytest.raises(InvalidItem):
            suites.remove_suite(services, bot, suites.suite(services, bot, suites.BUILT_IN))


def tried(expected: str, *winners: str) -> Tried:
    return Tried(case=Case(input="x", intent=expected), winners=winners, score=0.9 if winners else None)


@pytest.mark.parametrize(
    ("one", "outcome"),
    [
        (tried("Book ticket", "Book_Ticket"), "TP"),
        (tried("Book ticket", "Cancel"), "FP"),
        (tried("Book ticket", "Book_Ticket", "Cancel"), "FP"),
        (tried("Book ticket"), "FN"),
        (tried("None"), "TN"),
        (tried("none", "Cancel"), "FP"),
    ],
)
def test_case_counts_as_what_became_of_it(one: Tried, outcome: str) -> None:
    assert one.outcome == outcome


def test_figures_are_the_usual_ones() -> None:
    run = [*[tried("A", "A")] * 6, *[tried("A", "B")] * 2, tried("A"), tried("None")]
    found = metrics(run)
    assert (found["precision"], found["recall"], found["f1_score"]) == (0.75, 0.8571, 0.8)
    assert found["results"] == {
        "TP": 6,
        "TN": 1,
        "FP": 2,
        "FN": 1,
        "success": 7,
        "failure": 3,
        "totalUtterances": 10,
        "successPercentage": 70.0,
    }


def test_run_of_nothing_has_figures() -> None:
    assert metrics([])["f1_score"] == 0
