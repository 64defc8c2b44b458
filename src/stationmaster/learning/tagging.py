"""Labelled spans as one tag for each token, and back.

A tag is `O`, or `B` or `I` and the number of what the span is: its entity, or `Parent::Child`, and its role.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stationmaster.domain.build import entity_of
from stationmaster.domain.dataset import LEARNED_KINDS, Dataset, Entity, EntityKind, EntitySpan, Utterance
from stationmaster.learning.tokens import Token, covering

OUTSIDE = "O"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class SpanTag:
    """What a learned span is."""

    type: str
    role: str = ""  #: empty where the label names none
    kind: EntityKind = EntityKind.MACHINE_LEARNED


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class TaggedSpan:
    """Tokens `[first, last)` that are one thing."""

    first: int
    last: int
    tag: SpanTag


def learned_entities(dataset: Dataset) -> dict[str, Entity]:
    """The entities that are learned from labels, by name."""
    return {entity.name: entity for entity in dataset.entities if entity.kind in LEARNED_KINDS}


def labels_of(utterance: Utterance, learned: Mapping[str, Entity]) -> Iterator[tuple[EntitySpan, SpanTag]]:
    """The labels of learned entities, each with its tag; labels of an unknown child are left out."""
    for span in utterance.spans:
        entity = learned.get(entity_of(span))
        if entity is None:
            continue
        _, _, child = span.entity.partition("::")
        if child and child not in {known.name for known in entity.children}:
            continue
        role = span.role if span.role in {known.name for known in entity.roles} else None
        yield span, SpanTag(type=span.entity, role=role or "", kind=entity.kind)


def snapped(labels: Iterable[tuple[EntitySpan, SpanTag]], tokens: Sequence[Token]) -> tuple[TaggedSpan, ...]:
    """The labels on whole tokens, in order; of those that overlap the longest is kept, then the first."""
    spans = []
    for span, tag in labels:
        covered = covering(tokens, span.start, span.end)
        if covered:
            spans.append(TaggedSpan(first=covered[0], last=covered[1], tag=tag))
    kept: list[TaggedSpan] = []
    for candidate in sorted(set(spans), key=lambda s: (s.first - s.last, s)):
        if all(candidate.last <= other.first or other.last <= candidate.first for other in kept):
            kept.append(candidate)
    return tuple(sorted(kept))


def tags_for(spans: Iterable[TaggedSpan], length: int, numbers: Mapping[SpanTag, int]) -> list[str]:
    """One tag for each of `length` tokens."""
    tags = [OUTSIDE] * length
    for span in spans:
        number = numbers[span.tag]
        tags[span.first : span.last] = [f"I{number}"] * (span.last - span.first)
        tags[span.first] = f"B{number}"
    return tags


def spans_from(tags: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """First token, last token (left out) and number of each span; an `I` that continues nothing begins one."""
    first = 0
    for position, tag in enumerate(tags):
        if tag == OUTSIDE:
            continue
        before = tags[position - 1] if position else OUTSIDE
        if not (tag.startswith("I") and before[1:] == tag[1:]):
            first = position
        after = tags[position + 1] if position + 1 < len(tags) else OUTSIDE
        if after != f"I{tag[1:]}":
            yield first, position + 1, int(tag[1:])
