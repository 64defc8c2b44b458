from __future__ import annotations

import numpy as np
import pytest

from stationmaster.learning.calibrate import Curve, fit_curve


def drawn(temperature: float, count: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Logits of four labels, and truths drawn from their softmax at a temperature."""
    random = np.random.default_rng(3)
    logits = (random.standard_normal((count, 4)) * 3).astype(np.float32)
    powers = np.exp(logits / temperature)
    shares = powers / powers.sum(axis=1, keepdims=True)
    return logits, np.array([random.choice(4, p=row) for row in shares])


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_scores_are_as_often_right_as_they_say(temperature: float) -> None:
    logits, truths = drawn(temperature)
    best = fit_curve(logits, truths).scores(logits).max(axis=1)
    right = logits.argmax(axis=1) == truths
    assert abs(best.mean() - right.mean()) < 0.03


def test_an_over_confident_model_is_damped_and_an_under_confident_one_raised() -> None:
    assert fit_curve(*drawn(2.5)).slope < 0.8
    assert fit_curve(*drawn(0.5)).slope > 1.2


def test_a_few_texts_move_the_curve_little() -> None:
    curve = fit_curve(np.array([[2.0, 0.0], [0.0, 2.0]], dtype=np.float32), np.array([1, 0]))
    assert 0.7 < curve.slope < 1


def test_scores_rise_with_logits_even_when_the_texts_say_otherwise() -> None:
    logits, _ = drawn(1.0, 500)
    worst = logits.argmin(axis=1)
    scores = fit_curve(logits, worst).scores(np.array([[3.0, 1.0, -1.0]], dtype=np.float32))[0]
    assert scores[0] > scores[1] > scores[2]


def test_a_label_without_rivals_is_certain() -> None:
    assert Curve().scores(np.array([[0.3]], dtype=np.float32))[0, 0] > 0.999
