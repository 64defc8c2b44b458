"""Which culture speaks how. English is complete; the others have their marks in figures so far."""

from functools import cache

from stationmaster.learning.prebuilt.culture import Culture

_COMMA_LANGUAGES = frozenset({"de", "es", "fr", "it", "nl", "pt", "tr", "da", "sv", "nb", "pl", "fi", "cs"})
_COMMA_EXCEPTIONS = frozenset({"es-mx", "de-ch", "it-ch", "fr-ch"})


@cache
def culture_of(code: str) -> Culture:
    """The conventions for a culture such as `en-us`; an unknown one gets English marks and no words."""
    code = code.lower()
    language = code.partition("-")[0]
    if language == "en":
        return _english()
    if language in _COMMA_LANGUAGES and code not in _COMMA_EXCEPTIONS:
        return Culture(decimal_mark=",", group_mark=".")
    return Culture(decimal_mark=".", group_mark=",")


def _english() -> Culture:
    from stationmaster.learning.prebuilt.english_dates import DATE_WORDS
    from stationmaster.learning.prebuilt.english_numbers import NUMBER_WORDS
    from stationmaster.learning.prebuilt.english_units import UNIT_TABLES

    return Culture(
        decimal_mark=".",
        group_mark=",",
        # "cents" is a quirk of the original, which reads "15 cents" as a percentage too
        percent_words=("percent", "percents", "per cent", "per cents", "percentage", "cent", "cents"),
        numbers=NUMBER_WORDS,
        units=UNIT_TABLES,
        dates=DATE_WORDS,
    )
