"""A whole set of artefacts, ready to answer: what serves a slot."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from stationmaster.domain.build import LearnerName, Target
from stationmaster.domain.prediction import MatchedPattern, Prediction, ScoredLabel
from stationmaster.domain.tickets import Ticket
from stationmaster.learning.categories import Categoriser
from stationmaster.learning.encoder import RECENT_TEXTS, sentence_encoder
from stationmaster.learning.entity_model import EntityModel
from stationmaster.learning.intent_model import IntentModel
from stationmaster.learning.matchers import Matcher, load_matcher
from stationmaster.learning.patterns import lifted
from stationmaster.learning.questions import QuestionIndex
from stationmaster.learning.span_finder import SpanFinder
from stationmaster.learning.traits import TraitModel

Model = TypeVar("Model")

#: Something for every kind of recogniser.
_FIRST_TEXT = "Write to someone@example.com or call +1 425 555 0100 about 2 tickets for $30, 5 km away, tomorrow at 9 am"
_FIRST_MOMENT = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Serving(Generic[Model]):
    """A joint model and the targets that it answers for."""

    model: Model
    names: frozenset[str]


class Predictor:
    """Answers with one set of artefacts, which never changes; may be used by several threads at once."""

    def __init__(
        self,
        *,
        intents: Sequence[_Serving[IntentModel]],
        learned: Sequence[_Serving[EntityModel]],
        matchers: Sequence[Matcher],
        culture: str,
        traits: Sequence[TraitModel] = (),
        small_talk: Sequence[QuestionIndex] = (),
        faqs: Sequence[QuestionIndex] = (),
        categorisers: Sequence[Categoriser] = (),
    ) -> None:
        self._intents = intents
        self._traits, self._small_talk, self._faqs = traits, small_talk, faqs
        self._categorisers = categorisers
        self._is_encoded = any(serving.model.is_encoded for serving in intents) or any(
            index.is_encoded for index in (*small_talk, *faqs)
        )
        self._finder = SpanFinder(
            learned=[(serving.model, serving.names) for serving in learned],
            matchers=matchers,
            intents=[serving.model.patterns for serving in intents],
            culture=culture,
        )

    @classmethod
    def load(cls, parts: Sequence[tuple[Target, bytes]], *, culture: str) -> Predictor:
        """The predictor of these targets' artefacts; what targets share is loaded once.

        It has answered a text by then, so that nobody waits for tables and encoders to be loaded.

        :raises ValueError: an artefact cannot be read
        """
        predictor = cls(
            intents=_joint(parts, LearnerName.INTENTS, IntentModel.from_bytes),
            learned=_joint(parts, LearnerName.SPANS, EntityModel.from_bytes),
            matchers=_each(parts, LearnerName.MATCHER, load_matcher),
            culture=culture,
            traits=_each(parts, LearnerName.TRAITS, TraitModel.from_bytes),
            small_talk=_each(parts, LearnerName.SMALL_TALK, QuestionIndex.from_bytes),
            faqs=_each(parts, LearnerName.FAQ, QuestionIndex.from_bytes),
            categorisers=_each(parts, LearnerName.CATEGORISER, Categoriser.from_bytes),
        )
        predictor.predict(_FIRST_TEXT, reference=_FIRST_MOMENT)
        return predictor

    def predict(self, text: str, *, reference: datetime) -> Prediction:
        """All that the models say of a text.

        :param reference: the moment that "tomorrow" is counted from
        """
        found = self._finder.find(text, reference=reference)
        intents = lifted(self._intents_of(text), found.explained)
        return Prediction(
            text=text,
            intents=intents,
            entities=found.spans,
            patterns=self._patterns_of(text),
            traits=tuple(trait for model in self._traits for trait in model.predict(text)),
            small_talk=tuple(match for index in self._small_talk for match in index.answer(text)),
            faqs=tuple(match for index in self._faqs for match in index.answer(text)),
        )

    def predict_all(self, texts: Sequence[str], *, reference: datetime) -> Iterator[Prediction]:
        """As `predict`, of one text after the other; those soon to come are encoded together."""
        for first in range(0, len(texts), RECENT_TEXTS):
            together = texts[first : first + RECENT_TEXTS]
            encoder = sentence_encoder() if self._is_encoded else None
            if encoder is not None:
                encoder.encode(together)  # each model finds them at hand
            for text in together:
                yield self.predict(text, reference=reference)

    def guess_category(self, ticket: Ticket) -> tuple[ScoredLabel, ...]:
        """The ids of a ticket's categories with their scores, the best first."""
        return tuple(guess for categoriser in self._categorisers for guess in categoriser.guess(ticket))

    def _patterns_of(self, text: str) -> tuple[MatchedPattern, ...]:
        return tuple(
            MatchedPattern(intent=intent, pattern=pattern)
            for serving in self._intents
            for intent, pattern in serving.model.sentences.matching(text)
            if intent in serving.names
        )

    def _intents_of(self, text: str) -> tuple[ScoredLabel, ...]:
        scored = [
            intent
            for serving in self._intents
            for intent in serving.model.predict(text)
            if intent.label in serving.names
        ]
        return tuple(sorted(scored, key=lambda intent: (-intent.score, intent.label)))


def _each(
    parts: Sequence[tuple[Target, bytes]], learner: LearnerName, load: Callable[[bytes], Model]
) -> list[Model]:
    return [load(data) for target, data in parts if target.learner is learner]


def _joint(
    parts: Sequence[tuple[Target, bytes]], learner: LearnerName, load: Callable[[bytes], Model]
) -> list[_Serving[Model]]:
    names: dict[str, set[str]] = {}
    data_of: dict[str, bytes] = {}
    hashes: dict[int, str] = {}  # by identity: targets of one learner mostly share one object
    for target, data in parts:
        if target.learner is learner:
            if id(data) not in hashes:
                hashes[id(data)] = hashlib.sha256(data).hexdigest()
            data_of[hashes[id(data)]] = data
            names.setdefault(hashes[id(data)], set()).add(target.name)
    return [_Serving(model=load(data), names=frozenset(names[key])) for key, data in data_of.items()]
