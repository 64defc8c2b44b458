"""Edits of labelled material: each call is one edit of a version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from stationmaster.domain.apps import Version
from stationmaster.domain.build import entity_of
from stationmaster.domain.dataset import (
    NONE_INTENT,
    Dataset,
    Entity,
    EntityKind,
    EntitySpan,
    Facet,
    Intent,
    Item,
    Pattern,
    RegexFeature,
    Utterance,
    label_of,
)
from stationmaster.domain.errors import InvalidItem, ItemExists, ItemNotFound, ItemProtected
from stationmaster.services.ports import ItemEdit
from stationmaster.services.session import Session

_NAMED = (Intent, Entity)


class LabellingService:
    """What people change in a dataset.

    :param check_regex: raises InvalidItem for an expression that the matcher cannot take
    """

    def __init__(self, session: Session, *, check_regex: Callable[[str], None]) -> None:
        self._session = session
        self._datasets = session.stores.datasets
        self._check_regex = check_regex

    def dataset(self, version: Version) -> Dataset:
        """All items as they are now."""
        return self._datasets.load(version)

    def items(
        self, version: Version, facet: Facet, *, skip: int = 0, take: int | None = None
    ) -> tuple[Item, ...]:
        """Items of one facet in the order in which they were added."""
        return self._datasets.items(version.id, facet, skip=skip, take=take)

    def count(self, version: Version, facet: Facet) -> int:
        """How many items one facet has."""
        return self._datasets.count(version.id, facet)

    def item(self, version: Version, facet: Facet, item_id: str) -> Item:
        """
        :raises ItemNotFound: the version has no such item
        """
        item = self._datasets.item(version.id, facet, item_id)
        if item is None:
            raise ItemNotFound(f"the version has nothing with the id {item_id} among its {facet}")
        return item

    def add(self, version: Version, items: Sequence[Item]) -> tuple[Version, tuple[Item, ...]]:
        """Add items in one edit; those without an id are numbered. Returns them as they were kept.

        :raises ItemExists: an intent or entity of this name exists, or comes twice
        :raises InvalidItem: an item breaks a rule of its kind
        """
        self._refuse_taken_names(version, items)
        self._refuse_unknown_names(version, items)
        numbered = sum(not item.id for item in items)
        number = self._datasets.take_numbers(version.id, numbered) if numbered else 0
        kept: list[Item] = []
        for item in items:
            self._check(item)
            if item.id:
                kept.append(item)
            else:
                kept.append(replace(item, id=str(number)))
                number += 1
        version = self._write(version, [ItemEdit(before=None, after=item) for item in kept])
        return version, tuple(kept)

    def put(self, version: Version, items: Sequence[Item]) -> Version:
        """Add items in one edit, or replace those that have their ids.

        :raises InvalidItem: an item breaks a rule of its kind
        """
        for item in items:
            self._check(item)
        known = ((self._datasets.item(version.id, item.facet, item.id), item) for item in items)
        return self._write(version, [ItemEdit(before=before, after=item) for before, item in known])

    def label(self, version: Version, utterance: Utterance) -> tuple[Version, Utterance]:
        """Add an utterance, or replace the labels of the one that has this text.

        :raises ItemNotFound: its intent, or the entity of a label, is unknown
        :raises InvalidItem: a label is empty or outside the text
        """
        for known in self._datasets.named(version.id, Facet.UTTERANCES, utterance.text):
            if isinstance(known, Utterance) and known.text == utterance.text:
                relabelled = replace(utterance, id=known.id)
                return self.change(version, relabelled), relabelled
        version, (kept,) = self.add(version, [utterance])
        return version, replace(utterance, id=kept.id)

    def change(self, version: Version, item: Item) -> Version:
        """Replace the item of the same id; a new name is carried into all that refers to it.

        :raises ItemNotFound: the version has no such item
        :raises ItemExists: another intent or entity has this name
        :raises ItemProtected: the intent for everything else cannot be renamed
        :raises InvalidItem: the item breaks a rule of its kind
        """
        before = self.item(version, item.facet, item.id)
        self._check(item)
        edits = [ItemEdit(before=before, after=item)]
        if isinstance(before, _NAMED) and isinstance(item, _NAMED) and before.name != item.name:
            self._refuse_protected(before)
            self._refuse_taken_names(version, [item])
            edits += self._renamed(version, before, item.name)
        else:
            self._refuse_unknown_names(version, [item])
        if isinstance(before, Entity) and isinstance(item, Entity):
            edits += self._renamed_parts(version, before, item)
        return self._write(version, edits)

    def remove(
        self, version: Version, facet: Facet, item_ids: Sequence[str], *, with_utterances: bool = False
    ) -> Version:
        """Remove items in one edit.

        The utterances of a removed intent go to None, or with it; labels of a removed entity go.

        :raises ItemNotFound: the version has no such item
        :raises ItemProtected: the intent for everything else cannot be removed
        """
        edits: list[ItemEdit] = []
        for item_id in dict.fromkeys(item_ids):
            item = self.item(version, facet, item_id)
            edits.append(ItemEdit(before=item, after=None))
            match item:
                case Intent():
                    self._refuse_protected(item)
                    edits += self._without_intent(version, item, with_utterances=with_utterances)
                case Entity():
                    edits += self._relabelled(
                        version,
                        lambda span, gone=item.name: (  # type: ignore[misc]
                            None if entity_of(span) == gone else span
                        ),
                    )
        return self._write(version, edits)

    def _write(self, version: Version, edits: Sequence[ItemEdit]) -> Version:
        real = [edit for edit in edits if edit.before != edit.after]
        if not real:
            return version
        return self._datasets.write(
            version, real, user=self._session.principal.user_id, at=self._session.clock.now()
        )

    def _check(self, item: Item) -> None:
        if not label_of(item).strip():
            raise InvalidItem(f"an item of {item.facet} has no name or text")
        match item:
            case Entity(kind=EntityKind.REGEX, regex=regex):
                self._check_regex(regex or "")
            case RegexFeature(pattern=pattern):
                self._check_regex(pattern)
            case Utterance(text=text, spans=spans):
                for span in spans:
                    if not 0 <= span.start < span.end <= len(text):
                        raise InvalidItem(
                            f"the label {span.entity!r} at {span.start} to {span.end} is empty or outside "
                            f"the utterance {text!r}"
                        )

    def _refuse_taken_names(self, version: Version, items: Sequence[Item]) -> None:
        named = [item for item in items if isinstance(item, _NAMED)]
        if not named:
            return
        taken = {(model.facet, model.name.casefold()): model.id for model in self._models(version)}
        for item in named:
            if taken.setdefault((item.facet, item.name.casefold()), item.id) != item.id:
                raise ItemExists(
                    f"The models: {{ {item.name} }} already exist in the specified application version."
                )

    def _refuse_unknown_names(self, version: Version, items: Sequence[Item]) -> None:
        labelled = [item for item in items if isinstance(item, Utterance | Pattern)]
        if not labelled:
            return
        intents, entities = self._datasets.models(version.id)
        known_intents = {i.name for i in (*intents, *(i for i in items if isinstance(i, Intent)))}
        known_entities = {e.name for e in (*entities, *(e for e in items if isinstance(e, Entity)))}
        for item in labelled:
            if item.intent not in known_intents:
                raise ItemNotFound(
                    f"Cannot find the model ({item.intent}) in the specified application version"
                )
            for span in item.spans if isinstance(item, Utterance) else ():
                if span.entity not in known_entities and entity_of(span) not in known_entities:
                    raise ItemNotFound(
                        f"Cannot find the model ({span.entity}) in the specified application version"
                    )

    def _models(self, version: Version) -> tuple[Intent | Entity, ...]:
        intents, entities = self._datasets.models(version.id)
        return (*intents, *entities)

    def _refuse_protected(self, item: Intent | Entity) -> None:
        if isinstance(item, Intent) and item.name == NONE_INTENT:
            raise ItemProtected("the None intent cannot be renamed or removed")

    def _renamed(self, version: Version, before: Intent | Entity, name: str) -> list[ItemEdit]:
        if isinstance(before, Entity):

            def renamed(span: EntitySpan) -> EntitySpan:
                parent, separator, child = span.entity.partition("::")
                return replace(span, entity=name + separator + child) if parent == before.name else span

            return self._relabelled(version, renamed)
        return [
            ItemEdit(before=item, after=replace(item, intent=name))
            for item in self._of_intent(version, before.name)
        ]

    def _renamed_parts(self, version: Version, before: Entity, after: Entity) -> list[ItemEdit]:
        """Carry new names of children and roles, and the loss of some, into the labels."""
        children = _moves({c.id: c.name for c in before.children}, {c.id: c.name for c in after.children})
        roles = _moves({r.id: r.name for r in before.roles}, {r.id: r.name for r in after.roles})
        if (not children and not roles) or before.name != after.name:
            return []

        def moved(span: EntitySpan) -> EntitySpan | None:
            parent, _, child = span.entity.partition("::")
            if parent != before.name:
                return span
            if child in children and before.kind is EntityKind.HIERARCHICAL:
                new = children[child]
                return None if new is None else replace(span, entity=f"{parent}::{new}")
            return replace(span, role=roles[span.role]) if span.role in roles else span

        return self._relabelled(version, moved)

    def _relabelled(
        self, version: Version, change: Callable[[EntitySpan], EntitySpan | None]
    ) -> list[ItemEdit]:
        return [
            ItemEdit(before=item, after=replace(item, spans=spans))
            for item in self._datasets.items(version.id, Facet.UTTERANCES)
            if isinstance(item, Utterance)
            and (spans := tuple(new for span in item.spans if (new := change(span)) is not None))
            != item.spans
        ]

    def _without_intent(self, version: Version, intent: Intent, *, with_utterances: bool) -> list[ItemEdit]:
        edits = []
        for item in self._of_intent(version, intent.name):
            goes = with_utterances or isinstance(item, Pattern)
            edits.append(ItemEdit(before=item, after=None if goes else replace(item, intent=NONE_INTENT)))
        return edits

    def _of_intent(self, version: Version, name: str) -> list[Utterance | Pattern]:
        candidates = (
            *self._datasets.items(version.id, Facet.UTTERANCES),
            *self._datasets.items(version.id, Facet.PATTERNS),
        )
        return [i for i in candidates if isinstance(i, Utterance | Pattern) and i.intent == name]


def _moves(before: dict[str, str], after: dict[str, str]) -> dict[str, str | None]:
    """Old name to new name, or to None where it went, of parts that are kept by id."""
    return {name: after.get(key) for key, name in before.items() if after.get(key) != name}
