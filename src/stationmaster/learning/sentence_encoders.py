"""Which encoder of sentences reads questions and tickets, and which one read those of an artefact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stationmaster.domain.dataset import Dataset
from stationmaster.learning.artefact import read_manifest
from stationmaster.learning.encoder import (
    Encoder,
    VectorCache,
    Vectors,
    encode_kept,
    sentence_encoder,
)
from stationmaster.learning.faq import static_sentences
from stationmaster.learning.text_style import EMBEDDED_LANGUAGES
from stationmaster.learning.tiers import Tier, asked_for, can_be_enhanced

#: Texts that the sentence encoder reads: some 20 seconds of work where none of their vectors is kept. Where
#: the owner asked for it, some five minutes.
_MOST_TEXTS = {Tier.STANDARD: 0, Tier.AUTO: 5_000, Tier.ENHANCED: 75_000}


@dataclass(frozen=True, slots=True)
class KeptEncoder:
    """An encoder that remembers what it has encoded."""

    encoder: Encoder
    kept: VectorCache | None

    @property
    def identity(self) -> str:
        return self.encoder.identity

    @property
    def dimensions(self) -> int:
        return self.encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors that are kept, or worked out and kept from now on."""
        return encode_kept(texts, self.encoder, self.kept)


def encoder_for(dataset: Dataset, texts: int, kept: VectorCache | None) -> Encoder | None:
    """What the version's tier, its language and the number of its texts allow for finding near questions."""
    language = dataset.language
    encoder = best_encoder(dataset, kept) if texts <= _MOST_TEXTS[asked_for(dataset)] else None
    return encoder or (static_sentences() if language in EMBEDDED_LANGUAGES else None)


def best_encoder(dataset: Dataset, kept: VectorCache | None) -> Encoder | None:
    """The sentence encoder, where the version's tier and its language allow it."""
    is_wanted = asked_for(dataset) is not Tier.STANDARD and can_be_enhanced(dataset)
    encoder = sentence_encoder() if is_wanted else None
    return KeptEncoder(encoder, kept) if encoder else None


def encoder_of(artefact: bytes) -> Encoder | None:
    """The encoder that an artefact names, or nothing where it names none or it is not here; ready for use."""
    identity = read_manifest(artefact).get("encoder")
    if identity is None:
        return None
    static = static_sentences()
    if static is not None and static.identity == identity:
        static.encode([""])
        return static
    encoder = sentence_encoder()
    return encoder if encoder is not None and encoder.identity == identity else None
