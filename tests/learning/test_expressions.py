from __future__ import annotations

import pytest

from stationmaster.domain.errors import InvalidItem
from stationmaster.learning.expressions import Expression, check_regex


def test_matches_are_found_without_regard_to_case_and_empty_ones_are_none() -> None:
    assert list(Expression("[a-z]*").find("AB 1 c")) == [(0, 2), (5, 6)]


def test_offsets_count_code_points_also_where_a_text_has_no_utf8() -> None:
    assert list(Expression(r"\d").find("\ud800😀1")) == [(2, 3)]


def test_what_cannot_be_run_is_refused_with_its_reason() -> None:
    with pytest.raises(InvalidItem, match="cannot be used"):
        check_regex("(?<=a)b")
    check_regex("a|b")


def test_what_takes_half_a_character_is_refused_but_not_what_only_looks_so() -> None:
    with pytest.raises(InvalidItem, match=r"\\C may end within a character"):
        check_regex(r"a\\\C")
    assert list(Expression(r"C:\\Code").find(r"in C:\Code")) == [(3, 10)]
