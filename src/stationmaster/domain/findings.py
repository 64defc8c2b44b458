"""What may be wrong with labelled material, before anything is trained on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What a finding is about."""

    SAME_NAME = "same_name"  #: two intents or entities whose names differ only in capitals
    CONFLICT = "conflict"  #: one text with several intents, FAQs or categories
    NO_EXAMPLES = "no_examples"  #: an intent or entity with nothing to learn from
    NEAR_CONFLICT = "near_conflict"  #: almost the same text with another intent or FAQ
    FAR_FROM_INTENT = "far_from_intent"  #: an utterance that resembles another intent more than its own
    CUT_LABEL = "cut_label"  #: a label that begins or ends within a word
    OVERLAPPING_LABELS = "overlapping_labels"  #: labels of one entity on the same words
    UNLABELLED_VALUE = "unlabelled_value"  #: a value that is labelled in other utterances
    WRONG_LANGUAGE = "wrong_language"  #: an utterance in another language than the app's
    FEW_EXAMPLES = "few_examples"
    MANY_EXAMPLES = "many_examples"
    DUPLICATE = "duplicate"  #: the same words with the same intent again
    NEAR_DUPLICATE = "near_duplicate"  #: almost the same texts with one intent
    NO_WORDS = "no_words"  #: texts of marks only


class Severity(StrEnum):
    """How much a finding may harm."""

    HIGH = "high"  #: a model will fail or is taught a contradiction
    MEDIUM = "medium"  #: probably a mistake
    LOW = "low"  #: worth a look


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing to look at: the items by name, a sentence about them, and what to do."""

    kind: FindingKind
    severity: Severity
    items: tuple[str, ...]
    sentence: str
    advice: str


def by_harm(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in order, the most harmful first."""
    severities, kinds = list(Severity), list(FindingKind)
    return tuple(sorted(findings, key=lambda f: (severities.index(f.severity), kinds.index(f.kind))))
