from __future__ import annotations

import numpy as np

from stationmaster.learning.scope import ALLOWED_MISSES, Scope, belonging, evidence, fit_scope

NONE = 1
NO_BIAS = np.zeros(4)
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
    given_to_none = sum(scope.placed(row, NONE, NO_BIAS).argmax() == NONE for row in logits)
    assert given_to_none <= 1.5 * ALLOWED_MISSES * len(logits)


def test_a_text_that_nothing_speaks_for_is_none() -> None:
    scope = fit_scope(*own_texts(4000), NONE)
    logits = np.array([0.4, 0.1, 0.3, 0.2], dtype=np.float32)
    placed = scope.placed(logits, NONE, NO_BIAS)
    assert placed.argmax() == NONE
    assert np.array_equal(np.delete(placed, NONE), np.delete(logits, NONE))


def test_fewer_texts_set_a_limit_by_their_mean_and_spread() -> None:
    logits, truths = own_texts(4000)
    scope = fit_scope(logits[:50], truths[:50], NONE)
    given_to_none = sum(scope.placed(row, NONE, NO_BIAS).argmax() == NONE for row in logits)
    assert 0 < given_to_none <= 0.02 * len(logits)
    assert scope.placed(np.array([0.4, 0.1, 0.3, 0.2], dtype=np.float32), NONE, NO_BIAS).argmax() == NONE


def test_texts_that_are_all_alike_leave_room_for_others() -> None:
    logits = np.tile(np.array([12.0, 0, 0, 0]), (500, 1))
    scope = fit_scope(logits, np.zeros(500, dtype=np.intp), NONE)
    assert scope.placed(np.array([7.0, 0, 0, 0]), NONE, NO_BIAS).argmax() == 0


def test_a_text_that_is_like_all_others_belongs() -> None:
    logits = np.tile(np.log([0.9, 0.05, 0.05, 0.01]), (50, 1))
    scope = fit_scope(logits, np.zeros(50, dtype=np.intp), NONE)
    assert scope.placed(logits[0], NONE, NO_BIAS).argmax() == 0


def test_a_dozen_texts_set_no_limit() -> None:
    assert fit_scope(*own_texts(12), NONE) == Scope()
    logits = np.array([0.4, 0.1], dtype=np.float32)
    assert np.array_equal(Scope().placed(logits, NONE, NO_BIAS), logits)


def test_without_intents_everything_is_none() -> None:
    assert belonging(np.array([[2.0]]), 0).tolist() == [0.0]
    assert fit_scope(np.array([[2.0]]), np.array([0]), 0) == Scope()
    assert fit_scope(np.array([[2.0]]), np.array([0]), 0, np.zeros((1, 1))) == Scope()


def biased(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Logits of own texts, their truths and the bias that each row's logits hold."""
    logits, truths = own_texts(count)
    bias = np.array([0.0, 3.0, 0.0, 1.0])
    return logits + bias, truths, np.tile(bias, (count, 1))


def test_evidence_is_what_a_text_says_beyond_what_was_known_before() -> None:
    bias = np.array([2.0, 1.0, 0.0, 5.0])
    assert evidence(bias, NONE, bias) == 0
    assert evidence(np.add(bias, [0.0, 0, 3, 0]), NONE, bias) == 3
    assert evidence(np.add(bias, [0.0, 4, 3, 0]), NONE, bias) == -1


def test_without_vectors_a_dozen_texts_set_a_limit() -> None:
    logits, truths, bias = biased(12)
    scope = fit_scope(logits, truths, NONE, bias)
    assert all(
        scope.placed(row, NONE, bias[0]).argmax() == truth for row, truth in zip(logits, truths, strict=True)
    )
    little = np.add(bias[0], [1.0, 0, 0, 0])
    assert scope.placed(little, NONE, bias[0]).argmax() == NONE


def test_evidence_decides_against_the_bias_of_none_too() -> None:
    scope = fit_scope(*biased(12)[:2], NONE, biased(12)[2])
    bias = np.array([0.0, 9.0, 0.0, 0.0])
    placed = scope.placed(np.add(bias, [7.0, 0, 0, 0]), NONE, bias)
    assert placed.argmax() == 0
    assert np.array_equal(np.delete(placed, NONE), [7.0, 0, 0])


def test_where_none_is_taught_its_texts_decide() -> None:
    logits, truths, bias = biased(12)
    assert fit_scope(logits, np.where(np.arange(12) == 0, NONE, truths), NONE, bias) == Scope()


def test_many_texts_without_vectors_keep_all_but_few_of_their_own() -> None:
    logits, truths, bias = biased(1000)
    doubtful = np.arange(1000) % 40 == 0
    logits[doubtful] = bias[doubtful] + np.linspace(1.1, 1.5, 25)[:, None] * np.eye(4)[truths[doubtful]]
    scope = fit_scope(logits, truths, NONE, bias)
    lost = sum(scope.placed(row, NONE, bias[0]).argmax() == NONE for row in logits)
    assert lost <= 5
    assert scope.placed(np.add(bias[0], [0.5, 0, 0, 0]), NONE, bias[0]).argmax() == NONE
