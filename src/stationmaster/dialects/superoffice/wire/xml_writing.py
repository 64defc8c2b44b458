"""XML out: no namespace, base members first, nil for null, flags parted by blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from stationmaster.dialects.superoffice.wire.kinds import (
    ArrayOf,
    Carrier,
    DictionaryOf,
    Flags,
    Kind,
    Scalar,
    element_name,
    members_by_name,
)

_NIL = ' i:nil="true"'
_INSTANCE = ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
_SERIALIZATION = ' xmlns="http://schemas.microsoft.com/2003/10/Serialization/"'
#: What XML 1.0 cannot say, however it is escaped.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What a name cannot have, and what would read as an escape.
_UNNAMABLE = re.compile(r"[^A-Za-z0-9_.-]|\A[0-9.-]|_(?=x[0-9A-Fa-f]{4}_)")


def write_xml(kind: Kind, tree: Any) -> str:
    """A rendered value as a document; its root has the name of its kind."""
    namespaces = _SERIALIZATION if isinstance(kind, Scalar) else _INSTANCE
    if isinstance(kind, Scalar) and tree is None:
        namespaces += _INSTANCE
    return "".join(_element(element_name(kind), kind, tree, namespaces))


def _element(name: str, kind: Kind, tree: Any, attributes: str = "") -> Iterator[str]:
    if tree is None:
        yield f"<{name}{attributes}{_NIL}/>"
        return
    content = "".join(_content(kind, tree))
    yield f"<{name}{attributes}>{content}</{name}>" if content else f"<{name}{attributes}/>"


def _content(kind: Kind, tree: Any) -> Iterator[str]:
    match kind:
        case Carrier():
            yield from _members(kind, tree)
        case ArrayOf():
            for item in tree:
                yield from _element(element_name(kind.item), kind.item, item)
        case DictionaryOf():
            for key, item in tree.items():
                yield f"<{kind.entry}><Key>{_text(key)}</Key>"
                yield from _element("Value", kind.value, item)
                yield f"</{kind.entry}>"
        case Flags():
            yield _text(tree).replace(", ", " ")
        case Scalar.ANY:
            yield from _anything(tree)
        case _:
            yield _text(tree)


def _members(carrier: Carrier, tree: Mapping[str, Any]) -> Iterator[str]:
    known = members_by_name(carrier)
    base = [member.name for member in carrier.base if member.name in tree]
    for name in (*base, *(name for name in tree if name not in base)):
        member = known.get(name.lower())
        if member is not None and member.name == name:
            yield from _element(name, member.kind, tree[name])
        else:
            yield from _carried(name, tree[name])


def _carried(name: str, value: Any) -> Iterator[str]:
    """A member that only its sender knows; a list becomes as many elements of its name."""
    for item in value if isinstance(value, list) and value else [value]:
        yield from _element(_element_name_of(name), Scalar.ANY, item)


def _anything(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _carried(name, item)
    elif isinstance(value, list):
        for item in value:
            yield from _element(element_name(_kind_of(item)), Scalar.ANY, item)
    else:
        yield _text(value)


def _kind_of(value: Any) -> Scalar:
    return {bool: Scalar.BOOL, int: Scalar.INT, float: Scalar.DOUBLE, str: Scalar.TEXT}.get(
        type(value), Scalar.ANY
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return escape(_UNSAYABLE.sub("\ufffd", str(value)), {"\r": "&#xD;"})


def _element_name_of(name: str) -> str:
    """A name as XML can have it: other characters as `_x0020_`, the platform's way."""
    return _UNNAMABLE.sub(_escaped, name) or "_"


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be").hex().upper()
    return "".join(f"_x{units[at : at + 4]}_" for at in range(0, len(units), 4))
