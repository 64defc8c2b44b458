"""CSV that is damaged, hostile or merely unusual."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationmaster.dialects.kore.files.reading import InvalidFile
from stationmaster.dialects.kore.files.tables import MalformedTable, read_table, write_table
from stationmaster.dialects.kore.files.utterances import HEADER, Said, read_utterances

TOP = b"taskName,sentence,type,language\n"


def read(data: bytes) -> list[Said]:
    return read_utterances("utterances.csv", data)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (TOP + b"Greet,hello,DialogIntent,en\n", "hello"),
        (b"\xef\xbb\xbf" + TOP + b"Greet,hello,DialogIntent,en", "hello"),
        (TOP.replace(b"\n", b"\r\n") + b"Greet,hello,DialogIntent,en\r\n\r\n", "hello"),
        (TOP + b'Greet,"hello, ""you""",DialogIntent,en\n', 'hello, "you"'),
        (TOP + b'Greet,"one\ntwo",DialogIntent,en\n', "one\ntwo"),
        (TOP + b'Greet,say "hello" now,DialogIntent,en\n', 'say "hello" now'),
        (b"Language,type,SENTENCE,taskname\nen,DialogIntent,hello,Greet\n", "hello"),
        ((TOP + "Greet,héllo 😀,DialogIntent,en\n".encode()), "héllo 😀"),
        (TOP.decode().encode("utf-16") + "Greet,grüß,DialogIntent,en\n".encode("utf-16")[2:], "grüß"),
        (TOP + b"Greet,=1+1,DialogIntent,en\n", "=1+1"),
    ],
)
def test_unusual_csv_is_read(data: bytes, text: str) -> None:
    (said,) = read(data)
    assert (said.task, said.text, said.language) == ("Greet", text, "en")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"task,sentence,type,language\n",
        b"taskName,sentence,type\nGreet,hello,DialogIntent\n",
        b"taskName,sentence,type,language,more\n",
        b"taskName,sentence,sentence,language\n",
        TOP + b"Greet,hello,DialogIntent\n",
        TOP + b"Greet,hello,DialogIntent,en,more\n",
        TOP + b'Greet,"hello,DialogIntent,en\n',
        TOP + b'Greet,"hel"lo,DialogIntent,en\n',
        TOP + b"Greet,hel\0lo,DialogIntent,en\n",
        TOP + b"Greet," + b"x" * 1_000_000 + b",DialogIntent,en\n",
        TOP + b"Greet,\xff\xfe,DialogIntent,en\n",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"taskName;sentence;type;language\nGreet;hello;DialogIntent;en\n",
        b"<html></html>",
    ],
)
def test_damaged_csv_is_refused_in_the_vendors_words(data: bytes) -> None:
    with pytest.raises(MalformedTable) as caught:
        read(data)
    assert str(caught.value) == "CSV format is incorrect"
    assert caught.value.reason


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (b",hello,DialogIntent,en\n", "line 2.taskName is empty."),
        (b"Greet, ,DialogIntent,en\n", "line 2.sentence is empty."),
        (b"Greet," + b"x" * 3_001 + b",DialogIntent,en\n", "line 2.sentence has 3001 characters"),
    ],
)
def test_sentence_that_breaks_a_rule_is_named_by_its_line(row: bytes, complaint: str) -> None:
    with pytest.raises(InvalidFile) as caught:
        read(TOP + row)
    assert str(caught.value).startswith(complaint)


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=20)


@given(st.lists(st.tuples(cells.filter(bool), cells.filter(bool), cells, cells), max_size=5))
@settings(deadline=None)
def test_what_is_written_is_read_again(rows: list[tuple[str, str, str, str]]) -> None:
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    found = read_table(write_table([HEADER, *rows]), HEADER)
    assert [tuple(fields[name] for name in HEADER) for _, fields in found] == kept


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_whatever_is_sent_is_read_or_refused(data: bytes) -> None:
    try:
        read(TOP + data)
    except InvalidFile:
        return
