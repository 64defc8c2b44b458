"""Prebuilt entities, and models of prebuilt domains: those that an import brought can be seen and removed."""

from __future__ import annotations

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.luis.auth import Access
from stationmaster.dialects.luis.operations.entities import PREBUILTS, new_id
from stationmaster.dialects.luis.prebuilts import PREBUILTS as KNOWN
from stationmaster.dialects.luis.prebuilts import named_prebuilt, prebuilt_info
from stationmaster.dialects.luis.schemas import decode
from stationmaster.dialects.luis.schemas_models import PrebuiltDomain, PrebuiltDomainModel
from stationmaster.dialects.luis.translate import STATUS_OK, VERSION_PATH, created, page, version_of
from stationmaster.dialects.luis.translate_models import model_info
from stationmaster.domain.apps import Version
from stationmaster.domain.dataset import Entity, EntityKind, Intent
from stationmaster.domain.errors import InvalidItem


def list_available(call: Call) -> Answer:
    culture = version_of(call).culture
    return json_answer(200, [prebuilt_info(name, culture) for name in KNOWN])


def add_prebuilts(call: Call) -> Answer:
    names = [named_prebuilt(name) for name in decode(call.body, list[str])]
    entities = [Entity(id=new_id(), name=name, kind=EntityKind.PREBUILT) for name in names]
    call.services.labelling.add(version_of(call), entities)
    return created([model_info(entity) for entity in entities])


def refuse_domain(call: Call) -> Answer:
    name = decode(call.body, PrebuiltDomain).domainName
    version_of(call)
    raise _unknown_domain(name)


def refuse_domain_model(call: Call) -> Answer:
    name = decode(call.body, PrebuiltDomainModel).domainName
    version_of(call)
    raise _unknown_domain(name)


def remove_domain(call: Call) -> Answer:
    domain = call.parameters["domainName"]
    version = version_of(call)
    models = [
        model for model in _domain_models(call, version) if model.origin and model.origin.domain == domain
    ]
    if not models:
        raise InvalidItem(f"The version has no models of a prebuilt domain called {domain!r}")
    for model in models:
        version = call.services.labelling.remove(version, model.facet, [model.id])
    return STATUS_OK


def list_domain_intents(call: Call) -> Answer:
    return _page(call, [m for m in _domain_models(call, version_of(call)) if isinstance(m, Intent)])


def list_domain_models(call: Call) -> Answer:
    return _page(call, _domain_models(call, version_of(call)))


def _page(call: Call, models: list[Intent | Entity]) -> Answer:
    skip, take = page(call)
    return json_answer(200, [model_info(model) for model in models[skip : skip + take]])


def _domain_models(call: Call, version: Version) -> list[Intent | Entity]:
    labelling = call.services.labelling
    intents, entities = labelling.all_of(version, Intent), labelling.all_of(version, Entity)
    models: tuple[Intent | Entity, ...] = (*intents, *entities)
    return [model for model in models if model.origin is not None]


def _unknown_domain(name: str) -> InvalidItem:
    return InvalidItem(f"There is no prebuilt domain called {name!r}: prebuilt domains are not offered")


_A = Access.AUTHORING
ROUTES = (
    Route("GET", f"{VERSION_PATH}/listprebuilts", list_available, _A),
    Route("POST", PREBUILTS.path, add_prebuilts, _A, writes=True),
    Route("POST", f"{VERSION_PATH}/customprebuiltdomains", refuse_domain, _A),
    Route("DELETE", f"{VERSION_PATH}/customprebuiltdomains/{{domainName}}", remove_domain, _A, writes=True),
    Route("POST", f"{VERSION_PATH}/customprebuiltintents", refuse_domain_model, _A),
    Route("GET", f"{VERSION_PATH}/customprebuiltintents", list_domain_intents, _A),
    Route("POST", f"{VERSION_PATH}/customprebuiltentities", refuse_domain_model, _A),
    Route("GET", f"{VERSION_PATH}/customprebuiltmodels", list_domain_models, _A),
)
