from __future__ import annotations

import pytest

from stationmaster.learning.intervals import Tallies, f1_intervals


def of_answers(right: int, examples: int) -> Tallies:
    """One label, of which so many examples were found and the others taken for another."""
    return Tallies(
        examples=examples,
        labels=2,
        right=[(n, 0) for n in range(right)],
        true=[(n, 0) for n in range(examples)],
        claimed=[(n, 0 if n < right else 1) for n in range(examples)],
    )


@pytest.mark.parametrize(("right", "examples", "half_width"), [(80, 100, 0.078), (900, 1000, 0.0186)])
def test_the_common_interval_is_that_of_a_proportion(right: int, examples: int, half_width: float) -> None:
    whole, _ = f1_intervals(of_answers(right, examples))
    assert (whole.high - whole.low) / 2 == pytest.approx(half_width, rel=0.15)
    assert (whole.high + whole.low) / 2 == pytest.approx(right / examples, abs=0.01)


def test_the_same_examples_have_the_same_interval() -> None:
    assert f1_intervals(of_answers(15, 20)) == f1_intervals(of_answers(15, 20))


def test_errors_that_did_not_happen_yet_are_allowed_for() -> None:
    few, (label, other) = f1_intervals(of_answers(3, 3))
    assert few.low == label.low == pytest.approx(0.05 ** (1 / 3))
    assert (other.low, other.high) == (0.0, 1.0)
    many, _ = f1_intervals(of_answers(300, 300))
    assert many.low == pytest.approx(0.99, abs=0.001)
    none, _ = f1_intervals(of_answers(0, 300))
    assert none.high == pytest.approx(0.01, abs=0.001)
