"""The coverage page says what the routes say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from stationmaster.dialects.luis.routes import ROUTES
from stationmaster.dialects.luis.translate import AUTHORING_PATH, VERSION_PATH
from stationmaster.learning.none_examples import NONE_EXAMPLE_COUNT

PAGE = Path(__file__).resolve().parents[3] / "docs" / "dialects" / "luis.md"
ROW = re.compile(
    r"^\| (?P<methods>[A-Z, ]+) \| `(?P<path>[^`]+)` \| (?P<grade>[ABC]) \| (?P<state>\w+) \|", re.M
)
STATES = {"supported", "partial", "absent"}

Operation = tuple[str, str]


def operations() -> Iterator[tuple[Operation, str]]:
    """Each method and path of the page, with its state."""
    for row in ROW.finditer(PAGE.read_text()):
        for path in paths(row["path"]):
            for method in row["methods"].split(", "):
                yield (method, path), row["state"]


def paths(written: str) -> Iterator[str]:
    """The paths that a row's short form stands for."""
    if written.startswith("/luis/"):
        whole = written
    else:
        whole = VERSION_PATH + written[1:] if written.startswith("…") else AUTHORING_PATH + written
    names = re.search(r"\{([^{}]+,[^{}]+)\}", whole)
    for name in names[1].split(",") if names else [""]:
        yield whole.replace(names[0], name) if names else whole


ROUTED = {(route.method, route.path) for route in ROUTES}


def test_every_row_of_the_page_is_understood() -> None:
    rows = [
        line for line in PAGE.read_text().splitlines() if re.match(r"\| (GET|POST|PUT|PATCH|DELETE)", line)
    ]
    assert len(rows) == len(list(ROW.finditer(PAGE.read_text())))
    assert {state for _, state in operations()} == STATES


def test_no_operation_is_listed_twice() -> None:
    listed = [operation for operation, _ in operations()]
    assert len(listed) == len(set(listed))


def test_what_is_supported_or_partial_is_what_is_routed() -> None:
    assert {operation for operation, state in operations() if state != "absent"} == ROUTED


def test_the_constant_of_none_is_the_one_that_the_page_names() -> None:
    assert f"{NONE_EXAMPLE_COUNT} built-in examples of None" in PAGE.read_text()
