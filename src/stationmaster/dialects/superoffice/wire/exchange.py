"""What a request's headers and query ask for, and bodies read and written by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from stationmaster.dialects.superoffice.wire.binding import Binder
from stationmaster.dialects.superoffice.wire.errors import UnsupportedContent
from stationmaster.dialects.superoffice.wire.kinds import ArrayOf, Carrier, Kind, members_by_name
from stationmaster.dialects.superoffice.wire.languages import Language, read_language
from stationmaster.dialects.superoffice.wire.media import TAKEN, Form, Media, choose_media, read_content_type
from stationmaster.dialects.superoffice.wire.rendering import Renderer
from stationmaster.dialects.superoffice.wire.selecting import Selection, read_select
from stationmaster.dialects.superoffice.wire.xml_reading import read_xml
from stationmaster.dialects.superoffice.wire.xml_writing import write_xml
from stationmaster.dialects.superoffice.wire.zones import Clock, find_zone, read_time_zone
from stationmaster.domain.errors import BodyTooLarge, MalformedBody


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """How one request wants to be read and answered."""

    reply: Media
    content: Media
    selection: Selection
    language: Language
    clock: Clock


def negotiate(
    headers: Mapping[str, str],
    query: Mapping[str, str],
    *,
    base_zone: str = "UTC",
    strict_accept: bool = False,
) -> Exchange:
    """What headers and query ask for; their names are in lower case.

    :param base_zone: the zone in which the tenant's times are told where none is asked for
    :param strict_accept: refuse what cannot be answered in a wanted media type, in place of JSON
    :raises WireError: a header asks for what is not offered
    """
    return Exchange(
        reply=choose_media(headers.get("accept"), strict=strict_accept),
        content=read_content_type(headers.get("content-type")),
        selection=read_select(query.get("$select")),
        language=read_language(
            headers.get("accept-language"), headers.get("so-language"), headers.get("so-culture")
        ),
        clock=read_time_zone(headers.get("so-timezone"), base=find_zone(base_zone)),
    )


def read_body(
    exchange: Exchange, kind: Kind, body: bytes, *, required: bool = True, max_bytes: int | None = None
) -> Any:
    """The value that a body says: dict for carriers, list for arrays, datetime in UTC for dates.

    :param required: whether a body must be there, and not null; otherwise both read as None
    :raises UnsupportedContent: the body's media type or charset is not taken
    :raises BodyTooLarge: it is longer than `max_bytes`
    :raises MalformedBody: it is not what belongs there; the message names the member
    """
    if max_bytes is not None and len(body) > max_bytes:
        raise BodyTooLarge(f"The request body has more than {max_bytes} bytes")
    value = _value(exchange, kind, body) if body else None
    if value is None and required:
        raise MalformedBody("The request body is missing")
    return value


def _value(exchange: Exchange, kind: Kind, body: bytes) -> Any:
    content = exchange.content
    if content.form is None:
        raise UnsupportedContent(f"The media type {content.name!r} is none of {', '.join(TAKEN)}")
    try:
        text = content.text(body)
    except UnicodeDecodeError as error:
        raise MalformedBody(f"The request body is not in its charset: {error}") from error
    if not text.strip():
        return None
    match content.form:
        case Form.JSON:
            return Binder(clock=exchange.clock).bind(kind, _read_json(text))
        case Form.XML:
            return Binder(clock=exchange.clock, is_text=True).bind(kind, read_xml(kind, text))
        case Form.FIELDS:
            return Binder(clock=exchange.clock, is_text=True).bind(kind, _read_fields(kind, text))


def _read_json(text: str) -> Any:
    """Where a name is said twice, in whatever case, the last one counts."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise MalformedBody(f"The request body is not valid JSON: {error}") from error


def _read_fields(kind: Kind, text: str) -> dict[str, Any]:
    if not isinstance(kind, Carrier):
        raise MalformedBody("The request body is a form, which has names where a single value belongs")
    try:
        fields = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError as error:
        raise MalformedBody(f"The request body is not a form: {error}") from error
    known = members_by_name(kind)
    gathered: dict[str, Any] = {}
    for said, value in fields:
        member = known.get(said.removesuffix("[]").lower())
        if member is not None and isinstance(member.kind, ArrayOf):
            gathered.setdefault(member.name, []).append(value)
        else:
            gathered[said] = value
    return gathered


def write_body(exchange: Exchange, kind: Kind, value: Any) -> tuple[bytes, dict[str, str]]:
    """A value as the caller wants to read it, and the headers that tell how it is written."""
    rendered = Renderer(clock=exchange.clock, language=exchange.language).render(kind, value)
    tree = exchange.selection.apply(rendered)
    is_xml = exchange.reply.form is Form.XML
    body = write_xml(kind, tree).encode() if is_xml else msgspec.json.encode(tree)
    headers = {
        "content-type": f"{exchange.reply.name}; charset=utf-8",
        "so-timezone": exchange.clock.zone.name,
    }
    return body, headers
