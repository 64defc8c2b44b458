"""Whether scores mean what they say: of the answers scored 0.8, are 80 of 100 right?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stationmaster.domain.evaluation import Calibration, ReliabilityBin
from stationmaster.learning.calibrate import fit_curve
from stationmaster.learning.scope import fit_scope

_BINS = 10

Floats = NDArray[np.floating[Any]]


def calibration_of(scores: Sequence[float], right: Sequence[bool]) -> Calibration | None:
    """The answers in ten bins of equal width, and how far claims are from what came true on average."""
    if not scores:
        return None
    claims, came_true = np.array(scores), np.array(right, dtype=np.float64)
    number = np.clip((claims * _BINS).astype(np.intp), 0, _BINS - 1)
    bins = []
    for bin_number in range(_BINS):
        inside = number == bin_number
        if inside.any():
            bins.append(
                ReliabilityBin(
                    low=bin_number / _BINS,
                    high=(bin_number + 1) / _BINS,
                    count=int(inside.sum()),
                    mean_score=float(claims[inside].mean()),
                    right=float(came_true[inside].mean()),
                )
            )
    error = sum(b.count * abs(b.mean_score - b.right) for b in bins) / len(scores)
    return Calibration(error=error, bins=tuple(bins))


def cross_fitted(
    logits: Floats, truths: NDArray[np.intp], part: NDArray[np.intp], *, none: int, bias: Floats | None = None
) -> tuple[Floats, Floats]:
    """Logits and scores of held-out texts as a model gives them that training calibrated on the other parts.

    :param bias: each row's, where no vectors speak for texts
    """
    placed, scores = logits.astype(np.float64), np.empty(logits.shape)
    biases = np.zeros(logits.shape) if bias is None else bias
    for number in np.unique(part):
        inside, others = np.flatnonzero(part == number), part != number
        scope = fit_scope(logits[others], truths[others], none, None if bias is None else bias[others])
        placed[inside] = [scope.placed(logits[row], none, biases[row]) for row in inside]
        scores[inside] = fit_curve(logits[others], truths[others]).scores(placed[inside])
    return placed, scores


def cross_fitted_scores(
    logits: Floats, truths: NDArray[np.intp], part: NDArray[np.intp]
) -> NDArray[np.float64]:
    """The scores of held-out examples, by a curve that was fitted on the other parts' examples."""
    scores = np.empty(logits.shape)
    for number in np.unique(part):
        inside = part == number
        scores[inside] = fit_curve(logits[~inside], truths[~inside]).scores(logits[inside])
    return scores
