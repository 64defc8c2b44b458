"""Scores from logits: one curve for all labels, fitted on texts that the model had not seen.

A label's score says how likely it is right by itself; the scores of a text need not sum to one. The curve
rises with the joint probability, so the order of the labels stays that of the joint model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

#: How many texts the assumed curve is worth against those seen.
_PRIOR_TEXTS = 25.0
_SMALLEST_SLOPE = 0.1
_NEWTON_STEPS = 30
#: Log-odds beyond this are certainty.
_LARGEST = 30.0
#: Logarithms of the least and the largest factor of logits, and what one of 1 or -1 must gain at least.
_POWERS = (-3.0, 3.0)
_PRIOR_LOSS = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """`score = sigmoid(slope * log-odds + offset)` of a label's joint probability."""

    slope: float = 1.0
    offset: float = 0.0

    def scores(self, logits: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """The scores of each row's labels."""
        return _sigmoid(self.slope * log_odds(logits) + self.offset)


def log_odds(logits: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """`log(p / (1 - p))` of each row's softmax probabilities."""
    wide = np.asarray(logits, dtype=np.float64)
    if wide.shape[-1] == 1:
        return np.full(wide.shape, _LARGEST)
    shifted = wide - wide.max(axis=-1, keepdims=True)
    powers = np.exp(shifted)
    others = np.maximum(powers.sum(axis=-1, keepdims=True) - powers, np.exp(-_LARGEST))
    odds: NDArray[np.float64] = np.clip(shifted - np.log(others), -_LARGEST, _LARGEST)
    return odds


def log_losses(logits: NDArray[np.floating[Any]], truths: NDArray[np.intp]) -> NDArray[np.float64]:
    """`-log(p)` of each row's true label, by its softmax probability."""
    wide = np.asarray(logits, dtype=np.float64)
    wide = wide - wide.max(axis=1, keepdims=True)
    losses: NDArray[np.float64] = np.log(np.exp(wide).sum(axis=1)) - wide[np.arange(len(truths)), truths]
    return losses


def fit_sharpness(logits: NDArray[np.floating[Any]], truths: NDArray[np.intp]) -> float:
    """The factor, the inverse of a temperature, with which the logits of held-out texts lose least."""

    def loss(power: float) -> float:
        return float(log_losses(logits * np.exp(power), truths).sum()) + _PRIOR_LOSS * power**2

    return round(float(np.exp(minimize_scalar(loss, bounds=_POWERS, method="bounded").x)), 6)


def fit_curve(logits: NDArray[np.floating[Any]], truths: NDArray[np.intp]) -> Curve:
    """The curve with the least log-loss over all labels of held-out texts, pooled."""
    odds = log_odds(logits)
    is_true = np.zeros(odds.shape)
    is_true[np.arange(len(truths)), truths] = 1.0
    at = np.array([1.0, 0.0])
    for _ in range(_NEWTON_STEPS):
        gradient, bend = _slopes(odds, is_true, at)
        move = np.linalg.solve(bend, gradient)
        at = at - move / max(1.0, float(np.abs(move).max()))
        if np.abs(move).max() < 1e-9:
            break
    return Curve(slope=round(max(float(at[0]), _SMALLEST_SLOPE), 9), offset=round(float(at[1]), 9))


def _slopes(
    odds: NDArray[np.float64], is_true: NDArray[np.float64], at: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """First and second derivatives of the log-loss, held near the assumed curve."""
    scores = _sigmoid(at[0] * odds + at[1])
    errors = scores - is_true
    spread = scores * (1 - scores)
    gradient = np.array([(errors * odds).sum(), errors.sum()])
    mixed = (spread * odds).sum()
    bend = np.array([[(spread * odds * odds).sum(), mixed], [mixed, spread.sum()]])
    return gradient + _PRIOR_TEXTS * (at - (1.0, 0.0)), bend + _PRIOR_TEXTS * np.eye(2)


def _sigmoid(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-values))
