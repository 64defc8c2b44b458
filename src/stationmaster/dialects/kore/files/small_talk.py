"""Small talk: groups of nodes, each with what users say and what is said back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.files.holes import Ids, carrying, hole, object_of, refilled, texts_of
from stationmaster.dialects.kore.files.reading import Json, Node
from stationmaster.domain.dataset import Dataset
from stationmaster.domain.faq import SmallTalk

SECTION, GROUPS, NODES = "smallTalk", "groups", "nodes"
_ASKED, _SAID = "userUtterances", "botUtterances"


def take(document: Node, skeleton: Json, languages: tuple[str, ...]) -> dict[str, list[SmallTalk]]:
    """The small talk of each language; what is left of it goes into the skeleton.

    :raises InvalidFile: with the place and the reason
    """
    found: dict[str, list[SmallTalk]] = {language: [] for language in languages}
    taken = Ids()
    of_languages = []
    for section in document.each(SECTION):
        language = section.optional_text("language") or languages[0]
        groups = []
        for group in section.each(GROUPS):
            name = group.optional_text("groupName") or NODES
            nodes = [_read(node, name, taken, language) for node in group.each(NODES)]
            found[language] += nodes
            groups.append(_with(group, NODES, [hole(node.id) for node in nodes]))
        of_languages.append(_with(section, GROUPS, groups))
    if document.find(SECTION) is not None:
        skeleton[SECTION] = of_languages
    return found


def _with(node: Node, key: str, value: Any) -> Json:
    """An object with another value of a member, if it has that member."""
    return node.object() if node.find(key) is None else {**node.object(), key: value}


def _read(node: Node, group: str, taken: Ids, language: str) -> SmallTalk:
    entry = node.object()
    wanted = entry.get("nodeId") or entry.get("refId")
    questions = _texts(node, _ASKED)
    return SmallTalk(
        id=taken.given(wanted, lambda n: ids.derived(ids.SMALL_TALK_NODE, language, group, *questions, n)),
        name=group,
        questions=questions,
        answers=_texts(node, _SAID),
        carried=carrying(entry),
    )


def _texts(node: Node, key: str) -> tuple[str, ...]:
    return texts_of([each.value for each in node.each(key)], "text")


def put(document: Json, datasets: Mapping[str, Dataset]) -> None:
    """Fill the holes that `take` left, and add what was made since."""
    default = next(iter(datasets))
    remaining = {
        language: {node.id: node for node in dataset.small_talk} for language, dataset in datasets.items()
    }
    sections: list[Json] = []
    for carried in document.get(SECTION) or ():
        own = remaining.get(carried.get("language") or default, {})
        groups = [
            {**group, NODES: refilled(group[NODES], own, _entry)} if group.get(NODES) is not None else group
            for group in carried.get(GROUPS) or ()
        ]
        sections.append({**carried, GROUPS: groups} if carried.get(GROUPS) is not None else carried)
    for language, nodes in remaining.items():
        for node in nodes.values():
            _group_of(sections, language, default, node.name)[NODES].append(_entry(node))
    if sections or document.get(SECTION) is not None:
        document[SECTION] = sections


def _group_of(sections: list[Json], language: str, default: str, name: str) -> Json:
    own = (s for s in sections if (s.get("language") or default) == language)
    section = next((s for s in own if isinstance(s.get(GROUPS), list)), None)
    if section is None:
        section = {"language": language, GROUPS: []}
        sections.append(section)
    for group in section[GROUPS]:
        if group.get("groupName") == name and isinstance(group.get(NODES), list):
            found: Json = group
            return found
    group = {"groupName": name, "groupId": ids.derived(ids.SMALL_TALK_GROUP, language, name), NODES: []}
    section[GROUPS].append(group)
    return group


def _entry(node: SmallTalk) -> Json:
    entry = object_of(node, {"nodeId": node.id})
    if _said(entry, _ASKED) != node.questions:
        entry[_ASKED] = [{"text": text} for text in node.questions]
    if _said(entry, _SAID) != node.answers:
        entry[_SAID] = [{"channel": "default", "text": text, "type": "basic"} for text in node.answers]
    return entry


def _said(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return texts_of(entry.get(key) or (), "text")
