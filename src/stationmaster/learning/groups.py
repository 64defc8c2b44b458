"""Groups of words that mean the like, found without labels: a word that was never seen is like those of its group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stationmaster.domain.dataset import language_of
from stationmaster.learning.embeddings import DIMENSIONS, installed_embeddings, static_embeddings
from stationmaster.learning.text_style import EMBEDDED_LANGUAGES

_ITERATIONS = 15
_SEED = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Groups:
    """The centres of groups, in the space of the static embeddings; none where there are no groups."""

    centres: NDArray[np.float16]
    _nearness: NDArray[np.float32] = field(init=False, repr=False, compare=False)  #: of each token to each

    def __post_init__(self) -> None:
        shape = np.zeros((0, 0), np.float32)
        table = (
            installed_embeddings().table.astype(np.float32) @ self.centres.astype(np.float32).T
            if self
            else shape
        )
        object.__setattr__(self, "_nearness", table)

    def __bool__(self) -> bool:
        return len(self.centres) > 0

    def of(self, text: str) -> int:
        """The number of a text's or word's group."""
        ids = installed_embeddings().tokeniser.encode(text, add_special_tokens=False).ids
        return int(self._nearness[ids].sum(axis=0, dtype=np.float64).argmax())


NO_GROUPS = Groups(centres=np.zeros((0, DIMENSIONS), dtype=np.float16))


def find_groups(texts: Iterable[str], count: int, *, culture: str) -> Groups:
    """So many groups of these texts or words, by k-means on the sphere, or none where the embeddings do not know the
    language; equal texts in any order give equal groups.
    """
    distinct = sorted(set(texts))
    knows_language = language_of(culture) in EMBEDDED_LANGUAGES
    if count < 2 or len(distinct) <= count or not knows_language or static_embeddings() is None:
        return NO_GROUPS
    vectors = installed_embeddings().encode_all(distinct)
    first = np.random.default_rng(_SEED).choice(len(distinct), size=count, replace=False)
    centres = vectors[np.sort(first)]
    for _ in range(_ITERATIONS):
        totals = np.zeros_like(centres)
        np.add.at(totals, (vectors @ centres.T).argmax(axis=1), vectors)
        lengths = np.sqrt(np.square(totals, dtype=np.float64).sum(axis=1))
        kept = lengths > 0
        centres[kept] = (totals[kept] / lengths[kept, None]).astype(np.float32)
    return Groups(centres=centres.astype(np.float16))
