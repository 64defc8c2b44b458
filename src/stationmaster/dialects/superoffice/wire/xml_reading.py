"""XML in: elements by their local names, in any order and case; nothing outside the body is ever read.

The parser is the standard library's expat with a handler that refuses any DOCTYPE. Entities, whether general
or parameter, internal or external, exist only in a DOCTYPE, so no further package is needed to keep them out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from stationmaster.dialects.superoffice.wire.kinds import (
    ArrayOf,
    Carrier,
    DictionaryOf,
    Kind,
    Scalar,
    members_by_name,
)
from stationmaster.domain.errors import MalformedBody

MAX_DEPTH = 64
MAX_ELEMENTS = 250_000
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_XINCLUDE = "http://www.w3.org/2001/XInclude"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(kw_only=True, slots=True)
class Element:
    """One element while and after it is read."""

    name: str
    is_nil: bool = False
    pieces: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly within."""
        return "".join(self.pieces)


class _Reader:
    """Builds elements from what the parser tells."""

    def __init__(self) -> None:
        self._open = [Element(name="")]
        self._left = MAX_ELEMENTS
        parser = self._parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def read(self, text: str) -> Element:
        try:
            self._parser.Parse(text.encode(), True)
        except expat.ExpatError as error:
            raise MalformedBody(f"The request body is not valid XML: {error}") from error
        return self._open[0].children[0]

    def _refuse_doctype(self, *_: object) -> None:
        raise MalformedBody("The request body has a DOCTYPE, which is not taken")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self._open) > MAX_DEPTH:
            raise MalformedBody(f"The request body is nested more than {MAX_DEPTH} deep")
        self._left -= 1
        if self._left < 0:
            raise MalformedBody(f"The request body has more than {MAX_ELEMENTS} elements")
        namespace, _, local = name.rpartition(" ")
        if namespace == _XINCLUDE:
            raise MalformedBody("The request body has an XInclude element, which is not taken")
        is_nil = attributes.get(f"{_INSTANCE} nil", "").strip() in ("true", "1")
        self._open.append(Element(name=_unescaped(local), is_nil=is_nil))

    def _end(self, _: str) -> None:
        element = self._open.pop()
        self._open[-1].children.append(element)

    def _characters(self, text: str) -> None:
        self._open[-1].pieces.append(text)


def _unescaped(name: str) -> str:
    """A name whose unlawful characters were written as `_x0020_`, each unit of UTF-16 by itself."""
    if "_x" not in name:
        return name
    units = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), name)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def read_xml(kind: Kind, text: str) -> Any:
    """The tree that binds to this kind: objects, lists, text for scalars, None for nil.

    :raises MalformedBody: not well-formed, or what is never taken: a DOCTYPE, XInclude, deep nesting
    """
    return _tree(kind, _Reader().read(text))


def _tree(kind: Kind, element: Element) -> Any:
    if element.is_nil:
        return None
    match kind:
        case Carrier():
            return _object(kind, element)
        case ArrayOf():
            return [_tree(kind.item, child) for child in element.children]
        case DictionaryOf():
            return dict(_entry(kind, child) for child in element.children)
        case Scalar.ANY:
            return _anything(element)
        case _:
            if element.children:
                raise MalformedBody(f"{element.name}: elements where a plain value belongs")
            return element.text


def _object(carrier: Carrier, element: Element) -> dict[str, Any]:
    known = members_by_name(carrier)
    own = {
        member.name: _tree(member.kind, child)
        for child in element.children
        if (member := known.get(child.name.lower()))
    }
    others = [child for child in element.children if child.name.lower() not in known]
    return own | _grouped(others)


def _entry(kind: DictionaryOf, element: Element) -> tuple[str, Any]:
    parts = {child.name.lower(): child for child in element.children}
    if "key" not in parts:
        raise MalformedBody(f"{element.name}: an entry without a Key")
    value = parts.get("value")
    return parts["key"].text, None if value is None else _tree(kind.value, value)


def _anything(element: Element) -> Any:
    if element.is_nil:
        return None
    return _grouped(element.children) if element.children else element.text


def _grouped(elements: list[Element]) -> dict[str, Any]:
    """Elements by name; those that share one become a list."""
    groups: dict[str, list[Any]] = {}
    for element in elements:
        groups.setdefault(element.name, []).append(_anything(element))
    return {name: found[0] if len(found) == 1 else found for name, found in groups.items()}
