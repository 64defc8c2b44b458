"""Imports, exports, publishing and batch tests in Kore.ai's shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from stationmaster.dialects.kore import auth
from stationmaster.dialects.kore.files.reading import Json
from stationmaster.dialects.kore.suites import Suite
from stationmaster.dialects.kore.wording import (
    BATCH_STATUS,
    BOT_STATUS,
    DOCK_STATUS,
    IMPORT_STATUS,
    PUBLISH_STATUS,
    moment,
)
from stationmaster.domain.operations import Operation, OperationStatus

_CANCELLED = "It was cancelled."


def bot_import(operation: Operation, bot_id: str) -> Json:
    """How the import of a bot stands.

    :param bot_id: of the bot that it makes or changes
    """
    found: Json = {
        "_id": operation.id,
        "status": BOT_STATUS[operation.status],
        "requestType": "Botimport",
        "streamRefId": bot_id.partition("-")[2],
        "statusLogs": _logs(operation),
        "createdBy": auth.user_id(operation.user_id),
        "createdOn": moment(operation.requested_at),
        "__v": 0,
    }
    if operation.status is OperationStatus.SUCCEEDED or operation.app_id is not None:
        found["streamId"] = bot_id
    return found | _failure(operation)


def ml_import(operation: Operation) -> Json:
    """How an import of utterances stands."""
    return {
        "_id": operation.id,
        "status": IMPORT_STATUS[operation.status],
        "requestType": "MLimport",
        "streamId": operation.app_id,
        "createdBy": auth.user_id(operation.user_id),
        "statusLogs": _logs(operation),
        "createdOn": moment(operation.requested_at),
        "__v": 0,
        **_message(operation),
        **_failure(operation),
    }


def dock_status(operation: Operation, job_type: str, action: str, download_url: str | None) -> Json:
    """How an export of utterances, or an import or export of knowledge, stands.

    :param download_url: where its file is, if there is one
    """
    found: Json = {
        "_id": operation.id,
        "status": DOCK_STATUS[operation.status],
        "percentageComplete": percentage(operation),
        "jobType": job_type,
        "action": action,
        "fileType": str(operation.arguments.get("type") or "csv").upper(),
        "countOfDockStatuses": 1,
        "streamId": operation.app_id,
        "createdBy": auth.user_id(operation.user_id),
        "statusLogs": _logs(operation),
        "lMod": moment(operation.modified_at),
        "createdOn": moment(operation.requested_at),
        "requestedTime": moment(operation.requested_at),
        "__v": 0,
    }
    if download_url is not None:
        found["downloadUrl"] = download_url
    return found | _message(operation) | _failure(operation)


def bot_export(operation: Operation, download_url: str | None) -> Json:
    """How the export of a bot stands.

    :param download_url: where its file is, if there is one
    """
    found: Json = {
        "_id": operation.id,
        "botId": operation.app_id,
        "createdBy": auth.user_id(operation.user_id),
        "exportType": operation.arguments.get("exportType") or "latest",
        "requestType": "Botexport",
        "status": BOT_STATUS[operation.status],
        "createdOn": moment(operation.requested_at),
        "__v": 0,
    }
    if download_url is not None and operation.outcome is not None:
        found["downloadURL"] = download_url
        found["fileId"] = operation.outcome["fileId"]
        found["fileSize"] = operation.outcome["fileSize"]
    return found | _failure(operation)


def published_parts(languages: Sequence[str], dialogs: Sequence[tuple[str, str]]) -> list[Json]:
    """What publishing covers, each part accepted.

    :param dialogs: their ids and names
    """
    found = [
        {"resourceType": "dialog", "resourceId": dialog_id, "sbResourceId": dialog_id, "name": name}
        for dialog_id, name in dialogs
    ]
    return [*found, *_parts(languages)]


def accepted_parts(parts: Sequence[Json], comment: str) -> list[Json]:
    """The answer to a request to publish."""
    return [
        {
            "resourceType": part["resourceType"],
            **{key: part[key] for key in ("resourceId", "sbResourceId") if key in part},
            "status": "SUCCESS",
            "result": {"name": part["name"], "state": "awaitingApproval", "versionComment": comment},
        }
        for part in parts
    ]


def publish_status(operation: Operation, parts: Sequence[Json]) -> Json:
    """How publishing stands."""
    is_done = operation.status is OperationStatus.SUCCEEDED
    return {
        "_id": operation.id,
        "action": "RUN",
        "jobType": "PUBLISH_BOT",
        "streamId": operation.app_id,
        "__v": 0,
        "countOfDockStatuses": 1,
        "createdBy": auth.user_id(operation.user_id),
        "percentageComplete": percentage(operation),
        "requestedTime": moment(operation.requested_at),
        "status": PUBLISH_STATUS[operation.status],
        "lastModifiedOn": moment(operation.modified_at),
        "initiatedOn": moment(operation.started_at or operation.requested_at),
        "statusSummary": [{**part, "status": "SUCCESS"} for part in parts] if is_done else [],
        **_failure(operation),
    }


def _parts(languages: Sequence[str]) -> Iterator[Json]:
    modules: dict[str, tuple[str, Any]] = {
        "BOTLANGUAGES": ("BotLanguages", {"enabledLanguages": list(languages)}),
        "NL": ("Natural Language", ["nl_model", "settings"]),
    }
    for kind, (name, of_kind) in modules.items():
        yield {"resourceId": kind, "resourceType": kind, "name": name, "modules": of_kind}


def batch_run(operation: Operation, suite: Suite, file_url: str | None) -> Json:
    """How the run of a test suite stands."""
    status = BATCH_STATUS[operation.status]
    common = {"testSuiteId": suite.id, "streamId": operation.app_id, "status": status}
    count = {"utterance_count": operation.total or 0}
    result: Json = {
        "_id": operation.id,
        "isPartialFailure": False,
        **common,
        "triggeredBy": auth.user_id(operation.user_id),
        "botLanguage": operation.arguments["language"],
        "runType": run_type(operation),
        **count,
        "startTime": moment(operation.started_at or operation.requested_at),
        "__v": 0,
        **figures(operation),
    }
    if operation.ended_at is not None:
        result["endTime"] = moment(operation.ended_at)
    if file_url is not None:
        result["fileUrl"] = file_url
    found: Json = {"_id": operation.id, **common, **count, "result": result, **_failure(operation)}
    if not operation.status.is_final:
        found["totalUtterances"] = operation.total or 0
        found["utterance_ran"] = operation.done
        found["percentage"] = percentage(operation)
    return found


def figures(operation: Operation) -> Json:
    """What the run of a test suite has counted, once it is over; the vendor writes shares as texts."""
    outcome = operation.outcome or {}
    if not outcome:
        return {}
    shares = {name: f"{outcome[name]:.2f}" for name in ("f1_score", "precision", "recall")}
    return {**shares, "results": outcome["results"]}


def run_type(operation: Operation) -> str:
    """Which state of a bot a batch test asks."""
    return "published" if operation.arguments["state"] == "published" else "inDevelopment"


def percentage(operation: Operation) -> int:
    """How much of an operation is done, from its own count."""
    if operation.status is OperationStatus.SUCCEEDED:
        return 100
    return min(99, 100 * operation.done // operation.total) if operation.total else 0


def _logs(operation: Operation) -> list[Json]:
    return [{"taskType": line.task, "taskName": line.name, "status": line.status} for line in operation.log]


def _message(operation: Operation) -> Json:
    message = (operation.outcome or {}).get("message")
    return {} if message is None else {"message": message}


def _failure(operation: Operation) -> Json:
    """Why it failed, which the vendor does not tell."""
    if operation.status is OperationStatus.CANCELLED:
        return {"message": _CANCELLED}
    return {"message": operation.failure} if operation.failure else {}
