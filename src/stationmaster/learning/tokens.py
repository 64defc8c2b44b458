"""Where words begin and end: one rule for learners, matchers and the dialects that show tokens.

Labels are snapped to these tokens and artefacts depend on them, so a change of the rule needs new
learner versions. The rule:

- white space and control characters separate tokens and belong to none;
- letters and digits in a row are one token (`30am`), whatever their script;
- in scripts written without spaces, and in Hangul, each character is a token of its own, so that a label
  can end before a particle;
- every other character (punctuation, symbol, emoji) is a token of its own;
- combining marks, variation selectors and invisible joiners belong to the token before them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch `[start, end)` of a text, in code points, and the characters there."""

    start: int
    end: int
    text: str


class _Class(Enum):
    SPACE = "space"
    WORD = "word"
    SINGLE = "single"
    JOINED = "joined"


_ASCII_TOKENS = re.compile(r"[A-Za-z0-9]+|[!-~]")

#: Scripts whose words are not separated, by the first word of the character's Unicode name.
_UNSPACED = frozenset(
    {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "THAI", "LAO", "KHMER", "MYANMAR"}
)
_INVISIBLE_SEPARATORS = frozenset("\u200b\ufeff")


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a text, in order; see the module for the rule."""
    if text.isascii():
        return tuple(Token(m.start(), m.end(), m.group()) for m in _ASCII_TOKENS.finditer(text))
    return tuple(Token(start, end, text[start:end]) for start, end in _boundaries(text))


def _boundaries(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    before = _Class.SPACE
    for position, character in enumerate(text):
        kind = _class_of(character)
        if kind is _Class.SPACE:
            before = kind
            continue
        grows = kind is _Class.JOINED or (kind is _Class.WORD and before is _Class.WORD)
        if grows and before is not _Class.SPACE:
            found[-1] = (found[-1][0], position + 1)
        else:
            found.append((position, position + 1))
            before = _Class.SINGLE if kind is _Class.JOINED else kind
    return found


@lru_cache(maxsize=16384)
def _class_of(character: str) -> _Class:
    category = unicodedata.category(character)
    if category in {"Cc", "Zs", "Zl", "Zp"} or character in _INVISIBLE_SEPARATORS:
        return _Class.SPACE
    if category[0] == "M" or category == "Cf":
        return _Class.JOINED
    if category[0] == "N" or category[0] == "L":
        name = unicodedata.name(character, "")
        is_unspaced = category[0] == "L" and name.split(" ", 1)[0].split("-", 1)[0] in _UNSPACED
        return _Class.SINGLE if is_unspaced else _Class.WORD
    return _Class.SINGLE


def covering(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """The half-open range of token numbers that `[start, end)` touches; None where it touches no token."""
    first = bisect_right(tokens, start, key=lambda token: token.end)
    last = bisect_left(tokens, end, key=lambda token: token.start)
    return (first, last) if first < last and start < end else None


def folded(text: str) -> str:
    """What two spellings have in common that differ in case, composition or invisible characters only."""
    if text.isascii():
        return text.lower()
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFC", visible.casefold())


def encodable(text: str) -> str:
    """The text with a question mark for each lone surrogate, which UTF-8 has no bytes for; offsets stay."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def without_diacritics(text: str) -> str:
    """The text with its letters' accents taken off; vowel signs, which are marks as well, stay."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not "\u0300" <= c <= "\u036f"))


def is_punctuation(token: Token) -> bool:
    """Whether the token is a mark that only separates or joins words."""
    return unicodedata.category(token.text[0])[0] == "P"
