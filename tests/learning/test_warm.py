from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest
from cafe import CAFE, UNSEEN, dataset

from stationmaster.domain.build import Fingerprint, LearnerName, targets_of
from stationmaster.domain.dataset import Dataset
from stationmaster.learning import intents
from stationmaster.learning.featurise import fit_featuriser
from stationmaster.learning.fingerprint import identity
from stationmaster.learning.intent_model import IntentModel
from stationmaster.learning.intents import build_intents
from stationmaster.learning.learner import Built
from stationmaster.learning.warm import LEAST_TEXTS, start_of

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Easter", "Christmas")
MANY = [(f"{text} {number} {day}", intent) for number in range(24) for day in DAYS for text, intent in CAFE]
ADDED = ("do you serve tea", "Order")


def built(
    rows: Sequence[tuple[str, str]],
    parents: Sequence[bytes] = (),
    settings: Sequence[tuple[str, str]] = (("ModelTier", "standard"),),
) -> Built:
    material: Dataset = dataset(rows, settings=settings)
    targets = targets_of(material.intents, ())
    return build_intents(material, targets, lambda stage, fraction: None, parents=parents)[0]


def artefact(model: Built) -> bytes:
    assert model.artefact is not None
    return model.artefact


@pytest.fixture(scope="module")
def parent() -> bytes:
    return artefact(built(MANY))


@pytest.fixture(autouse=True)
def _nothing_read() -> None:
    intents._READINGS = intents._KeptReadings()


def test_a_model_begins_with_the_one_before_and_says_so(parent: bytes) -> None:
    child = built([*MANY, ADDED], [parent])
    name = hashlib.sha256(parent).hexdigest()
    assert child.decided_by == (name,)
    assert IntentModel.from_bytes(artefact(child)).training["parent"] == name


def test_another_parent_is_another_identity(parent: bytes) -> None:
    fingerprint = Fingerprint("0" * 64)
    child = built([*MANY, ADDED], [parent])
    warm = identity(fingerprint, LearnerName.INTENTS, child.decided_by)
    grandchild = built([*MANY, ADDED], [artefact(child)])
    assert warm != identity(fingerprint, LearnerName.INTENTS)
    assert warm != identity(fingerprint, LearnerName.INTENTS, grandchild.decided_by)


def test_same_parent_same_bytes_whether_or_not_its_texts_are_still_read(parent: bytes) -> None:
    fresh = artefact(built([*MANY, ADDED], [parent]))
    assert artefact(built(MANY)) == parent
    assert len(intents._READINGS._kept) > 0
    assert artefact(built([*MANY, ADDED], [parent])) == fresh


def test_a_model_from_its_parent_answers_as_one_from_nothing(parent: bytes) -> None:
    warm = IntentModel.from_bytes(artefact(built([*MANY, ADDED], [parent])))
    cold = IntentModel.from_bytes(artefact(built([*MANY, ADDED])))
    for text, _ in (*CAFE, *UNSEEN):
        ours, theirs = warm.predict(text), cold.predict(text)
        assert ours[0].label == theirs[0].label
        assert abs(ours[0].score - theirs[0].score) < 0.1


def test_with_another_intent_training_begins_with_nothing(parent: bytes) -> None:
    assert not built([*MANY, ("can I book a table", "Book")], [parent]).decided_by


def test_warm_starts_do_not_add_up(parent: bytes) -> None:
    rows, latest, warm = list(MANY), parent, 0
    for step in range(4):
        rows += [(f"new text {step} {number}", "Order") for number in range(len(MANY) // 50)]
        child = built(rows, [latest])
        latest = artefact(child)
        warm += bool(child.decided_by)
    assert 1 <= warm < 4  # two fiftieths are few, three are too many


@pytest.mark.parametrize("setting", [("ModelTier", "auto"), ("NormalizePunctuation", "true")])
def test_a_model_in_another_style_is_no_parent(parent: bytes, setting: tuple[str, str]) -> None:
    assert not built(
        MANY, [parent], settings=[("ModelTier", "standard"), setting][setting[0] == "ModelTier" :]
    ).decided_by


def test_few_texts_begin_with_nothing() -> None:
    few = built(CAFE)
    assert len(CAFE) < LEAST_TEXTS
    assert not built([*CAFE, ADDED], [artefact(few)]).decided_by


def test_what_cannot_be_read_is_no_parent(parent: bytes) -> None:
    older = parent.replace(b"stationmaster-intents-4", b"stationmaster-intents-1")
    assert not built([*MANY, ADDED], [older]).decided_by


def test_a_kept_reading_is_given_to_one_user_only(parent: bytes) -> None:
    built(MANY)
    name = hashlib.sha256(parent).hexdigest()
    assert intents._READINGS.take(name) is not None
    assert intents._READINGS.take(name) is None


def test_weights_of_a_parent_are_found_under_a_new_vocabulary(parent: bytes) -> None:
    model = IntentModel.from_bytes(parent)
    assert np.array_equal(start_of(model, model.featuriser).table, model.weights.table)
    shorter = fit_featuriser([text for text, _ in CAFE], model.featuriser.style)
    table = start_of(model, shorter).table
    for gram, row in shorter.words.items():
        known = model.featuriser.words.get(gram)
        assert np.array_equal(table[row], np.zeros(4) if known is None else model.weights.table[known])
    assert shorter.words.keys() - model.featuriser.words.keys()
    assert np.array_equal(table[-3:], model.weights.table[-3:])
