"""One utterance at a time, or many: of intents, and of what is none of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import msgspec

from stationmaster.dialects.dialect import Answer, BodyKind, Call, Route, json_answer
from stationmaster.dialects.kore import auth, ids
from stationmaster.dialects.kore.errors import InvalidArguments
from stationmaster.dialects.kore.files import sentences
from stationmaster.dialects.kore.files.components import Components
from stationmaster.dialects.kore.files.holes import Ids
from stationmaster.dialects.kore.files.reading import Node
from stationmaster.dialects.kore.paths import BUILDER_ROOT
from stationmaster.dialects.kore.reading import (
    State,
    bot_named,
    header_language,
    json_body,
    required_text,
    version_of,
)
from stationmaster.domain.apps import App, Version
from stationmaster.domain.dataset import Entity, Facet, Intent, NoneUtterance, Utterance
from stationmaster.domain.errors import ItemExists, ItemNotFound

#: Sentences of so many words are reported as short.
_SHORT = 2
_USER = f"{BUILDER_ROOT}/users/{{userId}}"


def add(call: Call) -> Answer:
    body = json_body(call)
    version = _version(call, _bot(call, body))
    components = _components(call, version)
    utterance = sentences.read(Node(body, ""), components, Ids(), version.culture)
    utterance = replace(utterance, id=ids.new_short(), carried={})
    if _of_text(call, version, utterance.text):
        raise ItemExists(f"The sentence {utterance.text!r} is there already")
    call.services.labelling.add(version, [utterance])
    return json_answer(200, _entry(call, version, utterance, components))


def add_many(call: Call) -> Answer:
    """Those whose text is there already are moved to the task that is named last."""
    bot = bot_named(call, call.parameters[auth.BOT])
    entries = _list_body(call)
    by_language: dict[str, list[Node]] = {}
    for node in entries:
        language = node.optional_text("language") or header_language(call, otherwise=bot.culture)
        by_language.setdefault(language, []).append(node)
    for language, nodes in by_language.items():
        version = version_of(call, bot, language=language)
        components, taken = _components(call, version), Ids()
        known = {
            utterance.text: utterance for utterance in call.services.labelling.all_of(version, Utterance)
        }
        new: dict[str, Utterance] = {}
        for node in nodes:
            read = sentences.read(node, components, taken, language)
            twin = known.get(read.text) or new.get(read.text)
            new[read.text] = replace(read, id=twin.id if twin else ids.new_short(), carried={})
        call.services.labelling.put(version, list(new.values()))
    return json_answer(200, {"status": "success", "count": len(entries)})


def listed(call: Call) -> Answer:
    bot = bot_named(call, call.query.get("streamid", ""))
    version = _version(call, bot)
    components = _components(call, version)
    task = call.query.get("taskid")
    intent = components.intents.get(task, "") if task else None
    found = [
        _entry(call, version, utterance, components)
        for utterance in call.services.labelling.all_of(version, Utterance)
        if intent is None or utterance.intent == intent
    ]
    return json_answer(200, found)


def change(call: Call) -> Answer:
    body = json_body(call)
    version, before = _utterance(call, call.parameters["sentenceId"])
    components = _components(call, version)
    known = sentences.Renderer(call.services.labelling.dataset(version), version.culture).new_entry(before)
    read = sentences.read(Node({**known, **body}, ""), components, Ids(), version.culture)
    twin = _of_text(call, version, read.text)
    if twin is not None and twin.id != before.id:
        raise ItemExists(f"The sentence {read.text!r} is there already")
    after = replace(read, id=before.id, carried=before.carried)
    call.services.labelling.change(version, after)
    return json_answer(200, _entry(call, version, after, components))


def remove(call: Call) -> Answer:
    version, utterance = _utterance(call, call.parameters["sentenceId"])
    call.services.labelling.remove(version, Facet.UTTERANCES, [utterance.id])
    return json_answer(200, {"message": "Sentence removed successfully"})


def add_for_none(call: Call) -> Answer:
    body = json_body(call)
    version = _version(call, _bot(call, body))
    utterance = NoneUtterance(id=ids.new_short(), text=sentences.text_of(Node(body, "").member("sentence")))
    call.services.labelling.add(version, [utterance])
    return json_answer(200, _none_entry(utterance))


def listed_for_none(call: Call) -> Answer:
    version = _version(call, bot_named(call, call.query.get("streamid", "")))
    found = call.services.labelling.all_of(version, NoneUtterance)
    return json_answer(200, [_none_entry(utterance) for utterance in found])


def change_for_none(call: Call) -> Answer:
    version, before = _none_utterance(call)
    text = sentences.text_of(Node(json_body(call), "").member("sentence"))
    call.services.labelling.change(version, replace(before, text=text))
    return json_answer(200, _none_entry(replace(before, text=text)))


def remove_for_none(call: Call) -> Answer:
    version, utterance = _none_utterance(call)
    call.services.labelling.remove(version, Facet.NONE_UTTERANCES, [utterance.id])
    return json_answer(200, {"message": "Sentence removed successfully"})


def _bot(call: Call, body: dict[str, Any]) -> App:
    return bot_named(call, call.query.get("streamid") or required_text(body, "streamId"))


def _version(call: Call, bot: App) -> Version:
    return version_of(call, bot, language=header_language(call, otherwise=bot.culture))


def _components(call: Call, version: Version) -> Components:
    labelling = call.services.labelling
    return Components.of((*labelling.all_of(version, Intent), *labelling.all_of(version, Entity)))


def _list_body(call: Call) -> list[Node]:
    try:
        value = msgspec.json.decode(call.body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise InvalidArguments(f"the body is no JSON: {error}") from None
    if isinstance(value, dict):
        value = value.get("sentences", value)
    if not isinstance(value, list):
        raise InvalidArguments("the body is no list of sentences")
    return list(Node(value, "sentences").elements())


def _of_text(call: Call, version: Version, text: str) -> Utterance | None:
    return call.services.labelling.of_text(version, text)


def _utterance(call: Call, sentence_id: str) -> tuple[Version, Utterance]:
    for version in _configured(call):
        found = call.services.labelling.find(version, Utterance, sentence_id)
        if found is not None:
            return version, found
    raise ItemNotFound(f"No sentence has the id {sentence_id}")


def _none_utterance(call: Call) -> tuple[Version, NoneUtterance]:
    sentence_id = call.parameters["sentenceId"]
    for version in _configured(call):
        found = call.services.labelling.find(version, NoneUtterance, sentence_id)
        if found is not None:
            return version, found
    raise ItemNotFound(f"No sentence has the id {sentence_id}")


def _configured(call: Call) -> list[Version]:
    """The versions in which a sentence may be: those of one bot where the call names it."""
    named = call.query.get("streamid")
    bots = [bot_named(call, named)] if named else call.services.apps.all()
    return [
        version
        for bot in bots
        for version in call.services.apps.versions(bot)
        if version.name.startswith(f"{State.CONFIGURED}/")
    ]


def _entry(call: Call, version: Version, utterance: Utterance, components: Components) -> dict[str, Any]:
    entity_ids = {name: component for component, name in components.entities.items()}
    intent_ids = {name: component for component, name in components.intents.items()}
    entry: dict[str, Any] = {
        "_id": utterance.id,
        "sentence": utterance.text,
        "taskId": intent_ids.get(utterance.intent),
        "taskName": utterance.intent,
        "streamId": version.app_id,
        "type": sentences.SENTENCE_TYPE,
        "entities": sentences.spans_entry(utterance, entity_ids),
        "language": version.culture,
    }
    words = len(utterance.text.split())
    if words <= _SHORT:
        entry["nluRules"] = {"shortUtterance": _short_rule(call, version, utterance, words)}
    return entry


def _short_rule(call: Call, version: Version, utterance: Utterance, words: int) -> dict[str, Any]:
    lengths = Counter(
        len(each.text.split()) <= _SHORT
        for each in call.services.labelling.all_of(version, Utterance)
        if each.intent == utterance.intent
    )
    return {"severity": "Warning", "wordCount": words, "utteranceCount": lengths[True]}


def _none_entry(utterance: NoneUtterance) -> dict[str, Any]:
    return {"_id": utterance.id, "sentence": utterance.text, "source": utterance.source.value}


_B = auth.BUILDER
_NONE = f"{_USER}/builder/noneIntent/sentences"
ROUTES: tuple[Route, ...] = (
    Route("POST", f"{_USER}/builder/sentences", add, _B, writes=True),
    Route("GET", f"{_USER}/builder/sentences", listed, _B),
    Route("PUT", f"{_USER}/builder/sentences/{{sentenceId}}", change, _B, writes=True),
    Route("DELETE", f"{_USER}/builder/sentences/{{sentenceId}}", remove, _B, writes=True),
    Route(
        "POST",
        f"{_USER}/builder/sentences/stream/{{botId}}/bulk/import",
        add_many,
        _B,
        writes=True,
        body=BodyKind.IMPORT,
    ),
    Route("POST", _NONE, add_for_none, _B, writes=True),
    Route("GET", _NONE, listed_for_none, _B),
    Route("PUT", f"{_NONE}/{{sentenceId}}", change_for_none, _B, writes=True),
    Route("DELETE", f"{_NONE}/{{sentenceId}}", remove_for_none, _B, writes=True),
)
