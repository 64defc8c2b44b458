from __future__ import annotations

import pytest

from stationmaster.domain.build import Fingerprint, LearnerName
from stationmaster.learning import fingerprint
from stationmaster.learning.fingerprint import LEARNER_VERSIONS, identity

PRINT = Fingerprint("0" * 64)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    fingerprint._surroundings.cache_clear()


def test_every_learner_has_a_version() -> None:
    assert set(LEARNER_VERSIONS) == set(LearnerName)
    assert len({LEARNER_VERSIONS[learner] for learner in LearnerName}) == len(LEARNER_VERSIONS)


ENCODED = {LearnerName.INTENTS, LearnerName.SMALL_TALK, LearnerName.FAQ, LearnerName.CATEGORISER}


@pytest.mark.parametrize(
    ("weights", "learners"),
    [("encoder_version", ENCODED), ("weights_version", ENCODED | {LearnerName.TRAITS, LearnerName.SPANS})],
)
def test_weights_are_part_of_the_version_of_those_who_read_with_them(
    weights: str, learners: set[LearnerName], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprint, weights, lambda: "some")
    before = dict(LEARNER_VERSIONS)
    monkeypatch.setattr(fingerprint, weights, lambda: None)
    changed = {learner for learner in LearnerName if before[learner] != LEARNER_VERSIONS[learner]}
    assert changed == learners


def test_identity_is_stable_and_tells_fingerprints_and_learners_apart() -> None:
    found = {identity(PRINT, learner) for learner in LearnerName}
    found.add(identity(Fingerprint("1" * 64), LearnerName.INTENTS))
    assert len(found) == len(LearnerName) + 1
    assert identity(PRINT, LearnerName.INTENTS) in found


def test_another_library_or_instruction_set_is_another_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    here = identity(PRINT, LearnerName.INTENTS)
    monkeypatch.setattr(fingerprint, "version", lambda name: "0.0")
    fingerprint._surroundings.cache_clear()
    elsewhere = identity(PRINT, LearnerName.INTENTS)
    monkeypatch.setattr(fingerprint.platform, "machine", lambda: "another")
    fingerprint._surroundings.cache_clear()
    assert len({here, elsewhere, identity(PRINT, LearnerName.INTENTS)}) == 3
    fingerprint._surroundings.cache_clear()
