"""Patterns of sentences, as LUIS writes them, read once into states that a text can be led through.

`{Entity}`, `{Entity:role}` and `{Parent::Child}` stand for what an entity finds, `[...]` may be left out,
`(a|b)` is one of several, `^` and `$` are the ends of the text. All else are words, compared without regard
to case. Brackets may be nested. A pattern without `^` or `$` may begin or end anywhere between two tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stationmaster.domain.errors import InvalidItem
from stationmaster.learning.span_features import TextSettings, tokens_of, word_of

_PARTS = re.compile(r"\{[^{}]*\}|[\[\]()|^$]|[^\[\]()|^${}]+|[{}]")
_MENTION = re.compile(r"\{\s*(?P<name>[^{}:]+?(?:::[^{}:]+?)*)\s*(?::\s*(?P<role>[^{}:]+?)\s*)?\}")
_CLOSING = {"[": "]", "(": ")"}
#: Brackets may stand in others so often.
_DEEPEST = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """An entity, with the role that it plays in a pattern; empty where the pattern names none."""

    name: str
    role: str = ""

    @property
    def entity(self) -> str:
        """The entity's own name, without that of a child."""
        return self.name.split("::", 1)[0]


#: What leads from one state to the next: a word, an entity, or nothing at all.
Step = str | Mention | None
#: A state's number, what leads away from it, and where to.
Edge = tuple[int, Step, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """A pattern as a network of states: the first is 0, the last is `final`."""

    edges: tuple[tuple[tuple[Step, int], ...], ...]  #: of each state
    final: int
    from_start: bool
    to_end: bool
    #: Words, and names of entities in braces, without which nothing can match.
    needed: frozenset[str]


def check_pattern(text: str) -> None:
    """Refuse a pattern whose brackets do not match or are too deep.

    :raises InvalidItem: with the pattern and what is wrong with it
    """
    read_template(text, TextSettings())


def mentions_of(text: str) -> Iterator[Mention]:
    """The entities that a pattern names."""
    for found in _MENTION.finditer(text):
        yield Mention(name=found["name"], role=found["role"] or "")


def read_template(text: str, settings: TextSettings) -> Template:
    """The network of a pattern.

    :raises InvalidItem: its brackets do not match or are too deep
    """
    return _Reader(text, settings).template()


class _Reader:
    """Reads a pattern from left to right, a state for each place in it."""

    def __init__(self, text: str, settings: TextSettings) -> None:
        self._text = text
        self._settings = settings
        self._parts = [part for part in _PARTS.findall(text) if part.strip()]
        self._position = 0
        self._depth = 0
        self._edges: list[list[tuple[Step, int]]] = [[]]

    def template(self) -> Template:
        from_start = self._takes("^")
        final, needed = self._alternatives(0, closing=None)
        to_end = self._parts[-1:] == ["$"]
        return Template(
            edges=tuple(map(tuple, self._edges)),
            final=final,
            from_start=from_start,
            to_end=to_end,
            needed=needed,
        )

    def _alternatives(self, begin: int, *, closing: str | None) -> tuple[int, frozenset[str]]:
        """Read up to the closing bracket: where all alternatives meet, and what each of them needs."""
        ends, needs = [], []
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._invalid("its brackets are too deep")
        while True:
            end, needed = self._sequence(begin)
            ends.append(end)
            needs.append(needed)
            if not self._takes("|"):
                break
        if closing and not self._takes(closing):
            raise self._invalid(f"{closing!r} is missing")
        if closing is None and self._position < len(self._parts):
            raise self._invalid(f"{self._parts[self._position]!r} closes nothing")
        self._depth -= 1
        if len(ends) == 1:
            return ends[0], needs[0]
        meeting = self._new_state()
        for end in ends:
            self._edges[end].append((None, meeting))
        return meeting, frozenset.intersection(*needs)

    def _sequence(self, state: int) -> tuple[int, frozenset[str]]:
        needed: set[str] = set()
        while self._position < len(self._parts) and self._parts[self._position] not in "|])":
            part = self._parts[self._position]
            self._position += 1
            if part in _CLOSING:
                begin = self._new_state()
                self._edges[state].append((None, begin))
                end, inner = self._alternatives(begin, closing=_CLOSING[part])
                if part == "[":
                    self._edges[begin].append((None, end))
                else:
                    needed |= inner
                state = end
            elif part not in "^$":
                for step in self._steps(part):
                    state = self._after(state, step)
                    needed.add(f"{{{step.name}}}" if isinstance(step, Mention) else step)
        return state, frozenset(needed)

    def _steps(self, part: str) -> Sequence[str | Mention]:
        if part[0] not in "{}":
            return [word_of(token.text, self._settings) for token in tokens_of(part, self._settings)]
        found = _MENTION.fullmatch(part)
        if found is None:
            raise self._invalid(f"{part!r} names no entity")
        return [Mention(name=found["name"], role=found["role"] or "")]

    def _takes(self, part: str) -> bool:
        is_there = self._position < len(self._parts) and self._parts[self._position] == part
        self._position += is_there
        return is_there

    def _after(self, state: int, step: Step) -> int:
        follower = self._new_state()
        self._edges[state].append((step, follower))
        return follower

    def _new_state(self) -> int:
        self._edges.append([])
        return len(self._edges) - 1

    def _invalid(self, reason: str) -> InvalidItem:
        return InvalidItem(f"The pattern {self._text!r} is not valid: {reason}")
