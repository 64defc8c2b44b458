"""Masks as words, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.dialects.superoffice.wire.kinds import Flags
from stationmaster.dialects.superoffice.wire.masks import (
    CATEGORY_FLAGS,
    FIELD_RIGHT,
    PRIORITY_FLAGS,
    TABLE_RIGHT,
    all_bits,
    read_mask,
    write_mask,
)

ALL = (TABLE_RIGHT, FIELD_RIGHT, CATEGORY_FLAGS, PRIORITY_FLAGS)


@pytest.mark.parametrize(
    ("flags", "mask", "text"),
    [
        (TABLE_RIGHT, 11, "Select, Update, Delete"),
        (TABLE_RIGHT, 3, "Select, Update"),
        (TABLE_RIGHT, 15, "Select, Update, Insert, Delete"),
        (TABLE_RIGHT, 0, "None"),
        (FIELD_RIGHT, 3, "Update"),
        (FIELD_RIGHT, 67, "Update, UIHintMandatory"),
        (FIELD_RIGHT, 1, "Read"),
        (FIELD_RIGHT, 162, "Write, Nullable, UIHintReadOnly"),
        (CATEGORY_FLAGS, 0, "Unknown"),
        (CATEGORY_FLAGS, 9, "Internal, ListInMain"),
    ],
)
def test_masks_are_written_as_the_vendor_writes_them(flags: Flags, mask: int, text: str) -> None:
    assert write_mask(flags, mask) == text
    assert read_mask(flags, text) == mask


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("FULL", 15), ("URI", 7), ("udr", 11), ("RF", 17), ("URU", 34), ("WRITE", 38), ("R,F", 17),
        ("Select Update", 3), (" select ,  update,", 3), ("", 0),
    ],
)  # fmt: skip
def test_aliases_any_case_and_both_separators_are_read(text: str, mask: int) -> None:
    assert read_mask(TABLE_RIGHT, text) == mask


def test_full_is_no_right_on_a_field_and_counts_for_nothing() -> None:
    assert read_mask(FIELD_RIGHT, "FULL") == 0
    assert read_mask(FIELD_RIGHT, "FULL, Read") == 1


def test_an_unknown_flag_of_a_category_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'Purple' is none of Unknown, Internal"):
        read_mask(CATEGORY_FLAGS, "Internal, Purple")


@given(
    flags=st.sampled_from(ALL), mask=st.integers(-(2**40), 2**40), separator=st.sampled_from([", ", " ", ","])
)
def test_every_bit_that_has_a_word_survives_being_written_and_read(
    flags: Flags, mask: int, separator: str
) -> None:
    written = write_mask(flags, mask).replace(", ", separator)
    assert read_mask(flags, written) == mask & all_bits(flags)
