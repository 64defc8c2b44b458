"""What a member of a carrier can be: one description, from which JSON and XML are read and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TypeAlias


class Scalar(Enum):
    """A value without parts."""

    TEXT = "text"  #: str, as it was written
    LABEL = "label"  #: str that may hold several languages, or ids of resources
    INT = "int"  #: int of 32 bits
    DOUBLE = "double"  #: float
    BOOL = "bool"  #: bool
    DATE = "date"  #: datetime in UTC, or None for the empty date; told in the caller's time zone
    STAMP = "stamp"  #: the same, but told in UTC or the base zone: when something was made or changed
    BYTES = "bytes"  #: bytes, base64 on the wire
    ANY = "any"  #: whatever JSON can say, untouched


@dataclass(frozen=True, kw_only=True, eq=False)
class Words:
    """An enumeration: str, one of these words."""

    name: str
    words: tuple[str, ...]  #: the first stands where nothing is said


@dataclass(frozen=True, kw_only=True, eq=False)
class Flags:
    """A set of bits: int, written as words."""

    name: str
    bits: Mapping[str, int]  #: every word that may be read
    written: tuple[str, ...]  #: the words that are written, those that cover several bits first
    none: str = "None"  #: the word for no bit at all
    ignores_unknown: bool = False  #: whether a word that is none of these counts for nothing


@dataclass(frozen=True, kw_only=True, eq=False)
class ArrayOf:
    """list of one kind."""

    item: Kind


@dataclass(frozen=True, kw_only=True, eq=False)
class DictionaryOf:
    """dict from str to one kind; in XML a list of entries with a Key and a Value."""

    value: Kind
    entry: str  #: the name of an entry's element


@dataclass(frozen=True, kw_only=True, eq=False)
class Member:
    """One named part of a carrier."""

    name: str
    kind: Kind


@dataclass(frozen=True, kw_only=True, eq=False)
class Carrier:
    """dict with these members, in this order; members that are not listed are carried along.

    `base` members come last in JSON and first in XML.
    """

    name: str
    members: tuple[Member, ...]
    base: tuple[Member, ...] = ()


Kind: TypeAlias = Scalar | Words | Flags | ArrayOf | DictionaryOf | Carrier


@cache
def members_by_name(carrier: Carrier) -> Mapping[str, Member]:
    """Every member by its name in lower case."""
    return {member.name.lower(): member for member in (*carrier.members, *carrier.base)}


@cache
def member_names(carrier: Carrier) -> frozenset[str]:
    """The names of all members, as they are spelled."""
    return frozenset(member.name for member in (*carrier.members, *carrier.base))


_ELEMENTS = {
    Scalar.TEXT: "string",
    Scalar.LABEL: "string",
    Scalar.INT: "int",
    Scalar.DOUBLE: "double",
    Scalar.BOOL: "boolean",
    Scalar.DATE: "dateTime",
    Scalar.STAMP: "dateTime",
    Scalar.BYTES: "base64Binary",
    Scalar.ANY: "anyType",
}


def element_name(kind: Kind) -> str:
    """What an XML element is called that holds a value of this kind and has no member's name."""
    match kind:
        case Scalar():
            return _ELEMENTS[kind]
        case ArrayOf():
            return "ArrayOf" + element_name(kind.item)
        case DictionaryOf():
            return "ArrayOf" + kind.entry
        case _:
            return kind.name
