"""Texts that are given one a line, in a file or on standard input."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from stationmaster.cli.exits import BadInput

STANDARD_INPUT = "-"


def lines_of(file: str) -> list[str]:
    """The lines of a file, or of standard input, without what ends them.

    :raises BadInput: it cannot be read or is not UTF-8
    """
    name = "standard input" if file == STANDARD_INPUT else f"the file {file}"
    try:
        data = sys.stdin.buffer.read() if file == STANDARD_INPUT else Path(file).read_bytes()
    except OSError as error:
        raise BadInput(f"{name} cannot be read: {error.strerror}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{name} is not UTF-8: line {line} has a byte that does not fit") from error
    return [line.removesuffix("\n") for line in io.StringIO(text, newline=None)]
