"""The first sheet of an XLSX workbook, with a header."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from stationmaster.dialects.superoffice.files.rows import (
    MEGABYTE,
    FileRefused,
    Limits,
    RejectedRow,
    Row,
    Table,
)

_SHARED_TEXTS = "xl/sharedStrings.xml"
_MOST_PARTS = 10_000
_PIECE = 1 << 18
#: A workbook of ordinary texts unpacks to ten times its size, or twenty.
_MOST_RATIO, _SMALL = 100, 20 * MEGABYTE
#: What XML needs for entities, and no workbook has.
_DOCTYPE = b"<!DOCTYPE"


def xlsx_table(data: bytes, limits: Limits) -> Table:
    """
    :raises FileRefused: it is no workbook, it unpacks to more than the limits, or it has no header
    """
    import openpyxl

    _check_archive(data, limits)
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its size need not be so
        header = next(sheet.iter_rows(max_row=1, max_col=limits.columns + 1, values_only=True), ())
    except Exception as error:  # openpyxl raises whatever a damaged part leads to
        raise FileRefused(f"the workbook cannot be read: {error}") from error
    names = [_text(value).strip() for value in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        raise FileRefused(f"the sheet has more than {limits.columns} columns")
    if not any(names):
        raise FileRefused("the first row of the first sheet names no columns")
    values = sheet.iter_rows(min_row=2, max_col=len(names), values_only=True)
    return Table(kind="xlsx", columns=tuple(filter(None, names)), rows=_rows(values, names, limits))


def _check_archive(data: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > _MOST_PARTS or unpacked > limits.unpacked_bytes:
                raise FileRefused(f"the workbook unpacks to more than {limits.unpacked_bytes} bytes")
            if unpacked > max(_SMALL, _MOST_RATIO * len(data)):
                raise FileRefused(f"the workbook unpacks to {unpacked // len(data)} times its size")
            for part in parts:
                if part.filename == _SHARED_TEXTS and part.file_size > limits.shared_text_bytes:
                    raise FileRefused(f"its texts have more than {limits.shared_text_bytes} bytes")
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_doctype(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FileRefused(f"the workbook cannot be unpacked: {error}") from error


def _refuse_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    tail = b""
    with archive.open(part) as opened:
        while piece := opened.read(_PIECE):
            if _DOCTYPE in tail + piece:
                raise FileRefused(f"the part {part.filename!r} of the workbook declares a document type")
            tail = piece[-len(_DOCTYPE) :]


def _rows(
    values: Iterator[Sequence[Any]], names: Sequence[str], limits: Limits
) -> Iterator[Row | RejectedRow]:
    number = 1
    while True:
        try:
            cells = next(values)
        except StopIteration:
            return
        except Exception as error:  # as above: the rest of the sheet is lost
            raise FileRefused(f"the sheet cannot be read after row {number}: {error}") from error
        number += 1
        if number > limits.rows + 1:
            raise FileRefused(f"the sheet has more than {limits.rows} rows")
        texts = {name: _text(value) for name, value in zip(names, cells, strict=False) if name}
        if any(text.strip() for text in texts.values()):
            yield Row(number=number, cells=texts)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)
