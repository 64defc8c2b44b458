"""Uploads, imports and exports, publishing, and the files that they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from stationmaster.dialects.dialect import Answer, BodyKind, Call, Route, json_answer
from stationmaster.dialects.kore import auth, bots, ids, jobs
from stationmaster.dialects.kore import translate_jobs as translate
from stationmaster.dialects.kore.errors import InvalidArguments, Refused
from stationmaster.dialects.kore.files import exporting
from stationmaster.dialects.kore.files.reading import Json, Node
from stationmaster.dialects.kore.paths import BOT_PATH, PUBLIC_ROOTS, public
from stationmaster.dialects.kore.reading import (
    State,
    bot_of,
    file_type_of,
    json_body,
    optional_flag,
    required_text,
    state_of,
    version_of,
)
from stationmaster.dialects.multipart import read_form
from stationmaster.domain.apps import App
from stationmaster.domain.errors import OperationNotFound
from stationmaster.domain.operations import Operation

_ML_IMPORT, _ML_EXPORT = "test_and_train:ml_import", "test_and_train:ml_export"
_BOT_IMPORT, _BOT_EXPORT = "bot_definition:bot_import", "bot_definition:bot_export"
_PUBLISH, _PUBLISH_STATUS = "bot_publish:publish_request", "bot_publish:publish_status"
_KNOWLEDGE, _KNOWLEDGE_EXPORT = (
    "knowledge_graph:knowledge_graph",
    "knowledge_graph_export:knowledge_graph_export",
)

#: What may be uploaded, and what a file of ours is sent as.
_MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "js": "text/javascript",
    "png": "image/png",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
_IMPORT_FIELDS = ("icon", "name", "purpose", "color", "importOptions")
_ID = "requestId"

LINK_PATH = f"/attachment/{{{auth.LINKED}}}/{{{auth.LINK_WORD}}}/{{file}}"


def upload(call: Call) -> Answer:
    form = read_form(call.headers.get("content-type", ""), call.body)
    if "file" not in form.files:
        raise InvalidArguments("the form has no file")
    extension = form.fields.get("fileExtension", "").strip().lstrip(".").lower()
    if extension and extension not in _MEDIA_TYPES:
        raise Refused(f"fileExtension must be one of {', '.join(_MEDIA_TYPES)}, not {extension[:20]!r}")
    sent = form.files["file"]
    name = sent.name if PurePath(sent.name).suffix else f"{sent.name or 'file'}.{extension or 'txt'}"
    return json_answer(200, {"fileId": call.services.operations.upload(name, sent.data).id})


def import_utterances(call: Call) -> Answer:
    bot, body = bot_of(call), json_body(call)
    file_id, name = _file_of(call, body)
    operation = jobs.request_ml_import(call.services, bot, file_id=file_id, file_name=name)
    return json_answer(200, translate.ml_import(operation))


def utterances_import_status(call: Call) -> Answer:
    return json_answer(200, translate.ml_import(_requested(call, jobs.ML_IMPORT, bot_of(call))))


def export_utterances(call: Call) -> Answer:
    bot, state, file_type = bot_of(call), state_of(call), file_type_of(call)
    operation = jobs.request_ml_export(call.services, bot, state=state, file_type=file_type)
    return _dock(call, operation, "ML_UTTERANCE", "EXPORT")


def utterances_export_status(call: Call) -> Answer:
    return _dock(call, _latest(call, jobs.ML_EXPORT), "ML_UTTERANCE", "EXPORT")


def import_knowledge(call: Call) -> Answer:
    bot, body = bot_of(call), json_body(call)
    file_id, name = _file_of(call, body)
    language = call.query.get("language") or bot.culture
    version_of(call, bot, language=language)
    operation = jobs.request_knowledge_import(
        call.services, bot, file_id=file_id, file_name=name, language=language
    )
    return _dock(call, operation, "KNOWLEDGE_GRAPH", "IMPORT")


def knowledge_import_status(call: Call) -> Answer:
    return _dock(call, _latest(call, jobs.KNOWLEDGE_IMPORT), "KNOWLEDGE_GRAPH", "IMPORT")


def export_knowledge(call: Call) -> Answer:
    bot, state, file_type = bot_of(call), state_of(call), file_type_of(call)
    language = call.query.get("language") or bot.culture
    version_of(call, bot, language=language, state=state)
    operation = jobs.request_knowledge_export(
        call.services, bot, state=state, language=language, file_type=file_type
    )
    return _dock(call, operation, "KNOWLEDGE_GRAPH", "EXPORT")


def knowledge_export_status(call: Call) -> Answer:
    return _dock(call, _latest(call, jobs.KNOWLEDGE_EXPORT), "KNOWLEDGE_GRAPH", "EXPORT")


def import_bot(call: Call) -> Answer:
    return _import(call, None)


def import_into_bot(call: Call) -> Answer:
    return _import(call, bot_of(call))


def _import(call: Call, into: App | None) -> Answer:
    body = json_body(call)
    arguments: Json = {name: required_text(body, name) for name in ("botDefinition", "configInfo")}
    functions = body.get("botFunctions") or []
    if not isinstance(functions, list) or not all(isinstance(each, str) for each in functions):
        raise InvalidArguments("botFunctions is no list of file ids")
    arguments["botFunctions"] = functions
    arguments |= {name: body[name] for name in _IMPORT_FIELDS if body.get(name) is not None}
    operation = jobs.request_bot_import(call.services, into, arguments)
    answer = translate.bot_import(operation, jobs.bot_id_of(operation))
    name = str(arguments.get("name") or (into.name if into else ""))
    accepted = {"taskType": "importRequest", "taskName": name, "status": jobs.SUCCESS}
    return json_answer(200, {**answer, "statusLogs": [accepted]})


def bot_import_status(call: Call) -> Answer:
    operation = _requested(call, jobs.BOT_IMPORT, None)
    return json_answer(200, translate.bot_import(operation, jobs.bot_id_of(operation)))


def export_bot(call: Call) -> Answer:
    bot, body = bot_of(call), json_body(call)
    export_type = body.get("exportType", "latest")
    if export_type not in ("latest", State.PUBLISHED.value):
        raise InvalidArguments(f"exportType is {export_type!r}")
    options = exporting.read_options(Node(body, ""))
    if options is not None and options.is_empty:
        raise Refused("Please select at least one component")
    operation = jobs.request_bot_export(call.services, bot, body)
    return json_answer(200, translate.bot_export(operation, None))


def bot_export_status(call: Call) -> Answer:
    operation = _latest(call, jobs.BOT_EXPORT)
    return json_answer(200, translate.bot_export(operation, download_url(call, operation, "json")))


def publish(call: Call) -> Answer:
    bot, body = bot_of(call), json_body(call)
    comment = required_text(body, "versionComment")
    initiates = optional_flag(body, "initiateTraining", otherwise=True)
    jobs.request_publish(call.services, bot, comment=comment, initiate_training=initiates)
    languages = list(bots.versions(call.services, bot))
    parts = translate.published_parts(languages, _dialogs(bots.skeleton(call.services, bot)))
    return json_answer(200, translate.accepted_parts(parts, comment))


def publish_status(call: Call) -> Answer:
    bot, operation = bot_of(call), _latest(call, jobs.PUBLISH)
    languages = (operation.outcome or {}).get("languages") or ()
    dialogs = _dialogs(bots.skeleton(call.services, bot, State.PUBLISHED))
    parts = translate.published_parts(languages, dialogs)
    return json_answer(200, translate.publish_status(operation, parts))


def _dialogs(skeleton: Mapping[str, Any]) -> list[tuple[str, str]]:
    entries = skeleton.get("dialogs")
    return [
        (str(each["_id"]), str(each.get("lname") or ""))
        for each in (entries if isinstance(entries, list) else ())
        if isinstance(each, dict) and "_id" in each
    ]


def download(call: Call) -> Answer:
    """The file that the path was given out for: one that an operation made, or one that was kept for later."""
    operations, linked = call.services.operations, call.parameters[auth.LINKED]
    blob = operations.get(linked).result if ids.is_prefixed(linked) else operations.uploaded(linked).blob
    if blob is None:
        raise OperationNotFound
    return _attachment(operations.read(blob), PurePath(call.parameters["file"]).name)


def _attachment(data: bytes, name: str) -> Answer:
    """A file to be kept, not to be shown."""
    kind = _MEDIA_TYPES.get(PurePath(name).suffix.lstrip("."), "application/octet-stream")
    headers = {
        "content-type": kind,
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
    }
    return Answer(status=200, body=data, headers=headers)


def download_url(call: Call, operation: Operation, extension: str) -> str | None:
    """Where the result of an operation may be fetched from without a token, if it has one."""
    if operation.result is None:
        return None
    return link_to(call, operation.id, f"{operation.id}.{extension}")


def link_to(call: Call, item_id: str, file_name: str) -> str:
    """Where anybody who is told so may fetch an operation's result or a kept file, under this name."""
    with call.open_access() as access:
        word = access.link_to(call.principal, item_id)
    path = LINK_PATH.format(**{auth.LINKED: item_id, auth.LINK_WORD: word, "file": file_name})
    return call.base_url + PUBLIC_ROOTS[0] + path


def _dock(call: Call, operation: Operation, job_type: str, action: str) -> Answer:
    url = download_url(call, operation, str(operation.arguments.get("type") or "csv"))
    return json_answer(200, translate.dock_status(operation, job_type, action, url))


def _file_of(call: Call, body: Json) -> tuple[str, str]:
    """The id and the name of the file that a body names; the name it was uploaded by unless one is said."""
    file_id = required_text(body, "fileId", "fileID")
    name = body.get("fileName")
    uploaded = call.services.operations.uploaded(file_id)
    return file_id, name if isinstance(name, str) and name.strip() else uploaded.name


def _requested(call: Call, kind: str, bot: App | None) -> Operation:
    operation = call.services.operations.get(call.parameters[_ID])
    if operation.kind != kind or (bot is not None and operation.app_id != bot.id):
        raise OperationNotFound
    return operation


def _latest(call: Call, kind: str) -> Operation:
    operation = call.services.operations.latest(bot_of(call), kind)
    if operation is None:
        raise Refused("resource not found")
    return operation


def _pair(
    path: str,
    start: Callable[[Call], Answer],
    status: Callable[[Call], Answer],
    scope: str,
    *,
    status_scope: str | None = None,
    status_path: str | None = None,
) -> tuple[Route, ...]:
    """A call that requests an operation, and the one that tells how it stands."""
    return (
        *public("POST", path, start, scope, writes=True),
        *public("GET", status_path or f"{path}/status", status, status_scope or scope, is_status=True),
    )


ROUTES: tuple[Route, ...] = (
    *public("POST", "/uploadfile", upload, auth.ANY_CLIENT_APP, writes=True, body=BodyKind.IMPORT),
    *_pair(
        f"{BOT_PATH}/mlimport",
        import_utterances,
        utterances_import_status,
        _ML_IMPORT,
        status_path=f"{BOT_PATH}/mlimport/status/{{{_ID}}}",
    ),
    *_pair(f"{BOT_PATH}/mlexport", export_utterances, utterances_export_status, _ML_EXPORT),
    *_pair(
        "/bot/import", import_bot, bot_import_status, _BOT_IMPORT, status_path=f"/bot/import/status/{{{_ID}}}"
    ),
    *public("POST", f"{BOT_PATH}/import", import_into_bot, _BOT_IMPORT, writes=True),
    *_pair(f"{BOT_PATH}/export", export_bot, bot_export_status, _BOT_EXPORT),
    *_pair(f"{BOT_PATH}/publish", publish, publish_status, _PUBLISH, status_scope=_PUBLISH_STATUS),
    *_pair(f"{BOT_PATH}/knowledgeTasks/import", import_knowledge, knowledge_import_status, _KNOWLEDGE),
    *_pair(f"{BOT_PATH}/knowledgeTasks/export", export_knowledge, knowledge_export_status, _KNOWLEDGE_EXPORT),
    Route("GET", PUBLIC_ROOTS[0] + LINK_PATH, download, auth.LINK),
)
