"""Prebuilt entities: numbers, dates, amounts and addresses, in the resolution shapes of LUIS v2.

English, Spanish, French and German are covered in full. In every other culture `email`, `url`, `phonenumber`, and
`number` and `percentage` written in digits (with the culture's decimal mark) are recognised; the remaining kinds
answer nothing there. Outside English, figures in a resolution have the culture's decimal mark: "2,5".

The answers are held against those of Microsoft's own recognisers, quirks included: "7pm" is seven picometres
too, "15 cents" a percentage, "hace dos días" a duration and no date. Where the original stumbles ("3 days from
tomorrow", a full stop taken into an e-mail address, "next Thursday from 1pm to 2:30pm" cut short, "24:00" at noon)
we answer what the text says; so we do where it answers what the wire cannot carry: "los sábados" as day
"undefined", and in Spanish what has no timex. In French "cinq cents" is five as it is there, "le mois dernier" this
month, "le week-end" without a timex, and "le 1er mars" a date that is not resolved.

The npm suite has no German recogniser but those of addresses. Ours follow Microsoft's Python suite, its tables of
units included, and the .NET original where that suite has slipped in taking it over.
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
