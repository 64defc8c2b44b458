"""`$select`, by properties of any selection of any value."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.dialects.superoffice.wire.selecting import read_select

MODEL = {"Accuracy": 92.31, "TicketCountForTraining": 58}
STATUS = {"Status": "finished", "CurrentModel": MODEL, "PreviousModel": None}


@pytest.mark.parametrize(
    ("select", "told"),
    [
        (None, STATUS),
        ("", STATUS),
        (" , /,", STATUS),
        ("status", {"Status": "finished", "CurrentModel": None, "PreviousModel": None}),
        ("STATUS, currentMODEL/Accuracy", {
            "Status": "finished",
            "CurrentModel": {"Accuracy": 92.31, "TicketCountForTraining": None},
            "PreviousModel": None,
        }),
        ("CurrentModel", {"Status": None, "CurrentModel": MODEL, "PreviousModel": None}),
        ("CurrentModel/Accuracy,CurrentModel", {"Status": None, "CurrentModel": MODEL, "PreviousModel": None}),
        ("CurrentModel,CurrentModel/Accuracy", {"Status": None, "CurrentModel": MODEL, "PreviousModel": None}),
        ("Status/Deeper,PreviousModel/Accuracy", {
            "Status": "finished", "CurrentModel": None, "PreviousModel": None,
        }),
        ("nobody", {"Status": None, "CurrentModel": None, "PreviousModel": None}),
    ],
)  # fmt: skip
def test_unselected_members_stay_as_null(select: str | None, told: Any) -> None:
    assert read_select(select).apply(STATUS) == told


def test_arrays_are_selected_item_by_item_and_scalars_not_at_all() -> None:
    assert read_select("accuracy").apply([MODEL, None, MODEL]) == [
        {"Accuracy": 92.31, "TicketCountForTraining": None},
        None,
        {"Accuracy": 92.31, "TicketCountForTraining": None},
    ]
    assert read_select("Id").apply(11) == 11
    assert read_select("Id").apply("x") == "x"


@pytest.mark.parametrize(
    "query", ["$select=Status,CurrentModel%2FAccuracy", "%24select=Status%2CCurrentModel/Accuracy"]
)
def test_every_way_in_which_a_query_spells_it_selects_the_same(query: str) -> None:
    told = read_select(parse_qs(query)["$select"][0]).apply(STATUS)
    assert told["CurrentModel"] == {"Accuracy": 92.31, "TicketCountForTraining": None}  # type: ignore[call-overload, index]


def test_a_path_of_any_length_is_read() -> None:
    assert read_select("a/" * 50_000).apply({"a": {"a": 1}, "b": 2}) == {"a": {"a": 1}, "b": None}


names = st.sampled_from(["A", "b", "Cc", "dD"])
trees = st.recursive(
    st.integers() | st.text(max_size=3) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
paths = st.lists(st.lists(names | st.sampled_from(["zz"]), min_size=1, max_size=3), min_size=1, max_size=4)
cases = st.sampled_from([str.lower, str.upper, str.title])


def oracle(tree: Any, wanted: list[list[str]], place: list[str]) -> Any:
    """The same rule told by paths: kept where a path ends above or at it, opened where one leads below it."""
    if isinstance(tree, list):
        return [oracle(item, wanted, place) for item in tree]
    if not isinstance(tree, dict):
        return tree
    told = {}
    for name, value in tree.items():
        here = [*place, name.lower()]
        if any(path == here[: len(path)] for path in wanted):
            told[name] = value
        elif any(path[: len(here)] == here for path in wanted):
            told[name] = oracle(value, wanted, here)
        else:
            told[name] = None
    return told


@given(tree=trees, wanted=paths, case=cases)
def test_a_selection_keeps_what_its_paths_name_and_nulls_the_rest(
    tree: Any, wanted: list[list[str]], case: Any
) -> None:
    select = read_select(",".join(case("/".join(path)) for path in wanted))
    told = select.apply(tree)
    assert told == oracle(tree, [[name.lower() for name in path] for path in wanted], [])
    assert select.apply(told) == told


@given(text=st.text(max_size=40), tree=trees)
def test_no_text_breaks_the_selection(text: str, tree: Any) -> None:
    read_select(text).apply(tree)
    read_select(quote(text)).apply(tree)
