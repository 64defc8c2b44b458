"""Which culture speaks how; one without a table of words has its marks in figures."""

from collections.abc import Callable
from functools import cache, partial

from stationmaster.domain.dataset import language_of
from stationmaster.learning.prebuilt.culture import Culture

_COMMA_LANGUAGES = frozenset({"de", "es", "fr", "it", "nl", "pt", "tr", "da", "sv", "nb", "pl", "fi", "cs"})
_COMMA_EXCEPTIONS = frozenset({"es-mx", "de-ch", "it-ch", "fr-ch"})


@cache
def culture_of(code: str) -> Culture:
    """The conventions for a culture such as `en-us`; an unknown one gets English marks and no words."""
    code = code.lower().replace("_", "-")
    language = language_of(code)
    comma = language in _COMMA_LANGUAGES and code not in _COMMA_EXCEPTIONS
    decimal_mark, group_mark = (",", ".") if comma else (".", ",")
    spoken = _LANGUAGES.get(language)
    culture = spoken() if spoken else partial(Culture, either_mark=not comma)
    return culture(decimal_mark=decimal_mark, group_mark=group_mark)


def _english() -> partial[Culture]:
    from stationmaster.learning.prebuilt.english_dates import DATE_WORDS
    from stationmaster.learning.prebuilt.english_numbers import NUMBER_WORDS
    from stationmaster.learning.prebuilt.english_units import UNIT_TABLES

    return partial(
        Culture,
        either_mark=True,
        # "cents" is a quirk of the original, which reads "15 cents" as a percentage too
        percent_words=("percent", "percents", "per cent", "per cents", "percentage", "cent", "cents"),
        numbers=NUMBER_WORDS,
        units=UNIT_TABLES,
        dates=DATE_WORDS,
    )


def _spanish() -> partial[Culture]:
    from stationmaster.learning.prebuilt.spanish_dates import DATE_WORDS
    from stationmaster.learning.prebuilt.spanish_numbers import NUMBER_WORDS
    from stationmaster.learning.prebuilt.spanish_units import UNIT_TABLES

    return partial(
        Culture,
        either_mark=True,
        percent_words=("por ciento", "por cien"),
        numbers=NUMBER_WORDS,
        units=UNIT_TABLES,
        dates=DATE_WORDS,
    )


def _french() -> partial[Culture]:
    from stationmaster.learning.prebuilt.french_dates import DATE_WORDS
    from stationmaster.learning.prebuilt.french_numbers import NUMBER_WORDS
    from stationmaster.learning.prebuilt.french_units import UNIT_TABLES

    return partial(
        Culture,
        either_mark=True,
        percent_words=("pourcent", "pourcents", "pourcentage", "pourcentages"),
        numbers=NUMBER_WORDS,
        units=UNIT_TABLES,
        dates=DATE_WORDS,
    )


def _german() -> partial[Culture]:
    from stationmaster.learning.prebuilt.german_dates import DATE_WORDS
    from stationmaster.learning.prebuilt.german_numbers import NUMBER_WORDS
    from stationmaster.learning.prebuilt.german_units import UNIT_TABLES

    return partial(
        Culture,
        percent_words=("prozent",),
        numbers=NUMBER_WORDS,
        units=UNIT_TABLES,
        dates=DATE_WORDS,
    )


#: each loads its tables when first asked for
_LANGUAGES: dict[str, Callable[[], partial[Culture]]] = {
    "en": _english,
    "es": _spanish,
    "fr": _french,
    "de": _german,
}
