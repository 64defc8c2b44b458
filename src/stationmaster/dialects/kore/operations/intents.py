"""Find intent: what a bot's models in service say of a text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.errors import InvalidArguments, Refused
from stationmaster.dialects.kore.paths import find_intent
from stationmaster.dialects.kore.reading import (
    State,
    bot_of,
    header_language,
    json_body,
    required_text,
    version_of,
)
from stationmaster.dialects.kore.resolving import Activity, Candidate, Thresholds, resolve
from stationmaster.domain.apps import App, Version
from stationmaster.domain.dataset import Intent
from stationmaster.domain.errors import VersionNotFound
from stationmaster.domain.prediction import PredictedSpan, Prediction

_MOST_CHARACTERS = 3_000


def find(call: Call) -> Answer:
    bot = bot_of(call)
    try:
        text = required_text(json_body(call), "input")
    except InvalidArguments:
        raise Refused("Improper payload") from None
    if len(text) > _MOST_CHARACTERS:
        raise Refused(f"input has more than {_MOST_CHARACTERS} characters")
    state = _state(call)
    version = _version(call, bot, state)
    prediction = call.services.prediction.predict_serving(version, text, reference=datetime.now(UTC))
    intents = call.services.labelling.all_of(version, Intent)
    names = {intent.name: intent.id for intent in intents}
    resolution = resolve(prediction, Thresholds.of_documents(version.documents), names)
    return json_answer(
        200,
        {
            "streamId": bot.id,
            "_id": ids.new("mt"),
            "seqLogId": ids.new("mt"),
            "input": text,
            "response": {
                "result": "successintent" if resolution.winners else "failintent",
                "intentStatus": state.value,
                "finalResolver": {
                    "winningIntent": [_winner(winner, state) for winner in resolution.winners],
                    "ranking": [_rank(candidate) for candidate in resolution.ranking],
                    "entities": [_entity(span, prediction) for span in prediction.entities],
                },
                "traits": _traits(prediction),
                "language": version.culture,
            },
        },
    )


def _state(call: Call) -> State:
    configured = call.query.get("fetchconfiguredtasks", "").strip().lower()
    return State.PUBLISHED if configured == "false" else State.CONFIGURED


def _version(call: Call, bot: App, state: State) -> Version:
    language = header_language(call, otherwise=bot.culture)
    try:
        return version_of(call, bot, language=language, state=state)
    except VersionNotFound:
        raise Refused(f"The bot is not published in language {language}") from None


def _winner(winner: Candidate, state: State) -> Mapping[str, Any]:
    return {
        "intent": winner.name,
        "taskId": winner.id,
        "activityType": winner.activity.value,
        "state": state.value,
        "score": round(winner.score, 6),
        "isExactMatch": winner.fits_pattern,
    }


def _rank(candidate: Candidate) -> Mapping[str, Any]:
    scoring = {
        "score": round(candidate.score, 6),
        "mlScore": round(candidate.ml_score, 6),
        "faqScore": round(candidate.faq_score, 6),
    }
    return {
        "intent": candidate.name,
        "taskId": candidate.id,
        "isFAQ": candidate.activity is Activity.FAQ,
        "totalScore": round(candidate.score, 6),
        "scoring": scoring,
    }


def _entity(span: PredictedSpan, prediction: Prediction) -> Mapping[str, Any]:
    text = prediction.text[span.start : span.end]
    values = (span.resolution or {}).get("values")
    value = values[0] if isinstance(values, list) and len(values) == 1 else values
    return {"field": span.type, "value": text if value is None else value, "text": text}


def _traits(prediction: Prediction) -> list[Mapping[str, Any]]:
    return [
        {"group": trait.group, "trait": trait.name, "score": round(trait.score, 6)}
        for trait in prediction.traits
    ]


ROUTES: tuple[Route, ...] = find_intent(find, "intent_entity:detection")
