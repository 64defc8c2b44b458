"""Traits in their groups, and small talk in its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.files.holes import (
    Ids,
    carrying,
    hole,
    hole_id,
    object_of,
)
from stationmaster.dialects.kore.files.reading import Json, Node
from stationmaster.domain.dataset import Dataset, Trait

SECTION, MEMBERS, DATA, THRESHOLD = "traits", "traits", "data", "scoreThreshold"


def take(document: Node, skeleton: Json, languages: tuple[str, ...]) -> dict[str, list[Trait]]:
    """The traits of each language; what is left of them goes into the skeleton.

    :raises InvalidFile: with the place and the reason
    """
    found: dict[str, list[Trait]] = {language: [] for language in languages}
    taken = Ids()
    groups = []
    for node in document.each(SECTION):
        group = dict(node.object())
        language = node.optional_text("language") or languages[0]
        members = node.find(MEMBERS)
        if members is not None:
            left: Json = {}
            for name, each in members.members():
                trait = _read(node, name, each, taken, language)
                found[language].append(trait)
                left[name] = hole(trait.id)
            group[MEMBERS] = left
        groups.append(group)
    if document.find(SECTION) is not None:
        skeleton[SECTION] = groups
    return found


def _read(group: Node, name: str, node: Node, taken: Ids, language: str) -> Trait:
    if not name.strip():
        node.fail("has no name")
    group_name = group.member("groupName").name()
    return Trait(
        id=taken.given(
            node.optional_text("traitId"), lambda n: ids.derived(ids.TRAIT, language, group_name, name, n)
        ),
        name=name,
        group=group_name,
        texts=tuple(text.text() for text in node.each(DATA)),
        threshold=_threshold(group.object()),
        carried=carrying(node.value),
    )


def _threshold(group: Mapping[str, Any]) -> float | None:
    value = group.get(THRESHOLD)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def put(document: Json, datasets: Mapping[str, Dataset]) -> None:
    """Fill the holes that `take` left, and add what was made since."""
    default = next(iter(datasets))
    remaining = {
        language: {trait.id: trait for trait in dataset.traits} for language, dataset in datasets.items()
    }
    groups: list[Json] = []
    for carried in document.get(SECTION) or ():
        language = carried.get("language") or default
        had = carried.get(MEMBERS) or {}
        group, kept = _refilled(carried, remaining.get(language, {}))
        if kept or not had:
            groups.append(group)
    for language, traits in remaining.items():
        for trait in traits.values():
            _group_of(groups, language, default, trait)[MEMBERS][trait.name] = _entry(trait)
    if groups or document.get(SECTION) is not None:
        document[SECTION] = groups


def _refilled(carried: Json, remaining: dict[str, Trait]) -> tuple[Json, Json]:
    members: Json = {}
    group = dict(carried)
    for left in (carried.get(MEMBERS) or {}).values():
        trait = remaining.pop(hole_id(left) or "", None)
        if trait is None:
            continue
        members[trait.name] = _entry(trait)
        if trait.threshold != _threshold(group):
            group[THRESHOLD] = trait.threshold
        if trait.group != group.get("groupName"):
            group["groupName"] = trait.group
    if carried.get(MEMBERS) is not None:
        group[MEMBERS] = members
    return group, members


def _group_of(groups: list[Json], language: str, default: str, trait: Trait) -> Json:
    for group in groups:
        is_own = (group.get("language") or default) == language
        if is_own and group.get("groupName") == trait.group and isinstance(group.get(MEMBERS), dict):
            return group
    group = {
        "_id": ids.derived(ids.TRAIT_GROUP, language, trait.group),
        "groupName": trait.group,
        "language": language,
        "matchStrategy": "probability",
        MEMBERS: {},
    }
    if trait.threshold is not None:
        group[THRESHOLD] = trait.threshold
    groups.append(group)
    return group


def _entry(trait: Trait) -> Json:
    entry = object_of(trait, {DATA: [], "displayName": trait.name, "traitId": trait.id})
    if tuple(entry.get(DATA) or ()) != trait.texts:
        entry[DATA] = list(trait.texts)
    return entry
