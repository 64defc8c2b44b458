"""How good a learner is on examples that it did not see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from stationmaster.domain.build import targets_of
from stationmaster.domain.dataset import Dataset
from stationmaster.domain.evaluation import EvaluationReport, LabelScores
from stationmaster.learning.featurise import TextStyle, style_of
from stationmaster.learning.folds import stratified_folds
from stationmaster.learning.intents import TrainingText, fit_texts, trainable_labels, training_texts
from stationmaster.learning.learner import Report

STAGE = "evaluation"
_FOLDS = 5
#: More folds where each example counts, fewer where each fit is long.
_SMALL, _SMALL_FOLDS = 150, 10
_LARGE, _LARGE_FOLDS = 5_000, 3

#: One span of one text: the text's number, start, end and type.
Span = tuple[int, int, int, str]


def cross_validate_intents(dataset: Dataset, report: Report) -> EvaluationReport:
    """The intents' scores by stratified cross-validation over the version's own utterances.

    An utterance that is the only one of its intent is never held out and counts for nothing.
    """
    texts = training_texts(dataset, trainable_labels(dataset, targets_of(dataset.intents, ())))
    utterances = [text for text in texts if text.is_utterance]
    given = [text for text in texts if not text.is_utterance]
    count = _fold_count(len(utterances))
    folds = stratified_folds([t.label for t in utterances], [t.text for t in utterances], count)
    pairs: list[tuple[str, str]] = []
    used = sorted({int(fold) for fold in folds if fold >= 0})
    for done, fold in enumerate(used):
        report(STAGE, done / len(used))
        kept = [text for text, its in zip(utterances, folds, strict=True) if its != fold]
        held_out = [text for text, its in zip(utterances, folds, strict=True) if its == fold]
        pairs += _tried([*given, *kept], held_out, style_of(dataset))
    report(STAGE, 1.0)
    return _report_of(pairs, folds=len(used))


def _fold_count(examples: int) -> int:
    if examples <= _SMALL:
        return _SMALL_FOLDS
    return _LARGE_FOLDS if examples > _LARGE else _FOLDS


def _tried(
    kept: Sequence[TrainingText], held_out: Sequence[TrainingText], style: TextStyle
) -> Iterable[tuple[str, str]]:
    model = fit_texts(kept, style, lambda stage, fraction: None, calibrated=False)
    return [(text.label, model.predict(text.text)[0].label) for text in held_out]


def _report_of(pairs: Sequence[tuple[str, str]], *, folds: int) -> EvaluationReport:
    right = Counter(true for true, predicted in pairs if true == predicted)
    true_counts = Counter(true for true, _ in pairs)
    predicted_counts = Counter(predicted for _, predicted in pairs)
    return EvaluationReport(
        examples=len(pairs),
        folds=folds,
        micro_f1=sum(right.values()) / len(pairs) if pairs else 0.0,
        labels=_label_scores(right, true_counts, predicted_counts),
        confusions=dict(sorted(Counter(pair for pair in pairs if pair[0] != pair[1]).items())),
    )


def span_scores(gold: Iterable[Span], predicted: Iterable[Span]) -> dict[str, LabelScores]:
    """The scores of each type of entity; a span is right when its ends and its type are."""
    gold_spans, predicted_spans = Counter(gold), Counter(predicted)
    return _label_scores(
        _by_type(gold_spans & predicted_spans), _by_type(gold_spans), _by_type(predicted_spans)
    )


def span_f1(gold: Iterable[Span], predicted: Iterable[Span]) -> float:
    """The F1 of all spans together; 1 where there are none and none were found."""
    gold_spans, predicted_spans = Counter(gold), Counter(predicted)
    both = gold_spans.total() + predicted_spans.total()
    return 2 * (gold_spans & predicted_spans).total() / both if both else 1.0


def _by_type(spans: Counter[Span]) -> Counter[str]:
    return Counter(kind for *_, kind in spans.elements())


def _label_scores(
    right: Mapping[str, int], true: Mapping[str, int], predicted: Mapping[str, int]
) -> dict[str, LabelScores]:
    scores: dict[str, LabelScores] = {}
    for label in sorted({*true, *predicted}):
        hits, support, claims = right.get(label, 0), true.get(label, 0), predicted.get(label, 0)
        scores[label] = LabelScores(
            precision=hits / claims if claims else 0.0,
            recall=hits / support if support else 0.0,
            f1=2 * hits / (support + claims),
            support=support,
        )
    return scores
