"""Where a label lies: Kore.ai counts UTF-16 units, we count code points; both leave the end out."""

from __future__ import annotations

from itertools import accumulate

_LAST_OF_BASIC_PLANE = "\uffff"


def from_units(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Our stretch for these UTF-16 units; None if it is empty or leaves the text."""
    if not 0 <= start < end <= units(text):
        return None
    if _is_basic(text):
        return start, end
    ends = list(accumulate((2 if character > _LAST_OF_BASIC_PLANE else 1 for character in text), initial=0))
    # A position between the two halves of a character belongs to the whole of it.
    first = sum(behind <= start for behind in ends) - 1
    last = sum(behind < end for behind in ends)
    return first, last


def to_units(text: str, start: int, end: int) -> tuple[int, int]:
    """The UTF-16 units of our stretch."""
    return units(text[:start]), units(text[:end])


def units(text: str) -> int:
    """How many UTF-16 units a text has."""
    if _is_basic(text):
        return len(text)
    return len(text) + sum(character > _LAST_OF_BASIC_PLANE for character in text)


def _is_basic(text: str) -> bool:
    return text.isascii() or max(text, default="") <= _LAST_OF_BASIC_PLANE
