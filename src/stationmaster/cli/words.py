"""Sentences about training, the same in every command."""

from __future__ import annotations

from collections.abc import Sequence

from stationmaster.domain.build import StaleKind, StaleReason, TargetGroup
from stationmaster.domain.dataset import Facet
from stationmaster.domain.evaluation import NOTHING, Change, Confusion, Method
from stationmaster.domain.findings import FindingKind
from stationmaster.domain.training import ADVICE, Failure, ModelStatus, RunStatus, VersionTraining

MODEL_WORDS = {
    ModelStatus.WAITING: "waiting",
    ModelStatus.TRAINING: "training",
    ModelStatus.SUCCEEDED: "trained",
    ModelStatus.UP_TO_DATE: "up to date",
    ModelStatus.FAILED: "failed",
    ModelStatus.CANCELLED: "cancelled",
}
RUN_WORDS = {
    RunStatus.WAITING: "waits for its turn",
    RunStatus.RUNNING: "is running",
    RunStatus.SUCCEEDED: "succeeded",
    RunStatus.FAILED: "failed",
    RunStatus.CANCELLED: "was cancelled",
}
VERSION_WORDS = {
    VersionTraining.NEEDS_TRAINING: "needs training",
    VersionTraining.IN_PROGRESS: "in progress",
    VersionTraining.TRAINED: "trained",
}
FACET_WORDS = {
    Facet.INTENTS: ("intent", "intents"),
    Facet.ENTITIES: ("entity", "entities"),
    Facet.UTTERANCES: ("utterance", "utterances"),
    Facet.PATTERNS: ("pattern", "patterns"),
    Facet.PHRASE_LISTS: ("phrase list", "phrase lists"),
    Facet.REGEX_FEATURES: ("regular expression feature", "regular expression features"),
    Facet.SETTINGS: ("setting", "settings"),
    Facet.SYNONYMS: ("set of synonyms", "sets of synonyms"),
    Facet.TRAITS: ("trait", "traits"),
    Facet.SMALL_TALK: ("small talk node", "small talk nodes"),
    Facet.NONE_UTTERANCES: ("utterance for None", "utterances for None"),
    Facet.LINKED_APPS: ("linked app", "linked apps"),
    Facet.FAQS: ("FAQ", "FAQs"),
    Facet.CATEGORIES: ("category", "categories"),
    Facet.SELECTIONS: ("selection", "selections"),
    Facet.MEMBERS: ("block of members", "blocks of members"),
    Facet.TICKETS: ("ticket", "tickets"),
    Facet.MESSAGES: ("message", "messages"),
}
GROUP_WORDS = {
    TargetGroup.ALL: "all",
    TargetGroup.ML: "ML",
    TargetGroup.FAQ: "FAQ",
    TargetGroup.CATEGORIES: "categories",
}
METHOD_WORDS = {
    Method.CROSS_VALIDATION: "{folds}-fold cross-validation",
    Method.HELD_OUT: "one held-out fifth",
    Method.TOO_SMALL: "nothing",
}
FINDING_WORDS = {
    FindingKind.SAME_NAME: "Names that differ only in capitals",
    FindingKind.CONFLICT: "The same text in several places",
    FindingKind.NO_EXAMPLES: "Nothing to learn from",
    FindingKind.NEAR_CONFLICT: "Nearly the same text in another place",
    FindingKind.FAR_FROM_INTENT: "Utterances that resemble another intent",
    FindingKind.CUT_LABEL: "Labels that cut words",
    FindingKind.OVERLAPPING_LABELS: "Labels of one entity on the same words",
    FindingKind.UNLABELLED_VALUE: "Values that are labelled elsewhere",
    FindingKind.WRONG_LANGUAGE: "Another language",
    FindingKind.FEW_EXAMPLES: "Few examples",
    FindingKind.MANY_EXAMPLES: "Many more examples than the others",
    FindingKind.DUPLICATE: "Repeated texts",
    FindingKind.NEAR_DUPLICATE: "Nearly equal texts in one place",
    FindingKind.NO_WORDS: "Texts without words",
}
CHANGE_WORDS = {
    Change.BROKEN: "broken",
    Change.FIXED: "fixed",
    Change.STILL_WRONG: "still wrong",
}


def why_stale(reasons: Sequence[StaleReason]) -> str:
    """Why a model had to be trained; empty if it had not."""
    return "; ".join(map(_reason, reasons))


def _reason(reason: StaleReason) -> str:
    if reason.kind is StaleKind.NEVER_TRAINED:
        return "never trained before"
    if reason.kind is StaleKind.RENAMED:
        return f"renamed from {', '.join(reason.items)}"
    if reason.kind is StaleKind.LEARNER or reason.facet is None:
        return "learned by another version of the learner"
    words = FACET_WORDS[reason.facet][reason.count != 1]
    named = ", ".join(f"“{item}”" for item in reason.items)
    more = f" and {reason.count - len(reason.items)} more" if reason.count > len(reason.items) else ""
    return f"{reason.count} {words} {reason.change}: {named}{more}"


def why_failed(failure: Failure) -> str:
    """What went wrong and what can be done about it."""
    return f"{failure.sentence} {ADVICE[failure.code]}"


def mistaken(confusion: Confusion) -> str:
    """What was confused, and how often."""
    times = f"({confusion.count}×)"
    if confusion.predicted == NOTHING:
        return f"{confusion.true} not found {times}"
    if confusion.true == NOTHING:
        return f"{confusion.predicted} found where none is labelled {times}"
    return f"{confusion.true} taken for {confusion.predicted} {times}"


def percent(share: float) -> str:
    """A share as people read it."""
    return f"{100 * share:.1f}%"
