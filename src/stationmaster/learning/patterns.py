"""Patterns at prediction: which of them a text fits, whose intents they speak for, and what they find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stationmaster.domain.prediction import ScoredLabel
from stationmaster.learning.list_index import ListIndex
from stationmaster.learning.template import Mention, Step, Template

#: What is left of the doubt about an intent when one of its patterns explains the whole text.
_DOUBT = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Mentioned:
    """Tokens `[first, last)` that an entity was found at, before patterns were asked."""

    first: int
    last: int
    names: frozenset[str]  #: by which a pattern may mention it: the entity's, and that of its child


@dataclass(frozen=True, kw_only=True, slots=True)
class PatternFind:
    """Tokens `[first, last)` that a pattern takes for an entity."""

    first: int
    last: int
    mention: Mention


@dataclass(frozen=True, kw_only=True, slots=True)
class PatternMatch:
    """A pattern's best way through a text: the tokens `[first, last)`."""

    first: int
    last: int
    explicit: int  #: how many tokens an explicit list knows
    fixed: int  #: how many tokens are the pattern's own words, or were found before
    finds: tuple[PatternFind, ...]

    @property
    def rank(self) -> tuple[int, int, int]:
        """How well it fits: what is surest counts first."""
        return self.explicit, self.fixed, self.last - self.first


def lifted(intents: Sequence[ScoredLabel], explained: Mapping[str, float]) -> tuple[ScoredLabel, ...]:
    """The intents, the best first, with those lifted whose patterns a text fits.

    A pattern that explains the whole text lifts its intent above every other that no pattern speaks for; one
    that explains a part of it, by as much.

    :param explained: how much of the text the patterns of an intent explain, from 0 to 1
    """
    if not explained:
        return tuple(intents)
    best = max((intent.score for intent in intents if intent.label not in explained), default=0.0)
    raised = []
    for intent in intents:
        share = explained.get(intent.label)
        if share is None:
            raised.append(intent)
            continue
        doubt = (1 - intent.score) * (1 - share * (1 - _DOUBT))
        if share == 1.0:
            doubt = min(doubt, (1 - best) * (1 - intent.score / 2) * _DOUBT)
        raised.append(ScoredLabel(label=intent.label, score=1 - doubt))
    return tuple(
        sorted(raised, key=lambda intent: (-intent.score, -explained.get(intent.label, 0.0), intent.label))
    )


class PatternSearch:
    """One text, ready to be led through patterns.

    :param words: the text's folded tokens
    :param mentioned: what the entities of the version find in it
    :param open_ended: the entities that take what lies between other parts of a pattern, each with the texts
        that it takes whole
    """

    def __init__(
        self, words: Sequence[str], mentioned: Iterable[Mentioned], open_ended: Mapping[str, ListIndex]
    ) -> None:
        self._words = words
        self._open_ended = open_ended
        self._found: dict[tuple[int, str], set[int]] = {}
        names: set[str] = set()
        for found in mentioned:
            for name in found.names:
                self._found.setdefault((found.first, name), set()).add(found.last)
            names |= found.names
        self._there = {*words, *(f"{{{name}}}" for name in {*names, *open_ended})}

    def match(self, template: Template) -> PatternMatch | None:
        """The best way of a pattern through the text."""
        if not template.needed <= self._there:
            return None
        length = len(self._words)
        active: list[dict[int, PatternMatch]] = [{} for _ in range(length + 1)]
        best: PatternMatch | None = None
        for position in range(length + 1):
            states = active[position]
            if position == 0 or not template.from_start:
                begun = PatternMatch(first=position, last=position, explicit=0, fixed=0, finds=())
                _keep_better(states, 0, begun)
            _follow_empty(template, states)
            for state, way in list(states.items()):
                for step, follower in template.edges[state]:
                    for further in self._taken(way, step):
                        _keep_better(active[further.last], follower, further)
            ended = states.get(template.final)
            if ended and ended.last > ended.first and (position == length or not template.to_end):
                best = ended if best is None or ended.rank > best.rank else best
        return best

    def _taken(self, way: PatternMatch, step: Step) -> list[PatternMatch]:
        """The ways on from here, by one step that takes at least one token."""
        position = way.last
        if step is None or position == len(self._words):
            return []
        if isinstance(step, str):
            return [_further(way, position + 1, fixed=1)] if self._words[position] == step else []
        ways = [
            _further(way, last, fixed=last - position, mention=step)
            for last in sorted(self._found.get((position, step.name), ()))
        ]
        index = self._open_ended.get(step.name)
        if index is None:
            return ways
        known = index.longest_at(self._words, position)
        if known is not None:
            ways.append(_further(way, known.last, explicit=known.last - position, mention=step))
        rest = range(position + 1, len(self._words) + 1)
        return ways + [_further(way, last, mention=step) for last in rest]


def _further(
    way: PatternMatch, last: int, *, fixed: int = 0, explicit: int = 0, mention: Mention | None = None
) -> PatternMatch:
    finds = way.finds
    if mention is not None:
        finds = (*finds, PatternFind(first=way.last, last=last, mention=mention))
    return PatternMatch(
        first=way.first,
        last=last,
        explicit=way.explicit + explicit,
        fixed=way.fixed + fixed,
        finds=finds,
    )


def _keep_better(states: dict[int, PatternMatch], state: int, way: PatternMatch) -> None:
    known = states.get(state)
    if known is None or way.rank > known.rank:
        states[state] = way


def _follow_empty(template: Template, states: dict[int, PatternMatch]) -> None:
    """Add the states that are reached without taking a token."""
    waiting = list(states)
    while waiting:
        state = waiting.pop()
        for step, follower in template.edges[state]:
            if step is None:
                before = states.get(follower)
                _keep_better(states, follower, states[state])
                if states[follower] is not before:
                    waiting.append(follower)
