"""Bytes to JSON, and typed reading of it with a place in every complaint."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import msgspec

from stationmaster.domain.errors import InvalidItem, LimitExceeded

Json = dict[str, Any]

MAX_BYTES = 50 * 1024 * 1024
MAX_DEPTH = 128
_TOO_DEEP = f"it is nested more than {MAX_DEPTH} levels deep"


class InvalidFile(InvalidItem):
    """The file cannot be imported; the message names the place and the reason."""


def decode(data: bytes) -> Node:
    """The document in these bytes.

    :raises LimitExceeded: there are more than 50 MB of them
    :raises InvalidFile: they are not JSON
    """
    text = text_of(data)
    try:
        document = msgspec.json.decode(text)
    except RecursionError:
        raise InvalidFile(f"The file cannot be read: {_TOO_DEEP}.") from None
    except msgspec.DecodeError as error:
        raise InvalidFile(_syntax_complaint(text, str(error))) from error
    _refuse_depth(document)
    return Node(document, "")


def text_of(data: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 that says so.

    :raises LimitExceeded: there are more than 50 MB of it
    :raises InvalidFile: the bytes are no such text
    """
    if len(data) > MAX_BYTES:
        raise LimitExceeded(f"the file has {len(data)} bytes, but {MAX_BYTES} is the limit")
    encoding = "utf-16" if data[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidFile(
            f"The file is not {encoding.removesuffix('-sig')}: see the byte at {error.start}."
        ) from error


def _syntax_complaint(text: str, reason: str) -> str:
    # The standard parser is slower but says exactly where it stopped.
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"The JSON is malformed at line {error.lineno}, column {error.colno}: {error.msg.lower()}."
    except RecursionError:
        return f"The file cannot be read: {_TOO_DEEP}."
    except ValueError:
        return "The JSON holds a number of too many digits."
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
    raise InvalidFile(f"The file cannot be read: {_TOO_DEEP}.")


_KINDS = {dict: "an object", list: "an array", str: "a string", bool: "true or false", int: "a whole number"}


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and its place in the document."""

    value: Any
    path: str

    def fail(self, reason: str) -> NoReturn:
        """Refuse the document because of this value."""
        raise InvalidFile(f"{self.path or 'The file'} {reason}.")

    def find(self, key: str) -> Node | None:
        """The member of this name; null counts as missing."""
        found = self.object().get(key)
        return None if found is None else self._at(found, key)

    def member(self, key: str) -> Node:
        """The member of this name, which must be there."""
        return self.find(key) or self._at(None, key).fail("is missing")

    def each(self, key: str) -> Iterator[Node]:
        """The elements of the array of this name; none if there is no such member."""
        found = self.find(key)
        return iter(()) if found is None else found.elements()

    def elements(self) -> Iterator[Node]:
        """The elements of this array."""
        for number, value in enumerate(self._as(list)):
            yield Node(value, f"{self.path}[{number}]")

    def members(self) -> Iterator[tuple[str, Node]]:
        """The members of this object."""
        for key, value in self.object().items():
            yield key, self._at(value, key)

    def object(self) -> Json:
        """This value as an object."""
        value: Json = self._as(dict)
        return value

    def text(self) -> str:
        """This value as a string."""
        value: str = self._as(str)
        return value

    def name(self) -> str:
        """This value as a string that says something."""
        return self.text() if self.text().strip() else self.fail("is empty")

    def optional_text(self, key: str) -> str:
        """The member of this name as a string; an empty one if there is no such member."""
        found = self.find(key)
        return "" if found is None else found.text()

    def whole(self) -> int:
        """This value as a whole number."""
        value: int = self._as(int)
        return value

    def _at(self, value: Any, key: str) -> Node:
        return Node(value, f"{self.path}.{key}" if self.path else key)

    def _as(self, kind: type) -> Any:
        if type(self.value) is not kind:
            said = "null" if self.value is None else _KINDS.get(type(self.value), "a fraction")
            self.fail(f"must be {_KINDS[kind]}, not {said}")
        return self.value
