"""SO-TimeZone: in which zone a caller writes and reads times, and how they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from stationmaster.dialects.superoffice.wire.errors import UnknownTimeZone
from stationmaster.dialects.superoffice.wire.zone_table import ZONE_TABLE

EMPTY_DATE = "0001-01-01T00:00:00"
_OFFSET_FLAG = "includetzoffset"
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?\s*(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedZone:
    """A zone that callers can choose."""

    id: int | None  #: none for a zone that only the IANA's name reaches
    name: str
    iana: str
    country: str = ""
    region: str = ""

    @property
    def rules(self) -> tzinfo:
        """What the zone's clocks show."""
        return UTC if self.iana == "UTC" else ZoneInfo(self.iana)

    def offsets(self, year: int) -> tuple[timedelta, timedelta]:
        """The offsets of standard time and of daylight saving time in a year; equal where there is none."""
        seen = {
            datetime(year, month, 1, tzinfo=UTC).astimezone(self.rules).utcoffset() or timedelta()
            for month in range(1, 13)
        }
        return min(seen), max(seen)


def _named(row: str) -> NamedZone:
    number, name, iana, country, region = row.split("|")
    return NamedZone(id=int(number), name=name, iana=iana, country=country, region=region)


@cache
def named_zones() -> tuple[NamedZone, ...]:
    """Every zone that has an id, in their order."""
    return tuple(sorted(map(_named, ZONE_TABLE.splitlines()), key=lambda zone: zone.id or 0))


@cache
def _zones_by_word() -> dict[str, NamedZone]:
    found = {name.lower(): NamedZone(id=None, name=name, iana=name) for name in available_timezones()}
    for zone in named_zones():
        found |= {zone.name.lower(): zone, str(zone.id): zone}
    return found


def find_zone(word: str) -> NamedZone:
    """The zone of a country-style name, an id, or an IANA name, in any case.

    :raises UnknownTimeZone: there is none
    """
    try:
        return _zones_by_word()[word.lower()]
    except KeyError:
        raise UnknownTimeZone(
            f"SO-TimeZone {word[:60]!r} is neither a time zone's name, as NO or US-NY, nor the id of one, nor a "
            "name of the IANA, as Europe/Oslo"
        ) from None


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """How one exchange tells times.

    Ordinary dates are in the zone; stamps (when something was made or changed) are in the base zone, or in
    UTC where offsets are asked for.
    """

    zone: NamedZone
    base: NamedZone
    with_offset: bool = False

    def write(self, moment: datetime | None, *, stamp: bool = False) -> str:
        """A moment as the caller wants it told: whole seconds."""
        if moment is None or moment.date() == date.min:
            return EMPTY_DATE
        told = self.base if stamp else self.zone
        zone = UTC if stamp and self.with_offset else told.rules
        return _written(moment.replace(microsecond=0), zone, with_offset=self.with_offset)

    def read(self, text: str, *, stamp: bool = False) -> datetime | None:
        """The moment, in UTC; a text without an offset is in the zone, a stamp's in the base zone.

        :raises ValueError: not a date
        """
        if not text.strip():
            return None
        match = _MOMENT.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text[:40]!r} is not a date as 2021-03-10T09:15:00")
        day, time, fraction, offset = match.groups()
        if day.startswith(("0000-", "0001-01-01")):
            return None  # some clients shift the empty date by an offset
        zone = _offset(offset) if offset else (self.base if stamp else self.zone).rules
        local = datetime.fromisoformat(f"{day}T{time or '00:00'}").replace(tzinfo=zone)
        local += timedelta(microseconds=int((fraction or "0")[:6].ljust(6, "0")))
        try:
            return local.astimezone(UTC)
        except OverflowError:
            return local.replace(tzinfo=UTC)  # the last hours of the year 9999 mean "never"


def _offset(text: str) -> tzinfo:
    if text in "Zz":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _written(moment: datetime, zone: tzinfo, *, with_offset: bool) -> str:
    try:
        local = moment.astimezone(zone)
    except OverflowError:
        local = moment
    offset = local.utcoffset() or timedelta()
    minutes = offset // timedelta(minutes=1)
    # Before zones were lawful their offsets had seconds, which the wire cannot say.
    text = (local.replace(tzinfo=None) - offset % timedelta(minutes=1)).isoformat(timespec="seconds")
    if not with_offset:
        return text
    if not minutes:
        return text + "Z"
    hours, rest = divmod(abs(minutes), 60)
    return f"{text}{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def read_time_zone(header: str | None, *, base: NamedZone) -> Clock:
    """What an SO-TimeZone header asks for: a zone, `includeTZOffset`, both or neither.

    :raises UnknownTimeZone: it names a zone that there is not, or more than one
    """
    asked = [word.strip() for word in (header or "").split(",") if word.strip()]
    named = [word for word in asked if word.lower() != _OFFSET_FLAG]
    if len(named) > 1:
        raise UnknownTimeZone(f"SO-TimeZone names {len(named)} zones: {', '.join(named)}")
    zone = find_zone(named[0]) if named else base
    return Clock(zone=zone, base=base, with_offset=len(asked) > len(named))
