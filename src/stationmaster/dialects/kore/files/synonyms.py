"""Synonyms and concepts of a language, by the word or the name that they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stationmaster.dialects.kore.files.reading import Json, Node
from stationmaster.domain.dataset import Dataset, Synonyms

LOCALES, SECTION = "localeData", "synonyms"


def take(document: Node, skeleton: Json, languages: Sequence[str]) -> dict[str, list[Synonyms]]:
    """The synonyms of each language; of each only the name is left in the skeleton.

    :raises InvalidFile: with the place and the reason
    """
    found: dict[str, list[Synonyms]] = {language: [] for language in languages}
    locales = document.find(LOCALES)
    if locales is None:
        return found
    skeleton[LOCALES] = dict(locales.object())
    for language in languages:
        own = locales.find(language)
        synonyms = None if own is None else own.find(SECTION)
        if own is None or synonyms is None:
            continue
        left: Json = {}
        for name, node in synonyms.members():
            words = tuple(word.text() for word in node.elements())
            left[name] = None if name.strip() else list(words)
            if name.strip():
                found[language].append(Synonyms(id=name, name=name, words=words))
        skeleton[LOCALES][language] = {**own.object(), SECTION: left}
    return found


def put(document: Json, datasets: Mapping[str, Dataset]) -> None:
    """Write the words behind their names, and add names that are new."""
    locales = dict(document.get(LOCALES) or {})
    for language, dataset in datasets.items():
        own = dict(locales.get(language) or {})
        remaining = {each.id: each for each in dataset.synonyms}
        left: Json = own.get(SECTION) or {}
        filled = {name: words for name, words in left.items() if words is not None or name in remaining}
        for name in left:
            if name in remaining:
                filled[name] = list(remaining.pop(name).words)
        filled |= {each.name: list(each.words) for each in remaining.values()}
        if filled or own.get(SECTION) is not None:
            locales[language] = {**own, SECTION: filled}
    if locales or document.get(LOCALES) is not None:
        document[LOCALES] = locales
