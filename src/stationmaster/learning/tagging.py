"""Labelled spans as one tag for each token, and back.

A tag is `O`, or `B` or `I` and the number of what the span is: its entity, or `Parent::Child`, and its role.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stationmaster.domain.aspects import entity_of
from stationmaster.domain.dataset import (
    TAUGHT_KINDS,
    Child,
    Dataset,
    Entity,
    EntityKind,
    EntitySpan,
    Utterance,
)
from stationmaster.learning.tokens import Token, covering

OUTSIDE = "O"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class SpanTag:
    """What a learned span is."""

    type: str
    role: str = ""  #: empty where the label names none
    kind: EntityKind = EntityKind.MACHINE_LEARNED

    @property
    def rivals(self) -> str:
        """What tags have in common of which a token may have one only."""
        return self.type.split("::", 1)[0] if self.kind is EntityKind.HIERARCHICAL else self.type


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class TaggedSpan:
    """Tokens `[first, last)` that are one thing, with what is labelled within it as its parts."""

    first: int
    last: int
    tag: SpanTag
    parts: tuple[TaggedSpan, ...] = field(default=())

    def overlaps(self, other: TaggedSpan) -> bool:
        """Whether they share a token."""
        return self.first < other.last and other.first < self.last


def learned_entities(dataset: Dataset) -> dict[str, Entity]:
    """The entities whose places are learned from labels, by name."""
    return {entity.name: entity for entity in dataset.entities if entity.kind in TAUGHT_KINDS}


def labels_of(utterance: Utterance, learned: Mapping[str, Entity]) -> Iterator[tuple[EntitySpan, SpanTag]]:
    """All labels of learned entities by their full names, each with its tag, those within others after them.

    Labels of a child that is unknown are left out.
    """
    for span in _flat(utterance.spans, ""):
        entity = learned.get(entity_of(span))
        if entity is None or not _has(entity, span.entity):
            continue
        role = span.role if span.role in {known.name for known in entity.roles} else None
        yield span, SpanTag(type=span.entity, role=role or "", kind=entity.kind)


def _flat(spans: Iterable[EntitySpan], around: str) -> Iterator[EntitySpan]:
    for span in spans:
        full = replace(span, entity=around + span.entity)
        yield full
        yield from _flat(span.children, f"{full.entity}::")


def _has(entity: Entity, full_name: str) -> bool:
    """Whether the entity brings this name, its own or that of a child; composites bring their own only."""
    children: tuple[Child, ...] = () if entity.kind is EntityKind.COMPOSITE else entity.children
    for name in full_name.split("::")[1:]:
        child = next((child for child in children if child.name == name), None)
        if child is None:
            return False
        children = child.children
    return True


def snapped(labels: Iterable[tuple[EntitySpan, SpanTag]], tokens: Sequence[Token]) -> tuple[TaggedSpan, ...]:
    """The labels on whole tokens, in order, the parts of nested entities within what they are parts of.

    Labels of different entities may overlap. Of those of one entity that do, the longest is kept, then the
    first.
    """
    spans = []
    for span, tag in labels:
        covered = covering(tokens, span.start, span.end)
        if covered:
            spans.append(TaggedSpan(first=covered[0], last=covered[1], tag=tag))
    return _arranged(sorted(set(spans), key=lambda s: (s.first - s.last, s)))


def _arranged(spans: Sequence[TaggedSpan]) -> tuple[TaggedSpan, ...]:
    kept: list[TaggedSpan] = []
    for candidate in spans:
        if any(_is_part(candidate, other) for other in spans):
            continue
        if not any(other.overlaps(candidate) for other in kept if other.tag.rivals == candidate.tag.rivals):
            kept.append(candidate)
    return tuple(sorted(replace(w, parts=_arranged([s for s in spans if _is_part(s, w)])) for w in kept))


def _is_part(part: TaggedSpan, whole: TaggedSpan) -> bool:
    is_child = part.tag.kind is EntityKind.MACHINE_LEARNED and part.tag.type.startswith(f"{whole.tag.type}::")
    return is_child and whole.first <= part.first and part.last <= whole.last


def all_of(spans: Iterable[TaggedSpan]) -> Iterator[TaggedSpan]:
    """The spans, each followed by its parts at every depth."""
    for span in spans:
        yield span
        yield from all_of(span.parts)


def layers_of(sequences: Iterable[Sequence[TaggedSpan]]) -> list[list[SpanTag]]:
    """The tags of these spans, shared out so that those of one layer never lie on the same tokens."""
    counts: Counter[str] = Counter()
    tags: dict[str, set[SpanTag]] = {}
    at_odds: set[tuple[str, str]] = set()
    for spans in sequences:
        counts.update(span.tag.rivals for span in spans)
        for span in spans:
            tags.setdefault(span.tag.rivals, set()).add(span.tag)
            at_odds |= {
                (span.tag.rivals, other.tag.rivals)
                for other in spans
                if other is not span and other.overlaps(span)
            }
    layers: list[list[str]] = []
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        free = (layer for layer in layers if not any((name, other) in at_odds for other in layer))
        layer = next(free, None)
        if layer is None:
            layers.append([name])
        else:
            layer.append(name)
    return [sorted(tag for name in layer for tag in tags[name]) for layer in layers]


def tags_for(spans: Iterable[TaggedSpan], first: int, last: int, numbers: Mapping[SpanTag, int]) -> list[str]:
    """One tag for each of the tokens `[first, last)`; spans whose tag has no number are left out."""
    tags = [OUTSIDE] * (last - first)
    for span in spans:
        number = numbers.get(span.tag)
        if number is not None:
            tags[span.first - first : span.last - first] = [f"I{number}"] * (span.last - span.first)
            tags[span.first - first] = f"B{number}"
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
