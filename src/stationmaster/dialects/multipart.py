"""Forms with files, as browsers and every vendor's uploads send them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from python_multipart import parse_form
from python_multipart.exceptions import FormParserError

from stationmaster.domain.errors import MalformedBody


@dataclass(frozen=True, kw_only=True, slots=True)
class SentFile:
    """A file of a form."""

    name: str
    data: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class SentForm:
    """What a form says; of several values of one name, the last one."""

    fields: Mapping[str, str]
    files: Mapping[str, SentFile]


def read_form(content_type: str, body: bytes) -> SentForm:
    """A body of the media type multipart/form-data or application/x-www-form-urlencoded.

    :raises MalformedBody: it is of another type, or not what it says to be
    """
    fields: dict[str, str] = {}
    files: dict[str, SentFile] = {}

    def take_field(field: Any) -> None:
        fields[_text(field.field_name)] = _text(field.value)

    def take_file(file: Any) -> None:
        file.file_object.seek(0)
        sent = SentFile(name=_text(file.file_name), data=file.file_object.read())
        files[_text(file.field_name)] = sent

    headers: dict[str, str | bytes] = {
        "Content-Type": content_type.encode("latin-1"),
        "Content-Length": str(len(body)).encode(),
    }
    try:
        parse_form(headers, io.BytesIO(body), take_field, take_file)  # type: ignore[arg-type]
    except (FormParserError, ValueError) as error:
        raise MalformedBody(f"the body is no form with files: {error}") from error
    return SentForm(fields=fields, files=files)


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
