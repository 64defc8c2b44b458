"""Knowledge tasks and FAQs: lists of them, and changes by the dozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from stationmaster.dialects.dialect import Answer, BodyKind, Call, Route, json_answer
from stationmaster.dialects.kore import bots, extractions, ids
from stationmaster.dialects.kore.errors import InvalidArguments, Refused
from stationmaster.dialects.kore.files import faqs
from stationmaster.dialects.kore.files.reading import Json, Node
from stationmaster.dialects.kore.graph import Graph
from stationmaster.dialects.kore.paths import BOT_PATH, public
from stationmaster.dialects.kore.reading import (
    State,
    bot_named,
    bot_of,
    json_body,
    slice_of,
    state_of,
    version_of,
)
from stationmaster.domain.apps import App, Version
from stationmaster.domain.dataset import Facet
from stationmaster.domain.errors import LimitExceeded
from stationmaster.domain.faq import FaqEntry

_GRAPH, _UPDATE = "knowledge_graph:knowledge_graph", "update_faqs:update_faqs"
_ADMIN_UPDATE = "update_faqs_from_BAC:update_faqs_from_BAC"
_MOST = 50
_REFERENCE, _QUESTION = "reference {}", "question {}"


def tasks(call: Call) -> Answer:
    return json_answer(200, _graph(call, bot_of(call), state_of(call)).described_tasks())


def count(call: Call) -> Answer:
    bot = bot_of(call)
    version = _version(call, bot, state_of(call))
    return json_answer(200, {"count": call.services.labelling.count(version, Facet.FAQS)})


def listed(call: Call) -> Answer:
    graph = _graph(call, bot_of(call), state_of(call))
    offset, limit = slice_of(call, limit=_MOST, most=_MOST)
    found = list(filter(_is_meant(call, graph), graph.entries))
    page = [graph.described(entry) for entry in found[offset : offset + limit]]
    more = offset + len(page) < len(found)
    return json_answer(200, {"faqs": page, "moreAvailable": more, "count": len(found)})


def _is_meant(call: Call, graph: Graph) -> Callable[[FaqEntry], bool]:
    """Whether an FAQ is one of those that the query asks for.

    :raises Refused: the query names a task or a node that is not there
    """
    query = call.query
    task_ids = {graph.task_id(task): task for task in graph.tasks}
    task = task_ids.get(query["ktid"]) if query.get("ktid") else None
    if query.get("ktid") and task is None:
        raise Refused("resource not found")
    path = graph.paths.get(query["parentid"]) if query.get("parentid") else None
    if query.get("parentid") and path is None:
        raise Refused("resource not found")
    with_children = query.get("withallchild", "").lower() == "true"
    name, search = query.get("nodename", "").casefold(), query.get("search", "").casefold()

    def is_meant(entry: FaqEntry) -> bool:
        if task is not None and graph.task_of(entry) is not task:
            return False
        if path is not None and (entry.path[: len(path)] if with_children else entry.path) != path:
            return False
        if name and name not in (each.casefold() for each in entry.path):
            return False
        return not search or any(search in text.casefold() for text in _searched(entry))

    return is_meant


def _searched(entry: FaqEntry) -> Iterator[str]:
    said = faqs.entry_of(entry, {})
    yield from faqs.questions_of(said)
    yield from (str(said.get(key) or "") for key in ("label", "referenceId", "refId"))


def add(call: Call) -> Answer:
    """Add FAQs, all of them or none."""
    bot, nodes = bot_of(call), list(Node(json_body(call), "").each("faqs"))
    if not nodes:
        raise InvalidArguments("the body has no faqs")
    graph = _graph(call, bot, State.CONFIGURED)
    if len(graph.entries) + len(nodes) > faqs.MAX_FAQS:
        raise LimitExceeded(f"the bot would have more than {faqs.MAX_FAQS} FAQs")
    asked = {_key(entry) for entry in graph.entries}
    added = []
    for node in nodes:
        entry = faqs.item_of(_new_entry(node, graph), ids.new_short(), graph.synonyms)
        if _key(entry) in asked:
            node.fail(f"asks what the bot knows already: {entry.questions[0]!r}")
        asked.add(_key(entry))
        added.append(entry)
    call.services.labelling.add(_version(call, bot, State.CONFIGURED), added)
    taken_over = {node.optional_text("qsId") for node in nodes} - {""}
    if taken_over:
        extractions.note_added(call.services, bot, taken_over)
    return json_answer(200, {"status": "success"})


def _key(entry: FaqEntry) -> tuple[Any, ...]:
    return entry.path, _folded(entry.questions[0]) if entry.questions else entry.id


def _new_entry(node: Node, graph: Graph) -> Json:
    payload = node.member("questionPayload")
    return {
        "question": payload.member("question").name(),
        "alternateQuestions": [_alternative(each) for each in node.each("subQuestions")],
        "terms": [name + faqs.TERM_TAIL for name in reversed(_path(node, graph))],
        "tags": [{"name": name} for name in _tags(payload)],
        "refId": ids.new("").removeprefix("-"),
        "faqStatus": True,
        "responseType": node.optional_text("responseType") or "message",
        "answer": _messages(node.find("answerPayload")),
        "alternateAnswers": [_messages(each) for each in node.each("subAnswers")],
    }


def _path(node: Node, graph: Graph) -> tuple[str, ...]:
    parent, leaf = node.optional_text("parent"), node.optional_text("leafterm")
    if parent:
        path = graph.paths.get(parent)
        return path if path is not None else node.member("parent").fail("names no node of the bot")
    named = (path for path in graph.paths.values() if path[-1] == leaf)
    return next(named, (leaf,)) if leaf else ()


def _alternative(node: Node) -> Json:
    if isinstance(node.value, str):
        return {"question": node.name(), "terms": [], "tags": []}
    payload = node.find("questionPayload") or node
    tags = [{"name": name} for name in _tags(payload)]
    return {"question": payload.member("question").name(), "terms": [], "tags": tags}


def _tags(payload: Node) -> list[str]:
    found = [*payload.each("tagsPayload"), *payload.each("tags")]
    return faqs.names_of([each.value for each in found])


def _messages(node: Node | None) -> list[Json]:
    """The messages of one answer: a text, a message or several."""
    if node is None:
        return []
    if isinstance(node.value, str):
        return [{"text": node.value, "type": "basic", "channel": "default"}] if node.value else []
    parts = list(node.elements()) if isinstance(node.value, list) else [node]
    if any(isinstance(part.value, str) for part in parts):
        return [message for part in parts for message in _messages(part)]
    return [
        {"text": part.member("text").text(), "type": "basic", "channel": "default", **_kept(part)}
        for part in parts
    ]


def _kept(part: Node) -> Json:
    return {key: value for key, value in part.object().items() if key in ("type", "channel")}


def update(call: Call) -> Answer:
    bot = bot_of(call)
    return _updated(call, [(bot, node) for node in _payload(call)])


def update_anywhere(call: Call) -> Answer:
    """As `update`, of several bots: each part names its own."""
    return _updated(call, [(_bot_in(call, node), node) for node in _payload(call)])


def _payload(call: Call) -> list[Node]:
    nodes = list(Node(json_body(call), "").each("payload"))
    if not nodes:
        raise InvalidArguments("the body has no payload")
    return nodes


def _bot_in(call: Call, node: Node) -> App:
    query = node.member("query")
    for place in (node, query):
        for name in ("botId", "streamId"):
            if place.optional_text(name):
                return bot_named(call, place.optional_text(name))
    raise InvalidArguments(f"{node.path} names no bot by botId")


def _updated(call: Call, parts: Iterable[tuple[App, Node]]) -> Answer:
    """Change FAQs, all of them or none."""
    groups: dict[tuple[str, str], tuple[App, list[Node]]] = {}
    for bot, node in parts:
        language = node.member("query").optional_text("language") or bot.culture
        groups.setdefault((bot.id, language), (bot, []))[1].append(node)
    number = 0
    for (_, language), (bot, nodes) in groups.items():
        graph = _graph(call, bot, State.CONFIGURED, language=language)
        index = _index(graph.entries)
        changed: dict[str, FaqEntry] = {}
        for node in nodes:
            entry = _asked_for(node, index)
            changed[entry.id] = _changed(node, changed.get(entry.id, entry), graph)
        call.services.labelling.put(version_of(call, bot, language=language), list(changed.values()))
        number += len(nodes)
    return json_answer(200, {"status": "success", "updatedCount": number})


def _index(entries: Iterable[FaqEntry]) -> Mapping[str, Sequence[FaqEntry]]:
    """FAQs by their references and by their primary questions, also of those that are switched off."""
    found: dict[str, list[FaqEntry]] = {}
    for entry in entries:
        said = faqs.entry_of(entry, {})
        references = (entry.id, said.get("referenceId"), said.get("refId"))
        keys = {_REFERENCE.format(each) for each in references if each}
        for key in (*keys, _QUESTION.format(_folded(str(said.get("question") or "")))):
            found.setdefault(key, []).append(entry)
    return found


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _asked_for(node: Node, index: Mapping[str, Sequence[FaqEntry]]) -> FaqEntry:
    """The FAQ that the query of a part names.

    :raises InvalidFile: it names none, or several
    """
    query = node.member("query")
    reference, question = query.optional_text("referenceId"), query.optional_text("primaryQuestion")
    path = _names(query.find("faqPath"))
    keys = [_REFERENCE.format(reference)] if reference else []
    keys += [_QUESTION.format(_folded(question))] if question else []
    if not keys:
        query.fail("needs referenceId or primaryQuestion")
    first, *others = (index.get(key, ()) for key in keys)
    found = [
        entry
        for entry in first
        if all(entry in each for each in others) and (path is None or entry.path in (path, path[1:]))
    ]
    if len(found) != 1:
        query.fail(f"names {len(found)} FAQs" if found else "names no FAQ")
    return found[0]


def _names(node: Node | None) -> tuple[str, ...] | None:
    if node is None:
        return None
    if isinstance(node.value, list):
        return tuple(each.text() for each in node.elements())
    return tuple(name.strip() for name in node.text().split("/") if name.strip())


def _changed(node: Node, entry: FaqEntry, graph: Graph) -> FaqEntry:
    said = faqs.entry_of(entry, graph.synonyms)
    if node.find("primaryQuestion") is not None:
        said["question"] = node.member("primaryQuestion").name()
    if node.find("alternateQuestions") is not None:
        said["alternateQuestions"] = [_alternative(each) for each in node.each("alternateQuestions")]
    if node.find("primaryResponse") is not None:
        said["answer"] = _messages(node.member("primaryResponse"))
    for name, key in (("alternateResponses", "alternateAnswers"), ("extendedResponses", "extendedAnswers")):
        if node.find(name) is not None:
            said[key] = [_messages(each) for each in node.each(name)]
    status = node.find("faqStatus")
    if status is not None:
        said["faqStatus"] = _flag(status)
    return faqs.item_of(said, entry.id, graph.synonyms)


def _flag(node: Node) -> bool:
    words = {
        "true": True,
        "enable": True,
        "enabled": True,
        "false": False,
        "disable": False,
        "disabled": False,
    }
    found = words.get(node.value.lower()) if isinstance(node.value, str) else node.value
    return found if isinstance(found, bool) else node.fail("is neither true nor false")


def _version(call: Call, bot: App, state: State, *, language: str | None = None) -> Version:
    language = language or call.query.get("language") or bot.culture
    return version_of(call, bot, language=language, state=state)


def _graph(call: Call, bot: App, state: State, *, language: str | None = None) -> Graph:
    version = _version(call, bot, state, language=language)
    return Graph.of(
        bot,
        bots.skeleton(call.services, bot, state),
        call.services.labelling.all_of(version, FaqEntry),
        language=version.culture,
        state=state,
    )


ROUTES: tuple[Route, ...] = (
    *public("GET", f"{BOT_PATH}/knowledgeTasks", tasks, _GRAPH),
    *public("GET", f"{BOT_PATH}/faqs", listed, _GRAPH),
    *public("GET", f"{BOT_PATH}/v2/faqs", listed, _GRAPH),
    *public("GET", f"{BOT_PATH}/faqs/count", count, _GRAPH),
    *public("POST", f"{BOT_PATH}/faqs/bulk", add, _GRAPH, writes=True, body=BodyKind.IMPORT),
    *public("POST", f"{BOT_PATH}/faqs/bulkupdates", update, _UPDATE, writes=True, body=BodyKind.IMPORT),
    *public("POST", "/faqs/bulkUpdates", update_anywhere, _ADMIN_UPDATE, writes=True, body=BodyKind.IMPORT),
)
