"""Composite entities: which of the entities found in a text belong together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from stationmaster.domain.dataset import EntityKind
from stationmaster.domain.prediction import PredictedSpan
from stationmaster.learning.tokens import Token, covering

#: Words that may stand between two parts of a composite that was never labelled.
_REACH = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedSpan:
    """An entity that was found, with the names by which composites and patterns may speak of it."""

    span: PredictedSpan
    names: frozenset[str]


def with_parts(found: Sequence[NamedSpan], composites: Mapping[str, AbstractSet[str]]) -> list[NamedSpan]:
    """The spans, those of composites grown to whole parts and with all that lies within them as their parts."""
    composed = []
    for each in found:
        if each.span.kind is EntityKind.COMPOSITE:
            wanted = composites.get(each.span.type, frozenset())
            inside = [
                o.span for o in found if o is not each and o.names & wanted and _meet(o.span, each.span)
            ]
            composed.append(replace(each, span=_put_together(each.span, inside)))
        else:
            composed.append(each)
    return composed


def composed_by_rule(
    found: Sequence[NamedSpan], composites: Mapping[str, AbstractSet[str]], tokens: Sequence[Token]
) -> Iterator[NamedSpan]:
    """Composites that no label teaches: two parts or more that stand together, of two kinds where there are two."""
    for name, wanted in composites.items():
        parts = sorted(
            (each for each in found if each.names & wanted), key=lambda e: (e.span.start, e.span.end)
        )
        for group in _neighbours(parts, tokens):
            if len(group) > 1 and len({each.span.type for each in group}) >= min(2, len(wanted)):
                bare = PredictedSpan(
                    kind=EntityKind.COMPOSITE,
                    type=name,
                    start=group[0].span.start,
                    end=group[0].span.end,
                    score=_mean_score(group),
                )
                span = _put_together(bare, [each.span for each in group])
                yield NamedSpan(span=span, names=frozenset({name}))


def _neighbours(parts: Sequence[NamedSpan], tokens: Sequence[Token]) -> Iterator[list[NamedSpan]]:
    group: list[NamedSpan] = []
    end = 0
    for part in parts:
        first, last = covering(tokens, part.span.start, part.span.end) or (0, 0)
        if group and first > end + _REACH:
            yield group
            group = []
        end = max(end, last) if group else last
        group.append(part)
    if group:
        yield group


def _put_together(whole: PredictedSpan, parts: Sequence[PredictedSpan]) -> PredictedSpan:
    return replace(
        whole,
        start=min((whole.start, *(part.start for part in parts))),
        end=max((whole.end, *(part.end for part in parts))),
        parts=tuple(sorted(parts, key=lambda part: (part.start, part.end, part.type))),
    )


def _meet(one: PredictedSpan, other: PredictedSpan) -> bool:
    return one.start < other.end and other.start < one.end


def _mean_score(group: Sequence[NamedSpan]) -> float:
    """What is found by definition is sure."""
    return sum(1.0 if each.span.score is None else each.span.score for each in group) / len(group)
