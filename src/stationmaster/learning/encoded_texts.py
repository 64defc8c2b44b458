"""Which texts of a version its trainings will want vectors of, so that these can be worked out before."""

from __future__ import annotations

from collections.abc import Sequence

from stationmaster.domain.build import targets_of
from stationmaster.domain.dataset import Dataset
from stationmaster.learning.encoder import encoder_version
from stationmaster.learning.faq import texts_read
from stationmaster.learning.intent_texts import trainable_labels, training_texts
from stationmaster.learning.sentence_encoders import encoder_for
from stationmaster.learning.text_style import normalise, style_of
from stationmaster.learning.tiers import Tier, asked_for, can_be_enhanced, styles_to_try


def encoded_texts(dataset: Dataset) -> tuple[str, ...]:
    """Each text once, as learners give it to the encoder; none where the version stays without one."""
    tier = asked_for(dataset)
    if tier is Tier.STANDARD or not can_be_enhanced(dataset):
        return ()
    return tuple(dict.fromkeys((*_of_intents(dataset, tier), *_of_faqs(dataset))))


def _of_intents(dataset: Dataset, tier: Tier) -> Sequence[str]:
    style = style_of(dataset)
    styles = styles_to_try(style, tier, utterances=len(dataset.utterances), possible=True)
    if not dataset.utterances or not any(each.encoded for each in styles):
        return ()
    labels = trainable_labels(dataset, targets_of(dataset.intents, ()))
    return [normalise(text.text, style) for text in training_texts(dataset, labels)]


def _of_faqs(dataset: Dataset) -> Sequence[str]:
    texts = texts_read(dataset.faqs)
    reader = encoder_for(dataset, len(texts), None)
    return texts if reader and reader.identity == encoder_version() else ()
