"""The coverage page says what the routes say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from stationmaster.dialects.superoffice.operations import ai
from stationmaster.dialects.superoffice.operations.categoriser import ROOT
from stationmaster.dialects.superoffice.routes import OFFERS
from stationmaster.learning.language import LANGUAGES

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "dialects" / "superoffice.md").read_text("utf-8")
AGENTS = "/api/v1/Agents/"
AGENT_ROW = re.compile(r"^\| (?P<names>`[A-Za-z]+/[A-Za-z]+`[^|]*) \| (?P<state>\w+) \|", re.M)
REST_ROW = re.compile(r"^\| (?P<methods>[A-Z, ]+) \| `(?P<path>[^`]+)` \| (?P<state>\w+) \|", re.M)
STATES = {"supported", "partial", "absent"}

Operation = tuple[str, str]


def agent_methods() -> Iterator[tuple[str, str]]:
    """Each agent's method on the page, with its state."""
    for row in AGENT_ROW.finditer(PAGE):
        for name in re.findall(r"`([^`]+)`", row["names"]):
            yield AGENTS + name, row["state"]


def operations() -> Iterator[Operation]:
    """Each other operation of the page."""
    for row in REST_ROW.finditer(PAGE):
        for method in row["methods"].split(", "):
            yield method, row["path"].replace("…", f"/api/v1{ROOT}")


def test_every_row_of_the_page_is_understood() -> None:
    rows = [line for line in PAGE.splitlines() if re.match(r"\| (`[A-Za-z]+/|(GET|POST|PUT|DELETE))", line)]
    assert len(rows) == len(AGENT_ROW.findall(PAGE)) + len(REST_ROW.findall(PAGE))
    assert {state for _, state in agent_methods()} == STATES


def test_nothing_is_listed_twice() -> None:
    listed = [*agent_methods(), *operations()]
    assert len({name for name, *_ in agent_methods()}) == len(list(agent_methods()))
    assert len(listed) == len(set(listed))


def test_every_method_of_an_agent_can_be_called_and_described() -> None:
    listed = {path for path, _ in agent_methods()}
    for method in ("POST", "GET"):
        assert listed == {o.path for o in OFFERS if o.path.startswith(AGENTS) and o.method == method}


def test_what_is_absent_is_what_answers_501() -> None:
    absent = {path for path, state in agent_methods() if state == "absent"}
    assert absent == {f"{AGENTS}AI/{method}" for method in ai.ABSENT}
    assert len([path for path, _ in agent_methods() if path.startswith(f"{AGENTS}AI/")]) == 48


def test_all_other_operations_are_listed() -> None:
    assert set(operations()) == {(o.method, o.path) for o in OFFERS if not o.path.startswith(AGENTS)}


def test_the_page_counts_the_languages() -> None:
    assert f"{len(LANGUAGES)} languages" in PAGE
