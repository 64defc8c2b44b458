"""SO-TimeZone, with the figures that real clients' fixtures and the vendor's page on zones show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.dialects.superoffice.wire.errors import UnknownTimeZone
from stationmaster.dialects.superoffice.wire.zones import Clock, find_zone, named_zones, read_time_zone

ORDINARY = datetime(2002, 3, 31, 16, 0, tzinfo=UTC)
CREATED = datetime(2002, 8, 7, 12, 52, tzinfo=UTC)


def clock(header: str | None) -> Clock:
    return read_time_zone(header, base=find_zone("NO"))


@pytest.mark.parametrize(
    ("header", "ordinary", "created", "named"),
    [
        (None, "2002-03-31T18:00:00", "2002-08-07T14:52:00", "NO"),
        ("", "2002-03-31T18:00:00", "2002-08-07T14:52:00", "NO"),
        ("utc,includeTZOffset", "2002-03-31T16:00:00Z", "2002-08-07T12:52:00Z", "UTC"),
        ("no,includeTZOffset", "2002-03-31T18:00:00+02:00", "2002-08-07T12:52:00Z", "NO"),
        ("US-NY", "2002-03-31T11:00:00", "2002-08-07T14:52:00", "US-NY"),
        ("US-NY, includeTZOffset", "2002-03-31T11:00:00-05:00", "2002-08-07T12:52:00Z", "US-NY"),
        ("includeTZOffset", "2002-03-31T18:00:00+02:00", "2002-08-07T12:52:00Z", "NO"),
        ("261", "2002-03-31T18:00:00", "2002-08-07T14:52:00", "NO"),
        ("Europe/Oslo ,INCLUDETZOFFSET", "2002-03-31T18:00:00+02:00", "2002-08-07T12:52:00Z", "Europe/Oslo"),
        ("asia/kolkata,includeTZOffset", "2002-03-31T21:30:00+05:30", "2002-08-07T12:52:00Z", "Asia/Kolkata"),
    ],
)
def test_dates_are_told_as_the_fixtures_show(
    header: str | None, ordinary: str, created: str, named: str
) -> None:
    told = clock(header)
    assert (told.write(ORDINARY), told.write(CREATED, stamp=True), told.zone.name) == (
        ordinary,
        created,
        named,
    )


@pytest.mark.parametrize(
    ("header", "sent", "kept"),
    [
        (None, "2018-12-24T12:34:45", "2018-12-24T11:34:45"),
        ("NO", "2018-12-24T12:34:45", "2018-12-24T11:34:45"),
        ("US-NY", "2018-12-24T12:34:45", "2018-12-24T17:34:45"),
        ("US-NY, includeTZOffset", "2018-12-24T12:34:45Z", "2018-12-24T12:34:45"),
        ("US-NY", "2018-12-24T12:34:45Z", "2018-12-24T12:34:45"),
        ("US-NY", "2018-12-24T12:34:45+0100", "2018-12-24T11:34:45"),
        (None, "2011-02-25T18:28:47.671818+01:00", "2011-02-25T17:28:47.671818"),
        (None, "2004-10-24T18:28:47.6728179+02:00", "2004-10-24T16:28:47.672817"),
        (None, "2018-12-24 12:34", "2018-12-24T11:34:00"),
        (None, "2018-12-24", "2018-12-23T23:00:00"),
    ],
)
def test_dates_are_read_in_the_zone_that_they_or_the_header_name(
    header: str | None, sent: str, kept: str
) -> None:
    assert clock(header).read(sent) == datetime.fromisoformat(kept).replace(tzinfo=UTC)


def test_a_stamp_without_an_offset_is_in_the_base_zone_whatever_zone_is_asked_for() -> None:
    asked = clock("US-NY")
    assert asked.read(asked.write(CREATED, stamp=True), stamp=True) == CREATED


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00Z",
        "0001-01-01T01:00:00+01:00",
        "0000-12-31T23:17:15.000Z",
        "",
    ],
)
def test_the_empty_date_is_none_in_every_form_that_clients_send(text: str) -> None:
    assert clock("US-NY").read(text) is None


@pytest.mark.parametrize("header", [None, "US-HI", "NO,includeTZOffset"])
def test_none_is_told_as_the_empty_date(header: str | None) -> None:
    assert clock(header).write(None) == clock(header).write(datetime.min.replace(tzinfo=UTC))
    assert clock(header).write(None) == "0001-01-01T00:00:00"


@pytest.mark.parametrize(
    "text", ["yesterday", "2018-13-01", "2018-02-30", "20181224", "2018-12-24T25:00", "1"]
)
def test_what_is_no_date_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        clock(None).read(text)


def test_the_last_moment_of_all_survives_every_zone() -> None:
    for header in ("US-HI", "Pacific/Kiritimati,includeTZOffset"):
        moment = clock(header).read("9999-12-31T23:59:59")
        assert moment is not None
        assert clock(header).write(moment).startswith("9999-12-31")


@pytest.mark.parametrize("header", ["XX", "0", "999", "NO,DK", "../../etc/passwd", "Europe", "+02:00", "🙂"])
def test_an_unknown_zone_is_refused_by_name(header: str) -> None:
    with pytest.raises(UnknownTimeZone) as caught:
        clock(header)
    assert caught.value.status == 400
    assert header.split(",")[0] in str(caught.value)


@pytest.mark.parametrize(
    ("number", "name", "standard", "daylight"),
    [
        (1, "UTC", 0, 0),
        (36, "AU-ACT", 10, 11),
        (50, "BD", 6, 6),
        (114, "CA-QC", -5, -4),
        (140, "DK", 1, 2),
        (156, "FR", 1, 2),
        (261, "NO", 1, 2),
        (425, "US-CA", -8, -7),
        (433, "US-HI", -10, -10),
        (460, "US-NY", -5, -4),
    ],
)
def test_the_documented_zones_have_their_ids_and_offsets(
    number: int, name: str, standard: int, daylight: int
) -> None:
    zone = find_zone(str(number))
    assert zone is find_zone(name.lower())
    assert (zone.id, zone.name) == (number, name)
    assert zone.offsets(2024) == (timedelta(hours=standard), timedelta(hours=daylight))


def test_named_zones_differ_in_name_and_id_and_all_have_rules() -> None:
    zones = named_zones()
    assert len({zone.id for zone in zones}) == len({zone.name for zone in zones}) == len(zones) > 250
    assert all(datetime(2024, 1, 1, tzinfo=zone.rules).utcoffset() is not None for zone in zones)


moments = st.datetimes(
    min_value=datetime(1700, 1, 1),  # noqa: DTZ001
    max_value=datetime(9990, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))


@given(moment=moments, zone=st.sampled_from(named_zones()), stamp=st.booleans())
def test_whatever_is_told_with_an_offset_reads_as_the_same_moment(
    moment: datetime, zone: object, stamp: bool
) -> None:
    told = clock(f"{getattr(zone, 'name', '')}, includeTZOffset")
    assert told.read(told.write(moment, stamp=stamp)) == moment
