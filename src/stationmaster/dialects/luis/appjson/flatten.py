"""Machine-learned entities with parts, said as schemas before 6 can say them.

The entity becomes a composite, and each of its parts that has no parts itself becomes an entity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from stationmaster.domain.dataset import Child, Dataset, Entity, EntityKind, EntitySpan


def flattened(dataset: Dataset, to_schema: str, losses: list[str]) -> Dataset:
    """The dataset without nested parts; says in `losses` what became of them."""
    flattening = _Flattening(taken=_ambiguous_names(dataset))
    entities = tuple(found for entity in dataset.entities for found in flattening.entities(entity))
    utterances = tuple(
        replace(u, spans=_unique(found for span in u.spans for found in flattening.spans(span, None)))
        for u in dataset.utterances
    )
    losses.extend(flattening.sentences(to_schema))
    return replace(dataset, entities=entities, utterances=utterances)


def _unique(spans: Iterable[EntitySpan]) -> tuple[EntitySpan, ...]:
    """The labels without the second of a kind, as where a part was labelled in and beside its entity."""
    found = {(span.entity, span.start, span.end, span.role): span for span in spans}
    return tuple(found.values())


def _ambiguous_names(dataset: Dataset) -> set[str]:
    """The names that a part cannot have as an entity: those of entities, and those of several parts."""
    parts = Counter(
        child.name
        for entity in dataset.entities
        if entity.kind is EntityKind.MACHINE_LEARNED
        for _, child in _leaves(entity.name, entity.children)
    )
    repeated = {name for name, count in parts.items() if count > 1}
    return repeated | {entity.name for entity in dataset.entities}


def _leaves(around: str, children: tuple[Child, ...]) -> Iterator[tuple[str, Child]]:
    """The parts without parts, with their full names."""
    for child in children:
        full_name = f"{around}::{child.name}"
        if child.children:
            yield from _leaves(full_name, child.children)
        else:
            yield full_name, child


@dataclass(slots=True)
class _Flattening:
    taken: set[str]
    names: dict[str, str] = field(default_factory=dict)  #: full name of a part to its name as an entity
    composites: dict[str, list[str]] = field(default_factory=dict)
    instances: list[tuple[str, str]] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)  #: full name of a part with parts, and its labels

    def entities(self, entity: Entity) -> Iterator[Entity]:
        """What one entity becomes: itself, or a composite after its parts."""
        if entity.kind is not EntityKind.MACHINE_LEARNED or not entity.children:
            yield entity
            return
        parts = [self._part(full_name, child) for full_name, child in _leaves(entity.name, entity.children)]
        self._note_dropped(entity.name, entity.children)
        self.composites[entity.name] = [part.name for part in parts]
        yield from parts
        children = tuple(Child(id=part.id, name=part.name) for part in parts)
        yield replace(entity, kind=EntityKind.COMPOSITE, children=children)

    def _note_dropped(self, around: str, children: tuple[Child, ...]) -> None:
        for child in children:
            if child.children:
                self.dropped[f"{around}::{child.name}"] = 0
                self._note_dropped(f"{around}::{child.name}", child.children)

    def _part(self, full_name: str, child: Child) -> Entity:
        name = self.names[full_name] = self._free_name(full_name)
        if child.instance_of is not None:
            self.instances.append((name, child.instance_of))
        return Entity(id=child.id, name=name, kind=EntityKind.MACHINE_LEARNED, carried=child.carried)

    def _free_name(self, full_name: str) -> str:
        path = full_name.split("::")
        name = path[-1] if path[-1] not in self.taken else ".".join(path)
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name

    def spans(self, span: EntitySpan, around: str | None) -> Iterator[EntitySpan]:
        """A label and those inside it, side by side."""
        inside = f"{around}::{span.entity}"
        full_name = inside if inside in self.names or inside in self.dropped else span.entity
        if full_name in self.dropped:
            self.dropped[full_name] += 1
        elif full_name in self.names:
            yield replace(span, entity=self.names[full_name], children=())
        else:
            yield replace(span, children=())
        for child in span.children:
            yield from self.spans(child, full_name)

    def sentences(self, to_schema: str) -> Iterator[str]:
        """What a user must know."""
        for name, parts in self.composites.items():
            yield (
                f"{name} becomes a composite, and its parts ({', '.join(parts)}) entities: "
                f"{to_schema} has no nested entities."
            )
        for name, count in self.dropped.items():
            whose = name.replace("::", "/")
            with_labels = f", with {count} labels" if count > 1 else ", with 1 label" if count else ""
            yield f"The part {whose} is dropped{with_labels}: only its own parts are kept."
        for name, instance in self.instances:
            yield f"{name} is no longer an instance of {instance}."
