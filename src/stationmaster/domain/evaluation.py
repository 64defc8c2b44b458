"""How good models are on examples that they did not see, and how two sets of them differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

#: In a confusion of entities: there was no label, or nothing was found.
NOTHING = ""


class Subject(StrEnum):
    """What an evaluation judges."""

    INTENTS = "intents"
    ENTITIES = "entities"
    TRAITS = "traits"
    FAQS = "faqs"
    CATEGORIES = "categories"


class Method(StrEnum):
    """How examples were kept from the models that were tried on them."""

    CROSS_VALIDATION = "cross_validation"
    HELD_OUT = "held_out"
    TOO_SMALL = "too_small"  #: no example could be spared: nothing was tried


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """Where a score would lie, 95 times of 100, with other examples of the same kind."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelScores:
    """Precision, recall and F1 of one label, each in [0, 1], over `support` true examples."""

    precision: float
    recall: float
    f1: float
    support: int
    f1_interval: Interval | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Confusion:
    """How often one label was taken for another."""

    true: str
    predicted: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReliabilityBin:
    """Answers whose score lies in `[low, high)`: what they claimed on average, and the share that was right."""

    low: float
    high: float
    count: int
    mean_score: float
    right: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """Whether scores mean what they say; `error` is the expected calibration error."""

    error: float
    bins: tuple[ReliabilityBin, ...]  #: those that hold answers, from low to high


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """One wrong answer; spans are `[start, end)` in code points, and entities only have them."""

    text: str
    true: str
    predicted: str
    score: float | None = None
    true_span: tuple[int, int] | None = None
    predicted_span: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UnsureAnswer:
    """One answer, right or wrong, that another label was near to."""

    text: str
    true: str
    predicted: str
    score: float
    rival: str  #: what would have been said next
    margin: float  #: by how much of a score it was not

    @property
    def is_right(self) -> bool:
        return self.true == self.predicted


@dataclass(frozen=True, kw_only=True, slots=True)
class EvaluationReport:
    """Scores of one learner; `folds` is 1 for one held-out part, and 0 where nothing could be spared."""

    examples: int
    folds: int
    micro_f1: float
    labels: Mapping[str, LabelScores]
    confusions: tuple[Confusion, ...]  #: errors only, the most frequent first
    right: Mapping[str, int] = field(default_factory=dict)  #: how often each label of confusions was right
    micro_interval: Interval | None = None
    macro_f1: float = 0.0  #: the mean over labels that have examples
    calibration: Calibration | None = None
    mistakes: tuple[Mistake, ...] = ()  #: the surest first; of many, only the first ones
    unsure: tuple[UnsureAnswer, ...] = ()  #: the least sure first; of many, only the first ones
    untried: Mapping[str, int] = field(default_factory=dict)  #: labels with too few examples to spare any

    @property
    def method(self) -> Method:
        if self.folds == 0:
            return Method.TOO_SMALL
        return Method.HELD_OUT if self.folds == 1 else Method.CROSS_VALIDATION

    def renamed(self, names: Mapping[str, str]) -> EvaluationReport:
        """This report with other names of labels; those that have none keep theirs."""

        def called(label: str) -> str:
            return names.get(label, label)

        return replace(
            self,
            labels={called(label): scores for label, scores in self.labels.items()},
            confusions=tuple(
                replace(c, true=called(c.true), predicted=called(c.predicted)) for c in self.confusions
            ),
            right={called(label): count for label, count in self.right.items()},
            mistakes=tuple(
                replace(m, true=called(m.true), predicted=called(m.predicted)) for m in self.mistakes
            ),
            unsure=tuple(
                replace(u, true=called(u.true), predicted=called(u.predicted), rival=called(u.rival))
                for u in self.unsure
            ),
            untried={called(label): count for label, count in self.untried.items()},
        )


Evaluation = Mapping[Subject, EvaluationReport]


class Change(StrEnum):
    """What became of an example from one set of models to another."""

    BROKEN = "broken"  #: right before, wrong now
    FIXED = "fixed"  #: wrong before, right now
    STILL_WRONG = "still_wrong"  #: wrong both times, in different ways


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedExample:
    """One example that two sets of models answer differently, as sets of labels in words."""

    text: str
    change: Change
    true: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Two sets of models on the same labelled examples."""

    examples: int
    right_before: int
    right_after: int
    chance: float  #: how often luck alone would make a difference at least as large (sign test)
    changed: tuple[ChangedExample, ...]
    unknown_before: tuple[str, ...] = ()  #: labels that the first set has no model of, so could not get right

    def count(self, change: Change) -> int:
        """How many examples changed so."""
        return sum(example.change is change for example in self.changed)
