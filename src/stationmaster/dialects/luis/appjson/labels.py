"""The labels of an utterance.

A part of a machine-learned entity is named alone where its label lies inside that of the entity. Some
real exports of schema 6 list it beside that label instead; it then becomes a span of `Order::Size`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from stationmaster.dialects.luis import positions
from stationmaster.dialects.luis.appjson.carried import difference
from stationmaster.dialects.luis.appjson.layout import Layout
from stationmaster.dialects.luis.appjson.reading import InvalidAppJson, Node, model_missing
from stationmaster.dialects.luis.appjson.render import label_json
from stationmaster.domain.dataset import Child, Entity, EntityKind, EntitySpan, Utterance
from stationmaster.learning.tokens import Token, tokenise


class Declared:
    """What labels may name: entities, and their parts by their full names."""

    def __init__(self, by_name: Mapping[str, Entity]) -> None:
        self._by_name = by_name
        self._parts: dict[str, tuple[Child, ...]] = {}
        self._full_names: dict[str, list[str]] = {}
        for entity in by_name.values():
            if entity.kind is not EntityKind.COMPOSITE:
                self._add(entity.name, entity.children)

    def _add(self, full_name: str, children: tuple[Child, ...]) -> None:
        self._parts[full_name] = children
        for child in children:
            inner = f"{full_name}::{child.name}"
            self._full_names.setdefault(child.name, []).append(inner)
            self._add(inner, child.children)

    def full_name(self, node: Node, around: str | None, beside: set[str]) -> str:
        """What a label names, in full.

        :param around: the full name of the label that this one lies in
        :param beside: the entities that the same utterance has labels of
        """
        name = node.text()
        if around is not None and f"{around}::{name}" in self._parts:
            return f"{around}::{name}"
        if name in self._by_name or name in self._parts:
            return name
        candidates = [] if around else self._full_names.get(name, [])
        candidates = [c for c in candidates if self._is_learned(c)]
        for candidate in candidates:
            if candidate.split("::", 1)[0] in beside:
                return candidate
        if not candidates:
            raise model_missing(name, node.path)
        return candidates[0]

    def _is_learned(self, full_name: str) -> bool:
        return self._by_name[full_name.split("::", 1)[0]].kind is EntityKind.MACHINE_LEARNED

    def has_role(self, full_name: str, role: str) -> bool:
        """Whether the entity can play this role."""
        entity = self._by_name[full_name.split("::", 1)[0]]
        return any(declared.name == role for declared in entity.roles)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Utterance:
    text: str
    tokens: Sequence[Token]
    layout: Layout
    declared: Declared
    beside: set[str]


def read(node: Node, layout: Layout, declared: Declared) -> tuple[EntitySpan, ...]:
    """The labels of one utterance, snapped to tokens."""
    given = tuple(node.each("entities"))
    if not given:
        return ()
    text = node.member("text").text()
    utterance = _Utterance(
        text=text,
        tokens=tokenise(text),
        layout=layout,
        declared=declared,
        beside={label.member("entity").text() for label in given},
    )
    return tuple(_spans(given, utterance, None))


def _spans(given: Sequence[Node], utterance: _Utterance, around: str | None) -> Iterator[EntitySpan]:
    seen: dict[tuple[str, int, int, str | None], str] = {}
    for node in given:
        entity = node.member("entity")
        full_name = utterance.declared.full_name(entity, around, utterance.beside)
        role = _role(node, full_name, utterance.declared)
        first, last = node.member("startPos").whole(), node.member("endPos").whole()
        start, end = _stretch(node, utterance, first, last)
        twin = seen.setdefault((full_name, first, last, role), node.path)
        if twin != node.path:
            node.fail(f"repeats the label {entity.text()} at {first},{last} of {twin}")
        name = full_name if around is None else full_name.removeprefix(f"{around}::")
        span = EntitySpan(
            entity=name,
            start=start,
            end=end,
            role=role,
            children=tuple(_spans(tuple(node.each("children")), utterance, full_name)),
        )
        rendered = label_json(span, utterance.text, utterance.tokens, utterance.layout)
        yield replace(span, carried=difference(rendered, node.object()))


def _role(node: Node, full_name: str, declared: Declared) -> str | None:
    role = node.find("role")
    if role is None or not role.text():
        return None
    if not declared.has_role(full_name, role.text()):
        raise model_missing(f"{full_name}:{role.text()}", role.path)
    return role.text()


def _stretch(node: Node, utterance: _Utterance, first: int, last: int) -> positions.Stretch:
    if utterance.layout.counts_tokens:
        unit, stretch = "tokens", positions.from_tokens(utterance.tokens, first, last)
    else:
        unit = "characters"
        stretch = positions.from_characters(utterance.text, utterance.tokens, first, last)
    if stretch is None:
        number = int(node.path.removeprefix("$.utterances[").partition("]")[0]) + 1
        name, text = node.member("entity").text(), utterance.text
        raise InvalidAppJson(
            f"Character indicies {first},{last} do not correspond to the start and end of a token. "
            f"{node.path}: the label {name} of utterance {number} covers no word of {text!r}, "
            f"whose {unit} are counted from 0."
        )
    return stretch


def as_given(utterance: Utterance) -> Utterance:
    """An utterance that was just read, with its labels where the file has them, also within words."""
    return replace(utterance, spans=tuple(_as_given(span, utterance.text) for span in utterance.spans))


def _as_given(span: EntitySpan, text: str) -> EntitySpan:
    first, last = positions.to_characters(text, span.start, span.end)
    given = {key: span.carried[key]["given"] for key in ("startPos", "endPos") if key in span.carried}
    start, end = positions.as_given(text, given.get("startPos", first), given.get("endPos", last))
    return replace(
        span, start=start, end=min(end, len(text)), children=tuple(_as_given(c, text) for c in span.children)
    )
