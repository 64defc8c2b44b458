"""UTF-16 units on the wire, code points with us, tokens between them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stationmaster.dialects.luis.positions import from_characters, from_tokens, to_characters, to_tokens
from stationmaster.learning.tokens import tokenise

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXTS = st.text(alphabet="ab7 .-\U0001f600\U00020000\u00e9\u0301\u4e2d\ufb01", min_size=1, max_size=12)


def snapped(text: str, first: int, last: int) -> str | None:
    found = from_characters(text, tokenise(text), first, last)
    return None if found is None else text[slice(*found)]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (5, 6, "to"),
        (5, 7, "to"),  # the end points at white space
        (8, 12, "Paris"),
        (8, 13, "Paris"),  # the end points behind the text: an end left out
        (4, 6, "to"),  # the start points at white space
        (6, 9, "to Paris"),  # inside two words
        (0, 0, "book"),
    ],
)
def test_inclusive_and_exclusive_ends_give_the_same_tokens(first: int, last: int, expected: str) -> None:
    assert snapped("book to Paris", first, last) == expected


@pytest.mark.parametrize(("first", "last"), [(-1, 2), (3, 2), (0, 14), (13, 13), (4, 4)])
def test_a_label_outside_the_text_or_on_no_token_is_none(first: int, last: int) -> None:
    assert snapped("book to Paris", first, last) is None


def test_characters_outside_the_basic_plane_count_twice() -> None:
    text = "\U0001f600 fly to \U00020000\U00020001 now"
    encoded = text.encode("utf-16-le")
    assert encoded[2 * 10 : 2 * 14].decode("utf-16-le") == "\U00020000\U00020001"
    assert from_characters(text, tokenise(text), 10, 13) == (9, 11)
    assert to_characters(text, 9, 11) == (10, 13)


def test_half_a_character_stands_for_the_whole() -> None:
    text = "to \U00020000"
    for first, last in [(3, 3), (3, 4), (4, 4)]:
        assert from_characters(text, tokenise(text), first, last) == (3, 4)


@PATIENT
@given(text=TEXTS, data=st.data())
def test_a_stretch_of_tokens_comes_back_from_the_wire(text: str, data: st.DataObject) -> None:
    tokens = tokenise(text)
    if not tokens:
        return
    first = data.draw(st.integers(0, len(tokens) - 1))
    last = data.draw(st.integers(first, len(tokens) - 1))
    stretch = tokens[first].start, tokens[last].end
    low, high = to_characters(text, *stretch)
    units = text.encode("utf-16-le")
    assert units[2 * low : 2 * (high + 1)].decode("utf-16-le") == text[slice(*stretch)]
    assert from_characters(text, tokens, low, high) == stretch
    assert to_tokens(tokens, *stretch) == (first, last)
    assert from_tokens(tokens, first, last) == stretch


@PATIENT
@given(text=TEXTS, first=st.integers(-2, 20), last=st.integers(-2, 20))
def test_snapping_only_widens_to_whole_tokens(text: str, first: int, last: int) -> None:
    tokens = tokenise(text)
    found = from_characters(text, tokens, first, last)
    if found is None:
        return
    assert found[0] in {token.start for token in tokens}
    assert found[1] in {token.end for token in tokens}
    low, high = to_characters(text, *found)
    assert low <= last
    assert high >= first
    assert from_characters(text, tokens, low, high) == found
