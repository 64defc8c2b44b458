"""Questions with their answers, found in a file that was written for people or for another program.

Tables and JSON say which is which. In pages and plain text, a question is what is marked as one (a term of a
definition list, a summary, a line that begins with Q) or ends with a question mark; what follows it up to the
next question or heading is its answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from stationmaster.dialects.kore.files.faqs import FAQS, answer_of
from stationmaster.dialects.kore.files.knowledge import read_knowledge
from stationmaster.dialects.kore.files.reading import InvalidFile, Node, decode, text_of
from stationmaster.dialects.kore.files.tables import MalformedTable, Row, read_rows, write_table
from stationmaster.dialects.kore.files.utterances import is_json

_LONGEST_QUESTION = 300
_QUESTION_MARKS = ("?", "？", "؟")
_MARKED = re.compile(r"\s*(?:(q|question)|(?:a|ans|answer))\s*\d*\s*[:.)]\s+", re.I)
_QUESTION_NAMES, _ANSWER_NAMES = ("question", "primary question", "q"), ("answer", "response", "a")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption"})
_ASKED = frozenset({"dt", "summary"})
_BLOCKS = (
    _HEADINGS
    | _ASKED
    | frozenset(
        {
            "p",
            "div",
            "li",
            "dd",
            "tr",
            "td",
            "th",
            "section",
            "article",
            "details",
            "table",
            "ul",
            "ol",
            "dl",
            "pre",
        }
    )
)
_UNREAD = frozenset({"script", "style", "template", "noscript", "nav", "head"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A question and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    is_question: bool
    is_heading: bool = False


def extract(name: str, data: bytes) -> tuple[Pair, ...]:
    """The questions of a file with their answers, each question once.

    :param name: of the file, which tells pages and tables from text
    :raises InvalidFile: its type cannot be read, or it is not what its name says
    :raises LimitExceeded: it has more than 50 MB
    """
    found: dict[str, Pair] = {}
    for pair in _pairs(name.lower(), data):
        question, answer = (" ".join(pair.question.split()), pair.answer.strip())
        if question and answer:
            found.setdefault(question.casefold(), Pair(question=question, answer=answer))
    return tuple(found.values())


def _pairs(name: str, data: bytes) -> Iterable[Pair]:
    if data.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InvalidFile(
            "Questions are read from CSV, JSON, HTML and plain text, not from this type of file."
        )
    if is_json(name, data):
        return _of_json(decode(data))
    if name.endswith((".csv", ".tsv")):
        return _of_table(read_rows(data, delimiter="\t" if name.endswith(".tsv") else ","))
    text = text_of(data)
    if name.endswith((".html", ".htm")) or text.lstrip()[:1] == "<":
        return _paired(_blocks_of_page(text))
    return _paired(_blocks_of_text(text))


def _of_json(document: Node) -> Iterator[Pair]:
    entries = document if isinstance(document.value, list) else _entries(document)
    for node in entries.elements():
        entry = node.object()
        question, answer = _named(entry, _QUESTION_NAMES), _named(entry, _ANSWER_NAMES)
        if not isinstance(question, str):
            node.member("question").text()
        else:
            yield Pair(question=question, answer=answer_of({"answer": answer}))


def _entries(document: Node) -> Node:
    names = (FAQS, "faq", "qna", "questions", "extractions")
    found = next((node for node in map(document.find, names) if node is not None), None)
    return found or document.member(FAQS)


def _named(entry: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((value for key, value in entry.items() if key.casefold() in names), None)


def _of_table(rows: list[Row]) -> Iterator[Pair]:
    filled = [row for row in rows if not row.is_blank]
    if not filled:
        raise MalformedTable("the file is empty")
    header = [cell.strip().casefold() for cell in filled[0].cells]
    if header[:2] == ["faq", "que id"]:
        graph = read_knowledge("graph.csv", write_table(row.cells for row in rows))
        return _of_json(Node(graph[FAQS], FAQS))
    return _of_columns(filled, header)


def _of_columns(rows: list[Row], header: list[str]) -> Iterator[Pair]:
    asked = next((n for n, cell in enumerate(header) if cell in _QUESTION_NAMES), None)
    answered = next((n for n, cell in enumerate(header) if cell in _ANSWER_NAMES), None)
    if asked is not None and answered is not None:
        columns, rows = (asked, answered), rows[1:]
    elif header[0] == "faq":
        # One vendor's own extraction file: faq, an id, `primary`, the question, the answer.
        columns = (3, 4)
        rows = [row for row in rows if row.cells[2:3] == ("primary",)]
    else:
        columns = (0, 1)
    for row in rows:
        if len(row.cells) <= max(columns):
            raise MalformedTable(f"line {row.line} has {len(row.cells)} cells, not {max(columns) + 1}")
        yield Pair(question=row.cells[columns[0]], answer=row.cells[columns[1]])


def _paired(blocks: Iterable[_Block]) -> Iterator[Pair]:
    question, answer = "", list[str]()
    for block in blocks:
        if block.is_question or block.is_heading:
            yield Pair(question=question, answer="\n".join(answer))
            question, answer = (block.text if block.is_question else ""), []
        elif question:
            answer.append(block.text)
    yield Pair(question=question, answer="\n".join(answer))


def _asks(text: str) -> bool:
    return text.endswith(_QUESTION_MARKS) and len(text) <= _LONGEST_QUESTION


def _blocks_of_text(text: str) -> Iterator[_Block]:
    for line in text.splitlines():
        marked = _MARKED.match(line)
        said = (line[marked.end() :] if marked else line).strip()
        if said:
            yield _Block(said, bool(marked[1]) if marked else _asks(said))


def _blocks_of_page(text: str) -> list[_Block]:
    page = _Page()
    page.feed(text)
    page.close()
    page.end_block()
    return page.blocks


class _Page(HTMLParser):
    """Collects what a page says, block by block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[_Block] = []
        self._said: list[str] = []
        self._kind = ""
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread += 1
        elif tag in _BLOCKS:
            self.end_block()
            self._kind = tag
        elif tag == "br":
            self._said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag in _BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._said.append(data)

    def end_block(self) -> None:
        """Keep what was said since the last block, if anything was."""
        lines = (" ".join(line.split()) for line in "".join(self._said).split("\n"))
        said = " ".join(line for line in lines if line)
        kind, self._kind, self._said = self._kind, "", []
        if said:
            marked = _MARKED.match(said)
            said = said[marked.end() :] if marked else said
            is_question = kind in _ASKED or (bool(marked[1]) if marked else _asks(said))
            self.blocks.append(_Block(said, is_question, kind in _HEADINGS))
