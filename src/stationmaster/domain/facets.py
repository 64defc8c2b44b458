"""The kinds of material that a version holds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

#: What a vendor's file said of an item beyond our fields, per key; never trained on.
Carried = Mapping[str, Any]


class Facet(StrEnum):
    """One kind of item of a dataset."""

    INTENTS = "intents"
    ENTITIES = "entities"
    UTTERANCES = "utterances"
    PATTERNS = "patterns"
    PHRASE_LISTS = "phrase_lists"
    REGEX_FEATURES = "regex_features"
    SETTINGS = "settings"
    SYNONYMS = "synonyms"
    TRAITS = "traits"
    SMALL_TALK = "small_talk"
    NONE_UTTERANCES = "none_utterances"
    LINKED_APPS = "linked_apps"
    FAQS = "faqs"
    CATEGORIES = "categories"
    SELECTIONS = "selections"
    MEMBERS = "members"
    TICKETS = "tickets"
    MESSAGES = "messages"


#: Facets of which a version may hold millions: they are read in a stream, never as part of a dataset.
STREAMED = frozenset({Facet.TICKETS, Facet.MESSAGES, Facet.MEMBERS})
