"""How well the learned entities of a version are found in utterances that were not learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from stationmaster.domain.dataset import Dataset, Entity, Utterance
from stationmaster.domain.evaluation import EvaluationReport
from stationmaster.learning.entities import LEARNING_STAGE, fit_entities
from stationmaster.learning.evaluate import STAGE, Span, span_f1, span_scores
from stationmaster.learning.folds import stratified_folds
from stationmaster.learning.learner import Report
from stationmaster.learning.span_features import TextSettings, text_settings_of, tokens_of
from stationmaster.learning.tagging import labels_of, learned_entities, snapped

_FOLDS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """A span of one text, with its role."""

    text: int
    start: int
    end: int
    type: str
    role: str

    @property
    def span(self) -> Span:
        return self.text, self.start, self.end, self.type

    @property
    def label(self) -> str:
        return f"{self.type}:{self.role}" if self.role else self.type

    def overlaps(self, other: _Found) -> bool:
        return self.text == other.text and self.start < other.end and other.start < self.end


def cross_validate_entities(dataset: Dataset, report: Report) -> EvaluationReport:
    """The learned entities' scores by cross-validation over the version's own utterances.

    A span is right when its ends and its type are; a wrong type or role on the same words is a confusion.
    The only utterance of an entity is never held out and counts for nothing.
    """
    utterances = dataset.utterances
    learned, settings = learned_entities(dataset), text_settings_of(dataset)
    gold = [list(_labelled(number, u, learned, settings)) for number, u in enumerate(utterances)]
    folds = stratified_folds(_strata(gold), [u.text for u in utterances], _FOLDS).tolist()
    used = sorted({fold for fold in folds if fold >= 0}) if any(gold) else []
    found: list[_Found] = []
    for done, fold in enumerate(used):
        kept = tuple(u for u, its in zip(utterances, folds, strict=True) if its != fold)
        progress = _progress_of(report, done, len(used))
        model = fit_entities(replace(dataset, utterances=kept), progress)
        for number in (number for number, its in enumerate(folds) if its == fold):
            found += [
                _Found(text=number, start=s.start, end=s.end, type=s.type, role=s.role or "")
                for s in model.predict(utterances[number].text)
            ]
    report(STAGE, 1.0)
    held_out = [number for number, fold in enumerate(folds) if fold in used]
    return _report_of([span for number in held_out for span in gold[number]], found, len(held_out), len(used))


def _labelled(
    number: int, utterance: Utterance, learned: Mapping[str, Entity], settings: TextSettings
) -> Iterator[_Found]:
    tokens = tokens_of(utterance.text, settings)
    for span in snapped(labels_of(utterance, learned), tokens):
        yield _Found(
            text=number,
            start=tokens[span.first].start,
            end=tokens[span.last - 1].end,
            type=span.tag.type,
            role=span.tag.role,
        )


def _strata(gold: Sequence[Sequence[_Found]]) -> list[str]:
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


def _report_of(
    gold: Sequence[_Found], found: Sequence[_Found], examples: int, folds: int
) -> EvaluationReport:
    gold_spans, found_spans = [g.span for g in gold], [f.span for f in found]
    return EvaluationReport(
        examples=examples,
        folds=folds,
        micro_f1=span_f1(gold_spans, found_spans) if folds else 0.0,
        labels=span_scores(gold_spans, found_spans),
        confusions=dict(sorted(_confusions(gold, found).items())),
    )


def _confusions(gold: Sequence[_Found], found: Sequence[_Found]) -> Counter[tuple[str, str]]:
    by_text: dict[int, list[_Found]] = {}
    for span in found:
        by_text.setdefault(span.text, []).append(span)
    return Counter(
        (true.label, claimed.label)
        for true in gold
        for claimed in by_text.get(true.text, ())
        if true.overlaps(claimed) and true.label != claimed.label
    )
