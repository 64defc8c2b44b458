"""Which labels would gain most from more examples, by an evaluation."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from stationmaster.domain.evaluation import Confusion, EvaluationReport, LabelScores, Subject

#: A label that is surely this good is good enough.
_GOOD = 0.9
#: What is reckoned with when gains are compared: errors shrink with the root of the number of examples.
_MORE = 10
#: From so many examples on a label is known well enough to work on others; a FAQ needs few wordings.
_ENOUGH, _ENOUGH_QUESTIONS = 10, 4
#: More of the same hardly helps a label that has so many.
_MANY = 100
_MOST_ADVICE = 10


class Remedy(StrEnum):
    """What to do for a label."""

    FIRST = "first"  #: label some: there are too few to be tried
    MORE = "more"  #: label more of its kind: so few say little
    TELL_APART = "tell_apart"  #: label more that tells it from its rival
    CHECK = "check"  #: look whether its many labels agree with those of its rival


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelAdvice:
    """One label that is worth work, and what to do for it; `more` examples, where more are wanted."""

    label: str
    examples: int
    remedy: Remedy
    more: int
    scores: LabelScores | None = None  #: none where nothing was tried
    rival: Confusion | None = None  #: what it is taken for most often, or is taken for it


def label_advice(subject: Subject, report: EvaluationReport) -> tuple[LabelAdvice, ...]:
    """At most ten labels, those first that would gain most from a few more examples."""
    enough = _ENOUGH_QUESTIONS if subject is Subject.FAQS else _ENOUGH
    found = [*_untried(report.untried, enough), *_tried(report, enough)]
    return tuple(sorted(found, key=lambda advice: (-_gain(advice), advice.label))[:_MOST_ADVICE])


def _untried(untried: Mapping[str, int], enough: int) -> Iterator[LabelAdvice]:
    for label, examples in untried.items():
        more = max(enough // 2 - examples, 1)
        yield LabelAdvice(label=label, examples=examples, remedy=Remedy.FIRST, more=more)


def _tried(report: EvaluationReport, enough: int) -> Iterator[LabelAdvice]:
    rivals = _rivals(report)
    for label, scores in report.labels.items():
        if not scores.support or (scores.f1_interval and scores.f1_interval.low >= _GOOD):
            continue
        rival = rivals.get(label)
        if rival is None:
            remedy = Remedy.MORE
        else:
            remedy = Remedy.CHECK if scores.support >= _MANY else Remedy.TELL_APART
        yield LabelAdvice(
            label=label,
            examples=scores.support,
            remedy=remedy,
            more=max(enough // 2, enough - scores.support, scores.support // 3),
            scores=scores,
            rival=rival,
        )


def _rivals(report: EvaluationReport) -> dict[str, Confusion]:
    """Of each label the confusion with the label that it is confused with most, both ways counted."""
    between = Counter[frozenset[str]]()
    for confusion in report.confusions:
        between[_pair(confusion)] += confusion.count
    rivals: dict[str, Confusion] = {}
    for confusion in report.confusions:  # the most frequent first, so that of two ways it stands for both
        for label in (confusion.true, confusion.predicted):
            known = rivals.get(label)
            if known is None or between[_pair(confusion)] > between[_pair(known)]:
                rivals[label] = confusion
    return rivals


def _pair(confusion: Confusion) -> frozenset[str]:
    return frozenset((confusion.true, confusion.predicted))


def _gain(advice: LabelAdvice) -> float:
    """How much of its F1 a few more examples may bring, the F1 being half what was seen, half what it may be."""
    scores, examples = advice.scores, advice.examples
    low = scores.f1_interval.low if scores and scores.f1_interval else 0.0
    missing = 1 - ((scores.f1 if scores else 0.0) + low) / 2
    return missing * (1 - math.sqrt(examples / (examples + _MORE)))
