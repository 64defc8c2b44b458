"""What every dialect offers the web edge, and what its handlers are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Protocol

import msgspec

from stationmaster.domain.tenants import Principal
from stationmaster.services.access import AccessService
from stationmaster.services.services import Services

_JSON = "application/json; charset=utf-8"


class OpenAccess(Protocol):
    """Opens the access service in one transaction."""

    def __call__(self, *, writes: bool = False) -> AbstractContextManager[AccessService]: ...


class BodyKind(StrEnum):
    """How large a body may be."""

    ORDINARY = "ordinary"
    IMPORT = "import"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A response, as bytes."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()  #: each as its own Set-Cookie header says it


def json_answer(status: int, value: object, **headers: str) -> Answer:
    """A JSON response; header names are written with underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, body=msgspec.json.encode(value), headers={"content-type": _JSON, **named})


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """A request before it is known who asks: names in `headers` and `query` are in lower case."""

    method: str
    path: str  #: as sent, percent-encoded
    query_string: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    base_url: str
    parameters: Mapping[str, str] = field(default_factory=dict)  #: of the route's path


@dataclass(frozen=True, kw_only=True)
class Call(Inquiry):
    """A request of a known caller; its transaction opens when a service is first used.

    :param open_reading: opens a transaction of its own that only reads, for what takes long: to be done before a
        service of a route that writes is first used, since nobody else writes from then on
    :param open_access: opens a transaction of its own, one that writes only where the route's does not
    """

    body: bytes
    principal: Principal
    region: str | None
    open_services: Callable[[], Services]
    open_reading: Callable[[], AbstractContextManager[Services]]
    open_access: OpenAccess

    @cached_property
    def services(self) -> Services:
        return self.open_services()


@dataclass(frozen=True, slots=True)
class Route:
    """One operation: how it is reached, who may call it and what answers.

    :param access: the dialect's own word for which credentials it takes
    :param writes: whether its transaction may change anything
    :param is_status: whether its answer depends on nothing but the database, so that it may be kept
        until the database changes
    """

    method: str
    path: str
    handler: Callable[[Call], Answer]
    access: str
    writes: bool = False
    body: BodyKind = BodyKind.ORDINARY
    is_status: bool = False


class Dialect(Protocol):
    """One vendor's HTTP API as we speak it."""

    name: str
    prefixes: tuple[str, ...]  #: paths begin with one of these, in lower case
    routes: tuple[Route, ...]
    credential_headers: frozenset[bytes]  #: the headers that tell who calls, in lower case

    def method_of(self, inquiry: Inquiry) -> str:
        """The method that is meant, where a header may name another than that of the request."""

    def path_of(self, inquiry: Inquiry) -> str:
        """The path as its routes spell it, without what an installation puts before it."""

    def authenticate(self, inquiry: Inquiry, route: Route, access: AccessService) -> Principal:
        """
        :raises AccessDenied: the credential does not allow this call
        :raises WritingNeeded: it has to be asked again in a transaction that writes
        """

    def render_error(self, error: Exception, inquiry: Inquiry) -> Answer:
        """What the vendor would say of this to this request; unknown errors become its 500."""

    def unknown_route(self, allowed: tuple[str, ...], inquiry: Inquiry) -> Answer:
        """The answer to a path that is no operation (404), or has other methods (405)."""
