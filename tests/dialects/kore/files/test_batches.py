"""Test suites in both formats."""

from __future__ import annotations

import pytest
from bot_files import DATA, needs_data

from stationmaster.dialects.kore.files.batches import Case, read_suite, write_suite_csv, write_suite_json
from stationmaster.dialects.kore.files.reading import InvalidFile
from stationmaster.dialects.kore.files.tables import MalformedTable

CASES = (Case(input="two, please", intent="Book ticket"), Case(input="the moon", intent="None"))


@pytest.mark.parametrize("cases", [CASES, (*CASES, Case(input="x", intent="y", bot="Hotel"))])
def test_what_is_written_is_read_again(cases: tuple[Case, ...]) -> None:
    assert read_suite("x.csv", write_suite_csv(cases)) == cases
    assert read_suite("x.json", write_suite_json(cases)) == cases


def test_another_delimiter_may_be_asked_for() -> None:
    assert read_suite("x.csv", b"input;intent\ntwo, please;Book ticket\n", delimiter=";") == CASES[:1]


@pytest.mark.parametrize("delimiter", ["", '"', "\n", ";;"])
def test_what_cannot_be_between_cells_is_refused(delimiter: str) -> None:
    with pytest.raises(MalformedTable):
        read_suite("x.csv", b"input;intent\n", delimiter=delimiter)


@pytest.mark.parametrize("data", [b"input\nhello\n", b"input,intent\nhello\n", b"in,intent\n"])
def test_damaged_suite_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedTable):
        read_suite("x.csv", data)


def test_case_without_an_intent_is_named_by_its_line() -> None:
    with pytest.raises(InvalidFile, match=r"^line 2\.intent is empty"):
        read_suite("x.csv", b"input,intent\nhello,\n")


@needs_data
def test_real_suite_is_read() -> None:
    assert len(read_suite("x.csv", (DATA / "batchtest_50.csv").read_bytes())) == 48
