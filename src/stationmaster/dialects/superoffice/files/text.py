"""Bytes as text, in the encoding that they are most likely in."""

from __future__ import annotations

import codecs
import io
from typing import TextIO

from stationmaster.dialects.superoffice.files.rows import FileRefused

_PIECE = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(data: bytes) -> str:
    """By the mark that the file begins with; else UTF-8 if it is that throughout, else what Windows wrote.

    :raises FileRefused: it is not a text
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if b"\0" in data[:4096]:
        raise FileRefused("the file is not a text")
    if _decodes(data, "utf-8"):
        return "utf-8"
    return "cp1252" if _decodes(data, "cp1252") else "latin-1"


def _decodes(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    try:
        for first in range(0, len(view), _PIECE):
            decoder.decode(view[first : first + _PIECE])
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def open_text(data: bytes, encoding: str) -> TextIO:
    """The file's text, line ends as they are."""
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="replace", newline="")
