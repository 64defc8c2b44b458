"""Sentences about training, the same in every command."""

from __future__ import annotations

from collections.abc import Sequence

from stationmaster.domain.build import LearnerName, StaleKind, StaleReason, TargetGroup
from stationmaster.domain.dataset import Facet
from stationmaster.domain.evaluation import NOTHING, Change, Comparison, Confusion, Method
from stationmaster.domain.findings import FindingKind
from stationmaster.domain.tier import TierDecision, TierReason, TierTrial
from stationmaster.domain.training import ADVICE, Failure, ModelStatus, RunStatus, VersionTraining

#: So many labels are named in a sentence.
_NAMED = 10
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
TIER_LEARNER_WORDS = {
    LearnerName.INTENTS: "intents",
    LearnerName.SMALL_TALK: "small talk",
    LearnerName.FAQ: "FAQs",
    LearnerName.CATEGORISER: "categories",
}
TIER_REASON_WORDS = {
    TierReason.ASKED: "as asked for",
    TierReason.TRIED: "both were tried on {texts} held-out texts",
    TierReason.SIZE: "decided by the number of texts",
    TierReason.NO_ENCODER: "no sentence encoder is installed",
    TierReason.LANGUAGE: "the sentence encoder does not know the language",
}
METHOD_WORDS = {
    Method.CROSS_VALIDATION: "{folds}-fold cross-validation",
    Method.HELD_OUT: "one held-out fifth",
    Method.TOO_SMALL: "nothing",
}
NOTHING_TO_EVALUATE = "nothing is labelled that could be evaluated."
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


def tier_line(learner: LearnerName, decision: TierDecision) -> str:
    """Which tier a learner's models have, which was asked for, and what decided."""
    said = f"Tier of {TIER_LEARNER_WORDS[learner]}: {decision.serves}"
    if decision.reason is TierReason.ASKED:
        return f"{said}, {TIER_REASON_WORDS[decision.reason]}."
    texts = max((trial.texts for trial in decision.trials), default=0)
    why = TIER_REASON_WORDS[decision.reason].format(texts=texts)
    tried = "".join(f"; {_tried(trial)}" for trial in decision.trials)
    cost = (
        f"; the encoder takes some {decision.added_ms:g} ms a prediction, {decision.budget_ms:g} are allowed"
        if decision.trials
        else ""
    )
    return f"{said} ({decision.asked} was asked for): {why}{tried}{cost}."


def _tried(trial: TierTrial) -> str:
    return f"{trial.tier} was right in {percent(trial.accuracy)} (loss {trial.loss:.3f})"


def mistaken(confusion: Confusion) -> str:
    """What was confused, and how often."""
    times = f"({confusion.count}×)"
    if confusion.predicted == NOTHING:
        return f"{confusion.true} not found {times}"
    if confusion.true == NOTHING:
        return f"{confusion.predicted} found where none is labelled {times}"
    return f"{confusion.true} taken for {confusion.predicted} {times}"


def unknown_before(comparison: Comparison, against: str) -> str:
    """Which labels the earlier models could not get right, since they do not have them; empty if there are none."""
    labels = comparison.unknown_before
    if not labels:
        return ""
    more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else ""
    return f"{against} has no model of {', '.join(labels[:_NAMED])}{more}: it could not get these right."


def percent(share: float) -> str:
    """A share as people read it."""
    return f"{100 * share:.1f}%"
