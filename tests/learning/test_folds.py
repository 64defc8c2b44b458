from __future__ import annotations

from collections import Counter

from stationmaster.learning.folds import NEVER, stratified_folds

LABELS = ["a"] * 10 + ["b"] * 6 + ["c"]
TEXTS = [f"text {number}" for number in range(17)]


def test_every_label_is_spread_over_the_folds() -> None:
    folds = stratified_folds(LABELS, TEXTS, 5)
    assert Counter(folds[:10].tolist()) == dict.fromkeys(range(5), 2)
    assert set(folds[10:16].tolist()) == set(range(5))


def test_the_only_text_of_a_label_is_never_held_out() -> None:
    assert stratified_folds(LABELS, TEXTS, 5)[16] == NEVER
    assert stratified_folds(["a", "a"], ["same", "same"], 5).tolist() == [NEVER, NEVER]


def test_equal_texts_share_a_fold() -> None:
    folds = stratified_folds(["a"] * 4, ["x", "y", "x", "z"], 3)
    assert folds[0] == folds[2]


def test_order_does_not_matter() -> None:
    turned = stratified_folds(LABELS[::-1], TEXTS[::-1], 5)[::-1]
    assert turned.tolist() == stratified_folds(LABELS, TEXTS, 5).tolist()
