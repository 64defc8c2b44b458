from __future__ import annotations

import numpy as np

from stationmaster.learning.scope import ALLOWED_MISSES, Scope, belonging, fit_scope

NONE = 1
RANDOM = np.random.default_rng(5)


def own_texts(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits of texts that three intents own, None between them, each told rightly."""
    truths = np.array([0, 2, 3])[RANDOM.integers(0, 3, count)]
    logits = RANDOM.standard_normal((count, 4)).astype(np.float32)
    logits[np.arange(count), truths] += 8
    return logits, truths


def test_what_speaks_for_an_intent_counts_and_what_speaks_for_none_against() -> None:
    plain, sure, doubtful = np.array([[1.0, 0, 0, 0], [5.0, 0, 0, 0], [5.0, 5, 0, 0]])
    assert belonging(sure, NONE) > belonging(plain, NONE)
    assert belonging(sure, NONE) > belonging(doubtful, NONE)


def test_few_of_the_own_texts_are_taken_for_outsiders() -> None:
    logits, truths = own_texts(4000)
    scope = fit_scope(logits, truths, NONE)
    given_to_none = sum(scope.raised(row, NONE).argmax() == NONE for row in logits)
    assert given_to_none <= 1.5 * ALLOWED_MISSES * len(logits)


def test_a_text_that_nothing_speaks_for_is_none() -> None:
    scope = fit_scope(*own_texts(4000), NONE)
    logits = np.array([0.4, 0.1, 0.3, 0.2], dtype=np.float32)
    raised = scope.raised(logits, NONE)
    assert raised.argmax() == NONE
    assert np.array_equal(np.delete(raised, NONE), np.delete(logits, NONE))


def test_fewer_texts_set_a_limit_by_their_mean_and_spread() -> None:
    logits, truths = own_texts(4000)
    scope = fit_scope(logits[:50], truths[:50], NONE)
    given_to_none = sum(scope.raised(row, NONE).argmax() == NONE for row in logits)
    assert 0 < given_to_none <= 0.02 * len(logits)
    assert scope.raised(np.array([0.4, 0.1, 0.3, 0.2], dtype=np.float32), NONE).argmax() == NONE


def test_texts_that_are_all_alike_leave_room_for_others() -> None:
    logits = np.tile(np.array([12.0, 0, 0, 0]), (500, 1))
    scope = fit_scope(logits, np.zeros(500, dtype=np.intp), NONE)
    assert scope.raised(np.array([7.0, 0, 0, 0]), NONE).argmax() == 0


def test_a_text_that_is_like_all_others_belongs() -> None:
    logits = np.tile(np.log([0.9, 0.05, 0.05, 0.01]), (50, 1))
    scope = fit_scope(logits, np.zeros(50, dtype=np.intp), NONE)
    assert scope.raised(logits[0], NONE).argmax() == 0


def test_a_dozen_texts_set_no_limit() -> None:
    assert fit_scope(*own_texts(12), NONE) == Scope()
    logits = np.array([0.4, 0.1], dtype=np.float32)
    assert np.array_equal(Scope().raised(logits, NONE), logits)


def test_without_intents_everything_is_none() -> None:
    assert belonging(np.array([[2.0]]), 0).tolist() == [0.0]
    assert fit_scope(np.array([[2.0]]), np.array([0]), 0) == Scope()
