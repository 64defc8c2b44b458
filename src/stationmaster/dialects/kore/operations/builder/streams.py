"""Bots as the builder makes and removes them, and their dialogs, which are only carried."""

from __future__ import annotations

import json
from typing import Any

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.kore import auth, bots, ids
from stationmaster.dialects.kore.errors import Refused
from stationmaster.dialects.kore.files.bot import LANGUAGE
from stationmaster.dialects.kore.paths import BUILDER_ROOT
from stationmaster.dialects.kore.reading import bot_named, bot_of, json_body, required_text
from stationmaster.domain.apps import App
from stationmaster.domain.errors import ItemNotFound

_USER = f"{BUILDER_ROOT}/users/{{userId}}"
_BOT = f"{BUILDER_ROOT}/builder/streams/{{botId}}"
_MARKET, _CHANNELS = "market", "channels"


def create(call: Call) -> Answer:
    body = json_body(call)
    language = body.get("defaultLanguage") or "en"
    if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
        raise Refused(f"defaultLanguage is not the code of a language: {language!r}")
    app = bots.create(
        call.services,
        name=required_text(body, "name"),
        description=str(body.get("description") or ""),
        languages=(language,),
    )
    bots.train(call.services, bots.versions(call.services, app))
    return json_answer(200, {**_described(app), "type": body.get("type") or "default"})


def listed(call: Call) -> Answer:
    return json_answer(200, [_described(app) for app in call.services.apps.all()])


def offer(call: Call) -> Answer:
    """What a market would show of a bot is kept with it."""
    body = json_body(call)
    app = bot_named(call, required_text(body, "_id"))
    call.services.apps.keep_document(app, _MARKET, json.dumps(body).encode())
    return json_answer(200, {**body, "streamId": app.id})


def remove(call: Call) -> Answer:
    call.services.apps.delete(bot_of(call))
    return json_answer(200, {"message": "Bot removed successfully"})


def keep_channel(call: Call) -> Answer:
    """Nothing is sent over channels from here: what is said of them is kept."""
    app, body = bot_of(call), json_body(call)
    known = json.loads(call.services.apps.document(app, _CHANNELS) or b"{}")
    name = call.parameters.get("channel", "sdkSubscription")
    call.services.apps.keep_document(app, _CHANNELS, json.dumps({**known, name: body}).encode())
    return json_answer(200, body)


def dialogs(call: Call) -> Answer:
    return json_answer(200, _dialogs(call, bot_of(call)))


def dialog(call: Call) -> Answer:
    return json_answer(200, _dialog(_dialogs(call, bot_of(call)), call.parameters["dialogId"]))


def add_dialog(call: Call) -> Answer:
    app, body = bot_of(call), json_body(call)
    name = required_text(body, "name")
    entry = {
        **body,
        "_id": ids.new(ids.DIALOG),
        "refId": ids.new("").removeprefix("-"),
        "lname": name.casefold(),
        "localeData": {app.culture: {"name": name, "shortDesc": str(body.get("shortDesc") or "")}},
    }
    _keep_dialogs(call, app, [*_dialogs(call, app), entry])
    return json_answer(200, {**entry, "name": name, "streamId": app.id})


def change_dialog(call: Call) -> Answer:
    app, body = bot_of(call), json_body(call)
    known = _dialogs(call, app)
    before = _dialog(known, call.parameters["dialogId"])
    after = {**before, **body, "_id": before["_id"], "refId": before.get("refId")}
    _keep_dialogs(call, app, [after if each is before else each for each in known])
    return json_answer(200, after)


def set_default_dialog(call: Call) -> Answer:
    app = bot_of(call)
    named = required_text(json_body(call), "defaultDialogId")
    _dialog(_dialogs(call, app), named)
    skeleton = bots.skeleton(call.services, app)
    bots.keep_skeleton(call.services, app, {**skeleton, "defaultDialogId": named})
    return json_answer(200, {"defaultDialogId": named})


def _dialogs(call: Call, app: App) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bots.skeleton(call.services, app).get("dialogs") or []
    return found


def _dialog(known: list[dict[str, Any]], dialog_id: str) -> dict[str, Any]:
    for each in known:
        if dialog_id in (each.get("_id"), each.get("refId")):
            return each
    raise ItemNotFound(f"No dialog has the id {dialog_id}")


def _keep_dialogs(call: Call, app: App, dialogs_: list[dict[str, Any]]) -> None:
    skeleton = bots.skeleton(call.services, app)
    bots.keep_skeleton(call.services, app, {**skeleton, "dialogs": dialogs_})


def _described(app: App) -> dict[str, Any]:
    return {"_id": app.id, "name": app.name, "description": app.description, "defaultLanguage": app.culture}


_B = auth.BUILDER
_SUBSCRIPTION = f"{_BOT}/sdkSubscription"
ROUTES: tuple[Route, ...] = (
    Route("POST", f"{_USER}/builder/streams", create, _B, writes=True),
    Route("GET", f"{_USER}/builder/streams", listed, _B),
    Route("DELETE", f"{_USER}/builder/streams/{{botId}}", remove, _B, writes=True),
    Route("POST", f"{BUILDER_ROOT}/market/streams", offer, _B, writes=True),
    Route("PUT", _SUBSCRIPTION, keep_channel, _B, writes=True),
    Route("POST", f"{_USER}/builder/streams/{{botId}}/channels/{{channel}}", keep_channel, _B, writes=True),
    Route("GET", f"{_BOT}/dialogs", dialogs, _B),
    Route("POST", f"{_BOT}/dialogs", add_dialog, _B, writes=True),
    Route("GET", f"{_BOT}/dialogs/{{dialogId}}", dialog, _B),
    Route("PUT", f"{_BOT}/dialogs/{{dialogId}}", change_dialog, _B, writes=True),
    Route("PUT", f"{_BOT}/defaultDialogSettings", set_default_dialog, _B, writes=True),
)
