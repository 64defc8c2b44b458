"""The Preference agent: what people have switched on."""

from __future__ import annotations

from typing import Any

from stationmaster.dialects.dialect import Answer
from stationmaster.dialects.superoffice.asking import NOTHING, Asked, Offer, agent, rest
from stationmaster.dialects.superoffice.errors import NothingFound
from stationmaster.dialects.superoffice.wire import ArrayOf
from stationmaster.dialects.superoffice.wire.carriers import (
    GET_PREFERENCE_BY_NAME,
    GET_PREFERENCES,
    PREFERENCE,
    SAVE_PREFERENCE_ENTITY,
    SAVE_PREFERENCES,
    members,
    request,
)
from stationmaster.domain.errors import MalformedBody
from stationmaster.services.services import Services

SECTION, SUGGEST = "HugoAI", "CSCategorize"
#: What the product's own settings page switches; nothing is on before somebody has said so.
_SWITCHES = frozenset(
    {"cscategorize", "cslanguagedetection", "cstranslate", "cssentiment", "businesscardscan"}
)
_OFF = "0"
_TRUE = frozenset({"1", "true", "yes", "on"})
_MOST_CHARACTERS = 4_000

SAVE_PREFERENCE = request("SavePreference", members(PREFERENCE, "Preference"))


def suggests(services: Services) -> bool:
    """Whether new tickets are to have a category suggested."""
    value = services.tickets.preference(SECTION, SUGGEST) or ""
    return value.strip().lower() in _TRUE


def by_name(asked: Asked) -> Answer:
    sent = asked.body(GET_PREFERENCE_BY_NAME)
    return asked.answer(PREFERENCE, _told(asked, sent.get("PrefSection"), sent.get("PrefKey")))


def several(asked: Asked) -> Answer:
    wanted = asked.body(GET_PREFERENCES).get("Specifications") or ()
    found = (_told(asked, each.get("Section"), each.get("Key")) for each in wanted if each)
    return asked.answer(ArrayOf(item=PREFERENCE), [each for each in found if each])


def get(asked: Asked) -> Answer:
    section, key = asked.call.parameters["section"], asked.call.parameters["key"]
    told = _told(asked, section, key)
    if told is None:
        raise NothingFound(f"there is no preference {section}/{key}")
    return asked.answer(PREFERENCE, told)


def put(asked: Asked) -> Answer:
    section, key = asked.call.parameters["section"], asked.call.parameters["key"]
    return asked.answer(PREFERENCE, _keep(asked, section, key, asked.body(PREFERENCE)))


def save(asked: Asked) -> Answer:
    sent = asked.body(SAVE_PREFERENCE_ENTITY).get("Preference") or {}
    return asked.answer(PREFERENCE, _keep_named(asked, sent))


def save_one(asked: Asked) -> Answer:
    _keep_named(asked, asked.body(SAVE_PREFERENCE).get("Preference") or {})
    return NOTHING


def save_several(asked: Asked) -> Answer:
    for sent in asked.body(SAVE_PREFERENCES).get("Preferences") or ():
        _keep_named(asked, sent or {})
    return NOTHING


def _keep_named(asked: Asked, sent: dict[str, Any]) -> dict[str, Any] | None:
    named = sent.get("Specification") or {}
    return _keep(asked, named.get("Section"), named.get("Key"), sent)


def _keep(asked: Asked, section: str | None, key: str | None, sent: dict[str, Any]) -> dict[str, Any] | None:
    if not section or not key:
        raise MalformedBody("Specification: a preference needs a Section and a Key")
    value = sent.get("RawValue") or ""
    if max(len(section), len(key), len(value)) > _MOST_CHARACTERS:
        raise MalformedBody(f"{section[:80]}/{key[:80]}: more than {_MOST_CHARACTERS} characters")
    asked.services.tickets.set_preference(section, key, value)
    return _told(asked, section, key)


def _told(asked: Asked, section: str | None, key: str | None) -> dict[str, Any] | None:
    if not section or not key:
        return None
    value = asked.services.tickets.preference(section, key)
    is_switch = section.lower() == SECTION.lower() and key.lower() in _SWITCHES
    if value is None and not is_switch:
        return None
    return {
        "Level": "Undefined" if value is None else "SystemWide",
        "RawValue": _OFF if value is None else value,
        "Specification": {"Section": section, "Key": key},
        "DisplayValue": _OFF if value is None else value,
        "DisplayType": "Bool" if is_switch else "Text",
    }


_PATH = "/Preference/{section}/{key}"

OFFERS: tuple[Offer, ...] = (
    *agent(
        "Preference",
        "GetPreferenceByName",
        by_name,
        says="Gives a preference.",
        takes=GET_PREFERENCE_BY_NAME,
        gives=PREFERENCE,
    ),
    *agent(
        "Preference",
        "GetPreferences",
        several,
        says="Gives these preferences, as far as there are such.",
        takes=GET_PREFERENCES,
        gives=ArrayOf(item=PREFERENCE),
    ),
    *agent(
        "Preference",
        "SavePreferenceEntity",
        save,
        says="Keeps a preference.",
        takes=SAVE_PREFERENCE_ENTITY,
        gives=PREFERENCE,
        writes=True,
    ),
    *agent(
        "Preference",
        "SavePreference",
        save_one,
        says="Keeps a preference.",
        takes=SAVE_PREFERENCE,
        writes=True,
    ),
    *agent(
        "Preference",
        "SavePreferences",
        save_several,
        says="Keeps preferences.",
        takes=SAVE_PREFERENCES,
        writes=True,
    ),
    *rest("GET", _PATH, get, says="Gives a preference."),
    *rest("PUT", _PATH, put, says="Keeps a preference.", writes=True),
)
