"""What a caller sent, as values: JSON, XML and form fields bind by the same rules, names in any case."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, assert_never

from stationmaster.dialects.superoffice.wire.kinds import (
    ArrayOf,
    Carrier,
    DictionaryOf,
    Flags,
    Kind,
    Scalar,
    Words,
    members_by_name,
)
from stationmaster.dialects.superoffice.wire.masks import all_bits, read_mask
from stationmaster.dialects.superoffice.wire.zones import Clock
from stationmaster.domain.errors import MalformedBody

#: How deeply what is carried along untouched may nest.
MAX_DEPTH = 64
_INT_RANGE = range(-(2**31), 2**31)
_INT = re.compile(r"[+-]?\d{1,10}", re.ASCII)
_DOUBLE = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, kw_only=True, slots=True)
class Binder:
    """Reads values of one request.

    `is_text` says that scalars come as text, as XML and forms have them.
    """

    clock: Clock
    is_text: bool = False

    def bind(self, kind: Kind, tree: Any, place: str = "") -> Any:
        """A value of this kind; None for null.

        :raises MalformedBody: it is no such value; the message names the member
        """
        if tree is None:
            return None
        match kind:
            case Scalar():
                return self._scalar(kind, tree, place)
            case Words():
                return _word(kind, tree, place)
            case Flags():
                return self._mask(kind, tree, place)
            case ArrayOf():
                return self._array(kind, tree, place)
            case DictionaryOf():
                return {
                    key: self.bind(kind.value, item, _below(place, key))
                    for key, item in _expect(dict, tree, place, "an object").items()
                }
            case Carrier():
                return self._carrier(kind, tree, place)
            case _:
                assert_never(kind)

    def _carrier(self, carrier: Carrier, tree: Any, place: str) -> dict[str, Any]:
        if self.is_text and tree == "":
            return {}
        known = members_by_name(carrier)
        bound: dict[str, Any] = {}
        for name, item in _expect(dict, tree, place, f"a {carrier.name}").items():
            member = known.get(name.lower())
            if member is None:
                bound[name] = _untouched(item, _below(place, name))
            else:
                bound[member.name] = self.bind(member.kind, item, _below(place, member.name))
        return bound

    def _array(self, array: ArrayOf, tree: Any, place: str) -> list[Any]:
        if self.is_text and not isinstance(tree, list):
            tree = [] if tree == "" else [tree]
        items = _expect(list, tree, place, "a list")
        return [self.bind(array.item, item, f"{place}[{index}]") for index, item in enumerate(items)]

    def _mask(self, flags: Flags, tree: Any, place: str) -> int:
        if isinstance(tree, int) and not isinstance(tree, bool):
            return tree & all_bits(flags)
        text = _expect(str, tree, place, "words of " + flags.name)
        if self.is_text and _INT.fullmatch(text):
            return int(text) & all_bits(flags)
        mask: int = _told(place, read_mask, flags, text)
        return mask

    def _scalar(self, kind: Scalar, tree: Any, place: str) -> Any:
        match kind:
            case Scalar.TEXT | Scalar.LABEL:
                return _expect(str, tree, place, "text")
            case Scalar.INT:
                return self._int(tree, place)
            case Scalar.DOUBLE:
                return self._double(tree, place)
            case Scalar.BOOL:
                if self.is_text and isinstance(tree, str):
                    tree = _TRUTH.get(tree.strip().lower(), tree)
                return _expect(bool, tree, place, "true or false")
            case Scalar.DATE | Scalar.STAMP:
                text = _expect(str, tree, place, "a date")
                return _told(place, lambda: self.clock.read(text, stamp=kind is Scalar.STAMP))
            case Scalar.BYTES:
                return _told(place, _bytes, _expect(str, tree, place, "base64"))
            case Scalar.ANY:
                return _untouched(tree, place)
            case _:
                assert_never(kind)

    def _int(self, tree: Any, place: str) -> int:
        if self.is_text and isinstance(tree, str) and _INT.fullmatch(tree.strip()):
            tree = int(tree)
        if isinstance(tree, bool) or not isinstance(tree, int):
            raise _misfit(tree, place, "a whole number")
        number: int = tree
        if number not in _INT_RANGE:
            raise MalformedBody(f"{_named(place)}: the number is beyond what 32 bits hold")
        return number

    def _double(self, tree: Any, place: str) -> float:
        if self.is_text and isinstance(tree, str) and _DOUBLE.fullmatch(tree.strip()):
            tree = float(tree)
        if isinstance(tree, bool) or not isinstance(tree, (int, float)):
            raise _misfit(tree, place, "a number")
        if not abs(tree) < float("inf"):
            raise MalformedBody(f"{_named(place)}: the number is too large")
        return float(tree)


def _word(kind: Words, tree: Any, place: str) -> str | None:
    text = _expect(str, tree, place, "a word of " + kind.name).strip()
    for word in kind.words:
        if word.lower() == text.lower():
            return word
    if not text:
        return None
    raise MalformedBody(f"{_named(place)}: {text[:40]!r} is none of {', '.join(kind.words)}")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error as error:
        raise ValueError(f"not base64: {error}") from error


def _told(place: str, read: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return read(*arguments)
    except ValueError as error:
        raise MalformedBody(f"{_named(place)}: {error}") from error


def _untouched(tree: Any, place: str) -> Any:
    waiting = [(tree, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise MalformedBody(f"{_named(place)}: nested more than {MAX_DEPTH} deep")
        if isinstance(item, (dict, list)):
            inner = item.values() if isinstance(item, dict) else item
            waiting.extend((each, depth + 1) for each in inner)
    return tree


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _named(place: str) -> str:
    return place or "The body"


_SAID = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number"}


def _expect(wanted: type, tree: Any, place: str, belongs: str) -> Any:
    if type(tree) is not wanted:
        raise _misfit(tree, place, belongs)
    return tree


def _misfit(tree: Any, place: str, belongs: str) -> MalformedBody:
    return MalformedBody(f"{_named(place)}: {_SAID.get(type(tree), 'a number')} where {belongs} belongs")
