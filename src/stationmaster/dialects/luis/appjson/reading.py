"""Bytes to JSON, and typed reading of it with a path in every complaint."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import msgspec

from stationmaster.domain.errors import InvalidItem

PARSE_FAILURE = "Failed to parse application json. Parameter name: applicationJsonString"
MAX_DEPTH = 64
TOO_DEEP = f"It is nested more than {MAX_DEPTH} levels deep."
WINDOWS_1252 = "The file is not valid UTF-8; its bytes were read as Windows-1252."

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class InvalidAppJson(InvalidItem):
    """The app JSON cannot be imported; the message names the place and the reason."""


def malformed(reason: str) -> InvalidAppJson:
    """The refusal of JSON that is not an app, in LUIS's words and with our reason."""
    return InvalidAppJson(f"{PARSE_FAILURE}. {reason}")


def model_missing(name: str, place: str) -> InvalidAppJson:
    """The refusal of a name that the file refers to but does not declare."""
    return InvalidAppJson(f"Cannot find the model ({name}) in the specified application version: {place}")


def decode(data: bytes) -> tuple[Node, tuple[str, ...]]:
    """The document in these bytes, and what had to be repaired to read it."""
    text, repairs = _text_of(data)
    try:
        document = msgspec.json.decode(text)
    except RecursionError:
        raise malformed(TOO_DEEP) from None
    except msgspec.DecodeError as error:
        raise malformed(_syntax_complaint(text, str(error))) from error
    _refuse_depth(document)
    return Node(document, "$"), repairs


def _text_of(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ()
            except UnicodeDecodeError as error:
                raise malformed(f"Its byte order mark says {encoding}, but {_bad_byte(error)}.") from error
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        where = _bad_byte(error)
    try:
        return data.decode("cp1252"), (WINDOWS_1252,)
    except UnicodeDecodeError as error:
        raise malformed(f"It is neither UTF-8 ({where}) nor Windows-1252 ({_bad_byte(error)}).") from error


def _bad_byte(error: UnicodeDecodeError) -> str:
    return f"the byte at position {error.start} does not fit"


def _syntax_complaint(text: str, reason: str) -> str:
    # The standard parser is slower but says exactly where it stopped.
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"The JSON is malformed at line {error.lineno}, column {error.colno}: {error.msg.lower()}."
    except RecursionError:
        return TOO_DEEP
    except ValueError:
        return "It holds a number of too many digits."
    return f"The JSON cannot be read: {reason.partition(' - at ')[0].lower()}."


def _refuse_depth(document: Any) -> None:
    level = [document]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return
    raise malformed(TOO_DEEP)


_KINDS = {dict: "an object", list: "an array", str: "a string", bool: "true or false", int: "a whole number"}


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and its place in the document."""

    value: Any
    path: str

    def fail(self, reason: str) -> NoReturn:
        """Refuse the document because of this value."""
        raise malformed(f"{self.path} {reason}.")

    def find(self, key: str) -> Node | None:
        """The member of this name; null counts as missing."""
        found = self.object().get(key)
        return None if found is None else Node(found, f"{self.path}.{key}")

    def member(self, key: str) -> Node:
        """The member of this name, which must be there."""
        return self.find(key) or Node(None, f"{self.path}.{key}").fail("is missing")

    def each(self, key: str) -> Iterator[Node]:
        """The elements of the array of this name; none if there is no such member."""
        found = self.find(key)
        if found is None:
            return
        for number, value in enumerate(found._as(list)):
            yield Node(value, f"{found.path}[{number}]")

    def object(self) -> dict[str, Any]:
        """This value as an object."""
        value: dict[str, Any] = self._as(dict)
        return value

    def text(self) -> str:
        """This value as a string."""
        value: str = self._as(str)
        return value

    def name(self) -> str:
        """This value as a string that says something."""
        return self.text() if self.text().strip() else self.fail("is empty")

    def flag(self) -> bool:
        """This value as true or false."""
        value: bool = self._as(bool)
        return value

    def whole(self) -> int:
        """This value as a whole number."""
        value: int = self._as(int)
        return value

    def _as(self, kind: type) -> Any:
        if type(self.value) is not kind:
            said = "null" if self.value is None else _KINDS.get(type(self.value), "a fraction")
            self.fail(f"must be {_KINDS[kind]}, not {said}")
        return self.value
