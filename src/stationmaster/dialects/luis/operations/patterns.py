"""Patterns: sentence templates of intents."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import UNSET

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.luis.auth import Access
from stationmaster.dialects.luis.operations.entities import new_id
from stationmaster.dialects.luis.operations.models import find_intent
from stationmaster.dialects.luis.schemas import decode
from stationmaster.dialects.luis.schemas_models import NewPattern, PatternChange
from stationmaster.dialects.luis.translate import STATUS_OK, VERSION_PATH, created, page, version_of
from stationmaster.dialects.luis.translate_models import changed_pattern, pattern_info
from stationmaster.domain.apps import Version
from stationmaster.domain.dataset import Facet, Pattern
from stationmaster.domain.errors import MalformedBody
from stationmaster.learning.template import check_pattern


def add_pattern(call: Call) -> Answer:
    (pattern,) = _add(call, [decode(call.body, NewPattern)])
    return created(pattern_info(pattern))


def add_patterns(call: Call) -> Answer:
    return created([pattern_info(pattern) for pattern in _add(call, decode(call.body, list[NewPattern]))])


def list_patterns(call: Call) -> Answer:
    skip, take = page(call)
    patterns = call.services.labelling.all_of(version_of(call), Pattern, skip=skip, take=take)
    return json_answer(200, [pattern_info(pattern) for pattern in patterns])


def list_patterns_of_intent(call: Call) -> Answer:
    skip, take = page(call)
    version, intent = find_intent(call)
    patterns = call.services.labelling.all_of(version, Pattern)
    of_intent = [pattern for pattern in patterns if pattern.intent == intent.name]
    return json_answer(200, [pattern_info(pattern) for pattern in of_intent[skip : skip + take]])


def change_pattern(call: Call) -> Answer:
    change = decode(call.body, PatternChange)
    changed = _change(call, version_of(call), call.parameters["patternId"], change)
    return json_answer(200, pattern_info(changed))


def change_patterns(call: Call) -> Answer:
    changes = [(_id_of(change), change) for change in decode(call.body, list[PatternChange])]
    version = version_of(call)
    changed = [_change(call, version, pattern_id, change) for pattern_id, change in changes]
    return json_answer(200, [pattern_info(pattern) for pattern in changed])


def remove_pattern(call: Call) -> Answer:
    call.services.labelling.remove(version_of(call), Facet.PATTERNS, [call.parameters["patternId"]])
    return STATUS_OK


def remove_patterns(call: Call) -> Answer:
    pattern_ids = decode(call.body, list[str])
    call.services.labelling.remove(version_of(call), Facet.PATTERNS, pattern_ids)
    return STATUS_OK


def _add(call: Call, given: Iterable[NewPattern]) -> list[Pattern]:
    patterns = [Pattern(id=new_id(), text=new.pattern, intent=new.intent) for new in given]
    for pattern in patterns:
        check_pattern(pattern.text)
    call.services.labelling.add(version_of(call), patterns)
    return patterns


def _change(call: Call, version: Version, pattern_id: str, change: PatternChange) -> Pattern:
    changed = changed_pattern(call.services.labelling.one_of(version, Pattern, pattern_id), change)
    check_pattern(changed.text)
    call.services.labelling.change(version, changed)
    return changed


def _id_of(change: PatternChange) -> str:
    if change.id is UNSET:
        raise MalformedBody("The request body is not valid: a pattern has no field `id`")
    return change.id


_PATTERNS = f"{VERSION_PATH}/patternrules"
_A = Access.AUTHORING
ROUTES = (
    Route("POST", f"{VERSION_PATH}/patternrule", add_pattern, _A, writes=True),
    Route("GET", _PATTERNS, list_patterns, _A),
    Route("POST", _PATTERNS, add_patterns, _A, writes=True),
    Route("PUT", _PATTERNS, change_patterns, _A, writes=True),
    Route("DELETE", _PATTERNS, remove_patterns, _A, writes=True),
    Route("PUT", f"{_PATTERNS}/{{patternId}}", change_pattern, _A, writes=True),
    Route("DELETE", f"{_PATTERNS}/{{patternId}}", remove_pattern, _A, writes=True),
    Route("GET", f"{VERSION_PATH}/intents/{{intentId}}/patternrules", list_patterns_of_intent, _A),
)
