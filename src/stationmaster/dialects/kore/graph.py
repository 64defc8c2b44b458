"""The knowledge tasks of a bot's language, as its public calls name their parts: tasks, nodes and FAQs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.files import faqs
from stationmaster.dialects.kore.files.holes import hole_id
from stationmaster.dialects.kore.files.reading import Json
from stationmaster.dialects.kore.reading import State
from stationmaster.domain.apps import App
from stationmaster.domain.faq import FaqEntry

Path = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Graph:
    """What a bot knows in one language and state: its FAQs, and the tasks with the nodes that they hang on."""

    bot: App
    language: str
    state: State
    tasks: tuple[Json, ...]  #: as the skeleton carries them; there is always one
    entries: tuple[FaqEntry, ...]

    @staticmethod
    def of(
        bot: App, skeleton: Mapping[str, Any], entries: Sequence[FaqEntry], *, language: str, state: State
    ) -> Graph:
        """The graph of a language; a bot that has no task for it gets an empty one, shown only."""
        carried = [task for task in skeleton.get(faqs.SECTION) or () if isinstance(task, dict)]
        own = [task for task in carried if (task.get("language") or bot.culture) == language]
        empty = {**faqs.new_task(language, {}), "name": bot.name, "taxonomy": [_root(bot.name)]}
        return Graph(
            bot=bot, language=language, state=state, tasks=tuple(own or [empty]), entries=tuple(entries)
        )

    @cached_property
    def synonyms(self) -> Mapping[str, Sequence[str]]:
        """Words for the names of nodes, by these names in lower case."""
        found: dict[str, Sequence[str]] = {}
        for task in self.tasks:
            content = task.get(faqs.FAQS)
            found |= faqs.synonyms_of(content.get(faqs.SYNONYMS)) if isinstance(content, dict) else {}
        return found

    def task_id(self, task: Json) -> str:
        """What the calls name a task by: one that differs from state to state."""
        given = task.get("_id")
        if isinstance(given, str) and given and self.state is State.CONFIGURED:
            return given
        return ids.derived_short(
            faqs.SECTION, self.bot.id, self.state.value, task.get("refId"), self.language
        )

    def task_of(self, entry: FaqEntry) -> Json:
        """The task that an FAQ belongs to: the first one, unless a file said another."""
        return self._tasks_of_files.get(entry.id, self.tasks[0])

    @cached_property
    def _tasks_of_files(self) -> Mapping[str, Json]:
        found = {}
        for task in self.tasks:
            content = task.get(faqs.FAQS)
            left = content.get(faqs.FAQS) if isinstance(content, dict) else content
            for each in left if isinstance(left, list) else ():
                item_id = hole_id(each)
                if item_id is not None:
                    found[item_id] = task
        return found

    @cached_property
    def paths(self) -> Mapping[str, Path]:
        """The path to each node, by the node's id: those of the tasks' own, and those that only FAQs name."""
        found: dict[str, Path] = {}
        for task in self.tasks:
            nodes = {node["nodeId"]: node for node in _nodes(task)}
            found |= {node_id: _path(node_id, nodes) for node_id in nodes}
        known = set(found.values())
        for entry in self.entries:
            for depth in range(1, len(entry.path) + 1):
                path = entry.path[:depth]
                if path not in known:
                    known.add(path)
                    found[_node_id(path)] = path
        return found

    @cached_property
    def node_ids(self) -> Mapping[Path, str]:
        """The id of each node, by its path."""
        return {path: node_id for node_id, path in reversed(list(self.paths.items()))}

    def described_tasks(self) -> list[Json]:
        """The tasks as the calls tell of them."""
        counts = Counter(id(self.task_of(entry)) for entry in self.entries)
        of_paths = Counter(entry.path for entry in self.entries)
        return [
            {
                "_id": self.task_id(task),
                "state": self.state.value,
                "editable": self.state is State.CONFIGURED,
                "taxonomy": self._taxonomy(task, of_paths),
                "name": task.get("name") or self.bot.name,
                "description": task.get("description") or "",
                "isGraph": True,
                "streamId": self.bot.id,
                "botName": self.bot.name,
                "language": self.language,
                "refId": task.get("refId") or "",
                "__v": 0,
                "parentId": ids.derived_short(faqs.SECTION, self.bot.id, task.get("refId"), self.language),
                "faqCount": counts[id(task)],
            }
            for task in self.tasks
        ]

    def _taxonomy(self, task: Json, counts: Mapping[Path, int]) -> list[Json]:
        own = [{**node, "faqCount": counts.get(self.paths[node["nodeId"]], 0)} for node in _nodes(task)]
        if task is not self.tasks[0]:
            return own
        carried = {node["nodeId"] for each in self.tasks for node in _nodes(each)}
        added = [
            {
                "nodeId": node_id,
                "label": path[-1],
                "level": f"l{len(path) - 1}",
                "parent": [self.node_ids[path[:-1]]] if path[:-1] else [],
                "synonyms": [],
                "faqCount": counts.get(path, 0),
            }
            for node_id, path in self.paths.items()
            if node_id not in carried
        ]
        return [*own, *added]

    def described(self, entry: FaqEntry) -> Json:
        """An FAQ as the calls tell of it."""
        said = faqs.entry_of(entry, self.synonyms)
        question = str(said.get("question") or "")
        return {
            "_id": entry.id,
            "streamId": self.bot.id,
            "conditionalResp": False,
            "questionPayload": {
                "question": question,
                "tagsPayload": [{"name": name} for name in faqs.names_of(said.get("tags"))],
            },
            "responseType": said.get("responseType") or "message",
            "answerPayload": said.get("answer") or [],
            "subQuestions": [
                {"question": text, "tagsPayload": []} for text in list(faqs.questions_of(said))[1:]
            ],
            "subAnswers": said.get("alternateAnswers") or [],
            "parent": self.node_ids.get(entry.path, ""),
            "leafterm": entry.path[-1] if entry.path else "",
            "botName": self.bot.name,
            "knowledgeTaskId": self.task_id(self.task_of(entry)),
            "language": self.language,
            "faqStatus": said.get("faqStatus") is not False,
            "editLocked": False,
            "isPublished": self.state is State.PUBLISHED,
            "refId": said.get("refId") or entry.id,
            "referenceId": said.get("referenceId") or "",
            "label": said.get("label") or question,
            "faqLinkedBy": [],
            "__v": 0,
            "fullPath": list(entry.path),
        }


def _root(name: str) -> Json:
    return {"nodeId": _node_id((name,)), "label": name, "level": "l0", "parent": [], "synonyms": []}


def _node_id(path: Path) -> str:
    return ids.derived("node", *path).removeprefix("node-")


def _nodes(task: Json) -> list[Json]:
    taxonomy = task.get("taxonomy")
    return [
        node
        for node in (taxonomy if isinstance(taxonomy, list) else ())
        if isinstance(node, dict)
        and isinstance(node.get("nodeId"), str)
        and isinstance(node.get("label"), str)
    ]


def _path(node_id: str, nodes: Mapping[str, Json]) -> Path:
    """The names of the nodes that lead to one; a node that lies above itself ends it."""
    path: list[str] = []
    seen: set[str] = set()
    at: Any = node_id
    while isinstance(at, str) and at in nodes and at not in seen:
        seen.add(at)
        path.append(nodes[at]["label"])
        parents = nodes[at].get("parent")
        at = parents[0] if isinstance(parents, list) and parents else None
    return tuple(reversed(path))
