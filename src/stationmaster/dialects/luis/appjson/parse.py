"""App JSON to our items.

Exact duplicates of utterances are kept, and so is a text under two intents: real exports hold them, and
an export must give them back. Names must be unique: per intent, per entity of whatever kind, per feature
and per setting; an intent and an entity may share theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from stationmaster.dialects.luis.appjson import entities, labels, render
from stationmaster.dialects.luis.appjson.carried import difference
from stationmaster.dialects.luis.appjson.entities import Named, origin_of, spelled_lists
from stationmaster.dialects.luis.appjson.layout import DEFAULT_SCHEMA, Layout, layout_of, schema_of
from stationmaster.dialects.luis.appjson.reading import Node, decode, model_missing
from stationmaster.dialects.luis.cultures import CULTURES
from stationmaster.domain.build import MODEL_TIER
from stationmaster.domain.dataset import (
    ITEM_TYPES,
    Carried,
    Dataset,
    Entity,
    Intent,
    Item,
    Pattern,
    PhraseList,
    RegexFeature,
    Setting,
    Utterance,
)
from stationmaster.domain.errors import InvalidItem
from stationmaster.domain.facets import STREAMED
from stationmaster.domain.tier import tier_from

NO_SCHEMA = f"The file does not say its luis_schema_version; it was read as {DEFAULT_SCHEMA}."


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedApp:
    """What an app JSON says; utterances and features have no ids yet."""

    name: str
    description: str
    culture: str
    schema: str
    version_name: str | None
    items: tuple[Item, ...]  #: facet by facet, in the order of the file
    carried: Carried
    repairs: tuple[str, ...]  #: sentences for the user

    @property
    def dataset(self) -> Dataset:
        """The items as a dataset."""
        facets: dict[str, Any] = {
            facet.value: tuple(item for item in self.items if isinstance(item, kind))
            for facet, kind in ITEM_TYPES.items()
            if facet not in STREAMED
        }
        return Dataset(culture=self.culture, **facets)

    @property
    def dataset_as_given(self) -> Dataset:
        """The dataset with labels that cut words left so: learning reads whole words, an examiner tells of it."""
        dataset = self.dataset
        if layout_of(schema_of(self.schema)).counts_tokens:
            return dataset
        return replace(dataset, utterances=tuple(map(labels.as_given, dataset.utterances)))


def parse_app(data: bytes, *, new_id: Callable[[], str]) -> ImportedApp:
    """Read an exported app of schema 1.3 to 7.0.

    :raises InvalidAppJson: with the place and the reason
    """
    document, repairs = decode(data)
    given_schema = document.find("luis_schema_version")
    schema = DEFAULT_SCHEMA if given_schema is None else given_schema.text()
    layout = layout_of(schema_of(schema))
    layout = layout_of(layout.schema, spelled_lists(document, layout))
    app = ImportedApp(
        name=_optional_text(document, "name") or "",
        description=_optional_text(document, "desc") or "",
        culture=_culture(document),
        schema=schema,
        version_name=_optional_text(document, "versionId"),
        items=_Reader(document, layout, new_id).items(),
        carried={"spelling": layout.spelling} if layout.spelling else {},
        repairs=repairs if given_schema else (*repairs, NO_SCHEMA),
    )
    rendered = render.render_app(
        name=app.name,
        description=app.description,
        culture=app.culture,
        version_name=app.version_name,
        dataset=app.dataset,
        carried=app.carried,
        schema=app.schema,
    )
    top = difference(rendered, document.object())
    return replace(app, carried={**app.carried, "top": top}) if top else app


def _optional_text(document: Node, key: str) -> str | None:
    found = document.find(key)
    return None if found is None else found.text()


def _culture(document: Node) -> str:
    given = document.member("culture")
    culture = given.name().lower()
    if culture not in CULTURES:
        given.fail(f"names the culture {given.text()}, which is not one of {', '.join(CULTURES)}")
    return culture


class _Reader:
    """One pass over a document: what is declared first decides what may be referred to later."""

    def __init__(
        self,
        document: Node,
        layout: Layout,
        new_id: Callable[[], str],
    ) -> None:
        self._document = document
        self._layout = layout
        self._new_id = new_id

    def items(self) -> tuple[Item, ...]:
        """All items, facet by facet."""
        intents = tuple(self._intents())
        found = tuple(entities.read(self._document, self._layout, self._new_id))
        intent_names = {intent.name for intent in intents}
        by_name = {entity.name: entity for entity in found}
        return (
            *intents,
            *found,
            *self._utterances(intent_names, by_name),
            *self._patterns(intent_names, by_name),
            *self._phrase_lists(),
            *self._regex_features(),
            *self._settings(),
        )

    def _intents(self) -> Iterator[Intent]:
        named = Named("intent")
        for node in self._document.each("intents"):
            intent = Intent(id=self._new_id(), name=named.new(node), origin=origin_of(node, "intent"))
            rendered = render.intent_json(intent, self._layout)
            yield replace(intent, carried=difference(rendered, node.object()))

    def _utterances(self, intents: set[str], by_name: dict[str, Entity]) -> Iterator[Utterance]:
        declared = labels.Declared(by_name)
        for node in self._document.each("utterances"):
            utterance = Utterance(
                id="",
                text=node.member("text").name(),
                intent=_declared_intent(node.member("intent"), intents),
                spans=labels.read(node, self._layout, declared),
            )
            rendered = render.utterance_json(utterance, self._layout)
            yield replace(utterance, carried=difference(rendered, node.object()))

    def _patterns(self, intents: set[str], by_name: dict[str, Entity]) -> Iterator[Pattern]:
        for node in self._document.each("patterns"):
            text = node.member("pattern")
            for name in entities.named_in_pattern(text.name()):
                if name not in by_name:
                    raise model_missing(name, text.path)
            intent = _declared_intent(node.member("intent"), intents)
            pattern = Pattern(id=self._new_id(), text=text.text(), intent=intent)
            yield replace(pattern, carried=difference(render.pattern_json(pattern), node.object()))

    def _phrase_lists(self) -> Iterator[PhraseList]:
        named = Named("phrase list")
        for node in self._document.each(self._layout.phrase_lists):
            words = node.find("words")
            phrase_list = PhraseList(
                id="",
                name=named.new(node),
                phrases=tuple(filter(None, map(str.strip, words.text().split(",")))) if words else (),
                exchangeable=_flag(node, "mode"),
                active=_flag(node, "activated"),
            )
            rendered = render.phrase_list_json(phrase_list, self._layout)
            yield replace(phrase_list, carried=difference(rendered, node.object()))

    def _regex_features(self) -> Iterator[RegexFeature]:
        named = Named("regular expression feature")
        for node in self._document.each("regex_features"):
            feature = RegexFeature(
                id="",
                name=named.new(node),
                pattern=entities.checked_regex(node.member("pattern")),
                active=_flag(node, "activated"),
            )
            rendered = render.regex_feature_json(feature)
            yield replace(feature, carried=difference(rendered, node.object()))

    def _settings(self) -> Iterator[Setting]:
        named = Named("setting")
        for node in self._document.each("settings"):
            value = node.member("value")
            said = str(value.value).lower() if isinstance(value.value, bool) else value.text()
            setting = Setting(id=named.new(node), value=said)
            if setting.id == MODEL_TIER:
                _refuse_unknown_tier(value, said)
            yield replace(setting, carried=difference(render.setting_json(setting), node.object()))


def _declared_intent(node: Node, intents: set[str]) -> str:
    if node.text() not in intents:
        raise model_missing(node.text(), node.path)
    return node.text()


def _refuse_unknown_tier(node: Node, said: str) -> None:
    try:
        tier_from(said)
    except InvalidItem as error:
        node.fail(f"is refused: {error}")


def _flag(node: Node, key: str) -> bool:
    found = node.find(key)
    return True if found is None else found.flag()
