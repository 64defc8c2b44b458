"""Which learner builds what, and the question that every artefact must answer before it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import assert_never

from stationmaster.domain.aspects import entity_of
from stationmaster.domain.build import LearnerName, Target, TargetKind
from stationmaster.domain.dataset import Dataset, Entity, EntityKind
from stationmaster.domain.errors import StationmasterError
from stationmaster.domain.faq import FaqMatch
from stationmaster.domain.prediction import Prediction, ScoredLabel
from stationmaster.domain.tickets import Ticket
from stationmaster.learning.categories import ReadTickets, build_categories, no_tickets
from stationmaster.learning.encoder import VectorCache
from stationmaster.learning.entities import build_entities
from stationmaster.learning.intents import build_intents
from stationmaster.learning.learner import Built, Report
from stationmaster.learning.matchers import build_matchers
from stationmaster.learning.predictor import Predictor
from stationmaster.learning.questions import build_faqs, build_small_talk, plain_questions
from stationmaster.learning.tokens import tokenise
from stationmaster.learning.traits import build_traits

_PROBE_TEXT = "Hello"
_PROBE_MOMENT = datetime(2020, 1, 1, tzinfo=UTC)


class ProbeFailed(StationmasterError):
    """An artefact that was just built does not answer as it must."""


def build(
    learner: LearnerName,
    dataset: Dataset,
    targets: Sequence[Target],
    report: Report,
    *,
    parents: Sequence[bytes] = (),
    kept: VectorCache | None = None,
    tickets: ReadTickets = no_tickets,
    in_service_percent: float | None = None,
) -> tuple[Built, ...]:
    """What one learner makes of its targets, in their order.

    :param parents: the learner's artefacts that serve now, which a training may begin with
    :param kept: vectors of the sentence encoder from earlier trainings of the same tenant
    :param tickets: reads what a categoriser learns from
    :param in_service_percent: how accurate the categoriser is that serves now
    """
    match learner:
        case LearnerName.INTENTS:
            return build_intents(dataset, targets, report, parents=parents, kept=kept)
        case LearnerName.SPANS:
            return build_entities(dataset, targets, report)
        case LearnerName.MATCHER:
            return build_matchers(dataset, targets, report)
        case LearnerName.TRAITS:
            return build_traits(dataset, targets, report)
        case LearnerName.SMALL_TALK:
            return build_small_talk(dataset, targets, report, kept=kept)
        case LearnerName.FAQ:
            return build_faqs(dataset, targets, report, kept=kept)
        case LearnerName.CATEGORISER:
            return build_categories(
                dataset,
                targets,
                report,
                tickets=tickets,
                in_service_percent=in_service_percent,
                kept=kept,
            )
        case _:
            assert_never(learner)


def probe(learner: LearnerName, artefact: bytes, target: Target, dataset: Dataset) -> None:
    """Load an artefact back and ask it about its own target.

    :raises ProbeFailed: it cannot be loaded, or its answer is not one that it can give
    """
    probe_shared(learner, artefact, [target], dataset)


def probe_shared(learner: LearnerName, artefact: bytes, targets: Sequence[Target], dataset: Dataset) -> None:
    """`probe` for all targets that share an artefact, which is loaded once.

    :raises ProbeFailed: it cannot be loaded, or an answer is not one that it can give
    """
    try:
        predictor = Predictor.load([(target, artefact) for target in targets], culture=dataset.culture)
    except Exception as error:
        raise ProbeFailed(f"{learner} cannot be loaded back for {targets[0].name}: {error}") from error
    for target in targets:
        try:
            problem = _problem_of(predictor, target, dataset)
        except Exception as error:
            raise ProbeFailed(f"{learner} {target.name}: {error}") from error
        if problem:
            raise ProbeFailed(f"{learner} {target.name}: {problem}")


def _problem_of(predictor: Predictor, target: Target, dataset: Dataset) -> str | None:
    if target.kind is TargetKind.CATEGORIES:
        return _not_scores(predictor.guess_category(Ticket(id="", subject=_PROBE_TEXT)))
    text = _probe_text(target, dataset)
    prediction = predictor.predict(text, reference=_PROBE_MOMENT)
    match target.kind:
        case TargetKind.TRAITS:
            return None
        case TargetKind.SMALL_TALK:
            return _not_found(text, prediction.small_talk)
        case TargetKind.FAQS:
            return _not_found(text, prediction.faqs)
        case _:
            return _problem(prediction, target, dataset)


def _not_scores(guesses: Sequence[ScoredLabel]) -> str | None:
    is_right = bool(guesses) and all(0 <= guess.score <= 1 for guess in guesses)
    return None if is_right else "it gives categories no scores"


def _not_found(text: str, matches: Sequence[FaqMatch]) -> str | None:
    if text == _PROBE_TEXT:
        return None
    return None if matches and matches[0].score == 1.0 else "it does not find its first question"


def _probe_text(target: Target, dataset: Dataset) -> str:
    found: Iterator[str]
    match target.kind:
        case TargetKind.INTENT:
            found = (u.text for u in dataset.utterances if u.intent == target.name)
        case TargetKind.TRAITS:
            found = (text for trait in dataset.traits for text in trait.texts)
        case TargetKind.SMALL_TALK:
            found = plain_questions(dataset.small_talk)
        case TargetKind.FAQS:
            found = plain_questions(dataset.faqs)
        case _:
            canonical = _first_canonical(target, dataset)
            labelled = (u.text for u in dataset.utterances if target.name in map(entity_of, u.spans))
            found = iter([canonical]) if canonical is not None else labelled
    return next(found, _PROBE_TEXT)


def _first_canonical(target: Target, dataset: Dataset) -> str | None:
    """A text that the target's list must find itself in."""
    sublists = _entity(target, dataset).sublists
    return next((sublist.canonical for sublist in sublists if tokenise(sublist.canonical)), None)


def _entity(target: Target, dataset: Dataset) -> Entity:
    return next(entity for entity in dataset.entities if entity.id == target.id)


def _problem(prediction: Prediction, target: Target, dataset: Dataset) -> str | None:
    if target.kind is TargetKind.INTENT:
        scores = [intent.score for intent in prediction.intents if intent.label == target.name]
        return None if len(scores) == 1 and 0 <= scores[0] <= 1 else "it gives its intent no score"
    for span in prediction.entities:
        if not 0 <= span.start < span.end <= len(prediction.text):
            return "it finds an entity outside the text"
    if _entity(target, dataset).kind is EntityKind.LIST and _first_canonical(target, dataset):
        found = [value for span in prediction.entities for value in (span.resolution or {})["values"]]
        if prediction.text not in found:
            return "it does not find its first value"
    return None
