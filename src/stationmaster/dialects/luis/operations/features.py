"""Phrase lists, and the regular expression features of old apps, which can be read only."""

from __future__ import annotations

from typing import Any

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.luis.auth import Access
from stationmaster.dialects.luis.schemas import decode
from stationmaster.dialects.luis.schemas_models import NewPhraseList, PhraseListChange
from stationmaster.dialects.luis.translate import STATUS_OK, VERSION_PATH, created, page, version_of
from stationmaster.dialects.luis.translate_models import (
    changed_phrase_list,
    number_of,
    phrase_list_info,
    phrases_of,
    regex_feature_info,
)
from stationmaster.domain.apps import Version
from stationmaster.domain.dataset import Facet, PhraseList, RegexFeature


def list_features(call: Call) -> Answer:
    version = version_of(call)
    return json_answer(
        200,
        {
            "phraselistFeatures": _phrase_lists(call, version),
            "patternFeatures": _regex_features(call, version),
        },
    )


def list_phrase_lists(call: Call) -> Answer:
    return json_answer(200, _phrase_lists(call, version_of(call)))


def list_regex_features(call: Call) -> Answer:
    return json_answer(200, _regex_features(call, version_of(call)))


def add_phrase_list(call: Call) -> Answer:
    new = decode(call.body, NewPhraseList)
    phrase_list = PhraseList(
        id="", name=new.name, phrases=phrases_of(new.phrases), exchangeable=new.isExchangeable
    )
    _, (kept,) = call.services.labelling.add(version_of(call), [phrase_list])
    return created(int(kept.id))


def get_phrase_list(call: Call) -> Answer:
    return json_answer(200, phrase_list_info(_find(call)[1]))


def change_phrase_list(call: Call) -> Answer:
    change = decode(call.body, PhraseListChange)
    version, phrase_list = _find(call)
    call.services.labelling.change(version, changed_phrase_list(phrase_list, change))
    return STATUS_OK


def remove_phrase_list(call: Call) -> Answer:
    version, phrase_list = _find(call)
    call.services.labelling.remove(version, Facet.PHRASE_LISTS, [phrase_list.id])
    return STATUS_OK


def _phrase_lists(call: Call, version: Version) -> list[dict[str, Any]]:
    skip, take = page(call)
    phrase_lists = call.services.labelling.all_of(version, PhraseList, skip=skip, take=take)
    return [phrase_list_info(phrase_list) for phrase_list in phrase_lists]


def _regex_features(call: Call, version: Version) -> list[dict[str, Any]]:
    skip, take = page(call)
    features = call.services.labelling.all_of(version, RegexFeature, skip=skip, take=take)
    return [regex_feature_info(feature) for feature in features]


def _find(call: Call) -> tuple[Version, PhraseList]:
    number = number_of(call.parameters["phraselistId"])
    version = version_of(call)
    return version, call.services.labelling.one_of(version, PhraseList, str(number))


_PHRASE_LISTS = f"{VERSION_PATH}/phraselists"
_A = Access.AUTHORING
ROUTES = (
    Route("GET", f"{VERSION_PATH}/features", list_features, _A),
    Route("GET", f"{VERSION_PATH}/patterns", list_regex_features, _A),
    Route("GET", _PHRASE_LISTS, list_phrase_lists, _A),
    Route("POST", _PHRASE_LISTS, add_phrase_list, _A, writes=True),
    Route("GET", f"{_PHRASE_LISTS}/{{phraselistId}}", get_phrase_list, _A),
    Route("PUT", f"{_PHRASE_LISTS}/{{phraselistId}}", change_phrase_list, _A, writes=True),
    Route("DELETE", f"{_PHRASE_LISTS}/{{phraselistId}}", remove_phrase_list, _A, writes=True),
)
