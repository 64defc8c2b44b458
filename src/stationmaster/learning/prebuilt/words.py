"""Words of a text with their places, as the recognisers of spoken figures walk over them."""

import re
from dataclasses import dataclass

Phrase = tuple[str, ...]

_WORD = re.compile(r"\b[^\W\d_]+(?:['’][^\W\d_]+)?\b")
_PART = re.compile(r"\b[^\W\d_]+\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Lower-case words, where each starts and ends, and what stands before each."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    gaps: tuple[str, ...]  #: text between the previous word and this one

    def __len__(self) -> int:
        return len(self.words)

    def at(self, index: int) -> str:
        """The word at an index, or nothing beyond the last."""
        return self.words[index] if index < len(self.words) else ""

    def closes(self, index: int) -> bool:
        """Whether a mark or the end of the text follows this word."""
        return index + 1 >= len(self) or self.gaps[index + 1].startswith((".", ",", "!", "?"))

    def spaced(self, index: int) -> bool:
        """Whether only white space parts this word from the one before."""
        return index < len(self.words) and self.gaps[index].isspace()

    def joined(self, index: int) -> bool:
        """Whether white space or one hyphen parts this word from the one before."""
        return index < len(self.words) and self.gaps[index].strip() in ("", "-")


def words_of(text: str, *, elided: bool = False) -> Words:
    """Split a text into its words; where words are elided, an apostrophe parts two: "d'un"."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gaps: list[str] = []
    last = 0
    for match in (_PART if elided else _WORD).finditer(text):
        words.append(match.group().lower())
        starts.append(match.start())
        ends.append(match.end())
        gaps.append(text[last : match.start()])
        last = match.end()
    return Words(words=tuple(words), starts=tuple(starts), ends=tuple(ends), gaps=tuple(gaps))
