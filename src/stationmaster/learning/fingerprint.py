"""What makes two trainings the same, beyond the material that they are made from."""

from __future__ import annotations

import platform
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import numpy as np

from stationmaster.domain.aspects import digest
from stationmaster.domain.build import Fingerprint, LearnerName
from stationmaster.learning.embeddings import weights_version
from stationmaster.learning.encoder import encoder_version

#: Raised by hand whenever a learner's code or settings change what it would make of the same material.
_CODE: Mapping[LearnerName, str] = {
    LearnerName.INTENTS: "intents-14",
    LearnerName.SPANS: "spans-6",
    LearnerName.MATCHER: "matcher-2",
    LearnerName.TRAITS: "traits-5",
    LearnerName.SMALL_TALK: "small-talk-3",
    LearnerName.FAQ: "faq-3",
    LearnerName.CATEGORISER: "categoriser-4",
}
_LIBRARIES: Mapping[LearnerName, tuple[str, ...]] = {
    LearnerName.INTENTS: ("numpy", "scipy", "tokenizers", "safetensors"),
    LearnerName.SPANS: ("numpy", "scipy", "tokenizers", "python-crfsuite", "google-re2", "safetensors"),
    LearnerName.MATCHER: ("numpy", "google-re2", "safetensors"),
    LearnerName.TRAITS: ("numpy", "scipy", "tokenizers", "safetensors"),
    LearnerName.SMALL_TALK: ("numpy", "scipy", "tokenizers", "safetensors"),
    LearnerName.FAQ: ("numpy", "scipy", "tokenizers", "safetensors"),
    LearnerName.CATEGORISER: ("numpy", "scipy", "tokenizers", "safetensors"),
}

#: Those that may read texts with the sentence encoder; which one did is part of an artefact's identity.
_WITH_ENCODER = frozenset(
    {LearnerName.INTENTS, LearnerName.SMALL_TALK, LearnerName.FAQ, LearnerName.CATEGORISER}
)


class _LearnerVersions(Mapping[LearnerName, str]):
    """Worked out when asked for, since the weights' files must be read to know them."""

    def __getitem__(self, learner: LearnerName) -> str:
        if learner in _WITH_ENCODER:
            carried = (weights_version() or "no-weights", encoder_version() or "no-encoder")
            return "+".join((_CODE[learner], *carried))
        if learner in {LearnerName.SPANS, LearnerName.TRAITS}:
            return f"{_CODE[learner]}+{weights_version() or 'no-weights'}"
        return _CODE[learner]

    def __iter__(self) -> Iterator[LearnerName]:
        return iter(_CODE)

    def __len__(self) -> int:
        return len(_CODE)


#: What of each learner's code, settings and weights decides its artefacts: a part of every fingerprint.
LEARNER_VERSIONS: Mapping[LearnerName, str] = _LearnerVersions()


def identity(fingerprint: Fingerprint, learner: LearnerName, decided_by: Sequence[str] = ()) -> str:
    """What decides an artefact byte for byte: the fingerprint, the libraries and the instruction set.

    :param decided_by: what a learner says it went by besides, such as the parent of a warm start
    """
    return digest([fingerprint, learner.value, _surroundings(learner), list(decided_by)])


@lru_cache
def _surroundings(learner: LearnerName) -> list[Any]:
    extensions: Any = np.show_config(mode="dicts")
    return [
        [[name, version(name)] for name in _LIBRARIES[learner]],
        platform.machine(),
        sorted(extensions["SIMD Extensions"]["found"]),
        unicodedata.unidata_version,
    ]
