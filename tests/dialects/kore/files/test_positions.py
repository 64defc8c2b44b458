"""UTF-16 units on the wire, code points inside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.dialects.kore.files.positions import from_units, to_units, units


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
def test_every_stretch_comes_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert from_units(text, *to_units(text, start, end)) == (start, end)
    assert units(text) == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (0, 0), (2, 1), (0, 6)])
def test_what_is_empty_or_outside_is_no_stretch(start: int, end: int) -> None:
    assert from_units("a😀bc", start, end) is None


@pytest.mark.parametrize(("start", "end", "text"), [(1, 2, "😀"), (2, 3, "😀"), (2, 4, "😀b")])
def test_half_a_character_stands_for_the_whole(start: int, end: int, text: str) -> None:
    found = from_units("a😀bc", start, end)
    assert found is not None
    assert "a😀bc"[slice(*found)] == text
