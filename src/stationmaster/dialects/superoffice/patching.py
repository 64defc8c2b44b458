"""Changes of parts: RFC 6902 where a list of steps is sent, RFC 7396 where an object is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from stationmaster.dialects.superoffice.asking import Asked
from stationmaster.dialects.superoffice.wire import Carrier, Scalar
from stationmaster.dialects.superoffice.wire.binding import Binder
from stationmaster.dialects.superoffice.wire.languages import Language
from stationmaster.dialects.superoffice.wire.rendering import Renderer
from stationmaster.domain.errors import MalformedBody


def patched(asked: Asked, carrier: Carrier, entity: Mapping[str, Any]) -> dict[str, Any]:
    """The whole entity as it is after the body's changes; paths are read in any case.

    :raises MalformedBody: a step is none, names a place that is not there, or tests what is not so
    """
    clock = asked.exchange.clock
    tree = Renderer(clock=clock, language=Language()).render(carrier, entity)
    changes = asked.body(Scalar.ANY)
    if isinstance(changes, list):
        for step in changes:
            _take(tree, step)
    elif isinstance(changes, dict):
        _merge(tree, changes)
    else:
        raise MalformedBody("The body is neither a list of steps nor an object")
    bound: dict[str, Any] = Binder(clock=clock).bind(carrier, tree)
    return bound


def _merge(tree: dict[str, Any], changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        key = _key(tree, name)
        if isinstance(value, dict) and isinstance(tree.get(key), dict):
            _merge(tree[key], value)
        else:
            tree[key] = value


def _take(tree: Any, step: Any) -> None:
    if not isinstance(step, dict) or not isinstance(step.get("path"), str):
        raise MalformedBody("A step of a patch has no path")
    path = step["path"]
    *above, last = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")][1:] or [""]
    place = tree
    for part in above:
        place = _below(place, part, path)
    operation, value = step.get("op"), step.get("value")
    if operation == "test":
        if _below(place, last, path) != value:
            raise MalformedBody(f"{path} is not {msgspec.json.encode(value).decode()}")
    elif operation in {"add", "replace"}:
        _put(place, last, value, path, inserts=operation == "add")
    elif operation == "remove":
        _remove(place, last, path)
    else:
        raise MalformedBody(f"{path}: a patch has no operation {operation!r} here")


def _below(place: Any, part: str, path: str) -> Any:
    if isinstance(place, dict) and _key(place, part) in place:
        return place[_key(place, part)]
    if isinstance(place, list) and part.isdecimal() and int(part) < len(place):
        return place[int(part)]
    raise MalformedBody(f"{path[:80]!r} names nothing that is there")


def _put(place: Any, part: str, value: Any, path: str, *, inserts: bool) -> None:
    if isinstance(place, dict):
        place[_key(place, part)] = value
    elif (
        isinstance(place, list)
        and inserts
        and (part == "-" or (part.isdecimal() and int(part) <= len(place)))
    ):
        place.insert(len(place) if part == "-" else int(part), value)
    elif isinstance(place, list) and part.isdecimal() and int(part) < len(place):
        place[int(part)] = value
    else:
        raise MalformedBody(f"{path[:80]!r} names no place that could hold a value")


def _remove(place: Any, part: str, path: str) -> None:
    _below(place, part, path)
    if isinstance(place, list):
        del place[int(part)]
    else:
        place[_key(place, part)] = None


def _key(tree: Mapping[str, Any], name: str) -> str:
    return next((key for key in tree if key.lower() == name.lower()), name)
