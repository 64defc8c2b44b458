"""How well the learned entities of a version are found in utterances that were not learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from stationmaster.domain.dataset import Dataset, Entity, Utterance
from stationmaster.domain.evaluation import NOTHING, EvaluationReport, Mistake
from stationmaster.learning.entities import LEARNING_STAGE, fit_entities
from stationmaster.learning.evaluate import (
    STAGE,
    Counts,
    confusions_of,
    evaluation_folds,
    macro_f1,
    surest,
)
from stationmaster.learning.folds import NEVER
from stationmaster.learning.learner import Report
from stationmaster.learning.reliability import calibration_of
from stationmaster.learning.span_features import TextSettings, text_settings_of, tokens_of
from stationmaster.learning.tagging import labels_of, learned_entities, snapped


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A learned entity in a text, labelled or predicted, with its role."""

    start: int
    end: int
    type: str
    role: str
    score: float | None = None

    @property
    def span(self) -> tuple[int, int, str]:
        """What must agree for a prediction to be right."""
        return self.start, self.end, self.type

    @property
    def label(self) -> str:
        return f"{self.type}:{self.role}" if self.role else self.type

    def overlaps(self, other: Found) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What was labelled in one text, and what was found."""

    text: str
    gold: tuple[Found, ...]
    found: tuple[Found, ...]


def cross_validate_entities(dataset: Dataset, report: Report) -> EvaluationReport:
    """The learned entities' scores over the version's own utterances, by models that did not see them.

    A span is right when its ends and its type are; a wrong type or role on the same words is a confusion.
    The only utterance of an entity is never held out and counts for nothing.
    """
    utterances = dataset.utterances
    learned, settings = learned_entities(dataset), text_settings_of(dataset)
    gold = [tuple(labelled(u, learned, settings)) for u in utterances]
    folds = evaluation_folds(_strata(gold), [u.text for u in utterances]).tolist()
    used = sorted({fold for fold in folds if fold != NEVER}) if any(gold) else []
    judged: list[Judged] = []
    for done, fold in enumerate(used):
        kept = tuple(u for u, its in zip(utterances, folds, strict=True) if its != fold)
        model = fit_entities(replace(dataset, utterances=kept), _progress_of(report, done, len(used)))
        for number in (number for number, its in enumerate(folds) if its == fold):
            text = utterances[number].text
            found = (
                Found(start=s.start, end=s.end, type=s.type, role=s.role or "", score=s.score)
                for s in model.predict(text)
            )
            judged.append(Judged(text=text, gold=gold[number], found=tuple(found)))
    report(STAGE, 1.0)
    # Resampling depends on the order, which must not be that in which utterances were added.
    return report_of(sorted(judged, key=lambda j: (j.text, [g.span for g in j.gold])), folds=len(used))


def labelled(utterance: Utterance, learned: Mapping[str, Entity], settings: TextSettings) -> Iterator[Found]:
    """The labels of learned entities, on whole tokens as they are learned."""
    tokens = tokens_of(utterance.text, settings)
    for span in snapped(labels_of(utterance, learned), tokens):
        yield Found(
            start=tokens[span.first].start,
            end=tokens[span.last - 1].end,
            type=span.tag.type,
            role=span.tag.role,
        )


def _strata(gold: Sequence[Sequence[Found]]) -> list[str]:
    """The rarest label of each text, so that every fold has some of it."""
    counts = Counter(label for spans in gold for label in {span.label for span in spans})
    return [
        min((span.label for span in spans), key=lambda label: (counts[label], label), default="")
        for spans in gold
    ]


def _progress_of(report: Report, done: int, folds: int) -> Report:
    def progress(stage: str, fraction: float) -> None:
        report(STAGE, (done + (fraction if stage == LEARNING_STAGE else 0.0)) / folds)

    return progress


def report_of(judged: Sequence[Judged], *, folds: int) -> EvaluationReport:
    """The scores of what was found in texts that were held out."""
    right = [_right(each) for each in judged]
    counts = Counts(
        right=[(n, f.type) for n, found in enumerate(right) for f in found],
        true=[(n, g.type) for n, each in enumerate(judged) for g in each.gold],
        claimed=[(n, f.type) for n, each in enumerate(judged) for f in each.found],
    )
    both = len(counts.true) + len(counts.claimed)
    nothing_to_find = 1.0 if folds else 0.0
    scores = counts.scores(examples=len(judged))
    scored = [
        (f.score, f in hits)
        for each, hits in zip(judged, right, strict=True)
        for f in each.found
        if f.score is not None
    ]
    return EvaluationReport(
        examples=len(judged),
        folds=folds,
        micro_f1=2 * len(counts.right) / both if both else nothing_to_find,
        micro_interval=scores.micro_interval,
        macro_f1=macro_f1(scores.labels),
        labels=scores.labels,
        confusions=confusions_of(pair for each in judged for pair in _confusions(each)),
        right=dict(sorted(Counter(label for each in judged for label in _right_labels(each)).items())),
        calibration=calibration_of([score for score, _ in scored], [hit for _, hit in scored]),
        mistakes=surest(m for each in judged for m in _mistakes(each)),
    )


def _right(judged: Judged) -> set[Found]:
    gold = {span.span for span in judged.gold}
    return {found for found in judged.found if found.span in gold}


def _right_labels(judged: Judged) -> Iterator[str]:
    found = {(claim.span, claim.role) for claim in judged.found}
    return (true.label for true in judged.gold if (true.span, true.role) in found)


def _confusions(judged: Judged) -> Iterator[tuple[str, str]]:
    """Wrong labels on the same words, labels that were missed, and finds where nothing is labelled."""
    for true in judged.gold:
        claims = [found.label for found in judged.found if true.overlaps(found)]
        yield from ((true.label, claim) for claim in claims or [NOTHING] if claim != true.label)
    for found in judged.found:
        if not any(found.overlaps(true) for true in judged.gold):
            yield NOTHING, found.label


def _mistakes(judged: Judged) -> Iterator[Mistake]:
    for true in judged.gold:
        claims = [found for found in judged.found if true.overlaps(found)]
        if not claims:
            yield _mistake(judged.text, true, None)
        for claim in claims:
            if (claim.span, claim.role) != (true.span, true.role):
                yield _mistake(judged.text, true, claim)
    for found in judged.found:
        if not any(found.overlaps(true) for true in judged.gold):
            yield _mistake(judged.text, None, found)


def _mistake(text: str, true: Found | None, found: Found | None) -> Mistake:
    return Mistake(
        text=text,
        true=true.label if true else NOTHING,
        predicted=found.label if found else NOTHING,
        score=found.score if found else None,
        true_span=(true.start, true.end) if true else None,
        predicted_span=(found.start, found.end) if found else None,
    )
