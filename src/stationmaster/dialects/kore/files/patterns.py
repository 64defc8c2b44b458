"""Patterns of intents, in Kore.ai's own syntax; those of entities are only carried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.files.components import INTENT, Components
from stationmaster.dialects.kore.files.holes import Ids, carrying, entry_of, hole, hole_id, refilled
from stationmaster.dialects.kore.files.reading import Json, Node
from stationmaster.domain.dataset import Dataset, Pattern, PatternSyntax

SECTION = "patterns"


def take(document: Node, skeleton: Json, components: Mapping[str, Components]) -> dict[str, list[Pattern]]:
    """The patterns of each language; what is left of them goes into the skeleton.

    :raises InvalidFile: with the place and the reason
    """
    found: dict[str, list[Pattern]] = {language: [] for language in components}
    taken = Ids()
    entries = []
    for node in document.each(SECTION):
        entry = dict(node.object())
        intent = _intent_of(entry, next(iter(components.values())))
        locales = node.find("localeData")
        if intent is not None and locales is not None:
            entry["localeData"] = dict(locales.object())
            for language, known in components.items():
                own = locales.find(language)
                if own is not None and own.find("patterns") is not None:
                    values = [
                        _read(each, known.intents[intent], (intent, language), taken)
                        for each in own.each("patterns")
                    ]
                    found[language] += [value for value in values if isinstance(value, Pattern)]
                    left = [hole(value.id) if isinstance(value, Pattern) else value for value in values]
                    entry["localeData"][language] = {**own.object(), "patterns": left}
        elif intent is None and _is_of_intent(entry) and _has_holes(entry):
            node.fail("names no intent, and has arrays where patterns should be")
        entries.append(entry)
    if document.find(SECTION) is not None:
        skeleton[SECTION] = entries
    return found


def _intent_of(entry: Mapping[str, Any], components: Components) -> str | None:
    if not _is_of_intent(entry):
        return None
    return components.intent_id(reference=entry.get("refId"), name=entry.get("taskName"))


def _is_of_intent(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("taskType", INTENT) == INTENT)


def _read(node: Node, intent: str, key: tuple[str, str], taken: Ids) -> Any:
    """The pattern that an entry says; the entry itself if it says none."""
    text = node.value if isinstance(node.value, str) else node.optional_text("value")
    if not text.strip():
        return node.value
    return Pattern(
        id=taken.given(None, lambda n: ids.derived_short(SECTION, *key, text, n)),
        text=text,
        intent=intent,
        syntax=PatternSyntax.SENTENCE,
        carried=carrying(node.value),
    )


def put(document: Json, datasets: Mapping[str, Dataset]) -> None:
    """Fill the holes that `take` left, and add what was written since."""
    first = next(iter(datasets.values()))
    components = Components.of(first.intents)
    as_read = Components.as_read(first.intents)
    remaining = {
        language: {pattern.id: pattern for pattern in dataset.patterns}
        for language, dataset in datasets.items()
    }
    of_intents: dict[str, Json] = {}
    entries: list[Any] = []
    for carried in document.get(SECTION) or ():
        # Only what a hole was left in is looked at; the rest is as it was.
        intent = _intent_of(carried, as_read)
        if intent is None and _is_of_intent(carried) and _has_holes(carried):
            continue
        entry = carried
        if intent is not None:
            entry = _refilled_locales(carried, remaining)
            if carried.get("taskName") == as_read.intents[intent]:
                entry["taskName"] = components.intents[intent]
            of_intents.setdefault(intent, entry)
        entries.append(entry)
    _add_new(entries, of_intents, remaining, first)
    if entries or document.get(SECTION) is not None:
        document[SECTION] = entries


def _locales(entry: Mapping[str, Any]) -> Json:
    locales = entry.get("localeData")
    return locales if isinstance(locales, dict) else {}


def _has_holes(entry: Mapping[str, Any]) -> bool:
    owns = [own.get("patterns") for own in _locales(entry).values() if isinstance(own, dict)]
    return any(hole_id(value) for own in owns if isinstance(own, list) for value in own)


def _refilled_locales(entry: Json, remaining: Mapping[str, dict[str, Pattern]]) -> Json:
    if "localeData" not in entry or entry["localeData"] is None:
        return dict(entry)
    locales = dict(_locales(entry))
    for language, own in locales.items():
        if language in remaining and isinstance(own, dict) and own.get("patterns") is not None:
            locales[language] = {**own, "patterns": refilled(own["patterns"], remaining[language], _entry)}
    return {**entry, "localeData": locales}


def _entry(pattern: Pattern) -> Any:
    entry = entry_of(pattern)
    if entry == pattern.text or (isinstance(entry, dict) and entry.get("value") == pattern.text):
        return entry
    return {"value": pattern.text, "original": pattern.text}


def _add_new(
    entries: list[Any],
    of_intents: dict[str, Json],
    remaining: Mapping[str, Mapping[str, Pattern]],
    dataset: Dataset,
) -> None:
    intents = {intent.name: intent for intent in dataset.intents}
    for language, patterns in remaining.items():
        for pattern in patterns.values():
            intent = intents[pattern.intent]
            if intent.id not in of_intents:
                read_from = entry_of(intent) or {}
                of_intents[intent.id] = {
                    "localeData": {},
                    "refId": read_from.get("refId", intent.id),
                    "taskName": intent.name,
                    "taskType": INTENT,
                    "nodeType": "dialog",
                }
                entries.append(of_intents[intent.id])
            entry = of_intents[intent.id]
            own = _locales(entry).get(language) or {}
            own = {**own, "patterns": [*(own.get("patterns") or ()), _entry(pattern)]}
            entry["localeData"] = {**_locales(entry), language: own}


def new_patterns(texts: Iterable[str], *, intent: str, intent_id: str, language: str) -> list[Pattern]:
    """Patterns that somebody writes for an intent."""
    taken = Ids()
    return [
        pattern
        for text in texts
        if isinstance(pattern := _read(Node(text, "patterns"), intent, (intent_id, language), taken), Pattern)
    ]
