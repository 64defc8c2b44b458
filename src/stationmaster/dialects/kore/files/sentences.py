"""Utterances: sentences of tasks, with labels whose offsets count UTF-16 units and leave the end out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.files import positions
from stationmaster.dialects.kore.files.components import Components
from stationmaster.dialects.kore.files.holes import Ids, carrying, hole, object_of, refilled
from stationmaster.dialects.kore.files.reading import Json, Node
from stationmaster.domain.dataset import Dataset, Entity, EntitySpan, Intent, Utterance

SECTION = "sentences"
MAX_CHARACTERS = 3_000
SENTENCE_TYPE = "DialogIntent"


def take(document: Node, skeleton: Json, components: Mapping[str, Components]) -> dict[str, list[Utterance]]:
    """The utterances of each language; what is left of them goes into the skeleton.

    :raises InvalidFile: with the place and the reason
    """
    found: dict[str, list[Utterance]] = {language: [] for language in components}
    default = next(iter(components))
    taken = Ids()
    entries = []
    for node in document.each(SECTION):
        language = node.optional_text("language") or default
        utterance = read(node, components[language], taken, language)
        found[language].append(utterance)
        entries.append(hole(utterance.id))
    if document.find(SECTION) is not None:
        skeleton[SECTION] = entries
    return found


def read(node: Node, components: Components, taken: Ids, language: str) -> Utterance:
    """The utterance that an entry says.

    :raises InvalidFile: with the place and the reason
    """
    text = text_of(node.member("sentence"))
    task = node.object().get("taskId"), node.object().get("taskName")
    intent = components.intent_id(task=task[0], name=task[1])
    if intent is None:
        place = node.member("taskId" if task[0] else "taskName")
        place.fail(f"names no task: {place.value!r} is not among the intents")
    return Utterance(
        id=taken.given(
            node.optional_text("_id"), lambda n: ids.derived_short(SECTION, language, intent, text, n)
        ),
        text=text,
        intent=components.intents[intent],
        spans=tuple(span_of(each, text, components) for each in node.each("entities")),
        carried=carrying(node.value),
    )


def text_of(node: Node) -> str:
    """The text of an utterance, within its limits.

    :raises InvalidFile: it is empty, or has more than 3,000 characters
    """
    text = node.name()
    if len(text) > MAX_CHARACTERS:
        node.fail(f"has {len(text)} characters, but {MAX_CHARACTERS} is the limit")
    return text


def span_of(node: Node, text: str, components: Components) -> EntitySpan:
    """The label that an entry of `entities` says.

    :raises InvalidFile: with the place and the reason
    """
    entity = node.member("entityId")
    name = components.entities.get(entity.text())
    if name is None:
        entity.fail(f"names no entity: {entity.value!r} is not among the components")
    start, end = node.member("startIndex"), node.member("endIndex")
    stretch = positions.from_units(text, start.whole(), end.whole())
    if stretch is None:
        end.fail(f"must lie behind startIndex {start.value} and within the sentence, not at {end.value}")
    return EntitySpan(entity=name, start=stretch[0], end=stretch[1])


def spans_entry(utterance: Utterance, entity_ids: Mapping[str, str]) -> list[Json]:
    """The labels of an utterance, as files have them."""
    found = []
    for span in utterance.spans:
        start, end = positions.to_units(utterance.text, span.start, span.end)
        found.append({"startIndex": start, "endIndex": end, "entityId": entity_ids[span.entity]})
    return found


class Renderer:
    """Writes utterances of one language as entries."""

    def __init__(self, dataset: Dataset, language: str) -> None:
        self._language = language
        items: tuple[Intent | Entity, ...] = (*dataset.intents, *dataset.entities)
        self._as_read = Components.as_read(items)
        self._intent_ids = {item.name: item.id for item in dataset.intents}
        self._entity_ids = {item.name: item.id for item in dataset.entities}

    def entry(self, utterance: Utterance) -> Json:
        """An entry that says this utterance: the one that it was read from, with what has changed since."""
        entry = object_of(utterance)
        if not entry:
            return self.new_entry(utterance)
        said = self._said(entry)
        if entry.get("sentence") != utterance.text:
            entry["sentence"] = utterance.text
        if said is None or self._as_read.intents[said] != utterance.intent:
            task = {"taskId": self._intent_ids[utterance.intent], "taskName": utterance.intent}
            entry |= {key: value for key, value in task.items() if key in entry or key == "taskId"}
        labels = [(span.start, span.end, self._entity_ids[span.entity]) for span in utterance.spans]
        if [_label(each, utterance.text) for each in entry.get("entities") or ()] != labels:
            entry["entities"] = spans_entry(utterance, self._entity_ids)
        return entry

    def new_entry(self, utterance: Utterance) -> Json:
        """An entry for an utterance that no file said."""
        return {
            "_id": utterance.id,
            "taskId": self._intent_ids[utterance.intent],
            "taskName": utterance.intent,
            "sentence": utterance.text,
            "type": SENTENCE_TYPE,
            "entities": spans_entry(utterance, self._entity_ids),
            "language": self._language,
        }

    def _said(self, entry: Json) -> str | None:
        return self._as_read.intent_id(task=entry.get("taskId"), name=entry.get("taskName"))


def _label(entry: Any, text: str) -> tuple[int, int, Any]:
    start, end = positions.from_units(text, entry["startIndex"], entry["endIndex"]) or (0, 0)
    return start, end, entry["entityId"]


def put(document: Json, datasets: Mapping[str, Dataset]) -> None:
    """Fill the holes that `take` left, and add what was said since."""
    remaining: dict[str, tuple[Renderer, Utterance]] = {}
    for language, dataset in datasets.items():
        renderer = Renderer(dataset, language)
        remaining |= {u.id: (renderer, u) for u in dataset.utterances}
    entries = refilled(document.get(SECTION), remaining, lambda pair: pair[0].entry(pair[1]))
    entries += [renderer.entry(utterance) for renderer, utterance in remaining.values()]
    if entries or document.get(SECTION) is not None:
        document[SECTION] = entries
