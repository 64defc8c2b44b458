"""Which media type a reply is written in, and which one a body is."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from stationmaster.dialects.superoffice.wire.errors import NotAcceptable, UnsupportedContent


class Form(Enum):
    """How a value is written."""

    JSON = "json"
    XML = "xml"
    FIELDS = "fields"  #: only ever read: the fields of an HTML form


#: What is offered, in the order in which it is chosen where the caller does not care.
OFFERED: dict[str, Form] = {
    "application/json": Form.JSON,
    "text/json": Form.JSON,
    "application/xml": Form.XML,
    "text/xml": Form.XML,
    "application/json-patch+json": Form.JSON,
    "application/merge-patch+json": Form.JSON,
}
TAKEN: dict[str, Form] = {**OFFERED, "application/x-www-form-urlencoded": Form.FIELDS}
_CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "us-ascii": "ascii",
    "windows-1252": "windows-1252",
}
DEFAULT = "application/json"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_ITEM = re.compile(r'(?:"[^"]*"|[^",])+')
_PARAMETER = re.compile(r';\s*([^\s;="]+)\s*=\s*(?:"([^"]*)"|([^\s;"]*))')
_DECLARED = re.compile(rb"<\?xml[^>]{1,80}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_QUALITY = re.compile(r"(?:0(?:\.\d*)?|1(?:\.0*)?|\.\d+)", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighted:
    """One item of a header that lists what the caller likes, and how much it likes it."""

    value: str
    quality: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Media:
    """A media type, the form that goes with it, and the charset that was said."""

    name: str
    form: Form | None  #: none for a media type that is not taken
    charset: str | None = None

    def text(self, body: bytes) -> str:
        """A body of this type as text.

        :raises UnsupportedContent: the charset is not one that is taken
        :raises UnicodeDecodeError: the body is not in its charset
        """
        is_marked = body.startswith(_UTF16_MARKS)
        charset = self.charset or ("utf-16" if is_marked else self._declared(body))
        codec = _CHARSETS.get(charset)
        if codec is None:
            raise UnsupportedContent(f"The charset {charset!r} is not taken")
        if codec == "utf-16" and not is_marked:
            codec = "utf-16-le"  # as the vendor's platform understands the name
        return body.decode(codec).removeprefix("\ufeff")

    def _declared(self, body: bytes) -> str:
        match = _DECLARED.match(body) if self.form is Form.XML else None
        return match[1].decode().lower() if match else "utf-8"


def _parameters(item: str) -> tuple[str, dict[str, str]]:
    value = item.split(";", 1)[0].strip()
    found = {match[1].lower(): match[2] or match[3] or "" for match in _PARAMETER.finditer(item)}
    return value, found


def weighted(header: str) -> Iterator[Weighted]:
    """The items of a header with their `q`, 1 where it is not said; items of a broken `q` are left out."""
    for item in _ITEM.findall(header):
        value, parameters = _parameters(item)
        quality = parameters.get("q", "1")
        if value and _QUALITY.fullmatch(quality):
            yield Weighted(value=value, quality=float(quality))


def _closeness(media_range: str, name: str) -> int:
    """How closely a range names a media type: 3 exactly, 2 its kind, 1 as any, 0 not at all."""
    if media_range == name:
        return 3
    if media_range == name.split("/")[0] + "/*":
        return 2
    return 1 if media_range in ("*/*", "*") else 0


def choose_media(accept: str | None, *, strict: bool = False) -> Media:
    """The media type to reply in: the best liked, then the one named most closely, then the first named.

    :raises NotAcceptable: `strict`, and nothing that is offered is liked
    """
    ranges = [(item.value.lower(), item.quality) for item in weighted(accept or "")]
    best: tuple[float, int, int] = (0.0, 0, 0)
    chosen = None
    for name in OFFERED:
        matches = [(_closeness(each, name), -place, q) for place, (each, q) in enumerate(ranges)]
        closeness, place, quality = max(matches, default=(0, 0, 0.0))
        if closeness and quality and (quality, closeness, place) > best:
            best, chosen = (quality, closeness, place), name
    if chosen is None and ranges and strict:
        raise NotAcceptable(f"Accept {accept!r} names none of {', '.join(OFFERED)}")
    name = chosen or DEFAULT
    return Media(name=name, form=OFFERED[name])


def read_content_type(header: str | None) -> Media:
    """The media type of a body; JSON where none is said."""
    name, parameters = _parameters(header or "")
    name = name.lower() or DEFAULT
    charset = parameters.get("charset", "").strip().lower() or None
    return Media(name=name, form=TAKEN.get(name), charset=charset)
