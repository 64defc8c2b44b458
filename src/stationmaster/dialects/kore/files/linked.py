"""Bots that a universal bot links, with what their users say; their entries are only read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.files.holes import Ids
from stationmaster.domain.dataset import LinkedApp

SECTION = "publishedBots"


def read(document: Mapping[str, Any], languages: Sequence[str]) -> dict[str, list[LinkedApp]]:
    """The linked bots of each language, with their names, training utterances and invocation names."""
    found: dict[str, list[LinkedApp]] = {language: [] for language in languages}
    entries = document.get(SECTION)
    taken = Ids()
    for entry in entries if isinstance(entries, list) else ():
        name = entry.get("botName") or entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name.strip():
            continue
        item_id = taken.given(entry.get("_id"), partial(ids.derived, ids.BOT, name))
        for language in languages:
            locales = entry.get("localeData")
            own = locales.get(language) if isinstance(locales, dict) else None
            texts = [*_texts(entry), *(_texts(own) if isinstance(own, dict) else ())]
            found[language].append(LinkedApp(id=item_id, name=name, texts=tuple(dict.fromkeys(texts))))
    return found


def _texts(entry: Mapping[str, Any]) -> list[str]:
    groups = [entry.get("trainingUtterances"), entry.get("utterances"), entry.get("invocationNames")]
    return [
        text
        for group in groups
        for text in (group if isinstance(group, list) else ())
        if isinstance(text, str) and text.strip()
    ]
