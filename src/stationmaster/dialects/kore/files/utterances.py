"""ML utterances of a bot in all its languages, as JSON, or as CSV without labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.files import sentences
from stationmaster.dialects.kore.files.components import Components
from stationmaster.dialects.kore.files.reading import Json, Node, decode
from stationmaster.dialects.kore.files.sentences import SENTENCE_TYPE, Renderer
from stationmaster.dialects.kore.files.tables import read_table, write_table
from stationmaster.domain.dataset import NONE_INTENT, Dataset, Utterance

HEADER = ("taskName", "sentence", "type", "language")


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One sentence of a file, not yet held against a bot."""

    node: Node  #: its entry, or what an entry would say; its path is the place in the file
    task: str
    text: str
    language: str  #: empty where the file names none


def read_utterances(name: str, data: bytes) -> list[Said]:
    """The sentences of a file.

    :param name: of the file, which tells JSON from CSV where its first character does not
    :raises MalformedTable: the CSV is not in order
    :raises InvalidFile: with the place and the reason
    :raises LimitExceeded: there are more than 50 MB
    """
    if is_json(name, data):
        return [_said(node) for node in decode(data).elements()]
    return [_said(Node(fields, f"line {line}")) for line, fields in read_table(data, HEADER)]


def is_json(name: str, data: bytes) -> bool:
    """Whether a file is JSON by its first character, or by its name if that tells nothing."""
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return start in b"[{" if start else name.lower().endswith(".json")


def _said(node: Node) -> Said:
    return Said(
        node=node,
        task=node.member("taskName").name(),
        text=sentences.text_of(node.member("sentence")),
        language=node.optional_text("language").strip(),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Replacement:
    """What becomes of the utterances of one language."""

    utterances: tuple[Utterance, ...]  #: all that the version holds from now on
    copied: int  #: how many of them the file said
    skipped: tuple[str, ...]  #: sentences for the user: what of the file was left out, and why


def replace_tasks(said: Sequence[Said], dataset: Dataset, components: Components) -> Replacement:
    """Put sentences in place of all that the tasks named with them have; what is equal stays as it is.

    A text is in a model once: one that is said again, or that belongs to another task, is left out.

    :raises InvalidFile: a task or an entity is not one of the bot's
    """
    by_task: dict[str, list[Said]] = {}
    for each in said:
        intent = components.intent_id(name=each.task)
        if intent is None:
            each.node.member("taskName").fail(f"names no task of the bot: {each.task!r}")
        by_task.setdefault(components.intents[intent], []).append(each)
    kept = [utterance for utterance in dataset.utterances if utterance.intent not in by_task]
    owners = {_key(utterance.text): utterance.intent for utterance in kept}
    known = {(u.intent, u.text): u for u in reversed(dataset.utterances) if u.intent in by_task}
    copied: list[Utterance] = []
    skipped: list[str] = []
    for intent, group in by_task.items():
        for each in group:
            owner = owners.setdefault(_key(each.text), "")
            if owner:
                skipped.append(f"{each.node.path}: {each.text!r} is an utterance of {owner} already")
                continue
            owners[_key(each.text)] = intent
            copied.append(_utterance(each, intent, known.get((intent, each.text)), components))
    return Replacement(utterances=(*kept, *copied), copied=len(copied), skipped=tuple(skipped))


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _utterance(said: Said, intent: str, before: Utterance | None, components: Components) -> Utterance:
    spans = tuple(sentences.span_of(each, said.text, components) for each in said.node.each("entities"))
    if before is not None and before.spans == spans:
        return before
    return Utterance(
        id=before.id if before else ids.new_short(),
        text=said.text,
        intent=intent,
        spans=spans,
        carried=before.carried if before else {},
    )


def write_json(datasets: Mapping[str, Dataset]) -> bytes:
    """All utterances with their labels."""
    entries = [
        {key: entry[key] for key in ("taskName", "sentence", "type", "entities", "language")}
        for entry in _entries(datasets)
    ]
    return msgspec.json.format(msgspec.json.encode(entries), indent=2)


def write_csv(datasets: Mapping[str, Dataset]) -> bytes:
    """All utterances, without their labels."""
    return write_table([HEADER, *([entry[name] for name in HEADER] for entry in _entries(datasets))])


def _entries(datasets: Mapping[str, Dataset]) -> Iterator[Json]:
    for language, dataset in datasets.items():
        renderer = Renderer(dataset, language)
        for utterance in dataset.utterances:
            if utterance.intent != NONE_INTENT:
                # Exports write the names of tasks without blanks; imports take both.
                name = utterance.intent.replace(" ", "_")
                entry = renderer.new_entry(utterance)
                yield {**entry, "taskName": name, "type": utterance_type(utterance)}


def utterance_type(utterance: Utterance) -> str:
    """The type that a file gave an utterance, or the usual one."""
    entry = utterance.carried.get("entry")
    given = entry.get("type") if isinstance(entry, dict) else None
    return given if isinstance(given, str) else SENTENCE_TYPE
