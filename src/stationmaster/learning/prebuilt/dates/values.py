"""What a date expression means, and how LUIS writes each kind of meaning."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

Value = Mapping[str, str]

UNRESOLVED = "not resolved"


class Meaning(Protocol):
    """One meaning: its LUIS type after `builtin.datetimeV2.`, and the values of its resolution."""

    @property
    def kind(self) -> str: ...

    def values(self) -> list[Value]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A date; past and future differ where the text leaves the year or the week open."""

    timex: str
    past: date
    future: date
    kind: str = "date"
    is_open: bool = False  #: found, and not resolved

    def values(self) -> list[Value]:
        if self.is_open:
            return list(unresolved(self.kind, self.timex).entries)
        return _distinct(
            {"timex": self.timex, "type": self.kind, "value": day.isoformat()}
            for day in (self.past, self.future)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A time of day; `twelve` when the text does not say which half of the day."""

    hour: int
    minute: int | None = None
    second: int | None = None
    twelve: bool = False
    kind: str = "time"

    @property
    def timex(self) -> str:
        minute = "" if self.minute is None else f":{self.minute:02}"
        return f"T{self.hour:02}{minute}" + ("" if self.second is None else f":{self.second:02}")

    @property
    def written(self) -> str:
        return f"{self.hour:02}:{self.minute or 0:02}:{self.second or 0:02}"

    @property
    def since_midnight(self) -> timedelta:
        return timedelta(hours=self.hour, minutes=self.minute or 0, seconds=self.second or 0)

    def at_hour(self, hour: int) -> "Clock":
        """The same minutes at a known hour of the day."""
        return Clock(hour=hour, minute=self.minute, second=self.second)

    def halves(self) -> tuple["Clock", ...]:
        """The times it may be: one, or one in each half of the day."""
        if not self.twelve:
            return (self,)
        return (self.at_hour(self.hour), self.at_hour((self.hour + 12) % 24))

    def values(self) -> list[Value]:
        return [{"timex": clock.timex, "type": self.kind, "value": clock.written} for clock in self.halves()]


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A date with a time."""

    timex: str
    past: datetime
    future: datetime

    def values(self) -> list[Value]:
        return _distinct(
            {**named_by(self.timex), "type": "datetime", "value": moment(when)}
            for when in (self.past, self.future)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Moments:
    """The readings of one date with a time: one, or one for each half of the day."""

    readings: tuple[Moment, ...]
    kind: str = "datetime"
    open_timex: str = ""  #: of a moment that was found and not resolved

    def values(self) -> list[Value]:
        if self.open_timex:
            return list(unresolved(self.kind, self.open_timex).entries)
        return _in_turn([reading.values() for reading in self.readings])


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """A stretch of days, its end left out."""

    timex: str
    past: tuple[date, date]
    future: tuple[date, date]
    mod: str | None = None
    kind: str = "daterange"

    def values(self) -> list[Value]:
        mod = {"Mod": self.mod} if self.mod else {}
        return _distinct(
            {
                **named_by(self.timex),
                **mod,
                "type": self.kind,
                "start": start.isoformat(),
                "end": end.isoformat(),
            }
            for start, end in (self.past, self.future)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Clocks:
    """A stretch of a day, in each of its readings."""

    readings: tuple[tuple[str, str, str], ...]  #: timex, start, end
    mod: str | None = None
    kind: str = "timerange"

    def values(self) -> list[Value]:
        mod = {"Mod": self.mod} if self.mod else {}
        return [
            {"timex": timex, **mod, "type": self.kind, "start": start, "end": end}
            for timex, start, end in self.readings
        ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """One reading of a stretch between two moments."""

    timex: str
    past: tuple[datetime, datetime]
    future: tuple[datetime, datetime]
    mod: str | None = None

    def values(self) -> list[Value]:
        opening = {"timex": self.timex} | ({"Mod": self.mod} if self.mod else {}) | {"type": "datetimerange"}
        return _distinct(
            opening | {"start": moment(start), "end": moment(end)} for start, end in (self.past, self.future)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretches:
    """The readings of a stretch between two moments."""

    readings: tuple[Stretch, ...]
    kind: str = "datetimerange"

    def values(self) -> list[Value]:
        return _in_turn([reading.values() for reading in self.readings])


@dataclass(frozen=True, kw_only=True, slots=True)
class Plain:
    """Values that need no working out: durations, sets, seasons, bounds."""

    kind: str
    entries: tuple[Value, ...]

    def values(self) -> list[Value]:
        return list(self.entries)


def unresolved(kind: str, timex: str) -> Plain:
    """A meaning without a place on the calendar: every Monday, this summer."""
    return Plain(kind=kind, entries=({**named_by(timex), "type": kind, "value": UNRESOLVED},))


def named_by(timex: str) -> Value:
    """The original names some of what it finds by no timex."""
    return {"timex": timex} if timex else {}


def moment(when: datetime) -> str:
    """A date with a time, as LUIS writes it."""
    return when.isoformat(sep=" ", timespec="seconds")


def _distinct(values: Iterator[Value]) -> list[Value]:
    distinct: list[Value] = []
    for value in values:
        if value not in distinct:
            distinct.append(value)
    return distinct


def _in_turn(readings: list[list[Value]]) -> list[Value]:
    """The first value of each reading, then the second of each."""
    return [
        value
        for tense in range(max(map(len, readings), default=0))
        for values in readings
        for value in values[tense : tense + 1]
    ]


#: a stretch of days, open ones included
Range = Days | Plain
