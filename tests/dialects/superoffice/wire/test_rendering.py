"""What is told of a value, and of a member that has none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from stationmaster.dialects.superoffice.wire import carriers as c
from stationmaster.dialects.superoffice.wire import ticket_carriers as t
from stationmaster.dialects.superoffice.wire.kinds import Kind, Scalar
from stationmaster.dialects.superoffice.wire.languages import read_language
from stationmaster.dialects.superoffice.wire.rendering import Renderer, empty
from stationmaster.dialects.superoffice.wire.zones import Clock, find_zone

RENDERER = Renderer(clock=Clock(zone=find_zone("NO"), base=find_zone("UTC")), language=read_language("nb"))


@pytest.mark.parametrize(
    ("kind", "told", "null"),
    [
        (Scalar.TEXT, None, None),
        (Scalar.INT, 0, None),
        (Scalar.DOUBLE, 0.0, None),
        (Scalar.BOOL, False, None),
        (Scalar.DATE, "0001-01-01T00:00:00", "0001-01-01T00:00:00"),
        (Scalar.STAMP, "0001-01-01T00:00:00", "0001-01-01T00:00:00"),
        (t.ORIGIN, "Unknown", None),
        (c.CATEGORY_FLAGS, "Unknown", None),
        (c.INTS, [], None),
        (c.STRING_DICTIONARY, {}, None),
        (c.TICKET_CATEGORY, None, None),
    ],
)
def test_a_member_that_was_left_out_is_empty_and_one_that_is_none_is_null(
    kind: Kind, told: Any, null: Any
) -> None:
    assert empty(kind) == told
    assert RENDERER.render(kind, None) == null


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        (Scalar.TEXT, 'NO:"a";US:"b"', 'NO:"a";US:"b"'),
        (Scalar.LABEL, 'NO:"a";US:"b"', "a"),
        (Scalar.DOUBLE, 100, 100.0),
        (Scalar.BYTES, b"hi", "aGk="),
        (Scalar.DATE, datetime(2024, 7, 1, 12, 0, 5, 999, tzinfo=UTC), "2024-07-01T14:00:05"),
        (Scalar.STAMP, datetime(2024, 7, 1, 12, tzinfo=UTC), "2024-07-01T12:00:00"),
        (c.TABLE_RIGHT, 3, "Select, Update"),
    ],
)
def test_values_are_told_as_the_caller_reads_them(kind: Kind, value: Any, told: Any) -> None:
    assert RENDERER.render(kind, value) == told
    assert type(RENDERER.render(kind, value)) is type(told)


def test_what_nobody_knows_stands_between_the_members_and_the_rights() -> None:
    told = RENDERER.render(c.TICKET_CATEGORY, {"zeta": 1, "Value": 'NO:"a"', "Odd": 'NO:"b"', "Id": 2})
    assert list(told.items()) == [
        ("Id", 2), ("Value", "a"), ("Tooltip", None), ("zeta", 1), ("Odd", 'NO:"b"'),
        ("TableRight", None), ("FieldProperties", {}),
    ]  # fmt: skip
