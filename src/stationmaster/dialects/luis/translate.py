"""LUIS's words and shapes for apps, versions, training and predictions: pure functions and tables."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import UNSET

from stationmaster.dialects.dialect import Answer, Call, json_answer
from stationmaster.dialects.luis.errors import MalformedAppId
from stationmaster.dialects.luis.positions import to_characters
from stationmaster.dialects.luis.schemas import TrainingDetails, TrainingRow
from stationmaster.domain.apps import App, AppId, Slot, SlotName, Version
from stationmaster.domain.build import TargetKind
from stationmaster.domain.dataset import EntityKind
from stationmaster.domain.errors import MalformedBody
from stationmaster.domain.prediction import PredictedSpan, Prediction
from stationmaster.domain.training import (
    FailureCode,
    ModelState,
    ModelStatus,
    RunStatus,
    TrainingRun,
    VersionStatus,
    VersionTraining,
)
from stationmaster.learning.tokens import tokenise

AUTHORING_PATH = "/luis/api/v2.0"
APP_PATH = f"{AUTHORING_PATH}/apps/{{appId}}"
VERSION_PATH = f"{APP_PATH}/versions/{{versionId}}"
PREDICTION_PATH = "/luis/v2.0/apps/{appId}"

STATUS_OK = json_answer(200, {"code": "Success", "message": "Operation Successful"})

DEFAULT_TAKE = 100
MAX_TAKE = 500

#: What GET train says of each state: `statusId` and `status`. Waiting models are shown in progress.
MODEL_STATUS: Mapping[ModelStatus, tuple[int, str]] = {
    ModelStatus.WAITING: (3, "InProgress"),
    ModelStatus.TRAINING: (3, "InProgress"),
    ModelStatus.SUCCEEDED: (0, "Success"),
    ModelStatus.UP_TO_DATE: (2, "UpToDate"),
    ModelStatus.FAILED: (1, "Fail"),
    ModelStatus.CANCELLED: (1, "Fail"),
}

#: What POST train says of the run that it made or joined.
REQUEST_STATUS: Mapping[RunStatus, tuple[int, str]] = {
    RunStatus.WAITING: (9, "Queued"),
    RunStatus.RUNNING: (9, "Queued"),
    RunStatus.SUCCEEDED: (2, "UpToDate"),
}

VERSION_STATUS: Mapping[VersionTraining, str] = {
    VersionTraining.NEEDS_TRAINING: "NeedsTraining",
    VersionTraining.IN_PROGRESS: "InProgress",
    VersionTraining.TRAINED: "Trained",
}

SLOT_KEYS: Mapping[SlotName, str] = {SlotName.PRODUCTION: "PRODUCTION", SlotName.STAGING: "STAGING"}

_FORBIDDEN_IN_VERSIONS = re.compile(r"[\\/:?&=*+()%@$~!#]")
_MAX_VERSION_NAME = 128


def created(value: object) -> Answer:
    """The answer to a creation."""
    return json_answer(201, value)


def app_id(call: Call) -> AppId:
    """The app that the path names.

    :raises MalformedAppId: not a GUID
    """
    try:
        return AppId(str(uuid.UUID(call.parameters["appId"])))
    except ValueError:
        raise MalformedAppId from None


def app_of(call: Call) -> App:
    """The app that the path names, for its members."""
    return call.services.apps.get(app_id(call))


def version_of(call: Call) -> Version:
    """The version that the path names, for members of its app."""
    return call.services.apps.version(app_id(call), call.parameters["versionId"])


def page(call: Call) -> tuple[int, int]:
    """How many elements of a list to skip and to take."""
    return (
        _number(call, "skip", default=0, most=None),
        _number(call, "take", default=DEFAULT_TAKE, most=MAX_TAKE),
    )


def _number(call: Call, name: str, *, default: int, most: int | None) -> int:
    # One command line tool is known to send a stray bracket behind the number.
    digits = re.match(r"\d+", call.query.get(name, ""))
    number = int(digits[0][:9]) if digits else default
    return number if most is None else min(number, most)


def flag(call: Call, name: str) -> bool:
    """A yes or no of the query string; missing means no."""
    return call.query.get(name, "").lower() == "true"


def version_name(name: str | None) -> str:
    """A version's name, checked.

    :raises MalformedBody: empty, too long, or with a character that LUIS forbids
    """
    if not name or not name.strip():
        raise MalformedBody("Version ID cannot be null or empty")
    if len(name) > _MAX_VERSION_NAME or (_FORBIDDEN_IN_VERSIONS.search(name)):
        raise MalformedBody(
            f"The version ID {name!r} is not valid: at most {_MAX_VERSION_NAME} characters, none of "
            "\\ / : ? & = * + ( ) % @ $ ~ ! #"
        )
    return name


def moment(at: datetime | None) -> str | None:
    """A time as LUIS writes it: to the second, in UTC."""
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def app_info(
    call: Call, app: App, versions: Sequence[Version], slots: Mapping[SlotName, Slot]
) -> dict[str, Any]:
    """One app as GET apps shows it."""
    document = app.documents.get("luis", {})
    production = slots.get(SlotName.PRODUCTION)
    newest = max(versions, key=lambda version: version.created_at)
    return {
        "id": app.id,
        "name": app.name,
        "description": app.description,
        "culture": app.culture,
        "usageScenario": document.get("usageScenario", ""),
        "domain": document.get("domain", ""),
        "versionsCount": len(versions),
        "createdDateTime": moment(app.created_at),
        "endpoints": {SLOT_KEYS[name]: endpoint(call, slot) for name, slot in slots.items()},
        "endpointHitsCount": call.services.apps.hits(app),
        "activeVersion": (production.version_name if production else newest.name),
        "tokenizerVersion": document.get("tokenizerVersion", "1.0.0"),
    }


def endpoint(call: Call, slot: Slot) -> dict[str, Any]:
    """Where a slot answers."""
    return {
        "versionId": slot.version_name,
        "isStaging": slot.name is SlotName.STAGING,
        "endpointUrl": endpoint_url(call, slot.app_id),
        "region": call.region,
        "assignedEndpointKey": None,
        "endpointRegion": call.region,
        "failedRegions": None,
        "publishedDateTime": moment(slot.published_at),
    }


def endpoint_url(call: Call, of: AppId) -> str:
    """The address of an app's predictions on this server."""
    return f"{call.base_url}/luis/v2.0/apps/{of}"


def training_requested(run: TrainingRun) -> dict[str, Any]:
    """The answer to POST train."""
    status_id, status = REQUEST_STATUS[run.status]
    return {"statusId": status_id, "status": status}


def training_rows(status: VersionStatus) -> list[TrainingRow]:
    """The answer to GET train: a row for each intent and each entity that is not prebuilt."""
    return [
        TrainingRow(modelId=model.target.id, details=_details(model))
        for model in status.models
        if model.target.kind is not TargetKind.PREBUILT
    ]


def _details(model: ModelState) -> TrainingDetails:
    status_id, status = MODEL_STATUS[model.status]
    if not model.status.is_final:
        return TrainingDetails(statusId=status_id, status=status, exampleCount=0)
    code = model.failure.code if model.failure else FailureCode.INTERNAL
    failed = model.status in {ModelStatus.FAILED, ModelStatus.CANCELLED}
    return TrainingDetails(
        statusId=status_id,
        status=status,
        exampleCount=model.examples,
        failureReason=code.value if failed else UNSET,
        trainingDateTime=moment(model.trained_at) or UNSET,
    )


def reference_time(call: Call, now: datetime) -> datetime:
    """The user's local time: `timezoneOffset` is in minutes and comes as a decimal number.

    :raises MalformedBody: not a number, or more than a day
    """
    text = call.query.get("timezoneoffset", "")
    try:
        offset = timedelta(minutes=float(text or 0))
    except (ValueError, OverflowError):
        raise MalformedBody(f"The parameter timezoneOffset is not a number of minutes: {text!r}") from None
    if abs(offset) > timedelta(days=1):
        raise MalformedBody(f"The parameter timezoneOffset is more than a day: {text!r}")
    return now + offset


def prediction(found: Prediction, *, verbose: bool) -> dict[str, Any]:
    """A prediction as LUIS answers it."""
    intents = [{"intent": scored.label, "score": round(scored.score, 7)} for scored in found.intents]
    answer: dict[str, Any] = {"query": found.text}
    if intents:
        answer["topScoringIntent"] = intents[0]
    if verbose:
        answer["intents"] = intents
    answer["entities"] = [_entity(span, found.text) for span in found.entities]
    composed = [
        _composed(span, found.text)
        for span in found.entities
        if span.parts or span.kind is EntityKind.COMPOSITE
    ]
    return {**answer, "compositeEntities": composed} if composed else answer


def _entity(span: PredictedSpan, text: str) -> dict[str, Any]:
    first, last = to_characters(text, span.start, span.end)
    entity: dict[str, Any] = {
        "entity": _mention(span, text),
        "type": span.type,
        "startIndex": first,
        "endIndex": last,
    }
    if span.score is not None:
        entity["score"] = round(span.score, 7)
    if span.resolution is not None:
        entity["resolution"] = span.resolution
    if span.role is not None or span.kind is EntityKind.PATTERN_ANY:
        entity["role"] = span.role or ""
    return entity


def _composed(span: PredictedSpan, text: str) -> dict[str, Any]:
    """A composite or nested entity with what it is put together from."""
    return {
        "parentType": span.type,
        "value": _mention(span, text),
        "children": [{"type": part.type, "value": _mention(part, text)} for part in span.parts],
    }


def _mention(span: PredictedSpan, text: str) -> str:
    """In lower case; LUIS joins the tokens with spaces, except those of prebuilt entities."""
    mention = text[span.start : span.end].lower()
    if span.kind is EntityKind.PREBUILT:
        return mention
    return " ".join(token.text for token in tokenise(mention))
