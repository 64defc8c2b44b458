"""Prebuilt entities: numbers, dates, amounts and addresses, in the resolution shapes of LUIS v2.

English, Spanish, French and German are covered in full, and answer what Microsoft's own recognisers answer, odd
readings included; docs/decisions/0013-prebuilt-readings.md says why, and what is left out. In every other culture
`email`, `url`, `phonenumber`, and `number` and `percentage` in digits are recognised; the remaining kinds find
nothing there. Figures in a resolution have the decimal mark of the culture.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from stationmaster.learning.prebuilt.addresses import recognise_emails, recognise_urls
from stationmaster.learning.prebuilt.culture import Culture
from stationmaster.learning.prebuilt.cultures import culture_of
from stationmaster.learning.prebuilt.dates import recognise_dates
from stationmaster.learning.prebuilt.numbers import (
    recognise_numbers,
    recognise_ordinals,
    recognise_percentages,
)
from stationmaster.learning.prebuilt.phones import recognise_phone_numbers
from stationmaster.learning.prebuilt.quantities import recognise_quantities
from stationmaster.learning.prebuilt.recognised import Recognised

__all__ = ["RECOGNISED", "Recognised", "recognise"]

_Recogniser = Callable[[str, Culture, datetime], Iterator[Recognised]]


def _quantity(kind: str) -> _Recogniser:
    return lambda text, culture, _: recognise_quantities(kind, text, culture)


_RECOGNISERS: dict[str, _Recogniser] = {
    "number": lambda text, culture, _: recognise_numbers(text, culture),
    "ordinal": lambda text, culture, _: recognise_ordinals(text, culture),
    "percentage": lambda text, culture, _: recognise_percentages(text, culture),
    "email": lambda text, _culture, _: recognise_emails(text),
    "url": lambda text, _culture, _: recognise_urls(text),
    "phonenumber": lambda text, _culture, _: recognise_phone_numbers(text),
    "datetimeV2": recognise_dates,
    "age": _quantity("age"),
    "money": _quantity("money"),
    "dimension": _quantity("dimension"),
    "temperature": _quantity("temperature"),
}
_BY_NAME = {name.lower(): name for name in _RECOGNISERS} | {
    "currency": "money",
    "datetime": "datetimeV2",
}

#: the prebuilt entities that we recognise, as LUIS spells them
RECOGNISED: frozenset[str] = frozenset(_RECOGNISERS)


def recognise(
    names: Collection[str], text: str, *, culture: str, reference: datetime
) -> tuple[Recognised, ...]:
    """Every entity of the named prebuilts; kinds may overlap one another. Unknown names find nothing."""
    wanted = {_BY_NAME[name.lower()] for name in names if name.lower() in _BY_NAME}
    speaks = culture_of(culture)
    return tuple(
        entity
        for name, recogniser in _RECOGNISERS.items()
        if name in wanted
        for entity in recogniser(text, speaks, reference)
    )
