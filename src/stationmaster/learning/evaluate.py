"""How good the intents of a version are on utterances that were not learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stationmaster.domain.build import targets_of
from stationmaster.domain.dataset import NONE_INTENT, Dataset
from stationmaster.domain.evaluation import (
    NOTHING,
    Confusion,
    EvaluationReport,
    Interval,
    LabelScores,
    Mistake,
    UnsureAnswer,
)
from stationmaster.learning.encoder import MemoryVectorCache, VectorCache
from stationmaster.learning.featurise import Readings
from stationmaster.learning.folds import NEVER, stratified_folds
from stationmaster.learning.intents import TrainingText, fit_texts, trainable_labels, training_texts
from stationmaster.learning.intervals import Tallies, f1_intervals
from stationmaster.learning.learner import Report
from stationmaster.learning.reliability import calibration_of, cross_fitted
from stationmaster.learning.text_style import TextStyle, style_of
from stationmaster.learning.tiers import asked_for, can_be_enhanced, styles_to_try

STAGE = "evaluation"
_FOLDS = 5
#: More folds where each example counts.
_SMALL, _SMALL_FOLDS = 150, 10
#: Above, one fifth is held out once: a thousand answers are sure enough, and one fit is enough to wait for.
_LARGE = 5_000
#: So too where there are many labels: a fit costs by texts and labels, and beyond this five take half a minute and
#: more of a processor.
_DEAR = 2_500_000
#: How many mistakes a report names.
MOST_MISTAKES = 500
#: How many unsure answers a report names, and by how little the best label must lead.
_MOST_UNSURE, _UNSURE_BELOW = 100, 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What was said of one held-out text; `predicted` may be nothing.

    :param rival: what would have been said next, and `margin` by how much of a score it was not
    """

    text: str
    true: str
    predicted: str
    score: float
    rival: str | None = None
    margin: float = 1.0

    @property
    def is_right(self) -> bool:
        return self.true == self.predicted


def cross_validate_intents(
    dataset: Dataset, report: Report, *, style: TextStyle | None = None, kept: VectorCache | None = None
) -> EvaluationReport:
    """The intents' scores over the version's own utterances, each answered by models that did not see it.

    An utterance that is the only one of its intent is never held out and counts for nothing.

    :param style: how the trained model that is judged reads texts; by default what training tries first
    :param kept: vectors of the sentence encoder from trainings
    """
    texts = training_texts(dataset, trainable_labels(dataset, targets_of(dataset.intents, ())))
    utterances = [text for text in texts if text.is_utterance]
    given = [text for text in texts if not text.is_utterance]
    folds = evaluation_folds([t.label for t in utterances], [t.text for t in utterances])
    used = sorted({int(fold) for fold in folds if fold != NEVER})
    answers = _Answers(
        sorted({text.label for text in texts}), style or _first_style(dataset, utterances), kept
    )
    for done, fold in enumerate(used):
        report(STAGE, done / len(used))
        others = [text for text, its in zip(utterances, folds, strict=True) if its != fold]
        held_out = [text for text, its in zip(utterances, folds, strict=True) if its == fold]
        answers.add([*given, *others], held_out)
    report(STAGE, 1.0)
    counts = Counter(utterance.intent for utterance in dataset.utterances)
    examples = {i.name: counts[i.name] for i in dataset.intents if counts[i.name] or i.name != NONE_INTENT}
    return with_untried(report_of(answers.scored(), folds=len(used)), examples)


def with_untried(report: EvaluationReport, examples: Mapping[str, int]) -> EvaluationReport:
    """A report that also names the labels of which no example was tried, with how many they have."""
    tried = {label for label, scores in report.labels.items() if scores.support}
    return replace(report, untried={label: n for label, n in sorted(examples.items()) if label not in tried})


def evaluation_folds(labels: Sequence[str], texts: Sequence[str]) -> NDArray[np.intp]:
    """Which part each text is tried in: 10 for small versions, 5 for others, one fifth once for large ones."""
    small = len(texts) <= _SMALL
    large = len(texts) > _LARGE or len(texts) * len(set(labels)) > _DEAR
    folds = stratified_folds(labels, texts, _SMALL_FOLDS if small else _FOLDS)
    return np.where(folds == 0, 0, NEVER) if large else folds


def _first_style(dataset: Dataset, utterances: Sequence[TrainingText]) -> TextStyle:
    possible, tier = can_be_enhanced(dataset), asked_for(dataset)
    return styles_to_try(style_of(dataset), tier, utterances=len(utterances), possible=possible)[0]


class _Answers:
    """The logits of all labels for each text that was held out."""

    def __init__(self, labels: Sequence[str], style: TextStyle, kept: VectorCache | None) -> None:
        self._labels = labels
        self._number = {label: position for position, label in enumerate(labels)}
        self._style = style
        self._vectors = kept or MemoryVectorCache()
        self._readings = Readings(style, self._vectors)
        self._texts: list[TrainingText] = []
        self._parts: list[int] = []
        self._logits: list[NDArray[np.floating[Any]]] = []
        self._bias: list[NDArray[np.floating[Any]]] = []

    def add(self, kept: Sequence[TrainingText], held_out: Sequence[TrainingText]) -> None:
        """Learn from some texts and try the others."""
        model = fit_texts(
            kept, self._style, lambda stage, fraction: None, calibrated=False, kept=self._vectors
        )
        read = self._readings.read([text.text for text in held_out])
        logits = model.logits(model.featuriser.features_read(read))
        columns = [model.labels.index(label) for label in self._labels]
        self._logits.append(logits[:, columns])
        if model.featuriser.unknown:
            self._bias.append(np.tile(model.weights.bias[columns], (len(held_out), 1)))
        self._parts += [len(self._logits)] * len(held_out)
        self._texts += held_out

    def scored(self) -> list[Answer]:
        """The best label of each text, with the score that a calibrated model would give it."""
        if not self._texts:
            return []
        truths = np.array([self._number[text.label] for text in self._texts], dtype=np.intp)
        # Of one part, the halves judge one another.
        parts = np.array(self._parts) if len(self._logits) > 1 else np.arange(len(truths)) % 2
        none = self._number[NONE_INTENT]
        bias = np.concatenate(self._bias) if len(self._bias) == len(self._logits) else None
        logits, scores = cross_fitted(np.concatenate(self._logits), truths, parts, none=none, bias=bias)
        order = np.argsort(-logits, axis=1, kind="stable")[:, :2].tolist()
        return [
            self._answer(text, row, *best) for text, best, row in zip(self._texts, order, scores, strict=True)
        ]

    def _answer(
        self, text: TrainingText, scores: NDArray[np.floating[Any]], best: int, second: int | None = None
    ) -> Answer:
        answer = Answer(
            text=text.text, true=text.label, predicted=self._labels[best], score=float(scores[best])
        )
        if second is None:
            return answer
        margin = float(scores[best] - scores[second])
        return replace(answer, rival=self._labels[second], margin=margin)


def report_of(answers: Sequence[Answer], *, folds: int) -> EvaluationReport:
    """The scores of these answers, each of which has one true label."""
    wrong = [answer for answer in answers if not answer.is_right]
    counts = Counts(
        right=[(n, a.true) for n, a in enumerate(answers) if a.is_right],
        true=[(n, a.true) for n, a in enumerate(answers)],
        claimed=[(n, a.predicted) for n, a in enumerate(answers) if a.predicted != NOTHING],
    )
    scores = counts.scores(examples=len(answers))
    return EvaluationReport(
        examples=len(answers),
        folds=folds,
        micro_f1=2 * len(counts.right) / (len(counts.true) + len(counts.claimed)) if answers else 0.0,
        micro_interval=scores.micro_interval,
        macro_f1=macro_f1(scores.labels),
        labels=scores.labels,
        confusions=confusions_of((answer.true, answer.predicted) for answer in wrong),
        right=dict(sorted(Counter(answer.true for answer in answers if answer.is_right).items())),
        calibration=calibration_of([a.score for a in answers], [a.is_right for a in answers]),
        mistakes=surest(
            Mistake(text=a.text, true=a.true, predicted=a.predicted, score=a.score) for a in wrong
        ),
        unsure=_unsure(answers),
    )


def _unsure(answers: Iterable[Answer]) -> tuple[UnsureAnswer, ...]:
    """The answers nearest to another one: who looks at their texts settles most."""
    near = {
        (a.text, a.true): UnsureAnswer(
            text=a.text, true=a.true, predicted=a.predicted, score=a.score, rival=a.rival, margin=a.margin
        )
        for a in answers
        if a.rival is not None and a.margin < _UNSURE_BELOW
    }
    return tuple(sorted(near.values(), key=lambda u: (u.margin, u.text, u.true))[:_MOST_UNSURE])


#: The number of an example, and a label.
Count = tuple[int, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scores:
    """The scores of all labels, and where their common F1 may lie."""

    labels: Mapping[str, LabelScores]
    micro_interval: Interval | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """Which labels examples had, which were claimed of them, and which claims were right."""

    right: Sequence[Count]
    true: Sequence[Count]
    claimed: Sequence[Count]

    def scores(self, *, examples: int) -> Scores:
        """Precision, recall and F1 of each label, with intervals by resampling the examples."""
        labels = sorted({label for _, label in (*self.true, *self.claimed)})
        if not labels:
            return Scores(labels={}, micro_interval=None)
        number = {label: position for position, label in enumerate(labels)}
        right, true, claimed = (
            [(example, number[label]) for example, label in counts]
            for counts in (self.right, self.true, self.claimed)
        )
        whole, each = f1_intervals(
            Tallies(examples=examples, labels=len(labels), right=right, true=true, claimed=claimed)
        )
        hits, supports, claims = (
            Counter(label for _, label in counts) for counts in (self.right, self.true, self.claimed)
        )
        return Scores(
            labels={
                label: _label_scores(hits[label], supports[label], claims[label], interval)
                for label, interval in zip(labels, each, strict=True)
            },
            micro_interval=whole,
        )


def _label_scores(hits: int, support: int, claims: int, interval: Interval) -> LabelScores:
    return LabelScores(
        precision=hits / claims if claims else 0.0,
        recall=hits / support if support else 0.0,
        f1=2 * hits / (support + claims),
        support=support,
        f1_interval=interval,
    )


def macro_f1(labels: Mapping[str, LabelScores]) -> float:
    """The mean F1 of the labels that have examples."""
    f1 = [scores.f1 for scores in labels.values() if scores.support]
    return sum(f1) / len(f1) if f1 else 0.0


def confusions_of(pairs: Iterable[tuple[str, str]]) -> tuple[Confusion, ...]:
    """How often each label was taken for each other, the most frequent first."""
    counted = sorted(Counter(pairs).items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Confusion(true=true, predicted=claim, count=count) for (true, claim), count in counted)


def surest(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """The mistakes to look at first: a sure model may be right and the label wrong."""
    ordered = sorted(mistakes, key=lambda m: (-(m.score or 0.0), m.text, m.true, m.predicted))
    return tuple(ordered[:MOST_MISTAKES])
