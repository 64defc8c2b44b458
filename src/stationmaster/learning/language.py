"""Which language a text is written in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: The languages that customers of a help desk write; with rarer ones, short texts would be taken for those.
LANGUAGES = [
    "ar",
    "bg",
    "ca",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "fa",
    "fi",
    "fr",
    "he",
    "hi",
    "hr",
    "hu",
    "id",
    "is",
    "it",
    "ja",
    "ko",
    "lt",
    "lv",
    "nl",
    "no",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sl",
    "sr",
    "sv",
    "th",
    "tr",
    "uk",
    "vi",
    "zh",
]
#: What is written in none, as codes and numbers are.
_NO_LANGUAGE = "zxx"

_LEAST_LETTERS = 3
_LEAST_CERTAINTY = 0.4
_MOST_CHARACTERS = 20_000


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language that a text is most likely in; nothing where it is not clear."""
    start = text[:_MOST_CHARACTERS]
    if sum(character.isalpha() for character in start) < _LEAST_LETTERS:
        return None
    code, certainty = _identifier().classify(start)
    return None if code == _NO_LANGUAGE or certainty < _LEAST_CERTAINTY else str(code)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*LANGUAGES, _NO_LANGUAGE])
    return identifier
