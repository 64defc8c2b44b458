"""Training of ML models and of FAQs: the requests, and how they stand."""

from __future__ import annotations

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.kore import translate
from stationmaster.dialects.kore.errors import Refused
from stationmaster.dialects.kore.paths import BOT_PATH, public
from stationmaster.dialects.kore.reading import (
    bot_of,
    header_language,
    json_body,
    required_text,
    setting,
    state_of,
    version_of,
)
from stationmaster.domain.build import TargetGroup

#: What POST ml/train takes for the bot's language where no header names one, whatever the bot's default is.
DEFAULT_TRAIN_LANGUAGE = "en"

_ML, _FAQ = "test_and_train:ml", "test_and_train:faq"


def train_ml(call: Call) -> Answer:
    bot = bot_of(call)
    version = version_of(call, bot, language=header_language(call, otherwise=DEFAULT_TRAIN_LANGUAGE))
    run = call.services.training.request(version, TargetGroup.ML)
    return json_answer(200, translate.training_queued(run))


def ml_status(call: Call) -> Answer:
    bot = bot_of(call)
    language = call.query.get("language") or bot.culture
    version = version_of(call, bot, language=language, state=state_of(call))
    status = call.services.training.status(version, TargetGroup.ML)
    return json_answer(200, translate.ml_status(status, setting(call, version, translate.NLP_VERSION)))


def train_faqs(call: Call) -> Answer:
    bot = bot_of(call)
    version = version_of(call, bot, language=required_text(json_body(call), "language"))
    run = call.services.training.request(version, TargetGroup.FAQ)
    return json_answer(200, translate.faq_requested(run, call.principal.user_id))


def faq_status(call: Call) -> Answer:
    bot = bot_of(call)
    language = call.query.get("language") or bot.culture
    version = version_of(call, bot, language=language, state=state_of(call))
    status = call.services.training.status(version, TargetGroup.FAQ)
    if status.newest is None or status.requested_by is None:
        raise Refused("resource not found")
    return json_answer(200, translate.faq_status(status.newest, status.requested_by))


ROUTES: tuple[Route, ...] = (
    *public("POST", f"{BOT_PATH}/ml/train", train_ml, _ML, writes=True),
    *public("GET", f"{BOT_PATH}/ml/train/status", ml_status, _ML, is_status=True),
    *public("POST", f"{BOT_PATH}/faqs/train", train_faqs, _FAQ, writes=True),
    *public("GET", f"{BOT_PATH}/faqs/train/status", faq_status, _FAQ, is_status=True),
)
