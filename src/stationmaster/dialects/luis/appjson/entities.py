"""The entities of an app JSON, which lie in one array for each kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from stationmaster.dialects.luis.appjson.carried import difference
from stationmaster.dialects.luis.appjson.layout import Layout
from stationmaster.dialects.luis.appjson.reading import InvalidAppJson, Node, malformed, model_missing
from stationmaster.dialects.luis.appjson.render import child_json, entity_json
from stationmaster.domain.dataset import Child, Entity, EntityKind, ExplicitItem, Origin, Role, Sublist
from stationmaster.domain.errors import InvalidItem
from stationmaster.learning.matchers import check_regex

_PATTERN_ENTITY = re.compile(r"\{\s*([^{}:]+?)\s*(?::[^{}]*)?\}")


def named_in_pattern(text: str) -> list[str]:
    """The entities in braces, without their roles and children."""
    return _PATTERN_ENTITY.findall(text)


class Named:
    """Reads names of one sort and refuses the second of a kind."""

    def __init__(self, sort: str) -> None:
        self._sort = sort
        self._places: dict[str, str] = {}

    def new(self, node: Node) -> str:
        """The name of this object, which is the first to have it."""
        return self.take(node.member("name"))

    def take(self, node: Node) -> str:
        """This string, which nothing was called before."""
        name = node.name()
        first = self._places.setdefault(name, node.path)
        if first != node.path:
            node.fail(f"gives a second {self._sort} the name {name}, which {first} has")
        return name


def spelled_lists(document: Node, layout: Layout) -> dict[str, str]:
    """Under which of their two keys the file has prebuilt entities, phrase lists and hierarchical entities."""
    nested = any(_is_hierarchical(node) for node in document.each("entities"))
    return {
        "prebuilts": _spelling(
            {key: any(document.each(key)) for key in ("prebuiltEntities", "bing_entities")}, layout.prebuilts
        ),
        "phrase_lists": _spelling(
            {key: any(document.each(key)) for key in ("phraselists", "model_features")}, layout.phrase_lists
        ),
        "hierarchicals": _spelling(
            {"hierarchicals": any(document.each("hierarchicals")), "entities": nested}, layout.hierarchicals
        ),
    }


def _spelling(used: dict[str, bool], usual: str) -> str:
    keys = [key for key, is_used in used.items() if is_used]
    if len(keys) > 1:
        raise malformed(f"$.{keys[0]} and $.{keys[1]} both declare the same kind of item.")
    return keys[0] if keys else usual


def _is_hierarchical(node: Node) -> bool:
    return any(isinstance(child.value, str) for child in node.each("children"))


def read(document: Node, layout: Layout, new_id: Callable[[], str]) -> Iterator[Entity]:
    """The entities of every kind, list by list."""
    reader = _EntityReader(layout, new_id)
    for node in document.each("entities"):
        hierarchical = _is_hierarchical(node)
        yield reader.entity(node, EntityKind.HIERARCHICAL if hierarchical else EntityKind.MACHINE_LEARNED)
    kinds = {
        "hierarchicals": EntityKind.HIERARCHICAL,
        "composites": EntityKind.COMPOSITE,
        "closedLists": EntityKind.LIST,
        "patternAnyEntities": EntityKind.PATTERN_ANY,
        "regex_entities": EntityKind.REGEX,
        "prebuiltEntities": EntityKind.PREBUILT,
    }
    for key, kind in kinds.items():
        for node in document.each(key):
            yield reader.entity(node, kind)
    for node in document.each("bing_entities"):
        yield reader.prebuilt(node)
    reader.refuse_undeclared_parts()


class _EntityReader:
    """Reads entities one by one and remembers what their definitions refer to."""

    def __init__(self, layout: Layout, new_id: Callable[[], str]) -> None:
        self._names = Named("entity")
        self._layout = layout
        self._new_id = new_id
        self._declared: set[str] = set()
        self._parts: list[tuple[str, str]] = []

    def entity(self, node: Node, kind: EntityKind) -> Entity:
        """One entity of this kind."""
        entity = Entity(
            id=self._new_id(),
            name=self._names.new(node),
            kind=kind,
            roles=self._roles(node),
            children=self._children(node, kind),
            sublists=tuple(_sublists(node)) if kind is EntityKind.LIST else (),
            regex=checked_regex(node.member("regexPattern")) if kind is EntityKind.REGEX else None,
            explicit=tuple(_explicit_items(node)) if kind is EntityKind.PATTERN_ANY else (),
            origin=origin_of(node, "entity"),
        )
        if kind is EntityKind.HIERARCHICAL:
            self._declared.update(f"{entity.name}::{child.name}" for child in entity.children)
        self._declared.add(entity.name)
        rendered = entity_json(entity, self._layout)
        if isinstance(rendered, str):
            return entity
        return replace(entity, carried=difference(rendered, node.object()))

    def prebuilt(self, node: Node) -> Entity:
        """One prebuilt entity, given by its name."""
        entity = Entity(id=self._new_id(), name=self._names.take(node), kind=EntityKind.PREBUILT)
        self._declared.add(entity.name)
        return entity

    def refuse_undeclared_parts(self) -> None:
        """Refuse a composite of something that the file does not declare."""
        for name, place in self._parts:
            if name not in self._declared:
                raise model_missing(name, place)

    def _roles(self, node: Node) -> tuple[Role, ...]:
        named = Named("role")
        return tuple(Role(id=self._new_id(), name=named.take(role)) for role in node.each("roles"))

    def _children(self, node: Node, kind: EntityKind) -> tuple[Child, ...]:
        match kind:
            case EntityKind.MACHINE_LEARNED:
                return self._nested(node)
            case EntityKind.HIERARCHICAL | EntityKind.COMPOSITE:
                return self._flat(node, kind)
            case _:
                return ()

    def _flat(self, node: Node, kind: EntityKind) -> tuple[Child, ...]:
        named = Named("child")
        children = []
        for child in node.each("children"):
            name = child if isinstance(child.value, str) else child.member("name")
            children.append(Child(id=self._new_id(), name=named.take(name), carried=_foreign_keys(child)))
            if kind is EntityKind.COMPOSITE:
                self._parts.append((name.text(), name.path))
        return tuple(children)

    def _nested(self, node: Node) -> tuple[Child, ...]:
        named = Named("child")
        children = []
        for inner in node.each("children"):
            instance_of = inner.find("instanceOf")
            child = Child(
                id=self._new_id(),
                name=named.new(inner),
                instance_of=instance_of.text() if instance_of else None,
                children=self._nested(inner),
            )
            rendered = child_json(child, self._layout)
            children.append(replace(child, carried=difference(rendered, inner.object())))
        return tuple(children)


def _foreign_keys(child: Node) -> dict[str, dict[str, object]]:
    if isinstance(child.value, str):
        return {}
    return difference({"name": child.member("name").text()}, child.object())


def _sublists(node: Node) -> Iterator[Sublist]:
    for number, sublist in enumerate(node.each("subLists"), start=1):
        synonyms = tuple(synonym.text() for synonym in sublist.each("list"))
        yield Sublist(id=number, canonical=sublist.member("canonicalForm").text(), synonyms=synonyms)


def _explicit_items(node: Node) -> Iterator[ExplicitItem]:
    for number, item in enumerate(node.each("explicitList"), start=1):
        yield ExplicitItem(id=number, text=item.text())


def checked_regex(node: Node) -> str:
    """A regular expression that can be matched."""
    try:
        check_regex(node.name())
    except InvalidItem as error:
        raise InvalidAppJson(f"{node.path}: {error}") from error
    return node.text()


def origin_of(node: Node, sort: str) -> Origin | None:
    """The prebuilt domain model that this one was added from."""
    inherits = node.find("inherits")
    if inherits is None:
        return None
    model, domain = inherits.find("model_name"), inherits.find("domain_name")
    if model is None or domain is None:
        missing = "model" if model is None else "domain"
        number = int(node.path.rpartition("[")[2].rstrip("]")) + 1
        raise malformed(f"Missing prebuilt domain {missing} name in {sort} #{number}. ({inherits.path})")
    return Origin(domain=domain.text(), model=model.text())
