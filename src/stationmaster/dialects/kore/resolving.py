"""Which of the things that a bot's models say of a text wins: intents, FAQs or small talk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from stationmaster.domain.dataset import NONE_INTENT
from stationmaster.domain.prediction import Prediction

#: The document of a version that holds its thresholds.
THRESHOLDS = "thresholds"

#: Of two possible winners, neither wins alone whose scores are as near as this.
PROXIMITY = 0.02


class Activity(StrEnum):
    """What a winner leads to."""

    TASK = "task"
    FAQ = "faq"
    SMALL_TALK = "smallTalk"


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """From which score on something may win, and from which on it wins before all that only may."""

    least: float = 0.3
    exact: float = 0.95

    @staticmethod
    def of_documents(documents: Mapping[str, Any]) -> Thresholds:
        """Those of a version, or the usual ones."""
        return Thresholds(**documents.get(THRESHOLDS, {}))


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Something that may be meant; `score` is the best of its own scores."""

    activity: Activity
    id: str
    name: str
    score: float
    ml_score: float = 0.0
    faq_score: float = 0.0
    fits_pattern: bool = False

    def is_exact(self, thresholds: Thresholds) -> bool:
        return self.fits_pattern or self.score >= thresholds.exact


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolution:
    """What wins, several where it is ambiguous, and all that came into question, the best first."""

    winners: tuple[Candidate, ...]
    ranking: tuple[Candidate, ...]


def resolve(prediction: Prediction, thresholds: Thresholds, names: Mapping[str, str]) -> Resolution:
    """Who wins: of those that fit exactly every one, else the best of those that may, with its equals.

    :param names: what FAQs and small talk are called, by their ids, and the ids of intents by their names
    """
    ranking = sorted(_candidates(prediction, names), key=lambda each: (-each.score, each.name))
    ranking = [each for each in ranking if each.fits_pattern or each.score >= thresholds.least]
    exact = [each for each in ranking if each.is_exact(thresholds)]
    if exact:
        return Resolution(winners=tuple(_equals(exact)), ranking=tuple(ranking))
    return Resolution(winners=tuple(_equals(ranking)), ranking=tuple(ranking))


def _equals(ranking: Sequence[Candidate]) -> Iterator[Candidate]:
    for candidate in ranking:
        if ranking[0].score - candidate.score <= PROXIMITY or candidate.fits_pattern:
            yield candidate


def _candidates(prediction: Prediction, names: Mapping[str, str]) -> Iterator[Candidate]:
    patterns = {match.intent for match in prediction.patterns}
    for scored in prediction.intents:
        if scored.label == NONE_INTENT:
            continue
        fits = scored.label in patterns
        yield Candidate(
            activity=Activity.TASK,
            id=names.get(scored.label, ""),
            name=scored.label,
            score=1.0 if fits else scored.score,
            ml_score=scored.score,
            fits_pattern=fits,
        )
    for activity, matches in ((Activity.FAQ, prediction.faqs), (Activity.SMALL_TALK, prediction.small_talk)):
        for match in matches:
            yield Candidate(
                activity=activity,
                id=match.entry_id,
                name=names.get(match.entry_id, match.question),
                score=match.score,
                faq_score=match.score,
            )
