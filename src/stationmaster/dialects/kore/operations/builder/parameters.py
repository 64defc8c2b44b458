"""ML parameters and advanced settings, one record at a time, and what is wrong with a bot's material."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.kore import auth, bots, ids
from stationmaster.dialects.kore.files import ml_params
from stationmaster.dialects.kore.paths import BUILDER_ROOT
from stationmaster.dialects.kore.reading import bot_of, header_language, json_body, version_of
from stationmaster.domain.dataset import NONE_INTENT, Dataset
from stationmaster.domain.errors import ItemNotFound
from stationmaster.learning.sentence_patterns import invalid_patterns

#: Intents with fewer utterances are reported.
_FEW_UTTERANCES = 5
_SHORT_WORDS = 2


def _listed(section: str) -> Callable[[Call], Answer]:
    def listed(call: Call) -> Answer:
        app = bot_of(call)
        language = header_language(call, otherwise=app.culture)
        found = bots.definition(call.services, app).get(section) or []
        own = [entry for entry in found if (entry.get("language") or app.culture) == language]
        return json_answer(200, own)

    return listed


def _added(section: str) -> Callable[[Call], Answer]:
    def added(call: Call) -> Answer:
        app = bot_of(call)
        language = header_language(call, otherwise=app.culture)
        entry = {"language": language, **json_body(call), "_id": ids.new(ids.ADVANCED_SETTING)}
        skeleton = bots.skeleton(call.services, app)
        changed = {**skeleton, section: [*(skeleton.get(section) or []), entry]}
        bots.change_settings(call.services, app, changed)
        return json_answer(200, entry)

    return added


def _changed(section: str) -> Callable[[Call], Answer]:
    """The record of the id in the path; without one, that of the language."""

    def changed(call: Call) -> Answer:
        app, body = bot_of(call), json_body(call)
        language = header_language(call, otherwise=app.culture)
        wanted = call.parameters.get("recordId")
        skeleton = bots.skeleton(call.services, app)
        entries = list(skeleton.get(section) or [])
        for number, entry in enumerate(entries):
            is_meant = (
                entry.get("_id") == wanted if wanted else (entry.get("language") or app.culture) == language
            )
            if is_meant:
                kept = {
                    key: value for key, value in body.items() if key not in ("utterances", "btutterances")
                }
                entries[number] = {**entry, **kept}
                bots.change_settings(call.services, app, {**skeleton, section: entries})
                return json_answer(200, entries[number])
        raise ItemNotFound(f"{section} has no record {wanted or language}")

    return changed


def validations(call: Call) -> Answer:
    app = bot_of(call)
    language = call.query.get("language") or header_language(call, otherwise=app.culture)
    dataset = call.services.labelling.dataset(version_of(call, app, language=language))
    found = list(_findings(dataset))
    counts = Counter(finding["type"] for finding in found)
    return json_answer(200, {"language": language, "validations": found, "counts": counts})


def _findings(dataset: Dataset) -> Iterator[dict[str, Any]]:
    said = Counter(utterance.intent for utterance in dataset.utterances)
    for intent in dataset.intents:
        if intent.name == NONE_INTENT:
            continue
        if not said[intent.name]:
            yield _finding("untrainedIntent", "error", intent.name, "The intent has no utterances.")
        elif said[intent.name] < _FEW_UTTERANCES:
            text = f"The intent has {said[intent.name]} utterances; {_FEW_UTTERANCES} or more are better."
            yield _finding("inadequateTrainingUtterances", "warning", intent.name, text)
    for utterance in dataset.utterances:
        if len(utterance.text.split()) <= _SHORT_WORDS:
            yield _finding("shortUtterance", "warning", utterance.text, "The utterance has one or two words.")
    for pattern, reason in invalid_patterns(dataset):
        yield _finding("wrongPattern", "error", pattern.text, reason)


def _finding(kind: str, severity: str, item: str, text: str) -> dict[str, Any]:
    return {"type": kind, "severity": severity, "item": item, "message": text}


_B = auth.BUILDER
_BOT = f"{BUILDER_ROOT}/builder/streams/{{botId}}"


def _records(name: str, section: str) -> tuple[Route, ...]:
    path = f"{_BOT}/{name}"
    return (
        Route("GET", path, _listed(section), _B),
        Route("POST", path, _added(section), _B, writes=True),
        Route("PUT", path, _changed(section), _B, writes=True),
        Route("PUT", f"{path}/{{recordId}}", _changed(section), _B, writes=True),
    )


ROUTES: tuple[Route, ...] = (
    *_records("mlparams", ml_params.SECTION),
    *_records("advancedNLSettings", ml_params.ADVANCED),
    Route("GET", f"{BUILDER_ROOT}/streams/{{botId}}/getBotLevelValidations", validations, _B),
)
