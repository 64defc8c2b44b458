"""How the app JSON of a schema is laid out: what it can hold, and under which keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stationmaster.dialects.luis.appjson.reading import malformed

Schema = tuple[int, int]

DEFAULT_SCHEMA = "3.2.0"
SCHEMAS = ("1.3.0", "2.1.0", "2.2.0", "3.0.0", "3.1.0", "3.2.0", "4.0.0", "5.0.0", "6.0.0", "7.0.0")

ORIGINS: Schema = (2, 1)
VERSION_NAMES: Schema = (2, 1)
CHARACTER_POSITIONS: Schema = (2, 0)
REGEX_ENTITIES: Schema = (2, 2)
PATTERNS: Schema = (3, 0)
ROLES: Schema = (3, 0)
SETTINGS: Schema = (3, 1)
LABEL_ROLES: Schema = (3, 2)
FEATURES: Schema = (5, 0)
NESTED_CHILDREN: Schema = (6, 0)


def schema_of(text: str) -> Schema:
    """The major and minor number of a schema that can be read."""
    found = re.fullmatch(r"(\d{1,3})\.(\d{1,3})(\.\d{1,9})?", text)
    schema = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (1, 3) <= schema < (8, 0):
        raise malformed(f"$.luis_schema_version {text} is not supported; 1.3.0 to 7.0.0 are.")
    return schema


@dataclass(frozen=True, kw_only=True, slots=True)
class Foreign:
    """A key that we carry but do not understand: the schemas that have it and what they say by default."""

    since: Schema = (1, 0)
    until: Schema = (99, 0)
    default: Any = None
    is_written: bool = True  #: whether we write the default where the schema has the key


#: Keys that are only carried and that some schemas lack.
FOREIGN: Mapping[str, Foreign] = {
    "actions": Foreign(until=(2, 2), default=[]),
    "tokenizerVersion": Foreign(since=(3, 2), default="1.0.0"),
    "features": Foreign(since=FEATURES, default=[]),
    "enabledForAllModels": Foreign(since=(6, 0), default=True),
    "value": Foreign(since=(2, 1), is_written=False),
}

#: The keys that the domain has fields for.
# fmt: off
OWN_KEYS = frozenset({
    "luis_schema_version", "versionId", "name", "desc", "culture", "intents", "entities", "hierarchicals",
    "composites", "closedLists", "patternAnyEntities", "regex_entities", "prebuiltEntities", "bing_entities",
    "model_features", "phraselists", "regex_features", "patterns", "utterances", "settings", "inherits",
    "roles", "children", "instanceOf", "subLists", "explicitList", "regexPattern", "mode", "words",
    "activated", "pattern", "intent", "text", "entity", "startPos", "endPos", "role",
})
# fmt: on


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """The keys of one file: those of its schema, except where the file spelled them otherwise."""

    schema: Schema
    prebuilts: str
    phrase_lists: str
    hierarchicals: str

    def has(self, since: Schema) -> bool:
        """Whether the schema is not older than this."""
        return self.schema >= since

    @property
    def counts_tokens(self) -> bool:
        """Whether labels say tokens instead of characters."""
        return self.schema < CHARACTER_POSITIONS

    def writes(self, key: str) -> bool:
        """Whether files of this schema say this foreign key of their own accord."""
        foreign = FOREIGN[key]
        return foreign.is_written and foreign.since <= self.schema < foreign.until

    @property
    def spelling(self) -> dict[str, str]:
        """The keys that differ from those of the schema."""
        usual = layout_of(self.schema)
        return {
            name: getattr(self, name)
            for name in ("prebuilts", "phrase_lists", "hierarchicals")
            if getattr(self, name) != getattr(usual, name)
        }


def layout_of(schema: Schema, spelling: Mapping[str, str] | None = None) -> Layout:
    """The layout of a schema, with the keys that one file spells otherwise."""
    usual = {
        "prebuilts": "prebuiltEntities" if schema >= (3, 0) else "bing_entities",
        "phrase_lists": "phraselists" if schema >= (6, 0) else "model_features",
        "hierarchicals": "hierarchicals" if schema >= (5, 0) else "entities",
    }
    keys = {**usual, **(spelling or {})}
    return Layout(
        schema=schema,
        prebuilts=keys["prebuilts"],
        phrase_lists=keys["phrase_lists"],
        hierarchicals=keys["hierarchicals"],
    )
