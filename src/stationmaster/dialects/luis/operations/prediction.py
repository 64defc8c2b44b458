"""What a published app says of a text."""

from __future__ import annotations

from datetime import UTC, datetime

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.luis.auth import Access
from stationmaster.dialects.luis.errors import QueryTooLong
from stationmaster.dialects.luis.schemas import decode
from stationmaster.dialects.luis.translate import (
    PREDICTION_PATH,
    app_id,
    flag,
    prediction,
    reference_time,
)
from stationmaster.domain.apps import SlotName
from stationmaster.domain.errors import MalformedBody

MAX_QUERY_CHARACTERS = 500


def predict_posted(call: Call) -> Answer:
    return _predict(call, decode(call.body, str))


def predict_asked(call: Call) -> Answer:
    if "q" not in call.query:
        raise MalformedBody("The parameter q is missing")
    return _predict(call, call.query["q"])


def _predict(call: Call, text: str) -> Answer:
    if len(text) > MAX_QUERY_CHARACTERS:
        raise QueryTooLong(f"The query has {len(text)} characters; at most {MAX_QUERY_CHARACTERS} are taken")
    slot = SlotName.STAGING if flag(call, "staging") else SlotName.PRODUCTION
    reference = reference_time(call, datetime.now(UTC))
    found = call.services.prediction.predict(app_id(call), slot, text, reference=reference)
    return json_answer(200, prediction(found, verbose=flag(call, "verbose")))


ROUTES = (
    Route("POST", PREDICTION_PATH, predict_posted, Access.PREDICTION),
    Route("GET", PREDICTION_PATH, predict_asked, Access.PREDICTION),
)
