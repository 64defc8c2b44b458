"""Labels of one entity that lie on the same words, of which training reads only one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from stationmaster.domain.aspects import entity_of
from stationmaster.domain.dataset import Dataset, EntityKind, EntitySpan, Utterance
from stationmaster.domain.findings import Finding, FindingKind, Severity
from stationmaster.learning.tokens import covering, tokenise


@dataclass(frozen=True, kw_only=True, slots=True)
class _Label:
    """A label by its full name, with the range of tokens that it touches."""

    name: str
    span: EntitySpan
    first: int
    last: int

    def overlaps(self, other: _Label) -> bool:
        return self.first < other.last and other.first < self.last

    def says_the_same(self, other: _Label) -> bool:
        return (self.name, self.span.role, self.first, self.last) == (
            other.name,
            other.span.role,
            other.first,
            other.last,
        )

    def holds(self, other: _Label) -> bool:
        return self.first <= other.first and other.last <= self.last

    def shown(self, text: str) -> str:
        role = f" ({self.span.role})" if self.span.role else ""
        return f"“{text[self.span.start : self.span.end]}” as {self.name}{role}"


def overlap_findings(dataset: Dataset) -> Iterator[Finding]:
    """Pairs of labels of one entity that cross, or of which one contains the other."""
    hierarchical = {entity.name for entity in dataset.entities if entity.kind is EntityKind.HIERARCHICAL}
    for utterance in dataset.utterances:
        if len(utterance.spans) < 2 and not any(span.children for span in utterance.spans):
            continue
        rivals: dict[str, list[_Label]] = defaultdict(list)
        for label in _labels(utterance):
            rivals[_rivals(label, hierarchical)].append(label)
        for labels in rivals.values():
            for one, other in combinations(labels, 2):
                if one.overlaps(other) and not one.says_the_same(other):
                    yield _finding(utterance, *((one, other) if one.holds(other) else (other, one)))


def _rivals(label: _Label, hierarchical: Set[str]) -> str:
    """What labels have in common of which a word may have one only: children of a hierarchical entity share it."""
    parent = entity_of(label.span)
    return parent if parent in hierarchical else label.name


def _labels(utterance: Utterance) -> Iterator[_Label]:
    tokens = tokenise(utterance.text)

    def all_of(spans: Sequence[EntitySpan], around: str) -> Iterator[_Label]:
        for span in spans:
            covered = covering(tokens, span.start, span.end)
            if covered:
                yield _Label(name=around + span.entity, span=span, first=covered[0], last=covered[1])
            yield from all_of(span.children, f"{around}{span.entity}::")

    return all_of(utterance.spans, "")


def _finding(utterance: Utterance, longer: _Label, other: _Label) -> Finding:
    how = "contains" if longer.holds(other) else "crosses"
    return Finding(
        kind=FindingKind.OVERLAPPING_LABELS,
        severity=Severity.MEDIUM,
        items=(
            utterance.text,
            *(f"{label.name} {label.span.start}:{label.span.end}" for label in (longer, other)),
        ),
        sentence=f"The utterance “{utterance.text}” labels {longer.shown(utterance.text)}, which {how} "
        f"{other.shown(utterance.text)}.",
        advice="Keep one of the two: of labels of one entity on the same words, training reads the longest, and of "
        "equally long ones the first.",
    )
