"""The value that every recogniser answers with, and how figures are written in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal

_FIFTEEN_DIGITS = Context(prec=15)
_LARGEST_PLAIN = Decimal(10) ** 15


@dataclass(frozen=True, kw_only=True, slots=True)
class Recognised:
    """One entity of a prebuilt kind found in a text."""

    type: str  #: as LUIS reports it, e.g. "builtin.datetimeV2.date"
    start: int  #: code points, half-open
    end: int
    resolution: Mapping[str, object]  #: JSON-ready, in LUIS's shape


def written(value: Decimal, decimal_mark: str = ".") -> str:
    """A figure as LUIS writes it: up to fifteen digits, no trailing zeros, the culture's decimal mark."""
    plain = _plain(value)
    return plain if decimal_mark == "." else plain.replace(".", decimal_mark)


def _plain(value: Decimal) -> str:
    if abs(value) >= _LARGEST_PLAIN:
        mantissa, _, exponent = f"{value:.16E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    plain = f"{_FIFTEEN_DIGITS.plus(value):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
