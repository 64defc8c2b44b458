"""Our items as app JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stationmaster.dialects.luis import positions
from stationmaster.dialects.luis.appjson.carried import Json, restored
from stationmaster.dialects.luis.appjson.layout import (
    FOREIGN,
    NESTED_CHILDREN,
    PATTERNS,
    REGEX_ENTITIES,
    ROLES,
    SETTINGS,
    VERSION_NAMES,
    Layout,
    layout_of,
    schema_of,
)
from stationmaster.domain.dataset import (
    Carried,
    Child,
    Dataset,
    Entity,
    EntityKind,
    EntitySpan,
    Intent,
    Origin,
    Pattern,
    PhraseList,
    RegexFeature,
    Setting,
    Utterance,
)
from stationmaster.learning.tokens import Token, tokenise

#: Entities that say their features of their own accord where a schema has features.
FEATURED_KINDS = frozenset({EntityKind.MACHINE_LEARNED, EntityKind.HIERARCHICAL, EntityKind.COMPOSITE})


def render_app(
    *,
    name: str,
    description: str,
    culture: str,
    version_name: str | None,
    dataset: Dataset,
    carried: Carried,
    schema: str,
) -> Json:
    """The app JSON of a version; what the schema has no place for is written as later schemas do.

    :param carried: what `parse_app` found at the top of the file, or nothing
    """
    layout = layout_of(schema_of(schema), carried.get("spelling"))
    document: Json = {"luis_schema_version": schema}
    if version_name is not None and layout.has(VERSION_NAMES):
        document["versionId"] = version_name
    document |= {"name": name, "desc": description, "culture": culture}
    _add_foreign(document, layout, "tokenizerVersion", "actions")
    document |= _models(dataset, layout)
    document[layout.phrase_lists] = [phrase_list_json(item, layout) for item in dataset.phrase_lists]
    document["regex_features"] = [regex_feature_json(item) for item in dataset.regex_features]
    if layout.has(PATTERNS) or dataset.patterns:
        document["patterns"] = [pattern_json(item) for item in dataset.patterns]
    document["utterances"] = [utterance_json(item, layout) for item in dataset.utterances]
    if layout.has(SETTINGS) or dataset.settings:
        document["settings"] = [setting_json(item) for item in dataset.settings]
    return restored(document, carried.get("top", {}))


def _models(dataset: Dataset, layout: Layout) -> Json:
    of_kind: dict[EntityKind, list[Entity]] = {kind: [] for kind in EntityKind}
    for entity in dataset.entities:
        of_kind[entity.kind].append(entity)
    learned = (EntityKind.MACHINE_LEARNED, EntityKind.HIERARCHICAL)
    mixed = layout.hierarchicals == "entities"
    first = (entity for entity in dataset.entities if entity.kind in learned[: 2 if mixed else 1])
    lists: list[tuple[str, Iterable[Entity], bool]] = [
        ("entities", first, True),
        (layout.hierarchicals, of_kind[EntityKind.HIERARCHICAL], not mixed),
        ("composites", of_kind[EntityKind.COMPOSITE], True),
        ("closedLists", of_kind[EntityKind.LIST], True),
        ("patternAnyEntities", of_kind[EntityKind.PATTERN_ANY], layout.has(PATTERNS)),
        ("regex_entities", of_kind[EntityKind.REGEX], layout.has(REGEX_ENTITIES)),
        (layout.prebuilts, of_kind[EntityKind.PREBUILT], True),
    ]
    models: Json = {"intents": [intent_json(intent, layout) for intent in dataset.intents]}
    for key, entities, is_usual in lists:
        rendered = [entity_json(entity, layout) for entity in entities]
        if key not in models and (is_usual or rendered):
            models[key] = rendered
    return models


def intent_json(intent: Intent, layout: Layout) -> Json:
    """An intent as an element of `intents`."""
    rendered: Json = {"name": intent.name}
    _add_origin(rendered, intent.origin)
    _add_foreign(rendered, layout, "features")
    return restored(rendered, intent.carried)


def entity_json(entity: Entity, layout: Layout) -> Json | str:
    """An entity as an element of the array for its kind."""
    if entity.kind is EntityKind.PREBUILT and layout.prebuilts == "bing_entities":
        return entity.name
    rendered: Json = {"name": entity.name}
    match entity.kind:
        case EntityKind.MACHINE_LEARNED if entity.children or layout.has(NESTED_CHILDREN):
            rendered["children"] = [child_json(child, layout) for child in entity.children]
        case EntityKind.HIERARCHICAL | EntityKind.COMPOSITE if layout.has(NESTED_CHILDREN):
            rendered["children"] = [restored({"name": c.name}, c.carried) for c in entity.children]
        case EntityKind.HIERARCHICAL | EntityKind.COMPOSITE:
            rendered["children"] = [child.name for child in entity.children]
        case EntityKind.LIST:
            rendered["subLists"] = [
                {"canonicalForm": sublist.canonical, "list": list(sublist.synonyms)}
                for sublist in entity.sublists
            ]
        case EntityKind.REGEX:
            rendered["regexPattern"] = entity.regex
        case EntityKind.PATTERN_ANY:
            rendered["explicitList"] = [item.text for item in entity.explicit]
        case _:
            pass
    if layout.has(ROLES) or entity.roles:
        rendered["roles"] = [role.name for role in entity.roles]
    _add_origin(rendered, entity.origin)
    if entity.kind in FEATURED_KINDS:
        _add_foreign(rendered, layout, "features")
    return restored(rendered, entity.carried)


def child_json(child: Child, layout: Layout) -> Json:
    """A part of a machine-learned entity."""
    rendered: Json = {"name": child.name}
    if child.instance_of is not None:
        rendered["instanceOf"] = child.instance_of
    rendered["children"] = [child_json(inner, layout) for inner in child.children]
    _add_foreign(rendered, layout, "features")
    return restored(rendered, child.carried)


def phrase_list_json(phrase_list: PhraseList, layout: Layout) -> Json:
    """A phrase list as an element of `phraselists` or `model_features`."""
    rendered: Json = {
        "name": phrase_list.name,
        "mode": phrase_list.exchangeable,
        "words": ",".join(phrase_list.phrases),
        "activated": phrase_list.active,
    }
    _add_foreign(rendered, layout, "enabledForAllModels")
    return restored(rendered, phrase_list.carried)


def regex_feature_json(feature: RegexFeature) -> Json:
    """A regular expression feature as an element of `regex_features`."""
    rendered: Json = {"name": feature.name, "pattern": feature.pattern, "activated": feature.active}
    return restored(rendered, feature.carried)


def pattern_json(pattern: Pattern) -> Json:
    """A pattern as an element of `patterns`."""
    return restored({"pattern": pattern.text, "intent": pattern.intent}, pattern.carried)


def setting_json(setting: Setting) -> Json:
    """A setting as an element of `settings`."""
    return restored({"name": setting.id, "value": setting.value}, setting.carried)


def utterance_json(utterance: Utterance, layout: Layout) -> Json:
    """An utterance with its labels as an element of `utterances`."""
    tokens = tokenise(utterance.text) if utterance.spans else ()
    labels = [label_json(span, utterance.text, tokens, layout) for span in utterance.spans]
    rendered: Json = {"text": utterance.text, "intent": utterance.intent, "entities": labels}
    return restored(rendered, utterance.carried)


def label_json(span: EntitySpan, text: str, tokens: Sequence[Token], layout: Layout) -> Json:
    """A label, with the labels of its parts."""
    if layout.counts_tokens:
        first, last = positions.to_tokens(tokens, span.start, span.end)
    else:
        first, last = positions.to_characters(text, span.start, span.end)
    rendered: Json = {"entity": span.entity, "startPos": first, "endPos": last}
    if span.role is not None:
        rendered["role"] = span.role
    if span.children:
        rendered["children"] = [label_json(child, text, tokens, layout) for child in span.children]
    given = restored(dict(rendered), span.carried)
    if layout.counts_tokens or (given["startPos"], given["endPos"]) == (first, last):
        return given
    # A text that was edited around its label may give the file's own positions another meaning.
    if positions.from_characters(text, tokens, given["startPos"], given["endPos"]) != (span.start, span.end):
        given |= {"startPos": first, "endPos": last}
    return given


def _add_origin(rendered: Json, origin: Origin | None) -> None:
    if origin is not None:
        rendered["inherits"] = {"domain_name": origin.domain, "model_name": origin.model}


def _add_foreign(rendered: dict[str, Any], layout: Layout, *keys: str) -> None:
    for key in keys:
        if layout.writes(key):
            default = FOREIGN[key].default
            rendered[key] = list(default) if isinstance(default, list) else default
