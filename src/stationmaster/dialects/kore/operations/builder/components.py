"""Nodes of dialogs: intents and entities, which models learn, and others, which are only carried."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.kore import auth, bots, ids
from stationmaster.dialects.kore.errors import InvalidArguments, Refused
from stationmaster.dialects.kore.files import components, patterns
from stationmaster.dialects.kore.files.holes import object_of
from stationmaster.dialects.kore.files.reading import Node
from stationmaster.dialects.kore.paths import BUILDER_ROOT
from stationmaster.dialects.kore.reading import bot_of, header_language, json_body, required_text, version_of
from stationmaster.domain.apps import App
from stationmaster.domain.build import TargetGroup
from stationmaster.domain.dataset import Entity, Facet, Intent, Pattern
from stationmaster.domain.errors import ItemNotFound

_LEARNT = (components.INTENT, components.ENTITY)


def add(call: Call) -> Answer:
    app, body = bot_of(call), json_body(call)
    kind = required_text(body, "type")
    name = required_text(body, "name", "intent")
    entry = {**body, "_id": ids.new(ids.COMPONENT), "name": name, "type": kind}
    if kind in _LEARNT:
        item = components.item_of(Node(entry, ""), entry["_id"], app.culture)
        for version in bots.versions(call.services, app).values():
            call.services.labelling.add(version, [item])
    else:
        _keep_carried(call, app, [*_carried(call, app), entry])
    return json_answer(200, {**entry, "streamId": app.id})


def listed(call: Call) -> Answer:
    found = bots.definition(call.services, bot_of(call)).get(components.SECTION, [])
    return json_answer(200, found)


def change(call: Call) -> Answer:
    """A new name of an intent or entity, or another type of an entity, starts a training by itself."""
    app, body = bot_of(call), json_body(call)
    component_id = call.parameters["componentId"]
    known = _carried(call, app)
    before = next((each for each in known if each.get("_id") == component_id), None)
    if before is not None:
        after = {**before, **body, "_id": component_id}
        _keep_carried(call, app, [after if each is before else each for each in known])
        return json_answer(200, after)
    return json_answer(200, _change_learnt(call, app, component_id, body))


def remove(call: Call) -> Answer:
    app = bot_of(call)
    component_id = call.parameters["componentId"]
    known = _carried(call, app)
    remaining = [each for each in known if each.get("_id") != component_id]
    if len(remaining) < len(known):
        _keep_carried(call, app, remaining)
    else:
        facet = _learnt(call, app, component_id).facet
        for version in bots.versions(call.services, app).values():
            version = call.services.labelling.remove(version, facet, [component_id], with_utterances=True)
            call.services.training.request(version, TargetGroup.ML)
    return json_answer(200, {"message": "Component removed successfully"})


def set_patterns(call: Call) -> Answer:
    app = bot_of(call)
    intent = _learnt(call, app, call.parameters["componentId"])
    texts = json_body(call).get("patterns")
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise InvalidArguments("patterns is no list of texts")
    if not isinstance(intent, Intent):
        raise Refused(f"{intent.name} is no intent, so patterns cannot be its")
    version = version_of(call, app, language=header_language(call, otherwise=app.culture))
    new = patterns.new_patterns(texts, intent=intent.name, intent_id=intent.id, language=version.culture)
    others = [each for each in call.services.labelling.all_of(version, Pattern) if each.intent != intent.name]
    call.services.labelling.replace_facets(version, [*others, *new], {Facet.PATTERNS})
    return json_answer(200, {"_id": intent.id, "name": intent.name, "patterns": texts})


def _learnt(call: Call, app: App, component_id: str) -> Intent | Entity:
    version = next(iter(bots.versions(call.services, app).values()))
    labelling = call.services.labelling
    found = labelling.find(version, Intent, component_id) or labelling.find(version, Entity, component_id)
    if found is None:
        raise ItemNotFound(f"No component has the id {component_id}")
    return found


def _change_learnt(call: Call, app: App, component_id: str, body: dict[str, Any]) -> dict[str, Any]:
    labelling = call.services.labelling
    before = _learnt(call, app, component_id)
    kind = components.INTENT if isinstance(before, Intent) else components.ENTITY
    known = {"name": before.name, "type": kind, **(object_of(before) or {})}
    entry = {**known, "name": before.name, **body, "_id": component_id, "type": kind}
    for language, version in bots.versions(call.services, app).items():
        read = components.item_of(Node(entry, ""), component_id, language)
        if isinstance(before, Entity) and isinstance(read, Entity):
            read = replace(read, roles=before.roles, children=before.children)
        version = labelling.change(version, read)
        is_other_type = entry.get("entityType") != known.get("entityType")
        if read.name != before.name or is_other_type:
            call.services.training.request(version, TargetGroup.ML)
    return entry


def _carried(call: Call, app: App) -> list[dict[str, Any]]:
    """The components that are no items: the others are holes in the same list."""
    found = bots.skeleton(call.services, app).get(components.SECTION) or []
    return [each for each in found if isinstance(each, dict)]


def _keep_carried(call: Call, app: App, carried: list[dict[str, Any]]) -> None:
    skeleton = bots.skeleton(call.services, app)
    holes = [each for each in skeleton.get(components.SECTION) or [] if not isinstance(each, dict)]
    bots.keep_skeleton(call.services, app, {**skeleton, components.SECTION: [*holes, *carried]})


_B = auth.BUILDER
_PATH = f"{BUILDER_ROOT}/builder/streams/{{botId}}/components"
ROUTES: tuple[Route, ...] = (
    Route("POST", _PATH, add, _B, writes=True),
    Route("GET", _PATH, listed, _B),
    Route("PUT", f"{_PATH}/{{componentId}}", change, _B, writes=True),
    Route("POST", f"{_PATH}/{{componentId}}", change, _B, writes=True),
    Route("DELETE", f"{_PATH}/{{componentId}}", remove, _B, writes=True),
    Route("PUT", f"{_PATH}/{{componentId}}/patterns", set_patterns, _B, writes=True),
)
