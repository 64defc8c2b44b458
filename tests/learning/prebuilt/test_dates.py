import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationmaster.learning.prebuilt import RECOGNISED, recognise

SUNDAY = datetime.fromisoformat("2026-11-22T10:00:00")


def dates(text: str, reference: datetime = SUNDAY, culture: str = "en-us") -> list[tuple[str, str, Any]]:
    return [
        (
            entity.type.removeprefix("builtin.datetimeV2."),
            text[entity.start : entity.end],
            entity.resolution["values"],
        )
        for entity in recognise(["datetimeV2"], text, culture=culture, reference=reference)
    ]


def values(text: str, reference: datetime = SUNDAY) -> Any:
    ((_, _, found),) = dates(text, reference)
    return found


def test_date_without_a_year_has_a_past_and_a_future_candidate() -> None:
    assert values("on July 3rd") == [
        {"timex": "XXXX-07-03", "type": "date", "value": "2026-07-03"},
        {"timex": "XXXX-07-03", "type": "date", "value": "2027-07-03"},
    ]


def test_time_without_am_or_pm_has_two_values() -> None:
    assert values("wake me at 5") == [
        {"timex": "T05", "type": "time", "value": "05:00:00"},
        {"timex": "T17", "type": "time", "value": "17:00:00"},
    ]


def test_open_date_with_an_open_time_has_four_values() -> None:
    assert [value["value"] for value in values("thursday at 4")] == [
        "2026-11-19 04:00:00",
        "2026-11-19 16:00:00",
        "2026-11-26 04:00:00",
        "2026-11-26 16:00:00",
    ]


def test_time_range_has_start_end_and_length() -> None:
    assert values("from 3am to 5:30am") == [
        {"timex": "(T03,T05:30,PT2H30M)", "type": "timerange", "start": "03:00:00", "end": "05:30:00"}
    ]


def test_duration_is_in_seconds_and_a_string() -> None:
    assert values("for 12 years") == [{"timex": "P12Y", "type": "duration", "value": "378432000"}]


def test_set_is_not_resolved() -> None:
    assert values("every Monday") == [{"timex": "XXXX-WXX-1", "type": "set", "value": "not resolved"}]


def test_bounded_date_has_one_end_and_says_which() -> None:
    (value,) = values("until tomorrow")
    assert value == {
        "timex": "2026-11-23",
        "Mod": "before",
        "type": "daterange",
        "sourceEntity": "datetimepoint",
        "end": "2026-11-23",
    }


def test_part_of_a_day_settles_the_half_of_the_day() -> None:
    assert [value["value"] for value in values("a taxi at 6:20 tomorrow morning")] == ["2026-11-23 06:20:00"]
    assert [value["value"] for value in values("at 7 tomorrow evening")] == ["2026-11-23 19:00:00"]


def test_two_dates_of_one_sentence_are_both_found() -> None:
    found = dates("fly on December 3rd and come back on December 10th")
    assert [text for _, text, _ in found] == ["December 3rd", "December 10th"]


def test_spans_count_code_points() -> None:
    text = "👩‍👩‍👧 🚀 see you tomorrow at 7:30am"
    ((kind, span, _),) = dates(text)
    assert (kind, span) == ("datetime", "tomorrow at 7:30am")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("tomorrow", "date"),
        ("7pm", "time"),
        ("in 20 minutes", "datetime"),
        ("next week", "daterange"),
        ("in the morning", "timerange"),
        ("tomorrow from 2 to 4", "datetimerange"),
        ("two hours", "duration"),
        ("daily", "set"),
    ],
)
def test_every_subtype_is_told_apart(text: str, kind: str) -> None:
    ((found, _, _),) = dates(text)
    assert found == kind


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3 days from tomorrow", "2026-11-26"),
        ("2 weeks from today", "2026-12-06"),
        ("29 February 2028", "2028-02-29"),
        ("half an hour ago", "2026-11-22 09:30:00"),
    ],
)
def test_what_the_original_misreads_is_read_right(text: str, value: str) -> None:
    assert values(text)[0]["value"] == value


@pytest.mark.parametrize(
    "text",
    [
        "29 February 2027",
        "31 June 2027",
        "99/99/2027",
        "25:61",
        "3.2027 litres",
        "I may go",
        "a5 paper",
        "1,2026",
    ],
)
def test_impossible_dates_are_not_dates(text: str) -> None:
    assert not [found for found in dates(text) if found[0] in ("date", "time", "datetime")]


def test_last_day_of_a_month_does_not_spill_over() -> None:
    new_years_eve = datetime.fromisoformat("2026-12-31T12:00:00")
    assert values("last month", new_years_eve)[0]["timex"] == "2026-11"
    assert values("15th of next month", new_years_eve)[0]["value"] == "2027-01-15"


def test_a_day_that_has_begun_counts_as_past() -> None:
    begun = datetime.fromisoformat("2026-06-15T09:00:00")
    assert [value["value"] for value in values("June 15", begun)] == ["2026-06-15", "2027-06-15"]


def test_cultures_without_words_have_no_dates() -> None:
    assert dates("domani alle 5", culture="it-it") == []


PIECES = [
    "from",
    "to",
    "at",
    "in",
    "on",
    "the",
    "of",
    "every",
    "next",
    "last",
    "this",
    "monday",
    "may",
    "5th",
    "first",
    "12",
    "30",
    "2027",
    ":",
    "/",
    "-",
    ".",
    ",",
    "am",
    "pm",
    "tomorrow",
    "now",
    "week",
    "month",
    "year",
    "days",
    "hours",
    "ago",
    "morning",
    "night",
    "noon",
    "half",
    "past",
    "quarter",
    "a",
    "an",
    "and",
    "until",
    "before",
    "3",
    "christmas",
    "twenty",
    "five",
    "hundred",
    "point",
    "%",
    "$",
    "kg",
    "degrees",
    "@",
    ".com",
    "+",
    "(",
    ")",
    "years",
    "old",
    "😀",
]


@settings(max_examples=200, deadline=None)
@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=30),
    glue=st.sampled_from([" ", "", "  "]),
    reference=st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001
)
def test_any_text_gives_spans_inside_it_and_json(pieces: list[str], glue: str, reference: datetime) -> None:
    text = glue.join(pieces)
    entities = recognise(RECOGNISED, text, culture="en-us", reference=reference)
    for entity in entities:
        assert 0 <= entity.start < entity.end <= len(text)
        assert json.loads(json.dumps(entity.resolution)) == entity.resolution
    assert entities == recognise(RECOGNISED, text, culture="en-us", reference=reference)
