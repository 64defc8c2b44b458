"""One bot file brought into another: which of its parts, and whether they come beside or instead of what is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stationmaster.dialects.kore.files.components import ENTITY, INTENT, task_key
from stationmaster.dialects.kore.files.holes import texts_of
from stationmaster.dialects.kore.files.reading import Json, Node

OPTIONS = "importOptions"

#: What stays as it is whatever is brought in: which bot it is.
_IDENTITY = ("_id", "refId")
_TASK_LISTS = ("dialogs", "dialogComponents", "scenes", "sceneComponents", "actions", "alerts", "paramMaps")
_LOCAL_NLP = ("nlMeta", "confidenceConfigs", "nlpVersion")

#: The keys of a file that a word of the options stands for.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "knowledgeGraph": ("knowledgeTasks",),
    "smallTalk": ("smallTalk",),
    "forms": ("forms",),
    "nlpSettings": ("mlParams", "advancedNLSettings", "confidenceConfigs", "traits"),
    "traits": ("traits",),
    "traitRules": ("traits",),
    "standardResponses": ("koraResponses",),
    "defaultDialog": ("defaultDialogId",),
    "botVariables": ("contentVariables", "variables", "namespaces"),
    "ivrSettings": ("ivrSettings",),
    "botSettings": (
        "botEvents",
        "interruptOptions",
        "channels",
        "languageConfigurations",
        "multiLingualConfigurations",
        "sessionInactiveTime",
        "color",
    ),
}
#: Words that bring synonyms: older files have none of their own for them.
_WITH_SYNONYMS = frozenset({"nlpSettings", "concepts", "synonyms", "bot_synonyms"})


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportOptions:
    """What is to be brought in; `parts` is None for all of it."""

    parts: frozenset[str] | None = None
    append_utterances: bool = False
    append_patterns: bool = False

    def has(self, *parts: str) -> bool:
        """Whether one of these parts is to be brought in."""
        return self.parts is None or not self.parts.isdisjoint(parts)


def read_options(body: Node) -> ImportOptions:
    """The options of a request.

    :raises InvalidFile: with the place and the reason
    """
    options = body.find(OPTIONS)
    if options is None:
        return ImportOptions()
    groups = ("tasks", "nlpData", "settings", "botComponents")
    named = [each.text() for group in groups for each in options.each(group)]
    details = options.find("options")
    return ImportOptions(
        parts=frozenset(named) if named else None,
        append_utterances=_appends(details, "utterances"),
        append_patterns=_appends(details, "patterns"),
    )


def _appends(details: Node | None, part: str) -> bool:
    found = None if details is None else details.find(part)
    if found is None:
        return False
    said = found.object()
    return said.get("append") is True and said.get("replace") is not True


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """A bot after something was brought in."""

    document: Json
    skipped: tuple[str, ...]  #: sentences for the user: what found no place, and why


def merge(current: Json, incoming: Json, options: ImportOptions) -> Merged:
    """A bot with the parts of another file that the options name.

    A task that the bot has already, by its id or its name, is that task; its parts keep its ids.
    """
    incoming = _with_ids_of(current, incoming)
    if options.parts is None:
        merged = {**incoming, **{key: current[key] for key in _IDENTITY if key in current}}
    else:
        merged = dict(current)
        for part in options.parts & _KEYS.keys():
            merged |= {key: incoming[key] for key in _KEYS[part] if key in incoming}
        if options.has("botTask"):
            merged |= _tasks(current, incoming)
        merged["localeData"] = _locales(current, incoming, options)
    skipped: list[str] = []
    for key, part, appends, joined in (
        ("sentences", "utterances", options.append_utterances, _sentences),
        ("patterns", "patterns", options.append_patterns, _patterns),
    ):
        if options.has(part, "training_data") and key in incoming:
            entries, left_out = _placed(key, incoming[key], merged)
            skipped += left_out
            merged[key] = joined(current.get(key) or (), entries) if appends else entries
    return Merged(document=merged, skipped=tuple(skipped))


def _objects(document: Mapping[str, Any], key: str) -> list[Json]:
    entries = document.get(key)
    return [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []


def _with_ids_of(current: Json, incoming: Json) -> Json:
    """The incoming file with the ids that the bot's own components have."""
    known = _objects(current, "dialogComponents")
    ids = {each.get("_id") for each in known}
    by_reference = {
        (each.get("type"), each.get("refId")): each.get("_id") for each in known if each.get("refId")
    }
    by_name = {_component_key(each): each.get("_id") for each in known if _component_key(each)}
    renamed = {}
    for each in _objects(incoming, "dialogComponents"):
        own = each.get("_id")
        if own in ids or not isinstance(own, str):
            continue
        same = by_reference.get((each.get("type"), each.get("refId"))) or by_name.get(_component_key(each))
        if isinstance(same, str):
            renamed[own] = same
    found: Json = _renamed(incoming, renamed) if renamed else dict(incoming)
    return found


def _component_key(entry: Mapping[str, Any]) -> tuple[str, str] | None:
    kind, name = entry.get("type"), entry.get("name")
    return (kind, task_key(name)) if kind in (INTENT, ENTITY) and isinstance(name, str) else None


def _renamed(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, list):
        return [_renamed(each, ids) for each in value]
    if isinstance(value, dict):
        return {ids.get(key, key): _renamed(each, ids) for key, each in value.items()}
    return value


def _tasks(current: Json, incoming: Json) -> Json:
    """The lists that tasks are made of: an entry replaces that with its id, and else comes behind it."""
    found: Json = {}
    for key in _TASK_LISTS:
        if key in incoming:
            new = {_entry_id(entry, n): entry for n, entry in enumerate(incoming[key])}
            kept = [new.pop(_entry_id(entry, -1), entry) for entry in current.get(key) or ()]
            found[key] = [*kept, *new.values()]
    return found


def _entry_id(entry: Any, number: int) -> Any:
    own = entry.get("_id") if isinstance(entry, dict) else None
    return own if isinstance(own, str) else number


def _locales(current: Json, incoming: Json, options: ImportOptions) -> Json:
    keys = [*(_LOCAL_NLP if options.has("nlpSettings") else ())]
    keys += ["synonyms"] if options.has(*_WITH_SYNONYMS) else []
    keys += ["name", "description"] if options.has("botSettings") else []
    found = dict(current.get("localeData") or {})
    for language, own in (incoming.get("localeData") or {}).items():
        if isinstance(own, dict) and (language in found or "botTask" in (options.parts or ())):
            kept = found.get(language)
            brought = {key: own[key] for key in keys if key in own}
            found[language] = {**(kept if isinstance(kept, dict) else own), **brought}
    return found


def _placed(key: str, entries: Iterable[Any], merged: Json) -> tuple[list[Any], list[str]]:
    """The entries whose tasks the bot has, and what to say of the others."""
    intents = [each for each in _objects(merged, "dialogComponents") if each.get("type") == INTENT]
    ids = {each.get("_id") for each in intents}
    names = {task_key(each["name"]): each["_id"] for each in intents if isinstance(each.get("name"), str)}
    place = _place_of_sentence if key == "sentences" else _place_of_pattern
    kept, left_out = [], []
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, dict) or place(entry, ids, names):
            kept.append(entry)
        else:
            left_out.append(f"{key}[{number}]: the bot has no task {entry.get('taskName')!r}")
    return kept, left_out


def _place_of_sentence(entry: Json, ids: set[Any], names: Mapping[str, str]) -> bool:
    name = entry.get("taskName")
    return entry.get("taskId") in ids or (isinstance(name, str) and task_key(name) in names)


def _place_of_pattern(entry: Json, ids: set[Any], names: Mapping[str, str]) -> bool:
    name = entry.get("taskName")
    is_of_intent = entry.get("taskType", INTENT) == INTENT
    return not is_of_intent or not isinstance(name, str) or task_key(name) in names


def _sentences(current: Iterable[Any], incoming: Iterable[Any]) -> list[Any]:
    """The sentences of both: those that a task has already are not said twice."""
    found = list(current)
    there = {_sentence_key(entry) for entry in found}
    return [*found, *(entry for entry in incoming if _sentence_key(entry) not in there)]


def _sentence_key(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return repr(entry)
    return entry.get("language"), entry.get("taskId"), " ".join(str(entry.get("sentence")).casefold().split())


def _patterns(current: Iterable[Any], incoming: Iterable[Any]) -> list[Any]:
    """The patterns of both, entry by entry: those that a task has already are not said twice."""
    found = [dict(entry) for entry in current if isinstance(entry, dict)]
    by_task = {_pattern_key(entry): entry for entry in found}
    for entry in incoming:
        if not isinstance(entry, dict):
            continue
        own = by_task.setdefault(_pattern_key(entry), entry)
        if own is entry:
            found.append(entry)
            continue
        own["localeData"] = _joined_locales(own.get("localeData") or {}, entry.get("localeData") or {})
    return found


def _pattern_key(entry: Mapping[str, Any]) -> Any:
    return entry.get("taskType"), task_key(str(entry.get("taskName")))


def _joined_locales(current: Json, incoming: Json) -> Json:
    found = dict(current)
    for language, own in incoming.items():
        before = found.get(language) or {}
        there = list(before.get("patterns") or ())
        known = texts_of(there, "value")
        said = (own or {}).get("patterns") or ()
        new = [each for each in said if not set(texts_of([each], "value")) <= set(known)]
        if there or new:
            found[language] = {**before, "patterns": [*there, *new]}
    return found
