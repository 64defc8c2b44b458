"""The prebuilt entities that an app may add, as GET listprebuilts describes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from stationmaster.domain.errors import InvalidItem
from stationmaster.learning.prebuilt import RECOGNISED
from stationmaster.learning.prebuilt.cultures import culture_of


class Prebuilt(NamedTuple):
    """What a prebuilt entity finds, and texts in which it does."""

    finds: str
    examples: str


#: By name, as LUIS spells it.
PREBUILTS: Mapping[str, Prebuilt] = {
    "age": Prebuilt("How old someone or something is", "10 years old, a six-month-old, 19 year old"),
    "datetimeV2": Prebuilt(
        "Dates, times, ranges of them, durations and repetitions", "june 23, tomorrow at 8am, every monday"
    ),
    "dimension": Prebuilt("Lengths, areas, volumes, weights and speeds", "2 miles, 650 square km, 9 litres"),
    "email": Prebuilt("E-mail addresses", "someone@example.com"),
    "geographyV2": Prebuilt("Cities, countries and points of interest", "oslo, kenya, lake garda"),
    "keyPhrase": Prebuilt("The words that a text is about", "train tickets, opening hours"),
    "money": Prebuilt("Amounts of money with their currency", "1000.00 US dollars, 20 euros, $67.5"),
    "number": Prebuilt("Numbers in figures and in words", "ten, forty two, 3.14"),
    "ordinal": Prebuilt("Places in an order", "first, tenth, 3rd"),
    "ordinalV2": Prebuilt("Places in an order, relative ones too", "second, next, the one before last"),
    "percentage": Prebuilt("Percentages", "10%, 25 percent"),
    "personName": Prebuilt("Names of people", "ada lovelace, mr jones"),
    "phonenumber": Prebuilt("Telephone numbers", "425-555-0123, +44 20 7946 0958"),
    "temperature": Prebuilt("Temperatures with their scale", "32 F, 20 degrees celsius"),
    "url": Prebuilt("Web addresses", "www.example.com, https://example.com/help"),
}
_BY_FOLDED_NAME = {name.casefold(): name for name in PREBUILTS}


def named_prebuilt(name: str) -> str:
    """A prebuilt's name as LUIS spells it.

    :raises InvalidItem: there is none of this name
    """
    known = _BY_FOLDED_NAME.get(name.casefold())
    if known is None:
        raise InvalidItem(
            f"There is no prebuilt entity called {name!r}; there are {', '.join(sorted(PREBUILTS))}"
        )
    return known


def prebuilt_info(name: str, culture: str) -> dict[str, str]:
    """One row of listprebuilts; says so where an entity is kept but not found yet."""
    prebuilt = PREBUILTS[name]
    note = "" if _is_found(name, culture) else f" (kept with the app, not found in {culture} texts yet)"
    return {"name": name, "description": f"{prebuilt.finds}{note}.", "examples": prebuilt.examples}


def _is_found(name: str, culture: str) -> bool:
    speaks = culture_of(culture)
    words = {"ordinal": speaks.numbers, "datetimeV2": speaks.dates} | dict.fromkeys(
        ("age", "money", "dimension", "temperature"), speaks.units
    )
    return name in RECOGNISED and words.get(name, speaks) is not None
