"""Durations: 5 days, half an hour, a couple of weeks; and what is so far away: 3 days ago, in 20 minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from stationmaster.learning.prebuilt.dates.calendar import fixed, shifted
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.values import Day, Moment, Moments, Plain
from stationmaster.learning.prebuilt.recognised import written

_SECONDS = {
    "Y": 31_536_000,
    "M": 2_592_000,
    "W": 604_800,
    "D": 86_400,
    "H": 3_600,
    "MIN": 60,
    "S": 1,
}
_DAY_UNITS = frozenset("YMWD")
_SEVERAL = Decimal(3)
_HALF = Decimal("0.5")


@dataclass(frozen=True, kw_only=True, slots=True)
class Length:
    """So many of one unit of time."""

    amount: Decimal
    unit: str

    @property
    def timex(self) -> str:
        count = written(self.amount)
        return f"P{count}{self.unit}" if self.unit in _DAY_UNITS else f"PT{count}{self.unit[0]}"

    @property
    def seconds(self) -> Decimal:
        return self.amount * _SECONDS[self.unit]

    @property
    def in_days(self) -> bool:
        return self.unit in _DAY_UNITS


def length_at(reader: Reader, place: int) -> Read[Length]:
    """A number of years, days or minutes."""
    return reader.remember("length", place, _length)


def _length(reader: Reader, place: int) -> Read[Length]:
    amount = _amount(reader, place)
    if amount is None:
        return None
    after = reader.skip(amount[1], ("-",))
    unit = reader.words.duration_units.get(reader.word(after))
    if unit is None or (
        reader.word(after) == "h" and not (reader.word(place).isdecimal() or reader.words.said_lengths)
    ):
        return None
    following = reader.word(after + 1)
    if reader.glued(after + 1) and (following.isdecimal() or following == "/"):
        return None
    if (
        reader.word(after) in reader.words.dayparts
        and reader.word(place) in reader.links.articles | reader.links.lengths.whole
    ):
        return None
    value = amount[0]
    stop = after + 1
    if (half := reader.phrase(stop, *reader.links.lengths.and_a_half)) is not None:
        value, stop = value + (0 if reader.links.lengths.half_is_lost else _HALF), half
    return Length(amount=value, unit=unit), stop


def _amount(reader: Reader, place: int) -> Read[Decimal]:
    word = reader.word(place)
    links = reader.links
    if word in links.lengths.halves:
        return _HALF, reader.skip(place + 1, links.articles)
    if word in links.articles:
        if reader.word(place + 1) in reader.words.few:
            return _SEVERAL, place + 2
        if (couple := reader.phrase(place + 1, *links.lengths.couples)) is not None:
            return Decimal(2), couple
        if reader.word(place + 1) in links.lengths.halves:
            return _HALF, place + 2
        return Decimal(1), place + 1
    if word in reader.words.few:
        return _SEVERAL, place + 1
    return _figure(reader, place)


def _figure(reader: Reader, place: int) -> Read[Decimal]:
    if reader.glued(place) and reader.word(place - 1) in ("/", ":", "$", "."):
        return None
    word = reader.word(place)
    if word.isdecimal():
        if len(word) > 9:
            return None
        after, value = place + 1, Decimal(word)
        if _glued_figure(reader, after, reader.links.lengths.decimal_mark):
            value, after = Decimal(f"{word}.{reader.word(after + 1)[:9]}"), after + 2
        elif _glued_figure(reader, after, "/") and int(reader.word(after + 1)[:9]):
            value, after = value / Decimal(reader.word(after + 1)[:9]), after + 2
    else:
        spoken = _spoken(reader, place)
        if spoken is None:
            return None
        value, after = spoken
    if (half := reader.phrase(after, *reader.links.lengths.and_a_half)) is not None:
        value, after = value + _HALF, half
    return value, after


def _glued_figure(reader: Reader, place: int, mark: str) -> bool:
    glued = reader.glued(place) and reader.glued(place + 1)
    return glued and reader.word(place) == mark and reader.word(place + 1).isdecimal()


def _spoken(reader: Reader, place: int) -> Read[Decimal]:
    small = reader.spoken(place)
    if small is None:
        return None
    value, after = small
    if reader.word(place - 1) in reader.numbers.rounds:
        return None
    while (factor := reader.numbers.rounds.get(reader.word(after))) is not None:
        value, after = value * factor, after + 1
        if value > 10**9:
            return None
        rest = reader.spoken(reader.skip(after, (reader.numbers.connector,)))
        if rest is not None and factor == 100:
            value, after = value + rest[0], rest[1]
    return Decimal(value), after


def duration_at(reader: Reader, place: int) -> Read[Plain]:
    """A duration; "more than" and "less than" belong to it."""
    if reader.word(place) in reader.links.lengths.whole:
        after = reader.skip(place + 1, reader.links.skipped)
        if unit := reader.links.lengths.whole_units.get(reader.word(after)):
            return _plain(Length(amount=Decimal(1), unit=unit), None), after + 1
    mod, start = _compared(reader, place)
    found = length_at(reader, start) or _said(reader, start)
    if found is None:
        return None
    return _plain(found[0], mod), found[1]


def _said(reader: Reader, place: int) -> Read[Length]:
    """A unit that stands for one of it: jours ouvrables, toute la semaine."""
    found = reader.lookup(place, reader.words.said_lengths)
    return (Length(amount=Decimal(1), unit=found[0]), found[1]) if found else None


def _compared(reader: Reader, place: int) -> tuple[str | None, int]:
    return reader.lookup(place, reader.links.lengths.compared) or (None, place)


def _plain(length: Length, mod: str | None) -> Plain:
    entry = {"timex": length.timex, "type": "duration", "value": written(length.seconds)}
    return Plain(kind="duration", entries=(entry | {"Mod": mod} if mod else entry,))


def distant_at(reader: Reader, place: int) -> Read[Day | Moments]:
    """3 days ago, 2 weeks from today, in 5 minutes."""
    within = reader.phrase(place, *reader.links.lengths.within)
    if within is not None:
        found = length_at(reader, within)
        if found is None:
            return None
        if (
            found[0].unit not in reader.links.lengths.within_units
            and reader.word(found[1] - 1) not in reader.links.lengths.within_words
        ):
            return None  # as in the original, these stay durations
        if reader.links.lengths.half_is_lost and reader.word(within) in reader.links.lengths.halves:
            return Moments(readings=()), found[1]
        return _away(found[0], 1, reader.now), found[1]
    found = length_at(reader, place)
    if found is None:
        return None
    length, after = found
    for phrase, sign, days in reader.links.lengths.distances:
        stop = reader.phrase(after, phrase)
        undistanced = reader.links.lengths.undistanced
        if stop is not None and not (undistanced and len(phrase) == 1 and reader.phrase(after, undistanced)):
            if reader.links.lengths.half_is_lost and reader.word(place) in reader.links.lengths.halves:
                return Moments(readings=()), stop
            start = reader.now + timedelta(days=days)
            return _away(length, sign, start), stop
    return None


def _away(length: Length, sign: int, start: datetime) -> Day | Moments:
    if length.in_days and length.amount == length.amount.to_integral_value():
        return fixed(shifted(start.date(), length.unit, sign * int(length.amount)))
    when = moved(start, length, sign)
    timex = when.isoformat(timespec="seconds")
    return Moments(readings=(Moment(timex=timex, past=when, future=when),))


def moved(start: datetime, length: Length, sign: int) -> datetime:
    """A moment so long before or after another; stays inside the calendar."""
    if length.in_days and length.amount == length.amount.to_integral_value():
        day = shifted(start.date(), length.unit, sign * int(length.amount))
        return datetime.combine(day, start.time())
    try:
        return start + timedelta(seconds=float(sign * length.seconds))
    except OverflowError:
        return start
