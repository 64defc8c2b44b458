"""FAQs of knowledge tasks: questions with one answer, and the nodes of the graph that lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.files.holes import Ids, carrying, hole, object_of, refilled
from stationmaster.dialects.kore.files.reading import Json, Node
from stationmaster.domain.dataset import Dataset
from stationmaster.domain.errors import LimitExceeded
from stationmaster.domain.faq import FaqEntry

SECTION, FAQS, NODES, SYNONYMS = "knowledgeTasks", "faqs", "nodes", "synonyms"
MAX_FAQS, MAX_NODES = 50_000, 20_000

#: What follows a node's name in `terms`: whether it must be there, its traits and its state, all unset.
TERM_TAIL = "|| || "
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_DIGITS = re.compile(r"[0-9a-f]{24}")


def take(document: Node, skeleton: Json, languages: Sequence[str]) -> dict[str, list[FaqEntry]]:
    """The FAQs of each language; what is left of them goes into the skeleton.

    :raises InvalidFile: with the place and the reason
    :raises LimitExceeded: there are too many of them
    """
    found: dict[str, list[FaqEntry]] = {language: [] for language in languages}
    taken = Ids()
    tasks = []
    for node in document.each(SECTION):
        language = node.optional_text("language") or languages[0]
        task = dict(node.object())
        graph = node.find(FAQS)
        if graph is not None:
            entries = read_graph(graph, taken)
            found[language] += entries
            left = [hole(entry.id) for entry in entries]
            # Older files have the list itself where newer ones have an object with that list.
            is_flat = isinstance(graph.value, list)
            if is_flat or graph.find(FAQS) is not None:
                task[FAQS] = left if is_flat else {**graph.object(), FAQS: left}
        tasks.append(task)
    if document.find(SECTION) is not None:
        skeleton[SECTION] = tasks
    return found


def read_graph(graph: Node, taken: Ids) -> list[FaqEntry]:
    """The FAQs of one graph.

    :raises InvalidFile: with the place and the reason
    :raises LimitExceeded: there are too many of them, or of their nodes
    """
    is_flat = isinstance(graph.value, list)
    nodes = list(graph.elements() if is_flat else graph.each(FAQS))
    synonyms = {} if is_flat else synonyms_of(graph.object().get(SYNONYMS))
    if len(nodes) > MAX_FAQS:
        raise LimitExceeded(f"{graph.path or 'the file'} has {len(nodes)} FAQs, but {MAX_FAQS} is the limit")
    found = [_read(node, taken, synonyms) for node in nodes]
    count = len({entry.path[:depth] for entry in found for depth in range(1, len(entry.path) + 1)})
    if count > MAX_NODES:
        raise LimitExceeded(f"{graph.path or 'the file'} has {count} nodes, but {MAX_NODES} is the limit")
    return found


def _read(node: Node, taken: Ids, synonyms: Mapping[str, Sequence[str]]) -> FaqEntry:
    question = node.member("question").text()
    for each in node.each("alternateQuestions"):
        if not isinstance(each.value, str):
            each.member("question").text()
    entry = node.object()
    given = entry.get("_id") or entry.get("refId")
    wanted = _DIGITS.search(given.replace("-", "").lower()) if isinstance(given, str) else None
    item_id = taken.given(
        wanted and wanted[0], lambda n: ids.derived_short(FAQS, *names_of(entry.get("terms")), question, n)
    )
    return item_of(entry, item_id, synonyms)


def item_of(entry: Json, item_id: str, synonyms: Mapping[str, Sequence[str]]) -> FaqEntry:
    """The FAQ that an entry says; one that is switched off asks nothing.

    :param synonyms: words for the names of nodes, by these names in lower case
    """
    path = tuple(reversed(names_of(entry.get("terms"))))
    return FaqEntry(
        id=item_id,
        questions=() if entry.get("faqStatus") is False else tuple(questions_of(entry)),
        answer=answer_of(entry),
        tags=tuple(dict.fromkeys([*tags_of(entry), *_more_words(path, synonyms)])),
        path=path,
        carried=carrying(entry),
    )


def questions_of(entry: Mapping[str, Any]) -> Iterator[str]:
    """The primary question, then its alternatives."""
    others = entry.get("alternateQuestions") or ()
    for each in ({"question": entry.get("question")}, *others):
        text = each.get("question") if isinstance(each, dict) else each
        if isinstance(text, str) and text.strip():
            yield text


def answer_of(entry: Mapping[str, Any]) -> str:
    """The text of the first answer that is one."""
    answers = entry.get("answer")
    for each in answers if isinstance(answers, list) else [answers]:
        text = each.get("text") if isinstance(each, dict) else each
        if isinstance(text, str) and text.strip():
            return unquote(text) if _ENCODED.search(text) else text
    return ""


def tags_of(entry: Mapping[str, Any]) -> list[str]:
    """The tags of an FAQ and of its alternative questions, each once."""
    others = entry.get("alternateQuestions") or ()
    groups = [entry.get("tags"), *(each.get("tags") for each in others if isinstance(each, dict))]
    return list(dict.fromkeys(name for group in groups for name in names_of(group)))


def names_of(entries: Any) -> list[str]:
    """The names of tags or nodes, which older files write as objects, and newer ones with flags."""
    found = []
    for each in entries if isinstance(entries, list) else ():
        text = each.get("name") if isinstance(each, dict) else each
        name = text.partition("||")[0].strip() if isinstance(text, str) else ""
        if name:
            found.append(name)
    return found


def _more_words(path: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name in path:
        yield from synonyms.get(name.casefold(), ())


def synonyms_of(value: Any) -> dict[str, list[str]]:
    """Words for the names of nodes, by these names in lower case, as a graph says them."""
    entries = value if isinstance(value, dict) else {}
    return {
        name.casefold(): [word for word in words if isinstance(word, str)]
        for name, words in entries.items()
        if isinstance(words, list)
    }


def put(document: Json, datasets: Mapping[str, Dataset]) -> None:
    """Fill the holes that `take` left, and add what was asked since."""
    default = next(iter(datasets))
    remaining = {language: {faq.id: faq for faq in dataset.faqs} for language, dataset in datasets.items()}
    tasks: list[Json] = []
    for carried in document.get(SECTION) or ():
        own = remaining.get(carried.get("language") or default, {})
        graph = carried.get(FAQS)
        task = carried
        if isinstance(graph, list):
            task = {**carried, FAQS: refilled(graph, own, lambda faq: entry_of(faq, {}))}
        elif isinstance(graph, dict) and graph.get(FAQS) is not None:
            task = {**carried, FAQS: {**graph, FAQS: _refilled_graph(graph, own)}}
        tasks.append(task)
    for language, faqs in remaining.items():
        if faqs:
            _list_of(tasks, language, default).extend(entry_of(faq, {}) for faq in faqs.values())
    if tasks or document.get(SECTION) is not None:
        document[SECTION] = tasks


def _refilled_graph(graph: Json, remaining: dict[str, FaqEntry]) -> list[Any]:
    synonyms = synonyms_of(graph.get(SYNONYMS))
    return refilled(graph[FAQS], remaining, lambda faq: entry_of(faq, synonyms))


def _list_of(tasks: list[Json], language: str, default: str) -> list[Any]:
    for task in tasks:
        graph = task.get(FAQS)
        entries = graph.get(FAQS) if isinstance(graph, dict) else graph
        if (task.get("language") or default) == language and isinstance(entries, list):
            return entries
    task = new_task(language, {FAQS: [], SYNONYMS: {}, NODES: []})
    tasks.append(task)
    found: list[Any] = task[FAQS][FAQS]
    return found


def with_graph(
    tasks: Sequence[Json], left: Json, graph: Mapping[str, Any], language: str, *, default: str
) -> list[Json]:
    """The tasks of a skeleton with what is left of another graph in place of all those of a language."""
    own = [task for task in tasks if (task.get("language") or default) == language]
    others = [task for task in tasks if (task.get("language") or default) != language]
    first = own[0] if own else new_task(language, {})
    return [{**first, "taxonomy": taxonomy_of(graph), FAQS: left}, *others]


def graph_of(skeleton: Mapping[str, Any], dataset: Dataset, language: str, *, default: str) -> Json:
    """The graph of a language, all its tasks together."""
    own = [t for t in skeleton.get(SECTION) or () if (t.get("language") or default) == language]
    document: Json = {SECTION: own}
    put(document, {language: dataset})
    found: Json = {FAQS: [], SYNONYMS: {}, NODES: []}
    for task in document[SECTION]:
        graph = task.get(FAQS)
        graph = graph if isinstance(graph, dict) else {FAQS: graph or []}
        entries = [*found[FAQS], *(graph.get(FAQS) or ())]
        nodes = [*found[NODES], *(graph.get(NODES) or ())]
        found = {**found, **graph, FAQS: entries, NODES: nodes}
    return found


def new_task(language: str, graph: Json) -> Json:
    """A knowledge task around a graph."""
    reference = ids.derived(SECTION, language).removeprefix(f"{SECTION}-")
    return {"refId": reference, "name": "Knowledge", "isGraph": True, "language": language, FAQS: graph}


def entry_of(faq: FaqEntry, synonyms: Mapping[str, Sequence[str]]) -> Json:
    """An entry that says this FAQ: the one that it was read from, with what has changed since."""
    entry = object_of(faq, _new_entry(faq))
    said = item_of(entry, faq.id, synonyms)
    if said.path != faq.path:
        entry["terms"] = [name + TERM_TAIL for name in reversed(faq.path)]
    if bool(said.questions) != bool(faq.questions):
        entry["faqStatus"] = bool(faq.questions)
    if said.questions != faq.questions and faq.questions:
        entry["question"] = faq.questions[0]
        known = {
            each["question"]: each
            for each in entry.get("alternateQuestions") or ()
            if isinstance(each, dict) and "question" in each
        }
        entry["alternateQuestions"] = [
            known.get(text, {"question": text, "terms": entry.get("terms", []), "tags": []})
            for text in faq.questions[1:]
        ]
    if said.tags != faq.tags:
        from_nodes = set(_more_words(faq.path, synonyms)) - set(tags_of(entry))
        entry["tags"] = [{"name": tag} for tag in faq.tags if tag not in from_nodes]
    if said.answer != faq.answer:
        answers = entry.get("answer")
        first, *others = answers if isinstance(answers, list) and answers else [{}]
        kept = first if isinstance(first, dict) else {}
        entry["answer"] = [{"type": "basic", "channel": "default", **kept, "text": faq.answer}, *others]
    return entry


def _new_entry(faq: FaqEntry) -> Json:
    return {
        "question": "",
        "alternateQuestions": [],
        "terms": [],
        "tags": [],
        "refId": faq.id,
        "faqStatus": True,
        "responseType": "message",
        "answer": [],
        "alternateAnswers": [],
    }


def taxonomy_of(graph: Mapping[str, Any]) -> list[Json]:
    """The nodes that the paths of a graph name, each with the one above it."""
    named = [
        tuple(reversed(names_of(node.get("terms")))) for node in graph.get(NODES) or () if _is_object(node)
    ]
    asked = [tuple(reversed(names_of(faq.get("terms")))) for faq in graph.get(FAQS) or () if _is_object(faq)]
    paths = dict.fromkeys(path[:depth] for path in (*named, *asked) for depth in range(1, len(path) + 1))
    return [
        {
            "nodeId": ids.derived("node", *path).removeprefix("node-"),
            "label": path[-1],
            "level": f"l{len(path) - 1}",
            "parent": [ids.derived("node", *path[:-1]).removeprefix("node-")] if path[:-1] else [],
            "synonyms": [],
        }
        for path in paths
    ]


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)
