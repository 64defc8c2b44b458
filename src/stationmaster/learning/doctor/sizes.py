"""Intents and entities with too little to learn from, and intents that outweigh the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from statistics import median

from stationmaster.domain.aspects import entity_of
from stationmaster.domain.dataset import LEARNED_KINDS, NONE_INTENT, Dataset
from stationmaster.domain.findings import Finding, FindingKind, Severity

FEW = 5
MANY_TIMES = 10


def size_findings(dataset: Dataset) -> Iterator[Finding]:
    """Intents and learned entities by how many examples they have; None has built-in ones."""
    counts = Counter(utterance.intent for utterance in dataset.utterances)
    patterns = Counter(pattern.intent for pattern in dataset.patterns)
    for intent in dataset.intents:
        if intent.name == NONE_INTENT:
            continue
        if not counts[intent.name] and not patterns[intent.name]:
            yield Finding(
                kind=FindingKind.NO_EXAMPLES,
                severity=Severity.HIGH,
                items=(intent.name,),
                sentence=f"The intent {intent.name} has neither utterances nor patterns, so its training will fail.",
                advice=f"Add at least {FEW} utterances, or delete the intent if users never ask for it.",
            )
        elif counts[intent.name] < FEW:
            yield _few(intent.name, counts[intent.name], patterns[intent.name])
    yield from _many(dataset, counts)
    yield from _never_labelled(dataset)


def _few(intent: str, utterances: int, patterns: int) -> Finding:
    besides = f" beside {_counted(patterns, 'pattern')}" if patterns else ""
    return Finding(
        kind=FindingKind.FEW_EXAMPLES,
        severity=Severity.LOW if patterns else Severity.MEDIUM,
        items=(intent,),
        sentence=f"The intent {intent} has {_counted(utterances, 'utterance')}{besides}.",
        advice=f"Add utterances that are worded differently, until there are {FEW} at least and better 15.",
    )


def _counted(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def _many(dataset: Dataset, counts: Counter[str]) -> Iterator[Finding]:
    sizes = [counts[intent.name] for intent in dataset.intents if counts[intent.name]]
    middle = median(sizes) if sizes else 0
    for intent in dataset.intents:
        if counts[intent.name] >= max(FEW, MANY_TIMES * middle) and len(sizes) > 1:
            yield Finding(
                kind=FindingKind.MANY_EXAMPLES,
                severity=Severity.LOW,
                items=(intent.name,),
                sentence=f"The intent {intent.name} has {counts[intent.name]} utterances; half of the intents have at "
                f"most {middle:g}. Doubtful texts will be taken for it.",
                advice="Add utterances to the other intents, or remove those that repeat one another.",
            )


def _never_labelled(dataset: Dataset) -> Iterator[Finding]:
    labelled = {entity_of(span) for utterance in dataset.utterances for span in utterance.spans}
    for entity in dataset.entities:
        if entity.kind in LEARNED_KINDS and entity.name not in labelled:
            yield Finding(
                kind=FindingKind.NO_EXAMPLES,
                severity=Severity.MEDIUM,
                items=(entity.name,),
                sentence=f"The entity {entity.name} is learned from labels but is labelled nowhere, so it will never "
                "be found.",
                advice="Label it in at least 5 utterances, or delete it if utterances never mention it.",
            )
