"""Extraction of questions from files: requests, history and what was found."""

from __future__ import annotations

from datetime import UTC, datetime

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.kore import auth, extractions
from stationmaster.dialects.kore.errors import InvalidArguments, Refused
from stationmaster.dialects.kore.extractions import Extraction, Question
from stationmaster.dialects.kore.files.extraction import extract
from stationmaster.dialects.kore.files.reading import Json
from stationmaster.dialects.kore.paths import BOT_PATH, public
from stationmaster.dialects.kore.reading import bot_of, json_body, required_text, slice_of, version_of
from stationmaster.dialects.kore.wording import moment
from stationmaster.domain.apps import App
from stationmaster.domain.errors import ItemExists, ItemNotFound

_SCOPE = "knowledge_graph:knowledge_graph"
_ID = "extractionId"


def import_file(call: Call) -> Answer:
    bot, body = bot_of(call), json_body(call)
    language = call.query.get("language") or bot.culture
    version_of(call, bot, language=language)
    name = required_text(body, "name")
    if body.get("fileUrl") is not None:
        _refuse_url(body)
    upload = call.services.operations.uploaded(required_text(body, "fileId"))
    pairs = extract(upload.name, call.services.operations.read(upload.blob))
    try:
        kept = extractions.keep(
            call.services,
            bot,
            name=name,
            language=language,
            upload=upload,
            pairs=pairs,
            at=datetime.now(UTC),
            user_id=auth.user_id(call.principal.user_id),
        )
    except ItemExists as error:
        raise Refused(str(error)) from None
    return json_answer(200, {"_id": kept.id, "status": "success"})


def _refuse_url(body: Json) -> None:
    url = body["fileUrl"]
    if not isinstance(url, str):
        raise InvalidArguments("fileUrl is no text")
    if not url.startswith(("http://", "https://")):
        raise Refused("Please provide http:// in Url")
    raise Refused("Pages are not fetched from here: upload the file and name it by fileId")


def history(call: Call) -> Answer:
    bot = bot_of(call)
    language = call.query.get("language") or bot.culture
    found = extractions.extractions(call.services, bot, language)
    return json_answer(200, {"metaqnas": [_extraction(each, bot) for each in found]})


def questions(call: Call) -> Answer:
    bot = bot_of(call)
    offset, limit = slice_of(call, limit=50, most=500)
    try:
        of = extractions.extraction(call.services, bot, call.parameters[_ID])
    except ItemNotFound as error:
        raise Refused(str(error)) from None
    found = extractions.questions(call.services, bot, of)
    if not found:
        raise Refused("Could not find any questions")
    page = [_question(each, of, bot) for each in found[offset : offset + limit]]
    return json_answer(200, {"extractions": page, "qnaCount": len(found)})


def _extraction(found: Extraction, bot: App) -> Json:
    return {
        "_id": found.id,
        "editable": False,
        "status": "success",
        "isVisited": False,
        "fileId": found.file_id,
        "name": found.name,
        "extractionType": "faq",
        "streamId": bot.id,
        "createdBy": found.user_id,
        "language": found.language,
        "fileName": found.file_name,
        "createdOn": moment(found.at),
        "modifiedOn": moment(found.at),
        "__v": 0,
        "qnaAddedCount": len(found.added),
        "qnaExtractedCount": found.count,
        "qnaCount": found.count - len(found.added),
    }


def _question(question: Question, of: Extraction, bot: App) -> Json:
    return {
        "_id": question.id,
        "status": question.id not in of.added,
        "question": question.question,
        "answer": question.answer,
        "language": of.language,
        "kEId": of.id,
        "createdBy": of.user_id,
        "streamId": bot.id,
        "createdOn": moment(of.at),
        "modifiedOn": moment(of.at),
        "__v": 0,
    }


ROUTES: tuple[Route, ...] = (
    *public("POST", f"{BOT_PATH}/qna/import", import_file, _SCOPE, writes=True),
    *public("GET", f"{BOT_PATH}/qna/history", history, _SCOPE),
    *public("GET", f"{BOT_PATH}/qna/{{{_ID}}}/questions", questions, _SCOPE),
)
