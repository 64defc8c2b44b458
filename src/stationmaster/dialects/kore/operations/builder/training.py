"""Training and its status as the builder asks for them, and predictions without a client app."""

from __future__ import annotations

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.kore import auth, translate
from stationmaster.dialects.kore.operations.intents import find
from stationmaster.dialects.kore.paths import BUILDER_ROOT
from stationmaster.dialects.kore.reading import bot_named, header_language, setting, version_of
from stationmaster.domain.build import TargetGroup

_USER = f"{BUILDER_ROOT}/users/{{userId}}"


def train(call: Call) -> Answer:
    bot = bot_named(call, call.query.get("streamid", ""))
    version = version_of(call, bot, language=header_language(call, otherwise=bot.culture))
    run = call.services.training.request(version, TargetGroup.ML)
    return json_answer(200, translate.training_queued(run)[0])


def status(call: Call) -> Answer:
    bot = bot_named(call, call.parameters[auth.BOT])
    version = version_of(call, bot, language=header_language(call, otherwise=bot.culture))
    found = call.services.training.status(version, TargetGroup.ML)
    answer = translate.ml_status(found, setting(call, version, translate.NLP_VERSION))
    return json_answer(200, {**answer, "trainingStatus": translate.builder_status(found)})


ROUTES: tuple[Route, ...] = (
    Route("POST", f"{_USER}/builder/sentences/ml/train", train, auth.BUILDER, writes=True),
    Route("GET", f"{_USER}/bt/streams/{{botId}}/autoTrainStatus", status, auth.BUILDER),
    Route("POST", f"{_USER}/builder/streams/{{botId}}/findIntent", find, auth.BUILDER),
)
