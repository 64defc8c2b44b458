"""Where a label lies, on the wire and with us.

LUIS counts UTF-16 code units, as .NET and JavaScript do, and counts the last one in; before schema 2 it
counted tokens, the last one in too. Our spans count code points and leave the end out. What comes in is
snapped to tokens: a start in white space moves to the next token, an end in white space or one behind
the last character (which some clients send, as they leave the end out) moves to the token before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from stationmaster.learning.tokens import Token, covering

Stretch = tuple[int, int]

_LAST_OF_BASIC_PLANE = "\uffff"


def from_characters(text: str, tokens: Sequence[Token], first: int, last: int) -> Stretch | None:
    """Our stretch for characters `first` to `last`; None if it holds no token or leaves the text."""
    if not 0 <= first <= last <= _units(text):
        return None
    covered = covering(tokens, *as_given(text, first, last))
    return None if covered is None else (tokens[covered[0]].start, tokens[covered[1] - 1].end)


def as_given(text: str, first: int, last: int) -> Stretch:
    """Our stretch for characters `first` to `last`, wherever words begin and end."""
    return _code_point(text, first), _code_point(text, last) + 1


def to_characters(text: str, start: int, end: int) -> Stretch:
    """The first and the last character of our stretch, as LUIS counts them."""
    return _units(text[:start]), _units(text[:end]) - 1


def from_tokens(tokens: Sequence[Token], first: int, last: int) -> Stretch | None:
    """Our stretch for tokens `first` to `last`; None if the text has fewer."""
    if not 0 <= first <= last < len(tokens):
        return None
    return tokens[first].start, tokens[last].end


def to_tokens(tokens: Sequence[Token], start: int, end: int) -> Stretch:
    """The first and the last token that our stretch touches."""
    first, behind = covering(tokens, start, end) or (0, 1)
    return first, behind - 1


def _units(text: str) -> int:
    if text.isascii() or max(text) <= _LAST_OF_BASIC_PLANE:
        return len(text)
    return len(text) + sum(character > _LAST_OF_BASIC_PLANE for character in text)


def _code_point(text: str, unit: int) -> int:
    """The code point that a UTF-16 unit belongs to; behind the end for the unit behind the last."""
    if text.isascii() or max(text) <= _LAST_OF_BASIC_PLANE:
        return unit
    widths = (2 if character > _LAST_OF_BASIC_PLANE else 1 for character in text)
    return sum(behind <= unit for behind in accumulate(widths))
