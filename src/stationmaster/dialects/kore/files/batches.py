"""Test suites as files: sentences, each with the intent that it should be taken for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from stationmaster.dialects.kore.files.reading import Node, decode
from stationmaster.dialects.kore.files.sentences import text_of
from stationmaster.dialects.kore.files.tables import MalformedTable, read_table, write_table
from stationmaster.dialects.kore.files.utterances import is_json

_HEADER, _BOT = ("input", "intent"), "botName"


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One sentence of a suite, and what should be made of it."""

    input: str
    intent: str
    bot: str = ""  #: of a universal bot: which of its bots should answer


def read_suite(name: str, data: bytes, *, delimiter: str = ",") -> tuple[Case, ...]:
    """The cases of a file.

    :raises MalformedTable: the CSV is not in order
    :raises InvalidFile: with the place and the reason
    :raises LimitExceeded: there are more than 50 MB
    """
    if is_json(name, data):
        document = decode(data)
        nodes = list(document.elements() if isinstance(document.value, list) else document.each("testCases"))
    else:
        if len(delimiter) != 1 or delimiter in '"\r\n':
            raise MalformedTable(f"{delimiter!r} cannot be between cells")
        table = read_table(data, _HEADER, [_BOT], delimiter=delimiter)
        nodes = [Node(fields, f"line {line}") for line, fields in table]
    return tuple(
        Case(
            input=text_of(node.member("input")),
            intent=node.member("intent").name().strip(),
            bot=node.optional_text(_BOT).strip(),
        )
        for node in nodes
    )


def write_suite_csv(cases: Iterable[Case]) -> bytes:
    """Cases as CSV, with the bot's column if any names one."""
    cases = tuple(cases)
    with_bots = any(case.bot for case in cases)
    rows = [(case.input, case.intent, case.bot)[: 3 if with_bots else 2] for case in cases]
    return write_table([(*_HEADER, _BOT)[: 3 if with_bots else 2], *rows])


def write_suite_json(cases: Iterable[Case]) -> bytes:
    """Cases as JSON."""
    entries: list[dict[str, Any]] = [
        {"input": case.input, "intent": case.intent, **({_BOT: case.bot} if case.bot else {})}
        for case in cases
    ]
    return msgspec.json.format(msgspec.json.encode(entries), indent=2)
