"""Intents, and what all models have in common."""

from __future__ import annotations

from dataclasses import replace

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.luis.auth import Access
from stationmaster.dialects.luis.operations.entities import new_id
from stationmaster.dialects.luis.schemas import decode
from stationmaster.dialects.luis.schemas_models import ModelName
from stationmaster.dialects.luis.translate import STATUS_OK, VERSION_PATH, created, flag, page, version_of
from stationmaster.dialects.luis.translate_examples import example_text
from stationmaster.dialects.luis.translate_models import checked_name, model_info
from stationmaster.domain.apps import Version
from stationmaster.domain.dataset import Entity, Facet, Intent


def list_models(call: Call) -> Answer:
    skip, take = page(call)
    version = version_of(call)
    labelling = call.services.labelling
    intents, entities = labelling.all_of(version, Intent), labelling.all_of(version, Entity)
    models: tuple[Intent | Entity, ...] = (*intents, *entities)
    return json_answer(200, [model_info(model) for model in models[skip : skip + take]])


def list_model_examples(call: Call) -> Answer:
    skip, take = page(call)
    model_id = call.parameters["modelId"]
    version = version_of(call)
    examples = call.services.labelling.examples(version, model_id, skip=skip, take=take)
    return json_answer(200, [example_text(utterance) for utterance in examples])


def list_intents(call: Call) -> Answer:
    skip, take = page(call)
    intents = call.services.labelling.all_of(version_of(call), Intent, skip=skip, take=take)
    return json_answer(200, [model_info(intent) for intent in intents])


def add_intent(call: Call) -> Answer:
    intent = Intent(id=new_id(), name=checked_name(decode(call.body, ModelName).name))
    call.services.labelling.add(version_of(call), [intent])
    return created(intent.id)


def get_intent(call: Call) -> Answer:
    return json_answer(200, model_info(find_intent(call)[1]))


def rename_intent(call: Call) -> Answer:
    name = checked_name(decode(call.body, ModelName).name)
    version, intent = find_intent(call)
    call.services.labelling.change(version, replace(intent, name=name))
    return STATUS_OK


def remove_intent(call: Call) -> Answer:
    version, intent = find_intent(call)
    with_utterances = flag(call, "deleteutterances")
    call.services.labelling.remove(version, Facet.INTENTS, [intent.id], with_utterances=with_utterances)
    return STATUS_OK


def find_intent(call: Call) -> tuple[Version, Intent]:
    """The intent that the path names.

    :raises ItemNotFound: there is none
    """
    version = version_of(call)
    return version, call.services.labelling.one_of(version, Intent, call.parameters["intentId"])


_INTENTS = f"{VERSION_PATH}/intents"
_A = Access.AUTHORING
ROUTES = (
    Route("GET", f"{VERSION_PATH}/models", list_models, _A),
    Route("GET", f"{VERSION_PATH}/models/{{modelId}}/examples", list_model_examples, _A),
    Route("GET", _INTENTS, list_intents, _A),
    Route("POST", _INTENTS, add_intent, _A, writes=True),
    Route("GET", f"{_INTENTS}/{{intentId}}", get_intent, _A),
    Route("PUT", f"{_INTENTS}/{{intentId}}", rename_intent, _A, writes=True),
    Route("DELETE", f"{_INTENTS}/{{intentId}}", remove_intent, _A, writes=True),
)
