"""Bot files: taken apart into the items of each language and a skeleton, and put together again.

The skeleton is the document with a hole where each item was. Putting together what was taken apart gives the
same document; what was edited in between is in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from stationmaster.dialects.kore.files import (
    components,
    faqs,
    linked,
    ml_params,
    patterns,
    sentences,
    small_talk,
    synonyms,
    traits,
)
from stationmaster.dialects.kore.files.components import Components
from stationmaster.dialects.kore.files.reading import Json, Node
from stationmaster.domain.dataset import Dataset, Item

DEFAULT_LANGUAGE = "en"

#: What codes of languages look like.
LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*")
_SECTIONS = (components, sentences, patterns, synonyms, traits, small_talk, ml_params, faqs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bot:
    """What a bot file says."""

    name: str
    description: str
    languages: tuple[str, ...]  #: its default language first
    skeleton: Json
    items: Mapping[str, tuple[Item, ...]]  #: of each language, facet by facet, in the order of the file


def take_apart(document: Node) -> Bot:
    """The items of a bot file, and what is left of it.

    :raises InvalidFile: with the place and the reason
    :raises LimitExceeded: it has more of something than a bot may have
    """
    whole = document.object()
    languages = languages_of(document)
    skeleton = dict(whole)
    models = components.take(document, skeleton, languages)
    known = {language: Components.of(found) for language, found in models.items()}
    of_facets: list[Mapping[str, list[Any]]] = [
        models,
        sentences.take(document, skeleton, known),
        patterns.take(document, skeleton, known),
        synonyms.take(document, skeleton, languages),
        traits.take(document, skeleton, languages),
        small_talk.take(document, skeleton, languages),
        ml_params.take(document, skeleton, languages),
        faqs.take(document, skeleton, languages),
        linked.read(whole, languages),
        {each: ml_params.settings_of(whole, each, default=languages[0]) for each in languages},
    ]
    locale = _locale_of(whole, languages[0])
    return Bot(
        name=str(locale.get("name") or ""),
        description=str(locale.get("description") or ""),
        languages=languages,
        skeleton=skeleton,
        items={each: tuple(item for found in of_facets for item in found[each]) for each in languages},
    )


def put_together(skeleton: Mapping[str, Any], datasets: Mapping[str, Dataset]) -> Json:
    """The bot file that says what the datasets of a bot's languages say; its default language comes first."""
    document = dict(skeleton)
    for section in _SECTIONS:
        section.put(document, datasets)
    return document


def languages_of(document: Node) -> tuple[str, ...]:
    """The languages of a bot, the default one first.

    :raises InvalidFile: one of them is none
    """
    found = [node for node in (document.find("defaultLanguage"),) if node is not None]
    found += document.each("supportedLanguages")
    locales = document.find("localeData")
    found += [] if locales is None else [Node(key, node.path) for key, node in locales.members()]
    for section in ("sentences", "traits", "smallTalk", "mlParams", "knowledgeTasks"):
        used = (node.find("language") for node in document.each(section))
        found += {node.text(): node for node in used if node is not None and node.text()}.values()
    for node in found:
        if not LANGUAGE.fullmatch(node.text()):
            node.fail(f"is not the code of a language: {node.value!r}")
    return tuple(dict.fromkeys(node.text() for node in found)) or (DEFAULT_LANGUAGE,)


def _locale_of(document: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    locales = document.get("localeData")
    own = locales.get(language) if isinstance(locales, dict) else None
    return own if isinstance(own, dict) else {}


def encode(document: Mapping[str, Any]) -> bytes:
    """A document as the bytes of a file."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2)
