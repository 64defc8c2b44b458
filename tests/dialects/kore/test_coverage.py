"""The coverage page says what the routes say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from stationmaster.dialects.kore.operations.files import LINK_PATH
from stationmaster.dialects.kore.paths import BOT_PATH, BUILDER_ROOT, PUBLIC_ROOTS
from stationmaster.dialects.kore.routes import ROUTES

PAGE = Path(__file__).resolve().parents[3] / "docs" / "dialects" / "kore.md"
HEADER = re.compile(r"^\| (?P<kind>Call|Builder call) \|", re.M)
ROW = re.compile(
    r"^\| (?P<methods>[A-Z, ]+) \| `(?P<path>[^`]+)` \| (?P<grade>[ABC]) \| (?P<state>\w+) \|", re.M
)
STATES = {"supported", "partial", "absent"}

Operation = tuple[str, str]


def tables() -> Iterator[tuple[str, str]]:
    """Each table of the page, with the word that its first column has for a call."""
    text = PAGE.read_text()
    heads = list(HEADER.finditer(text))
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        yield head["kind"], text[head.start() : following.start() if following else len(text)]


def operations() -> Iterator[tuple[Operation, str]]:
    """Each method and path of the page, with its state."""
    for kind, table in tables():
        for row in ROW.finditer(table):
            for method, path in product(row["methods"].split(", "), paths(kind, row["path"])):
                yield (method, path), row["state"]


def paths(kind: str, written: str) -> Iterator[str]:
    """The paths that a row's short form stands for."""
    if written == LINK_PATH:
        yield PUBLIC_ROOTS[0] + written
    elif written.startswith("/api/"):
        yield from alternatives(written)
    elif kind == "Builder call":
        yield BUILDER_ROOT + written.replace("…", "/builder/streams/{botId}")
    else:
        bots = (BOT_PATH, BOT_PATH.replace("/bot/", "/stream/")) if written.startswith("…") else ("",)
        yield from (root + written.replace("…", bot) for root, bot in product(PUBLIC_ROOTS, bots))


def alternatives(written: str) -> Iterator[str]:
    names = re.search(r"\{([^{}]+,[^{}]+)\}", written)
    if names is None:
        yield written
    else:
        for name in names[1].split(","):
            yield from alternatives(written.replace(names[0], name, 1))


ROUTED = {(route.method, route.path) for route in ROUTES}


def test_every_row_of_the_page_is_understood() -> None:
    text = PAGE.read_text()
    rows = [line for line in text.splitlines() if re.match(r"\| (GET|POST|PUT|PATCH|DELETE)", line)]
    assert len(rows) == len(list(ROW.finditer(text)))
    assert {state for _, state in operations()} == STATES


def test_no_operation_is_listed_twice() -> None:
    listed = [operation for operation, _ in operations()]
    assert len(listed) == len(set(listed))


def test_what_is_supported_or_partial_is_what_is_routed() -> None:
    assert {operation for operation, state in operations() if state != "absent"} == ROUTED


def test_no_call_of_the_first_two_grades_is_absent() -> None:
    rows = [row for row in ROW.finditer(PAGE.read_text()) if row["state"] == "absent"]
    assert {row["grade"] for row in rows} == {"C"}


def test_links_of_the_page_lead_somewhere() -> None:
    text = PAGE.read_text()
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors
    for page in re.findall(r"\]\(([\w./-]+\.md)", text):
        assert (PAGE.parent / page).exists()
