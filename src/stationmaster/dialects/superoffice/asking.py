"""One call as the operations of this dialect see it, and how they are offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from stationmaster.dialects.dialect import Answer, BodyKind, Call
from stationmaster.dialects.superoffice.auth import SuperOfficeAuth
from stationmaster.dialects.superoffice.settings import SuperOfficeSettings
from stationmaster.dialects.superoffice.wire import (
    ArrayOf,
    Carrier,
    Exchange,
    Kind,
    Scalar,
    read_body,
    write_body,
)
from stationmaster.dialects.superoffice.wire.kinds import element_name
from stationmaster.domain.errors import MalformedBody
from stationmaster.services.services import Services

INT_RANGE = range(-(2**31), 2**31)


class Access(StrEnum):
    """Who may make a call."""

    USER = "user"
    OPEN = "open"  #: everybody


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One call, with its conventions read."""

    call: Call
    exchange: Exchange
    settings: SuperOfficeSettings
    auth: SuperOfficeAuth

    @property
    def services(self) -> Services:
        return self.call.services

    def body(self, kind: Kind, *, required: bool = True) -> Any:
        """What was sent, under the names of its kind.

        :raises MalformedBody: it is no such thing
        """
        return read_body(self.exchange, kind, self.call.body, required=required)

    def arguments(self, kind: Carrier, *needed: str) -> dict[str, Any]:
        """The body of an agent's call; where there is none, its query string is asked.

        :raises MalformedBody: one of those that are needed is missing
        """
        sent: dict[str, Any] = self.body(kind, required=False) or {}
        for name in needed:
            if sent.get(name) is None:
                sent[name] = self.query_value(name)
        return sent

    def query_value(self, name: str) -> int:
        """A whole number from the query string.

        :raises MalformedBody: it is missing or no such number
        """
        text = self.call.query.get(name.lower())
        if text is None:
            raise MalformedBody(
                f"The parameters dictionary contains a null entry for parameter '{_camel(name)}'."
            )
        return whole_number(text, _camel(name))

    def id_of(self, name: str) -> int:
        """A number in the path.

        :raises MalformedBody: it is none
        """
        return whole_number(self.call.parameters[name], name)

    def answer(self, kind: Kind, value: Any) -> Answer:
        """The answer that gives this."""
        body, headers = write_body(self.exchange, kind, value)
        return Answer(status=200, body=body, headers=headers)


#: The answer to calls that give nothing.
NOTHING = Answer(status=204, body=b"")

Answers = Callable[[Asked], Answer]


def whole_number(text: str, name: str) -> int:
    """A whole number of 32 bits.

    :raises MalformedBody: it is none; the message names it
    """
    digits = text.strip().removeprefix("-")
    if digits.isascii() and digits.isdecimal() and len(digits) < 12 and int(text) in INT_RANGE:
        return int(text)
    raise MalformedBody(f"{name}: {text[:40]!r} is not a whole number of 32 bits")


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """One operation; its path is without what an installation puts before it."""

    method: str
    path: str
    answers: Answers
    says: str  #: in one sentence, what it does
    access: Access = Access.USER
    writes: bool = False
    body: BodyKind = BodyKind.ORDINARY


def agent(
    name: str,
    method: str,
    answers: Answers,
    *,
    says: str,
    takes: Kind | Mapping[str, Kind] | None = None,
    gives: Kind | None = None,
    writes: bool = False,
) -> tuple[Offer, ...]:
    """A method of an agent: POST does it, GET describes it.

    :param takes: the body, or the names of what the query string says
    """
    path = f"/api/v1/Agents/{name}/{method}"
    described = {
        "Agent": name,
        "Method": method,
        "Verb": "POST",
        "Uri": path,
        "Description": says,
        "Query": {key: element_name(kind) for key, kind in takes.items()}
        if isinstance(takes, Mapping)
        else {},
        "Request": None if takes is None or isinstance(takes, Mapping) else _described(takes),
        "Response": None if gives is None else _described(gives),
    }

    def describe(asked: Asked) -> Answer:
        return asked.answer(Scalar.ANY, described)

    return (
        Offer(method="POST", path=path, answers=answers, says=says, writes=writes),
        Offer(method="GET", path=path, answers=describe, says=f"Describes {name}/{method}."),
    )


def rest(method: str, path: str, answers: Answers, *, says: str, writes: bool = False) -> tuple[Offer, ...]:
    """A call of the REST form."""
    return (Offer(method=method, path=f"/api/v1{path}", answers=answers, says=says, writes=writes),)


def _described(kind: Kind) -> Any:
    """The names of a carrier's members with theirs kinds; for other kinds what they are called."""
    if isinstance(kind, Carrier):
        return {member.name: element_name(member.kind) for member in (*kind.members, *kind.base)}
    if isinstance(kind, ArrayOf):
        return [_described(kind.item)]
    return element_name(kind)


def _camel(name: str) -> str:
    return name[:1].lower() + name[1:]
