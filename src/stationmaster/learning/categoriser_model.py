"""A fitted model of all categories of tickets, and its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stationmaster.domain.prediction import ScoredLabel
from stationmaster.domain.tickets import Ticket
from stationmaster.learning.artefact import read_artefact, write_artefact
from stationmaster.learning.calibrate import Curve
from stationmaster.learning.company import Company
from stationmaster.learning.encoder import Encoder, encoder_named
from stationmaster.learning.margins import Margins
from stationmaster.learning.neighbours import Neighbours
from stationmaster.learning.ticket_features import Reader, Vocabulary, text_of

FORMAT = "stationmaster-categoriser-4"
_ENCODED_CHARACTERS = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoriserModel:
    """Scores every category for a ticket; never changes after fitting."""

    categories: tuple[str, ...]
    vocabulary: Vocabulary
    company: Company
    weights: Margins
    curve: Curve
    encoder: Encoder | None = None
    encoded_weight: float = 0.0
    neighbours: Neighbours | None = None

    def predict(self, ticket: Ticket) -> tuple[ScoredLabel, ...]:
        """The categories with their independent scores, the best first."""
        return self.predict_many([ticket])[0]

    def predict_many(self, tickets: Sequence[Ticket]) -> list[tuple[ScoredLabel, ...]]:
        """The same for several tickets, which costs less than one by one."""
        features = self.vocabulary.features(self.company.joined(Reader().count(tickets)))
        if self.encoder:
            shown = [shown_to_encoder(ticket) for ticket in tickets]
            vectors = encoded_columns(shown, self.encoder, self.encoded_weight)
            logits = self.weights.logits(beside(features, vectors))
            logits = self.neighbours.heard(logits, vectors.toarray()) if self.neighbours else logits
        else:
            logits = self.weights.logits(features)
        scores = self.curve.scores(logits)
        return [self._ranked(*both) for both in zip(logits, scores, strict=True)]

    def _ranked(self, logits: NDArray[np.float32], scores: NDArray[np.float64]) -> tuple[ScoredLabel, ...]:
        order = np.argsort(-logits, kind="stable").tolist()
        return tuple(ScoredLabel(label=self.categories[i], score=float(scores[i])) for i in order)

    def to_bytes(self) -> bytes:
        """The model as one safetensors file."""
        manifest = {
            "format": FORMAT,
            "categories": self.categories,
            "slope": self.curve.slope,
            "offset": self.curve.offset,
            "encoder": self.encoder.identity if self.encoder else None,
            "encoded_weight": self.encoded_weight,
            "neighbours_share": self.neighbours.share if self.neighbours else 0.0,
        }
        arrays: dict[str, NDArray[Any]] = self.vocabulary.tensors()
        arrays["telling"] = self.company.words
        arrays["weights"] = self.weights.table.astype(np.float16)
        arrays["bias"] = self.weights.bias
        arrays |= self.neighbours.tensors() if self.neighbours else {}
        return write_artefact(manifest, arrays)

    @staticmethod
    def from_bytes(data: bytes, encoder: Encoder | None = None) -> CategoriserModel:
        """The model that `to_bytes` wrote.

        :raises MissingWeights: the model was trained with another encoder
        """
        manifest, arrays = read_artefact(data, FORMAT)
        share = manifest["neighbours_share"]
        return CategoriserModel(
            categories=tuple(manifest["categories"]),
            vocabulary=Vocabulary(buckets=arrays["buckets"], rarity=arrays["rarity"]),
            company=Company(words=arrays["telling"]),
            weights=Margins(table=arrays["weights"].astype(np.float32), bias=arrays["bias"]),
            curve=Curve(slope=manifest["slope"], offset=manifest["offset"]),
            encoder=encoder_named(manifest["encoder"], encoder),
            encoded_weight=manifest["encoded_weight"],
            neighbours=Neighbours.from_tensors(arrays, share) if share else None,
        )


def shown_to_encoder(ticket: Ticket) -> str:
    """As much of a ticket as an encoder reads."""
    return text_of(ticket)[:_ENCODED_CHARACTERS]


def encoded_columns(texts: Sequence[str], encoder: Encoder, weight: float) -> sparse.csr_array:
    """What an encoder says of texts, as columns of features."""
    vectors = encoder.encode(texts) * np.float32(weight)
    return sparse.csr_array(vectors.astype(np.float32))


def beside(left: sparse.csr_array, right: sparse.csr_array) -> sparse.csr_array:
    """All columns of both."""
    return sparse.hstack([left, right], format="csr", dtype=np.float32)
