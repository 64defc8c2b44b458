from __future__ import annotations

import numpy as np
from scipy import sparse

from stationmaster.learning.features import Features
from stationmaster.learning.neighbours import _CANDIDATES, _MOST_OF_CLASS, Neighbours
from stationmaster.learning.softmax import Labelled

RANDOM = np.random.default_rng(7)


def labelled(vectors: np.ndarray, classes: list[int], importance: float = 1.0) -> Labelled:
    """Texts that have these vectors and no grams."""
    return Labelled(
        features=Features(grams=sparse.csr_array((len(vectors), 0), dtype=np.float32), dense=vectors),
        classes=np.array(classes, dtype=np.intp),
        importance=np.full(len(vectors), importance, dtype=np.float32),
    )


def neighbours(vectors: np.ndarray, classes: list[int], count: int, share: float = 0.2) -> Neighbours:
    return Neighbours.of(
        labelled(vectors, classes), class_count=count, dimensions=vectors.shape[1], share=share
    )


def test_the_class_of_the_nearest_text_gains_most() -> None:
    found = neighbours(np.eye(3, dtype=np.float32), [0, 1, 2], 3)
    heard = found.heard(np.zeros((1, 3)), np.array([[0.1, 0.9, 0.2]]), always=0)
    assert heard.argmax() == 1
    assert heard[0, 1] == 0


def test_a_class_in_two_places_is_found_in_both() -> None:
    vectors = np.array([[1, 0], [-1, 0], [0, 1]], dtype=np.float32)
    found = neighbours(vectors, [0, 0, 1], 2)
    assert found.heard(np.zeros((3, 2)), vectors, always=0).argmax(axis=1).tolist() == [0, 0, 1]


def test_only_directions_of_the_last_columns_count() -> None:
    vectors = np.array([[5, 1, 0], [5, 0, 3]], dtype=np.float32)
    found = Neighbours.of(labelled(vectors, [0, 1]), class_count=2, dimensions=2, share=1.0)
    queries = np.array([[0, 7, 0.1], [9, 7, 0.1]])
    near, same = found.heard(np.zeros((2, 2)), queries, always=0)
    assert near.argmax() == 0
    assert np.array_equal(near, same)


def test_nothing_is_lost_where_nothing_is_near() -> None:
    found = neighbours(np.eye(2, dtype=np.float32), [0, 1], 2)
    heard = found.heard(np.array([[1.0, 3.0]]), np.array([[0.0, 0.0]]), always=0)
    assert np.allclose(heard, [[1.0, 3.0]])


def test_classes_that_the_weights_find_unlikely_stay_so_but_one_is_always_asked() -> None:
    count = 2 * _CANDIDATES
    found = neighbours(np.eye(count, dtype=np.float32), list(range(count)), count)
    logits = -np.arange(count, dtype=np.float32)[None]
    last = np.eye(count, dtype=np.float32)[-1:]
    unheard, heard = found.heard(logits, last, always=0), found.heard(logits, last, always=count - 1)
    assert unheard.argmax() != count - 1
    assert heard[0, count - 1] == logits[0, count - 1]
    assert heard[0, count - 1] - heard[0, 0] > unheard[0, count - 1] - unheard[0, 0]


def test_many_texts_of_a_class_are_thinned_and_speak_for_the_others() -> None:
    vectors = RANDOM.standard_normal((3 * _MOST_OF_CLASS, 4)).astype(np.float32)
    found = neighbours(vectors, [0] * (len(vectors) - 1) + [1], 2)
    assert found.starts[1] <= _MOST_OF_CLASS
    assert found.importance[:-1].sum() >= len(vectors) - 1
    assert found.importance[-1] == 1


def test_texts_in_company_hear_what_they_hear_alone() -> None:
    vectors = RANDOM.standard_normal((60, 8)).astype(np.float32)
    found = neighbours(vectors, [number % 12 for number in range(60)], 12)
    queries, logits = RANDOM.standard_normal((5, 8)), RANDOM.standard_normal((5, 12))
    together = found.heard(logits, queries, always=3)
    alone = [found.heard(logits[i : i + 1], queries[i : i + 1], always=3)[0] for i in range(5)]
    assert np.allclose(together, alone, atol=1e-5)


def test_neighbours_are_read_back_as_they_were() -> None:
    vectors = RANDOM.standard_normal((20, 8)).astype(np.float32)
    found = neighbours(vectors, [number % 4 for number in range(20)], 4)
    again = Neighbours.from_tensors(found.tensors(), found.share)
    queries, logits = RANDOM.standard_normal((3, 8)), np.zeros((3, 4))
    assert np.array_equal(again.heard(logits, queries, always=0), found.heard(logits, queries, always=0))
