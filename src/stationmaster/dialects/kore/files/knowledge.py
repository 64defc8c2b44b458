"""Knowledge graphs as files: JSON as bot files have it, and CSV of either column set with its sections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import msgspec

from stationmaster.dialects.kore.files.faqs import (
    FAQS,
    NODES,
    SYNONYMS,
    names_of,
    questions_of,
    read_graph,
    tags_of,
)
from stationmaster.dialects.kore.files.holes import Ids
from stationmaster.dialects.kore.files.reading import Json, Node, decode
from stationmaster.dialects.kore.files.tables import MalformedTable, Row, read_rows, write_table
from stationmaster.dialects.kore.files.utterances import is_json

PARAMETERS, OTHER_SECTIONS = "kgParams", "csvSections"

_COLUMNS = ("Faq", "Que ID", "Path", "Primary Question", "Alternate Question", "Tags", "Answer")
_MORE_COLUMNS = ("ReferenceId", "Display Name")
_EXTENDED = "Extended Answer"
_NODE_COLUMNS = ("nodepath", "Tag", "precondition", "outputcontext", "Traits", "enableContext")
_NODE_HEADER = ("Node", "Que ID", *_NODE_COLUMNS)
_PARAMETER_SECTIONS = ("confidenceconfigs", "kgparams", "kg params", "kg parameters")
_NO_PATH = "undefined"


def read_knowledge(name: str, data: bytes) -> Json:
    """The graph of a file, as bot files have it.

    :raises MalformedTable: the CSV is not in order
    :raises InvalidFile: with the place and the reason
    :raises LimitExceeded: there are more than 50 MB, 50,000 FAQs or 20,000 nodes
    """
    graph = _from_json(decode(data)) if is_json(name, data) else _from_rows(read_rows(data))
    read_graph(Node(graph, ""), Ids())
    return graph


def _from_json(document: Node) -> Json:
    graph = dict(document.object())
    # One tool writes the key so.
    entries = document.find(FAQS) or document.find("faq") or document.member(FAQS)
    graph.pop("faq", None)
    faqs = [dict(node.object()) for node in entries.elements()]
    for faq in faqs:
        if isinstance(faq.get("answer"), str):
            faq["answer"] = _messages(faq["answer"])
    return {SYNONYMS: {}, NODES: [], **graph, FAQS: faqs}


def _messages(text: str) -> list[Json]:
    return [{"text": text, "type": "basic", "channel": "default"}] if text else []


def _from_rows(rows: Sequence[Row]) -> Json:
    graph: Json = {FAQS: [], SYNONYMS: {}, NODES: []}
    sections = list(_sections(rows))
    if sections[0][0].cells[0].strip().casefold() != "faq":
        raise MalformedTable(f"the header is {','.join(sections[0][0].cells)!r}, not {','.join(_COLUMNS)!r}")
    for header, members in sections:
        name = header.cells[0].strip().casefold()
        if name == "faq":
            graph[FAQS] = list(_faqs(header, members))
        elif name == "node":
            _read_nodes(members, graph)
        elif name == "synonyms":
            graph[SYNONYMS] = {row.cells[1]: _listed(row.cells[2]) for row in _wide(members, 3)}
        elif name in _PARAMETER_SECTIONS:
            graph[PARAMETERS] = {row.cells[1]: row.cells[2] for row in _wide(members, 3)}
        else:
            kept = [list(row.cells) for row in (header, *members)]
            graph.setdefault(OTHER_SECTIONS, []).append(kept)
    return graph


def _sections(rows: Iterable[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Each header with the rows below it: their first cell is empty, or says what they are once more."""
    header: Row | None = None
    members: list[Row] = []
    for row in rows:
        if row.is_blank:
            continue
        first = row.cells[0].strip()
        is_member = header is not None and first in ("", header.cells[0].strip(), "faq", "node")
        if not is_member:
            if header is not None:
                yield header, members
            header, members = row, []
        else:
            members.append(row)
    if header is None:
        raise MalformedTable("the file is empty")
    yield header, members


def _wide(rows: Iterable[Row], width: int) -> Iterator[Row]:
    for row in rows:
        if len(row.cells) < width:
            raise MalformedTable(f"line {row.line} has {len(row.cells)} cells, not {width}")
        yield row


def _faqs(header: Row, rows: Iterable[Row]) -> Iterator[Json]:
    names = [cell.strip() for cell in header.cells]
    if tuple(names[: len(_COLUMNS)]) != _COLUMNS:
        raise MalformedTable(f"line {header.line}: the header is {','.join(names)!r}")
    faq: Json | None = None
    for row in rows:
        if len(row.cells) > len(names):
            raise MalformedTable(f"line {row.line} has {len(row.cells)} cells, not {len(names)}")
        fields = dict(zip_longest(names, row.cells, fillvalue=""))
        if fields["Primary Question"].strip():
            if faq is not None:
                yield faq
            faq = _faq(fields)
        if faq is None or fields["Que ID"] != faq["refId"]:
            raise MalformedTable(f"line {row.line}: no primary question has the id {fields['Que ID']!r}")
        if fields["Alternate Question"].strip():
            tags = [] if fields["Primary Question"].strip() else _tags(fields["Tags"])
            other = {"question": fields["Alternate Question"], "terms": faq["terms"], "tags": tags}
            faq["alternateQuestions"].append(other)
    if faq is not None:
        yield faq


def _faq(fields: Mapping[str, str]) -> Json:
    extended = [fields[name] for name in fields if name.startswith(_EXTENDED) and fields[name]]
    faq: Json = {
        "question": fields["Primary Question"],
        "alternateQuestions": [],
        "terms": [f"{name}|| || " for name in reversed(_path(fields["Path"]))],
        "tags": _tags(fields["Tags"]),
        "refId": fields["Que ID"],
        "faqStatus": True,
        "responseType": "message",
        "answer": _messages(fields["Answer"]),
        "alternateAnswers": [_messages(text) for text in extended],
    }
    for column, key in zip(_MORE_COLUMNS, ("referenceId", "label"), strict=True):
        if fields.get(column):
            faq[key] = fields[column]
    return faq


def _path(text: str) -> list[str]:
    if text.strip() in ("", _NO_PATH):
        return []
    separator = "/" if "/" in text else ","
    return [name.strip() for name in text.split(separator) if name.strip()]


def _tags(text: str) -> list[Json]:
    return [{"name": name} for name in _listed(text)]


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _read_nodes(rows: Iterable[Row], graph: Json) -> None:
    by_reference = {faq["refId"]: faq for faq in graph[FAQS]}
    for row in _wide(rows, 4):
        fields = dict(zip_longest(_NODE_HEADER, row.cells[: len(_NODE_HEADER)], fillvalue=""))
        if fields["Tag"].strip().upper() == "Y":
            faq = by_reference.get(fields["Que ID"])
            if faq is not None and fields["nodepath"] not in tags_of(faq):
                faq["tags"].append({"name": fields["nodepath"]})
            continue
        node = {
            "terms": list(reversed(_path(fields["nodepath"]))),
            "preConditions": _listed(fields["precondition"]),
            "contextTags": _listed(fields["outputcontext"]),
            "enableContext": fields["enableContext"].strip().lower() == "true",
            "termStatus": True,
        }
        if fields["Traits"]:
            node["traitRule"] = _listed(fields["Traits"])
        graph[NODES].append(node)


def write_json(graph: Mapping[str, Any]) -> bytes:
    """A graph as a JSON file."""
    return msgspec.json.format(msgspec.json.encode(graph), indent=2)


def write_csv(graph: Mapping[str, Any]) -> bytes:
    """A graph as a CSV file of the new column set."""
    faqs = _objects(graph.get(FAQS))
    joined = _joined([*faqs, *_objects(graph.get(NODES))])
    answers = max([2, *(len(faq.get("alternateAnswers") or ()) for faq in faqs)])
    extended = [f"{_EXTENDED}-{number}" for number in range(1, answers + 1)]
    rows: list[Sequence[object]] = [(*_COLUMNS, *extended, *_MORE_COLUMNS)]
    for number, faq in enumerate(faqs, start=1):
        rows += _faq_rows(faq, str(faq.get("refId") or number), answers, joined)
    rows += [(), _NODE_HEADER, *_node_rows(graph, joined)]
    synonyms = graph.get(SYNONYMS)
    rows += [(), ("Synonyms", "Phrase", "Synonyms")]
    rows += [("", name, ",".join(map(str, words))) for name, words in (synonyms or {}).items() if words]
    rows += [(), ("KG Parameters", "Parameter", "Value")]
    rows += [("", name, value) for name, value in (graph.get(PARAMETERS) or {}).items()]
    for section in graph.get(OTHER_SECTIONS) or ():
        rows += [(), *section]
    return write_table(rows)


def _joined(entries: Iterable[Mapping[str, Any]]) -> Callable[[Mapping[str, Any]], str]:
    """Writes paths, the root first, with a sign between the names that no name has."""
    has_slash = any("/" in name for entry in entries for name in names_of(entry.get("terms")))
    sign = "," if has_slash else "/"
    return lambda entry: sign.join(reversed(names_of(entry.get("terms"))))


def _faq_rows(
    faq: Mapping[str, Any], reference: str, answers: int, joined: Callable[[Mapping[str, Any]], str]
) -> Iterator[Sequence[object]]:
    primary, *others = questions_of(faq) if faq.get("question") else ("", *questions_of(faq))
    path = joined(faq) or _NO_PATH
    texts = [_text(answer) for answer in faq.get("alternateAnswers") or ()]
    extended = [*texts, *[""] * (answers - len(texts))]
    more = [faq.get("referenceId", ""), faq.get("label", "")]
    tags = ",".join(names_of(faq.get("tags")))
    yield ("", reference, path, primary, "", tags, _text(faq.get("answer")), *extended, *more)
    by_text = {each.get("question"): each for each in _objects(faq.get("alternateQuestions"))}
    for other in others:
        tags = ",".join(names_of(by_text.get(other, {}).get("tags")))
        yield ("", reference, path, "", other, tags, "", *[""] * (answers + 2))


def _objects(entries: Any) -> list[Json]:
    return [each for each in entries or () if isinstance(each, dict)]


def _text(messages: Any) -> str:
    for message in messages if isinstance(messages, list) else [messages]:
        text = message.get("text") if isinstance(message, dict) else message
        if isinstance(text, str):
            return text
    return ""


def _node_rows(
    graph: Mapping[str, Any], joined: Callable[[Mapping[str, Any]], str]
) -> Iterator[Sequence[object]]:
    for node in _objects(graph.get(NODES)):
        lists = [node.get(key) or () for key in ("preConditions", "contextTags", "traitRule")]
        before, after, traits = (",".join(w for w in words if isinstance(w, str)) for words in lists)
        enabled = "true" if node.get("enableContext") is True else "false"
        yield ("", "", joined(node), "N", before, after, traits, enabled)
