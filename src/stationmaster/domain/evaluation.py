"""How good models are on examples that they did not see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelScores:
    """Precision, recall and F1 of one label, each in [0, 1], over `support` true examples."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EvaluationReport:
    """Scores of one learner by cross-validation; `folds` is 0 where the data was too small to split."""

    examples: int
    folds: int
    micro_f1: float
    labels: Mapping[str, LabelScores]
    confusions: Mapping[tuple[str, str], int]  #: (true, predicted) -> how often, errors only
