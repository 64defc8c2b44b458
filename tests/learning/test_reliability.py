from __future__ import annotations

import numpy as np
import pytest

from stationmaster.learning.reliability import calibration_of, cross_fitted, cross_fitted_scores


def test_claims_are_compared_with_what_came_true() -> None:
    calibration = calibration_of([0.95, 0.95, 0.55, 1.0], [True, False, True, True])
    assert calibration is not None
    low, high = calibration.bins
    assert (low.low, low.count, low.mean_score, low.right) == (0.5, 1, 0.55, 1.0)
    assert (high.low, high.high, high.count) == (0.9, 1.0, 3)
    assert high.right == pytest.approx(2 / 3)
    assert calibration.error == pytest.approx((0.45 + 3 * abs(2.9 / 3 - 2 / 3)) / 4)


def test_no_answer_has_no_calibration() -> None:
    assert calibration_of([], []) is None


def test_scores_are_corrected_by_what_other_parts_showed() -> None:
    """A model that is always 0.9 sure and right half of the time is worth 0.5."""
    random = np.random.default_rng(1)
    logits = np.log(np.tile([0.9, 0.05, 0.05], (400, 1)))
    truths = random.integers(0, 2, 400)
    raised, scores = cross_fitted(logits, truths, np.arange(400) % 4, none=2)
    assert scores[:, 0].mean() == pytest.approx(0.5, abs=0.08)
    assert (scores[:, 0] >= scores[:, 1]).all()
    assert (raised.argmax(axis=1) == 0).all()
    assert cross_fitted_scores(logits, truths, np.arange(400) % 4) == pytest.approx(scores)


def test_texts_that_little_speaks_for_are_taken_for_none_as_in_training() -> None:
    sure, doubtful = [5.0, 0.0, 0.0], [0.3, 0.2, 0.0]
    logits = np.array([*[sure] * 999, doubtful])
    raised, _ = cross_fitted(logits, np.zeros(1000, np.intp), np.arange(1000) % 2, none=2)
    assert raised[-1].argmax() == 2
    assert (raised[:-1].argmax(axis=1) == 0).all()


def test_without_vectors_texts_are_placed_by_evidence_as_in_training() -> None:
    bias = np.tile([0.0, 0.0, 4.0], (40, 1))
    said = np.tile([5.0, 0.0, 0.0], (40, 1))
    said[-1] = [0.5, 0.0, 0.0]
    placed, _ = cross_fitted(said + bias, np.zeros(40, np.intp), np.arange(40) % 2, none=2, bias=bias)
    assert placed[-1].argmax() == 2
    assert (placed[:-1].argmax(axis=1) == 0).all()
