"""Which learner builds what, and the question that every artefact must answer before it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from stationmaster.domain.build import LearnerName, Target, TargetKind, entity_of
from stationmaster.domain.dataset import Dataset, Entity, EntityKind
from stationmaster.domain.errors import StationmasterError
from stationmaster.domain.prediction import Prediction
from stationmaster.learning.encoder import VectorCache
from stationmaster.learning.entities import build_entities
from stationmaster.learning.intents import build_intents
from stationmaster.learning.learner import Built, Report
from stationmaster.learning.matchers import build_matchers
from stationmaster.learning.predictor import Predictor
from stationmaster.learning.tokens import tokenise

Builder = Callable[[Dataset, Sequence[Target], Report], tuple[Built, ...]]

BUILDERS: Mapping[LearnerName, Builder] = {
    LearnerName.INTENTS: build_intents,
    LearnerName.SPANS: build_entities,
    LearnerName.MATCHER: build_matchers,
}

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
) -> tuple[Built, ...]:
    """What one learner makes of its targets, in their order.

    :param parents: the learner's artefacts that serve now, which a training may begin with
    :param kept: vectors of the sentence encoder from earlier trainings of the same tenant
    """
    if learner is LearnerName.INTENTS:
        return build_intents(dataset, targets, report, parents=parents, kept=kept)
    return BUILDERS[learner](dataset, targets, report)


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
            prediction = predictor.predict(_probe_text(target, dataset), reference=_PROBE_MOMENT)
        except Exception as error:
            raise ProbeFailed(f"{learner} {target.name}: {error}") from error
        problem = _problem(prediction, target, dataset)
        if problem:
            raise ProbeFailed(f"{learner} {target.name}: {problem}")


def _probe_text(target: Target, dataset: Dataset) -> str:
    if target.kind is TargetKind.INTENT:
        return next((u.text for u in dataset.utterances if u.intent == target.name), _PROBE_TEXT)
    canonical = _first_canonical(target, dataset)
    if canonical is not None:
        return canonical
    labelled = (u.text for u in dataset.utterances if target.name in map(entity_of, u.spans))
    return next(labelled, _PROBE_TEXT)


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
