"""What the labelled texts nearest to a text say of it, beside what the joint weights say.

Weights draw one plane between two intents; an intent that is said in several ways lies in several places. Each
labelled text speaks for its intent, the louder the nearer it is by the text's vector.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stationmaster.learning.softmax import Floats, Labelled

#: How fast a text's voice fades with distance: by half where the cosine is two hundredths less.
_SHARPNESS = np.float32(40.0)
#: Intents that the weights find less likely than so many others are not listened for.
_CANDIDATES = 8
#: The least that is said for an intent, against what is said for the loudest.
_SILENCE = 1e-6
#: Texts of one class that are listened to; of more, every second or third stands for its neighbours in the list.
_MOST_OF_CLASS = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbours:
    """The vectors of labelled texts, those of one class together."""

    vectors: NDArray[np.float32]
    importance: NDArray[np.float32]
    starts: NDArray[np.intp]  #: the first text of each class, and the end
    share: float  #: of what they say in the logits

    @staticmethod
    def of(labelled: Labelled, *, class_count: int, dimensions: int, share: float) -> Neighbours:
        """Labelled texts by the last so many columns of their features."""
        return Neighbours.among(
            labelled.features.dense[:, -dimensions:],
            labelled.classes,
            labelled.importance,
            class_count=class_count,
            share=share,
        )

    @staticmethod
    def among(
        vectors: Floats,
        classes: NDArray[np.intp],
        importance: NDArray[np.float32],
        *,
        class_count: int,
        share: float,
        most_of_class: int = _MOST_OF_CLASS,
    ) -> Neighbours:
        """Texts by their vectors, of which at most so many speak for a class."""
        owned = [np.flatnonzero(classes == number) for number in range(class_count)]
        steps = [-(-len(own) // most_of_class) for own in owned]
        chosen = [own[::step] if step else own for own, step in zip(owned, steps, strict=True)]
        lengths = [len(own) for own in chosen]
        order = np.concatenate(chosen)
        return Neighbours(
            vectors=_unit(vectors[order]).astype(np.float16).astype(np.float32),  # as an artefact keeps them
            importance=(importance[order] * np.repeat(steps, lengths)).astype(np.float32),
            starts=np.cumsum([0, *lengths]),
            share=share,
        )

    def tensors(self) -> dict[str, NDArray[Any]]:
        """The texts as arrays, for an artefact."""
        return {
            "neighbours": self.vectors.astype(np.float16),
            "neighbour_importance": self.importance,
            "neighbour_starts": self.starts.astype(np.int64),
        }

    @staticmethod
    def from_tensors(tensors: Mapping[str, NDArray[Any]], share: float) -> Neighbours:
        """What `tensors` took apart."""
        return Neighbours(
            vectors=tensors["neighbours"].astype(np.float32),
            importance=tensors["neighbour_importance"],
            starts=tensors["neighbour_starts"].astype(np.intp),
            share=share,
        )

    def heard(self, logits: Floats, dense: Floats, always: int | None = None) -> NDArray[np.float32]:
        """The logits of texts, with what their neighbours say.

        :param dense: the dense columns of the texts' features
        :param always: a class that is listened for in any case
        """
        said = self.said(logits, dense, always)
        return np.asarray(logits + np.float32(self.share) * said, dtype=np.float32)

    def said(self, logits: Floats, dense: Floats, always: int | None = None) -> NDArray[np.float32]:
        """What the neighbours of texts say: nothing of the class that they are loudest for, less of others."""
        queries = _unit(dense[:, -self.vectors.shape[1] :])
        is_candidate = np.ones(logits.shape, dtype=np.bool_)
        if logits.shape[1] > _CANDIDATES:
            least = np.partition(logits, -_CANDIDATES, axis=1)[:, -_CANDIDATES]
            is_candidate = logits >= least[:, None]
            if always is not None:
                is_candidate[:, always] = True
        voices = np.zeros(logits.shape, dtype=np.float32)
        for number in np.flatnonzero(is_candidate.any(axis=0)).tolist():
            texts = np.flatnonzero(is_candidate[:, number])
            own = slice(self.starts[number], self.starts[number + 1])
            nearness = queries[texts] @ self.vectors[own].T
            voices[texts, number] = np.exp(_SHARPNESS * (nearness - 1)) @ self.importance[own]
        loudest = np.maximum(voices.max(axis=1, keepdims=True), np.finfo(np.float32).tiny)
        return np.asarray(np.log(np.maximum(voices / loudest, _SILENCE)), dtype=np.float32)


def _unit(vectors: Floats) -> NDArray[np.float32]:
    lengths = np.sqrt(np.square(vectors, dtype=np.float64).sum(axis=1, keepdims=True))
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
