"""Edits of labelled material: each call is one edit of a version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import islice
from typing import TypeGuard, TypeVar, cast

from stationmaster.domain.apps import Version
from stationmaster.domain.aspects import entity_of
from stationmaster.domain.build import MODEL_TIER
from stationmaster.domain.dataset import (
    NONE_INTENT,
    Dataset,
    Entity,
    EntityKind,
    Facet,
    Intent,
    Item,
    Pattern,
    PhraseList,
    RegexFeature,
    Setting,
    Utterance,
    label_of,
)
from stationmaster.domain.errors import (
    InvalidItem,
    ItemExists,
    ItemNotFound,
    ItemProtected,
    StationmasterError,
)
from stationmaster.domain.references import Names, Renaming
from stationmaster.domain.tier import tier_from
from stationmaster.services.ports import ItemEdit
from stationmaster.services.session import Session

ItemT = TypeVar("ItemT", bound=Item)

#: Items whose names are unique among their like.
_NAMED = (Intent, Entity, PhraseList, RegexFeature)

#: Items that name no others.
_SELF_CONTAINED = (Intent, PhraseList, RegexFeature, Setting)


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

    def find(self, version: Version, kind: type[ItemT], item_id: str) -> ItemT | None:
        """The item of this id, if the version has one."""
        return cast(ItemT | None, self._datasets.item(version.id, kind.facet, item_id))

    def of_text(self, version: Version, text: str) -> Utterance | None:
        """The utterance with exactly this text, if the version has one."""
        return cast(Utterance | None, self._of_text(version, text))

    def all_of(
        self, version: Version, kind: type[ItemT], *, skip: int = 0, take: int | None = None
    ) -> tuple[ItemT, ...]:
        """As `items`, by their type."""
        return cast(tuple[ItemT, ...], self.items(version, kind.facet, skip=skip, take=take))

    def one_of(self, version: Version, kind: type[ItemT], item_id: str) -> ItemT:
        """As `item`, by its type.

        :raises ItemNotFound: the version has no such item
        """
        return cast(ItemT, self.item(version, kind.facet, item_id))

    def examples(
        self, version: Version, model_id: str, *, skip: int = 0, take: int | None = None
    ) -> tuple[Utterance, ...]:
        """The utterances of an intent, or those that have a label of an entity.

        :raises ItemNotFound: the version has no such model
        """
        model = next((model for model in self._models(version) if model.id == model_id), None)
        if model is None:
            raise ItemNotFound(f"Cannot find the model ({model_id}) in the specified application version")
        of_model = (u for u in self.all_of(version, Utterance) if _is_example(u, model))
        return tuple(islice(of_model, skip, None if take is None else skip + take))

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

    def replace_facets(self, version: Version, items: Iterable[Item], facets: Set[Facet]) -> Version:
        """Make a version hold exactly these items of these facets, in one edit of what differs.

        An item without an id takes the one of its equal, or a number. The intent for everything else stays.

        :raises ItemExists: two intents or entities share a name, or two items an id
        :raises ItemNotFound: an item refers to a name that is not there
        :raises ItemProtected: an item of another facet refers to a name that goes
        :raises InvalidItem: an item breaks a rule of its kind
        """
        before = {(i.facet, i.id): i for facet in facets for i in self._datasets.items(version.id, facet)}
        kept = self._with_ids(version, items, before)
        models = tuple(i for i in self._models(version) if i.facet not in facets)
        if Facet.INTENTS in facets and not any(item.name == NONE_INTENT for item in kept if _is_intent(item)):
            kept += [item for item in before.values() if _is_intent(item) and item.name == NONE_INTENT]
        after = {(item.facet, item.id): item for item in kept}
        if len(after) < len(kept):
            (_, twin), _ = Counter((item.facet, item.id) for item in kept).most_common(1)[0]
            raise ItemExists(f"two items have the id {twin}")
        self._refuse_dangling(version, kept, models, facets)
        edits = [ItemEdit(before=before.get(key), after=item) for key, item in after.items()]
        edits += [ItemEdit(before=item, after=None) for key, item in before.items() if key not in after]
        return self._write(version, edits)

    def label(self, version: Version, utterance: Utterance) -> tuple[Version, Utterance]:
        """Add an utterance, or replace the labels of the one that has this text.

        :raises ItemNotFound: its intent, or the entity or role of a label, is unknown
        :raises InvalidItem: a label is empty or outside the text
        """
        version, (outcome,) = self.label_all(version, [utterance])
        if isinstance(outcome, StationmasterError):
            raise outcome
        return version, outcome

    def label_all(
        self, version: Version, utterances: Sequence[Utterance]
    ) -> tuple[Version, tuple[Utterance | StationmasterError, ...]]:
        """As `label`, in one edit: one that breaks a rule is left out, and its error stands in its place."""
        names = Names.of(self._models(version))
        number = self._datasets.take_numbers(version.id, len(utterances)) if utterances else 0
        edits: dict[str, ItemEdit] = {}
        outcomes: list[Utterance | StationmasterError] = []
        for utterance in utterances:
            try:
                self._check(utterance)
                _refuse_missing(names, utterance)
            except (InvalidItem, ItemNotFound) as error:
                outcomes.append(error)
                continue
            earlier = edits.get(utterance.text)
            before = earlier.before if earlier else self._of_text(version, utterance.text)
            twin = earlier.after if earlier else before
            kept = replace(
                utterance,
                id=twin.id if twin else str(number),
                carried=before.carried if before else utterance.carried,
            )
            edits[utterance.text] = ItemEdit(before=before, after=kept)
            outcomes.append(kept)
            number += twin is None
        return self._write(version, list(edits.values())), tuple(outcomes)

    def change(self, version: Version, item: Item) -> Version:
        """Replace the item of the same id; a new name is carried into all that refers to it.

        :raises ItemNotFound: the version has no such item, or nothing of a name that it refers to
        :raises ItemExists: another intent or entity has this name
        :raises ItemProtected: the intent for everything else cannot be renamed, nor may a part go that a
            pattern or a composite entity names
        :raises InvalidItem: the item breaks a rule of its kind
        """
        before = self.item(version, item.facet, item.id)
        self._check(item)
        self._refuse_taken_names(version, [item])
        self._refuse_unknown_names(version, [item])
        edits = [ItemEdit(before=before, after=item)]
        match before, item:
            case Intent(), Intent() if before.name != item.name:
                self._refuse_protected(before)
                edits += [
                    ItemEdit(before=each, after=replace(each, intent=item.name))
                    for each in self._of_intent(version, before.name)
                ]
            case Entity(), Entity():
                edits += self._renamed(version, Renaming.of(before, item))
        return self._write(version, edits)

    def remove(
        self, version: Version, facet: Facet, item_ids: Sequence[str], *, with_utterances: bool = False
    ) -> Version:
        """Remove items in one edit.

        The utterances of a removed intent go to None, or with it; labels of a removed entity go. Intents
        and entities are removed one at a time.

        :raises ItemNotFound: the version has no such item
        :raises ItemProtected: the intent for everything else cannot be removed, nor an entity that a
            pattern or a composite entity names
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
                    edits += self._renamed(version, Renaming.of(item, None))
        return self._write(version, edits)

    def _write(self, version: Version, edits: Sequence[ItemEdit]) -> Version:
        real = [edit for edit in edits if edit.before != edit.after]
        if not real:
            return version
        return self._datasets.write(
            version, real, user=self._session.principal.user_id, at=self._session.clock.now()
        )

    def _with_ids(
        self, version: Version, items: Iterable[Item], before: Mapping[tuple[Facet, str], Item]
    ) -> list[Item]:
        """These items, checked, each with the id of its equal or with a number if it has none."""
        found = list(items)
        for item in found:
            self._check(item)
        if all(item.id for item in found):
            return found
        taken = {(item.facet, item.id) for item in found}
        equals: dict[str, list[str]] = {}
        for key, known in before.items():
            if key not in taken:
                equals.setdefault(_content(known), []).append(known.id)
        twins = [equals.get(_content(item), ()) if not item.id else () for item in found]
        ids = [item.id or (twin.pop(0) if twin else "") for item, twin in zip(found, twins, strict=True)]
        numbered = ids.count("")
        number = self._datasets.take_numbers(version.id, numbered) if numbered else 0
        numbers = iter(range(number, number + numbered))
        return [
            replace(item, id=item_id or str(next(numbers))) for item, item_id in zip(found, ids, strict=True)
        ]

    def _refuse_dangling(
        self,
        version: Version,
        items: Sequence[Item],
        models: Sequence[Intent | Entity],
        facets: Set[Facet],
    ) -> None:
        """Refuse items that share a name, and those that refer to one that is not there."""
        after = (*models, *(item for item in items if isinstance(item, Intent | Entity)))
        for (facet, name), times in Counter((item.facet, item.name.casefold()) for item in after).items():
            if times > 1:
                raise ItemExists(f"two of the {facet} are called {name!r}")
        names = Names.of(after)
        for item in items:
            _refuse_missing(names, item)
        if facets & {Facet.INTENTS, Facet.ENTITIES}:
            for facet in {Facet.UTTERANCES, Facet.PATTERNS} - set(facets):
                for item in self._datasets.items(version.id, facet):
                    missing = names.missing(item)
                    if missing is not None:
                        raise ItemProtected(f"{missing!r} is named by {label_of(item)!r}")

    def _check(self, item: Item) -> None:
        if not label_of(item).strip():
            raise InvalidItem(f"an item of {item.facet} has no name or text")
        match item:
            case Entity():
                _refuse_repeated_parts(item)
                if item.kind is EntityKind.REGEX:
                    self._check_regex(item.regex or "")
            case RegexFeature(pattern=pattern):
                self._check_regex(pattern)
            case Setting(id=name, value=value) if name == MODEL_TIER:
                tier_from(value)
            case Utterance(text=text, spans=spans):
                for span in spans:
                    if not 0 <= span.start < span.end <= len(text):
                        raise InvalidItem(
                            f"the label {span.entity!r} at {span.start} to {span.end} is empty or outside "
                            f"the utterance {text!r}"
                        )

    def _refuse_taken_names(self, version: Version, items: Sequence[Item]) -> None:
        named = [item for item in items if isinstance(item, _NAMED)]
        taken = {
            (known.facet, label_of(known).casefold()): known.id for known in self._rivals(version, named)
        }
        for item in named:
            if taken.setdefault((item.facet, item.name.casefold()), item.id) != item.id:
                raise ItemExists(
                    f"The models: {{ {item.name} }} already exist in the specified application version."
                )

    def _rivals(self, version: Version, named: Sequence[Item]) -> Iterator[Item]:
        """All items of the facets that these are of."""
        facets = {item.facet for item in named}
        if facets & {Facet.INTENTS, Facet.ENTITIES}:
            yield from self._models(version)
        for facet in facets & {Facet.PHRASE_LISTS, Facet.REGEX_FEATURES}:
            yield from self._datasets.items(version.id, facet)

    def _refuse_unknown_names(self, version: Version, items: Sequence[Item]) -> None:
        if not all(isinstance(item, _SELF_CONTAINED) for item in items):
            names = Names.of((*self._models(version), *items))
            for item in items:
                _refuse_missing(names, item)

    def _of_text(self, version: Version, text: str) -> Item | None:
        candidates = self._datasets.named(version.id, Facet.UTTERANCES, text)
        return next((item for item in candidates if label_of(item) == text), None)

    def _models(self, version: Version) -> tuple[Intent | Entity, ...]:
        intents, entities = self._datasets.models(version.id)
        return (*intents, *entities)

    def _refuse_protected(self, item: Intent | Entity) -> None:
        if isinstance(item, Intent) and item.name == NONE_INTENT:
            raise ItemProtected("the None intent cannot be renamed or removed")

    def _renamed(self, version: Version, renaming: Renaming) -> list[ItemEdit]:
        """What follows for labels, patterns and composite entities.

        :raises ItemProtected: a pattern or a composite entity names what goes
        """
        if not renaming.is_needed:
            return []
        patterns = self._datasets.items(version.id, Facet.PATTERNS)
        followers = (
            *(_relabelled(item, renaming) for item in self._datasets.items(version.id, Facet.UTTERANCES)),
            *(_rewritten(item, renaming) for item in patterns),
            *(_recomposed(item, renaming) for item in self._datasets.models(version.id)[1]),
        )
        return [edit for edit in followers if edit is not None and edit.before != edit.after]

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


def _is_intent(item: Item) -> TypeGuard[Intent]:
    return isinstance(item, Intent)


def _content(item: Item) -> str:
    """What makes two items equal but for their ids."""
    return repr(replace(item, id=""))


def _is_example(utterance: Utterance, model: Intent | Entity) -> bool:
    if isinstance(model, Intent):
        return utterance.intent == model.name
    return any(entity_of(span) == model.name for span in utterance.spans)


def _refuse_missing(names: Names, item: Item) -> None:
    missing = names.missing(item)
    if missing is not None:
        raise ItemNotFound(f"Cannot find the model ({missing}) in the specified application version")


def _refuse_repeated_parts(entity: Entity) -> None:
    for sort, parts in (("child", entity.children), ("role", entity.roles)):
        for name, times in Counter(part.name for part in parts).items():
            if times > 1:
                raise ItemExists(f"the entity {entity.name!r} has a {sort} called {name!r} already")


def _relabelled(item: Item, renaming: Renaming) -> ItemEdit | None:
    if not isinstance(item, Utterance) or not item.spans:
        return None
    spans = tuple(span for span in map(renaming.label, item.spans) if span is not None)
    return ItemEdit(before=item, after=replace(item, spans=spans))


def _rewritten(item: Item, renaming: Renaming) -> ItemEdit | None:
    if not isinstance(item, Pattern):
        return None
    text = renaming.pattern(item.text)
    if text is None:
        raise ItemProtected(f"{renaming.entity!r}, or a part of it, is named by the pattern {item.text!r}")
    return ItemEdit(before=item, after=replace(item, text=text))


def _recomposed(item: Entity, renaming: Renaming) -> ItemEdit | None:
    if item.kind is not EntityKind.COMPOSITE or item.name == renaming.entity:
        return None
    names = [renaming.name(child.name) for child in item.children]
    if None in names:
        raise ItemProtected(f"{renaming.entity!r}, or a part of it, is a part of the entity {item.name!r}")
    children = tuple(
        replace(child, name=name) for child, name in zip(item.children, names, strict=True) if name
    )
    return ItemEdit(before=item, after=replace(item, children=children))
