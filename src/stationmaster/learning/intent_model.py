"""A fitted model of all intents of a version, and its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stationmaster.domain.dataset import NONE_INTENT
from stationmaster.domain.prediction import ScoredLabel
from stationmaster.learning.artefact import read_artefact, write_artefact
from stationmaster.learning.calibrate import Curve
from stationmaster.learning.encoder import sentence_encoder
from stationmaster.learning.features import Features
from stationmaster.learning.featurise import FeatureWeights, Featuriser
from stationmaster.learning.neighbours import Neighbours
from stationmaster.learning.pattern_texts import NO_PATTERNS, PatternTexts
from stationmaster.learning.scope import Scope, outside
from stationmaster.learning.sentence_patterns import NO_SENTENCES, SentencePatterns
from stationmaster.learning.softmax import Floats, Weights
from stationmaster.learning.spelling import Spelling
from stationmaster.learning.text_style import says_something, style_from

FORMAT = "stationmaster-intents-4"


@dataclass(frozen=True, kw_only=True, slots=True)
class IntentModel:
    """Scores every trained intent for a text; never changes after fitting."""

    labels: tuple[str, ...]
    featuriser: Featuriser
    weights: Weights
    curve: Curve
    scope: Scope = field(default_factory=Scope)
    neighbours: Neighbours | None = None
    #: How it was trained, for people: the tier and what decided it, the parent of a warm start.
    training: Mapping[str, Any] = field(default_factory=dict)
    #: The labelled texts of the last training from nothing, as hashes.
    origin: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))
    sentences: SentencePatterns = NO_SENTENCES  #: each with its intent
    patterns: PatternTexts = NO_PATTERNS  #: that speak for its intents where a text fits them
    spelling: Spelling = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spelling", Spelling.of(self.featuriser))

    @property
    def is_encoded(self) -> bool:
        """Whether it asks the sentence encoder."""
        return self.featuriser.style.encoded

    def predict(self, text: str) -> tuple[ScoredLabel, ...]:
        """The intents with their independent scores, the best first."""
        logits, none = self._best_logits(text), self.labels.index(NONE_INTENT)
        is_text = says_something(text)
        logits = self.scope.placed(logits, none, self.weights.bias) if is_text else outside(logits, none)
        scores = self.curve.scores(logits).tolist()
        order = np.argsort(-logits, kind="stable").tolist()
        return tuple(ScoredLabel(label=self.labels[i], score=scores[i]) for i in order)

    def belonging(self, text: str) -> float:
        """How much speaks for a text's belonging to any intent but None: the higher the more."""
        return self._belonging(self._best_logits(text))

    def logits(self, features: Features) -> Floats:
        """The intents' logits for each of many texts."""
        return self._with_neighbours(self.weights.logits(features), features.dense)

    def _best_logits(self, text: str) -> Floats:
        """What is said of a text as it is written, or of the corrected one where that belongs more."""
        logits, corrected = self._logits(text), self.spelling.corrected(text)
        if corrected is None:
            return logits
        return max(logits, self._logits(corrected), key=self._belonging)

    def _belonging(self, logits: Floats) -> float:
        return float(self.scope.measured(logits, self.labels.index(NONE_INTENT), self.weights.bias))

    def _logits(self, text: str) -> Floats:
        columns, values = self.featuriser.features_of(text)
        logits = values @ self.weights.table[columns] + self.weights.bias
        heard: Floats = self._with_neighbours(logits[None], values[None])[0]
        return heard

    def _with_neighbours(self, logits: Floats, dense: Floats) -> Floats:
        none = self.labels.index(NONE_INTENT)
        return self.neighbours.heard(logits, dense, always=none) if self.neighbours else logits

    def to_bytes(self) -> bytes:
        """The model as one safetensors file."""
        manifest = {
            "format": FORMAT,
            "labels": self.labels,
            "style": asdict(self.featuriser.style),
            "feature_weights": asdict(self.featuriser.weights),
            "curve": asdict(self.curve),
            "scope": asdict(self.scope),
            "unknown": self.featuriser.unknown,
            "training": self.training,
            "sentences": self.sentences.manifest(),
            "patterns": self.patterns.manifest(),
            "neighbours_share": self.neighbours.share if self.neighbours else 0.0,
        }
        arrays = {
            **self.featuriser.tensors(),
            "weights": self.weights.table.astype(np.float16),
            "bias": self.weights.bias.astype(np.float16),
            "origin": self.origin,
            **(self.neighbours.tensors() if self.neighbours else {}),
        }
        return write_artefact(manifest, arrays)

    @staticmethod
    def from_bytes(blob: bytes) -> IntentModel:
        """The model that `to_bytes` wrote.

        :raises ValueError: the bytes hold none
        """
        manifest, tensors = read_artefact(blob, FORMAT)
        style = style_from(manifest["style"])
        if style.encoded:
            sentence_encoder()  # so that the first prediction is as fast as the next
        share = manifest["neighbours_share"]
        return IntentModel(
            labels=tuple(manifest["labels"]),
            featuriser=Featuriser.from_tensors(
                style, tensors, FeatureWeights(**manifest["feature_weights"]), manifest["unknown"]
            ),
            weights=Weights(
                table=tensors["weights"].astype(np.float32), bias=tensors["bias"].astype(np.float32)
            ),
            curve=Curve(**manifest["curve"]),
            scope=Scope(**manifest["scope"]),
            training=manifest["training"],
            origin=tensors["origin"],
            neighbours=Neighbours.from_tensors(tensors, share) if share else None,
            sentences=SentencePatterns.restored(manifest["sentences"]),
            patterns=PatternTexts.restored(manifest["patterns"]),
        )
