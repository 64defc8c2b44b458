"""In which language labels are told: multi-language strings, ids of resources, numbers inside text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stationmaster.dialects.superoffice.wire.media import weighted
from stationmaster.dialects.superoffice.wire.resources import RESOURCES

#: Which codes stand for a language in multi-language strings: some are a country's, some are SuperOffice's.
CODES: dict[str, tuple[str, ...]] = {
    "en": ("US", "EN", "GB", "UK"),
    "no": ("NO", "NB", "NN"),
    "sv": ("SW", "SV", "SE"),
    "da": ("DA", "DK"),
    "de": ("GE", "DE", "AT", "CH"),
    "fr": ("FR",),
    "nl": ("DU", "NL"),
    "fi": ("FI",),
    "es": ("SP", "ES"),
    "it": ("IT",),
    "pl": ("PL",),
    "pt": ("PT", "BR"),
    "ru": ("RU",),
    "cs": ("CS", "CZ"),
    "ja": ("JA", "JP"),
}
_SAME = {"nb": "no", "nn": "no"}
_COMMA_LANGUAGES = frozenset({"no", "sv", "da", "de", "fr", "nl", "fi", "es", "it", "pl", "pt", "ru", "cs"})
_OFF = frozenset({"*", "x", "-", ""})
_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z0-9]+))*", re.IGNORECASE)
_PART = re.compile(r'([A-Z]{2}):"(.*?)"(?:;(?=[A-Z]{2}:")|;?\s*$)', re.DOTALL)
_RESOURCE = re.compile(r"\[(SR_[A-Z0-9_]+)\]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Language:
    """The languages that a caller reads, best first; none of them leaves labels as they are kept.

    `culture` decides how numbers look that are parts of texts.
    """

    tags: tuple[str, ...] = ()
    culture: str | None = None

    def label(self, text: str) -> str:
        """A label in the caller's language, as far as it is known."""
        if not self.tags:
            return text
        chosen = self._chosen(texts) if (texts := read_languages(text)) else text
        return _RESOURCE.sub(self._resource, chosen)

    def number(self, value: float) -> str:
        """A number inside a text."""
        comma = self.culture is not None and _language(self.culture) in _COMMA_LANGUAGES
        return str(value).replace(".", ",") if comma else str(value)

    def _chosen(self, texts: dict[str, str]) -> str:
        for tag in (*self.tags, "en"):
            for code in _codes(tag):
                if code in texts:
                    return texts[code]
        return next(iter(texts.values()))

    def _resource(self, match: re.Match[str]) -> str:
        texts = RESOURCES.get(match[1])
        if texts is None:
            return match[0]
        return next(
            (texts[language] for tag in self.tags if (language := _language(tag)) in texts), texts["en"]
        )


def _language(tag: str) -> str:
    language = re.split("[-_]", tag.lower(), maxsplit=1)[0]
    return _SAME.get(language, language)


def _codes(tag: str) -> tuple[str, ...]:
    """The codes of a language, that of the tag's region first where it is one of them."""
    codes = CODES.get(_language(tag), (_language(tag).upper(),))
    region = re.split("[-_]", tag.upper())[-1]
    return (region, *codes) if region in codes else codes


def read_languages(text: str) -> dict[str, str] | None:
    """The texts of a multi-language string such as `NO:"Leverandør";US:"Supplier"`; none if it is no such."""
    texts: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = _PART.match(text, position)
        if match is None:
            return None
        texts.setdefault(match[1], match[2])
        position = match.end()
    return texts or None


def _tags(header: str) -> tuple[str, ...]:
    """Language tags, best first; blank where anything will do or nothing is understood."""
    # The vendor's own pages part languages with semicolons.
    listed = re.sub(r";(?!\s*q\s*=)", ",", header, flags=re.IGNORECASE)
    wanted = sorted(weighted(listed), key=lambda item: -item.quality)
    tags = [item.value for item in wanted if item.quality > 0]
    if tags and tags[0] in _OFF:
        return ()
    return tuple(tag for tag in tags if _TAG.fullmatch(tag) and tag.lower() != "x")


def read_language(
    accept_language: str | None, so_language: str | None = None, so_culture: str | None = None
) -> Language:
    """What the three headers ask for together; SO-Language decides where it is sent."""
    header = accept_language if so_language is None else so_language
    tags = () if (header or "").strip().lower() in _OFF else _tags(header or "")
    if not tags:
        return Language()
    culture = (so_culture or "").strip()
    return Language(tags=tags, culture=culture if _TAG.fullmatch(culture) else tags[0])
