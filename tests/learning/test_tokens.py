from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.learning.tokens import covering, folded, tokenise, without_diacritics


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what's the plan", "what ' s the plan"),
        ("at 5:30am", "at 5 : 30am"),
        ("chrimc@hotmail.com", "chrimc @ hotmail . com"),
        ("snake_case\tand\nlines", "snake _ case and lines"),
        ("我想去 Paris", "我 想 去 Paris"),
        ("서울에서", "서 울 에 서"),
        ("रेलगाड़ी में", "रेलगाड़ी में"),
        ("cafe\u0301 übung", "cafe\u0301 übung"),
        ("go🚂🚃now", "go 🚂 🚃 now"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u00a0b\u200bc\ufeff", "a b c"),
        ("ok👍🏽!", "ok 👍 🏽 !"),
        ("1\ufe0f\u20e3 x", "1\ufe0f\u20e3 x"),
        ("", ""),
        (" \x00\t", ""),
    ],
)
def test_tokens_begin_and_end_where_the_rule_says(text: str, expected: str) -> None:
    assert " ".join(token.text for token in tokenise(text)) == expected


@given(st.text(st.characters(exclude_categories=[])))
def test_tokens_are_ordered_disjoint_and_quote_the_text(text: str) -> None:
    end = 0
    for token in tokenise(text):
        assert end <= token.start < token.end
        assert text[token.start : token.end] == token.text
        assert not any(character.isspace() for character in token.text)
        end = token.end


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_and_other_texts_follow_one_rule(text: str) -> None:
    alone = tokenise(text)
    beside_another = tokenise(text + " é")
    assert beside_another[:-1] == alone


def test_an_offset_counts_a_character_outside_the_basic_plane_once() -> None:
    assert [(t.start, t.end) for t in tokenise("🚂 to Rome")] == [(0, 1), (2, 4), (5, 9)]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 3, (0, 1)),
        (1, 2, (0, 1)),
        (2, 5, (0, 2)),
        (3, 4, None),
        (5, 5, None),
        (4, 99, (1, 2)),
        (0, 0, None),
    ],
)
def test_a_stretch_covers_the_tokens_that_it_touches(
    start: int, end: int, expected: tuple[int, int] | None
) -> None:
    assert covering(tokenise("one two"), start, end) == expected


def test_folding_ignores_case_composition_and_what_is_invisible() -> None:
    assert folded("CAFE\u0301\u200d") == folded("café")


def test_diacritics_come_off_letters_but_vowel_signs_stay() -> None:
    assert without_diacritics("Zürich, Đà Nẵng") == "Zurich, Đa Nang"
    assert without_diacritics("हिन्दी") == "हिन्दी"
