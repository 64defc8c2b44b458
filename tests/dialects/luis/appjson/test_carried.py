"""What a file said beyond our fields survives, and edits win over it."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stationmaster.dialects.luis.appjson.carried import difference, restored, same

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXTS = st.text(alphabet="aé\U0001f600", max_size=2)
SCALARS = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from("abcdef"), VALUES, max_size=6)


@PATIENT
@given(rendered=OBJECTS, original=OBJECTS)
def test_the_difference_leads_back_to_the_original(
    rendered: dict[str, Any], original: dict[str, Any]
) -> None:
    kept = difference(rendered, original)
    stored = msgspec.json.decode(msgspec.json.encode(kept))
    assert same(restored(copy.deepcopy(rendered), stored), original)


@PATIENT
@given(rendered=OBJECTS)
def test_what_we_write_ourselves_is_not_kept(rendered: dict[str, Any]) -> None:
    assert difference(rendered, copy.deepcopy(rendered)) == {}


@PATIENT
@given(rendered=OBJECTS, original=OBJECTS, edited=OBJECTS)
def test_a_key_that_was_edited_since_is_written_as_edited(
    rendered: dict[str, Any], original: dict[str, Any], edited: dict[str, Any]
) -> None:
    result = restored(copy.deepcopy(edited), difference(rendered, original))
    for key, value in edited.items():
        if key in rendered and not same(rendered[key], value):
            assert same(result[key], value)


def test_a_key_we_began_to_write_since_is_not_overwritten() -> None:
    kept = difference({}, {"role": 7})
    assert restored({"role": "to"}, kept) == {"role": "to"}


def test_true_is_not_one_and_one_is_not_a_fraction() -> None:
    assert not same(True, 1)
    assert not same(1, 1.0)
    assert not same([{"a": False}], [{"a": 0}])
    assert same({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]})


def test_a_missing_key_differs_from_null() -> None:
    kept = difference({"roles": []}, {"desc": None})
    assert kept == {"roles": {"was": []}, "desc": {"given": None}}
    assert restored({"roles": []}, kept) == {"desc": None}
