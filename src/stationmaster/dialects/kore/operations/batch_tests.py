"""Test suites: kept, run against a bot's models, and what came of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.kore import auth, jobs, suites
from stationmaster.dialects.kore import translate_jobs as translate
from stationmaster.dialects.kore.errors import InvalidArguments, Refused
from stationmaster.dialects.kore.files import batches
from stationmaster.dialects.kore.files.reading import Json
from stationmaster.dialects.kore.operations.files import download_url, link_to
from stationmaster.dialects.kore.paths import BOT_PATH, public
from stationmaster.dialects.kore.reading import (
    State,
    bot_of,
    file_type_of,
    header_language,
    json_body,
    required_text,
    slice_of,
    version_of,
)
from stationmaster.dialects.kore.suites import Suite, SuiteNotFound
from stationmaster.dialects.kore.wording import moment
from stationmaster.domain.apps import App
from stationmaster.domain.errors import OperationNotFound
from stationmaster.domain.operations import Operation

_EXECUTION, _MANAGEMENT = "batchtest:execution", "batchtest:management"
_SUITE, _RUN = "suiteName", "runId"

#: What lists call the suite that is always there.
BUILT_IN_KEY = "AllMlUtterances"

_STATES = {"indevelopment": State.CONFIGURED, "published": State.PUBLISHED}


def listed(call: Call) -> Answer:
    bot = bot_of(call)
    skip, limit = slice_of(call, limit=50, most=500, skip="skip")
    found = suites.suites(call.services, bot)
    runs = call.services.operations.all(bot, jobs.BATCH_TEST)
    page = found[skip : skip + limit]
    return json_answer(
        200,
        {
            "count": len(found),
            "moreAvailable": skip + len(page) < len(found),
            **{_key(each): _described(each, runs) for each in page},
        },
    )


def import_suite(call: Call) -> Answer:
    bot, body = bot_of(call), json_body(call)
    name, file_id = required_text(body, "name"), required_text(body, "fileName", "fileId")
    file_type, import_type = body.get("fileType") or "", body.get("importType") or "new"
    if import_type not in ("new", "update"):
        raise InvalidArguments(f"importType is {import_type!r}")
    upload = call.services.operations.uploaded(file_id)
    data = call.services.operations.read(upload.blob)
    file_name = f"suite.{file_type}" if file_type else upload.name
    cases = batches.read_suite(file_name, data, delimiter=str(body.get("delimiter") or ","))
    try:
        kept = suites.keep_suite(
            call.services,
            bot,
            name,
            cases,
            description=str(body.get("description") or ""),
            is_update=import_type == "update",
            at=datetime.now(UTC),
        )
    except SuiteNotFound:
        raise _suite_unknown() from None
    return json_answer(
        200,
        {
            "_id": kept.id,
            "name": kept.name,
            "description": kept.description,
            "streamId": bot.id,
            "language": header_language(call, otherwise=bot.culture),
            "fileId": upload.id,
            "createdBy": auth.user_id(call.principal.user_id),
            **_dates(kept.modified_at),
            "__v": 0,
            "fileName": upload.name,
        },
    )


def _dates(at: datetime | None) -> dict[str, str]:
    return {} if at is None else dict.fromkeys(("createdOn", "modifiedOn"), moment(at))


def run(call: Call) -> Answer:
    bot = bot_of(call)
    suite = _suite(call, bot)
    word = json_body(call).get("version") or "inDevelopment"
    state = _STATES.get(word.lower()) if isinstance(word, str) else None
    if state is None:
        raise InvalidArguments(f"version is {word!r}")
    language = header_language(call, otherwise=bot.culture)
    version_of(call, bot, language=language, state=state)
    operation = jobs.request_batch_test(call.services, bot, suite, state=state, language=language)
    return json_answer(200, {"status": "accepted", "requestId": operation.id})


def run_status(call: Call) -> Answer:
    bot = bot_of(call)
    suite = _suite(call, bot)
    operation = _run(call, bot, suite)
    return json_answer(200, translate.batch_run(operation, suite, download_url(call, operation, "csv")))


def export(call: Call) -> Answer:
    bot = bot_of(call)
    suite = _suite(call, bot)
    language = header_language(call, otherwise=bot.culture)
    cases = suites.cases_of(call.services, bot, suite, version_of(call, bot, language=language))
    file_type = file_type_of(call)
    write = batches.write_suite_json if file_type == "json" else batches.write_suite_csv
    upload = call.services.operations.upload(f"{suite.name}.{file_type}", write(cases))
    answer = {
        "downloadUrl": link_to(call, upload.id, f"suite.{file_type}"),
        "name": suite.name,
        "description": suite.description,
    }
    return json_answer(200, answer)


def remove(call: Call) -> Answer:
    bot = bot_of(call)
    suites.remove_suite(call.services, bot, _suite(call, bot))
    return json_answer(200, {"message": "Test Suite removed successfully"})


def remove_run(call: Call) -> Answer:
    bot = bot_of(call)
    operation = _run(call, bot, _suite(call, bot))
    if not operation.status.is_final:
        raise Refused("The test is still running")
    call.services.operations.delete(operation)
    return json_answer(200, {"message": "Test Result Removed Successfully"})


def _suite(call: Call, bot: App) -> Suite:
    name = call.parameters[_SUITE]
    try:
        return suites.suite(call.services, bot, suites.BUILT_IN if name == BUILT_IN_KEY else name)
    except SuiteNotFound:
        raise _suite_unknown() from None


def _suite_unknown() -> Refused:
    return Refused("Test Suite not found")


def _run(call: Call, bot: App, suite: Suite) -> Operation:
    unknown = Refused("Test Result not found.")
    try:
        operation = call.services.operations.get(call.parameters[_RUN])
    except OperationNotFound:
        raise unknown from None
    if (operation.kind, operation.app_id) != (jobs.BATCH_TEST, bot.id):
        raise unknown
    if operation.arguments["suite"] != suite.id:
        raise unknown
    return operation


def _key(suite: Suite) -> str:
    return BUILT_IN_KEY if suite.is_built_in else suite.id


def _described(suite: Suite, runs: tuple[Operation, ...]) -> Json:
    own: list[Any] = [
        {"_id": each.id, "version": translate.run_type(each), **translate.figures(each)}
        for each in runs
        if each.arguments["suite"] == suite.id
    ]
    kind = "prebuilt" if suite.is_built_in else "custom"
    return {"testSuiteType": kind, "name": suite.name, "description": suite.description, "results": own}


_PATH = f"{BOT_PATH}/testsuite"
_ONE = f"{_PATH}/{{{_SUITE}}}"

ROUTES: tuple[Route, ...] = (
    *public("GET", _PATH, listed, _MANAGEMENT),
    *public("POST", f"{_PATH}/import", import_suite, _MANAGEMENT, writes=True),
    *public("POST", f"{_ONE}/run", run, _EXECUTION, writes=True),
    *public("GET", f"{_ONE}/{{{_RUN}}}/status", run_status, _EXECUTION, is_status=True),
    *public("POST", f"{_ONE}/export", export, _MANAGEMENT, writes=True),
    *public("DELETE", _ONE, remove, _MANAGEMENT, writes=True),
    *public("DELETE", f"{_ONE}/{{{_RUN}}}", remove_run, _MANAGEMENT, writes=True),
)
