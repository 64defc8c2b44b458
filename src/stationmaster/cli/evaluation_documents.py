"""Evaluations and comparisons as JSON; docs/evaluation.md says what each number means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stationmaster.cli.label_words import advice_sentence
from stationmaster.domain.evaluation import (
    NOTHING,
    Calibration,
    Change,
    Comparison,
    Confusion,
    Evaluation,
    EvaluationReport,
    Interval,
    Mistake,
    Subject,
)
from stationmaster.domain.label_advice import LabelAdvice, label_advice


def evaluation_document(evaluation: Evaluation) -> dict[str, Any]:
    """The reports of what was judged, by its name."""
    return {subject: _report(subject, report) for subject, report in evaluation.items()}


def comparison_document(comparisons: Mapping[Subject, Comparison]) -> dict[str, Any]:
    """What became of each example that two sets of models answer differently."""
    return {subject: _comparison(comparison) for subject, comparison in comparisons.items()}


def _report(subject: Subject, report: EvaluationReport) -> dict[str, Any]:
    return {
        "method": report.method,
        "folds": report.folds,
        "examples": report.examples,
        "microF1": report.micro_f1,
        "microF1Interval": _interval(report.micro_interval),
        "macroF1": report.macro_f1,
        "labels": [
            {
                "label": label,
                "precision": scores.precision,
                "recall": scores.recall if scores.support else None,
                "f1": scores.f1 if scores.support else None,
                "f1Interval": _interval(scores.f1_interval) if scores.support else None,
                "support": scores.support,
            }
            for label, scores in report.labels.items()
        ],
        "confusions": [_confusion(confusion) for confusion in report.confusions],
        "right": dict(report.right),
        "calibration": _calibration(report.calibration),
        "mistakes": [_mistake(mistake) for mistake in report.mistakes],
        "untried": [{"label": label, "examples": count} for label, count in report.untried.items()],
        "labelNext": [_advice(subject, advice) for advice in label_advice(subject, report)],
        "unsure": [
            {
                "text": unsure.text,
                "true": unsure.true,
                "predicted": unsure.predicted or None,
                "score": unsure.score,
                "next": unsure.rival or None,
                "lead": unsure.margin,
            }
            for unsure in report.unsure
        ],
    }


def _advice(subject: Subject, advice: LabelAdvice) -> dict[str, Any]:
    scores, rival = advice.scores, advice.rival
    return {
        "label": advice.label,
        "examples": advice.examples,
        "f1": scores.f1 if scores else None,
        "f1Interval": _interval(scores.f1_interval) if scores else None,
        "confusion": None if rival is None else _confusion(rival),
        "remedy": advice.remedy,
        "more": advice.more,
        "sentence": advice_sentence(subject, advice),
    }


def _confusion(confusion: Confusion) -> dict[str, Any]:
    return {
        "true": confusion.true or None,
        "predicted": confusion.predicted or None,
        "count": confusion.count,
    }


def _interval(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [interval.low, interval.high]


def _calibration(calibration: Calibration | None) -> dict[str, Any] | None:
    if calibration is None:
        return None
    return {
        "expectedError": calibration.error,
        "bins": [
            {
                "from": part.low,
                "to": part.high,
                "count": part.count,
                "meanScore": part.mean_score,
                "right": part.right,
            }
            for part in calibration.bins
        ],
    }


def _mistake(mistake: Mistake) -> dict[str, Any]:
    return {
        "text": mistake.text,
        "true": _side(mistake.true, mistake.true_span),
        "predicted": _side(mistake.predicted, mistake.predicted_span),
        "score": mistake.score,
    }


def _side(label: str, span: tuple[int, int] | None) -> dict[str, Any] | None:
    if label == NOTHING:
        return None
    return {"label": label} if span is None else {"label": label, "start": span[0], "end": span[1]}


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "examples": comparison.examples,
        "rightBefore": comparison.right_before,
        "rightAfter": comparison.right_after,
        "fixed": comparison.count(Change.FIXED),
        "broken": comparison.count(Change.BROKEN),
        "chance": comparison.chance,
        "unknownBefore": list(comparison.unknown_before),
        "changed": [
            {
                "text": example.text,
                "change": example.change,
                "true": example.true,
                "before": example.before,
                "after": example.after,
            }
            for example in comparison.changed
        ],
    }
