import time
from datetime import datetime

import pytest

from stationmaster.learning.prebuilt import RECOGNISED, Recognised, recognise

REFERENCE = datetime.fromisoformat("2026-11-22T10:00:00")


def found(names: str, text: str, culture: str = "en-us") -> list[tuple[str, str, object]]:
    return [
        (entity.type, text[entity.start : entity.end], entity.resolution.get("value"))
        for entity in recognise(names.split(), text, culture=culture, reference=REFERENCE)
    ]


def test_offsets_count_code_points_after_an_emoji() -> None:
    text = "😀🚀 pay $20 now"
    (entity,) = recognise(["money"], text, culture="en-us", reference=REFERENCE)
    assert entity == Recognised(
        type="builtin.currency", start=7, end=10, resolution={"unit": "Dollar", "value": "20"}
    )
    assert text[entity.start : entity.end] == "$20"


def test_overlapping_kinds_are_all_returned() -> None:
    assert found("number age dimension", "a 3 year old and 5 kg") == [
        ("builtin.number", "3", "3"),
        ("builtin.number", "5", "5"),
        ("builtin.age", "3 year old", "3"),
        ("builtin.dimension", "5 kg", "5"),
    ]


def test_only_named_prebuilts_run() -> None:
    assert found("email", "12 apples for joe@contoso.com") == [
        ("builtin.email", "joe@contoso.com", "joe@contoso.com")
    ]
    assert found("", "12 apples") == []
    assert found("personName", "12 apples") == []


@pytest.mark.parametrize("name", ["money", "currency", "Currency", "MONEY"])
def test_old_spellings_are_understood(name: str) -> None:
    assert found(name, "it costs 5 euros") == [("builtin.currency", "5 euros", "5")]


def test_two_entities_of_one_kind_in_a_sentence() -> None:
    assert found("temperature", "between 18 degrees and 21 C") == [
        ("builtin.temperature", "18 degrees", "18"),
        ("builtin.temperature", "21 C", "21"),
    ]


@pytest.mark.parametrize("text", ["", " ", "hello there", "😀"])
def test_nothing_is_found_in_text_without_entities(text: str) -> None:
    assert recognise(RECOGNISED, text, culture="en-us", reference=REFERENCE) == ()


@pytest.mark.parametrize(
    "text",
    [
        "1" * 500,
        "1 " * 250,
        "1-" * 250,
        "1." * 250,
        "1," * 250,
        "1/" * 250,
        "- " * 250,
        "+1" * 250,
        "+12345678901234567890a " * 21,
        "a@" * 250,
        "a." * 250,
        "one " * 125,
        "one and " * 62,
        "a hundred and " * 35,
        "twenty-" * 71,
        "first " * 83,
        "monday to " * 50,
        "from 1 to " * 50,
        "every " * 83,
        "$ " * 250,
        " " * 500,
    ],
)
def test_hostile_text_is_read_in_a_blink(text: str) -> None:
    recognise(RECOGNISED, "warm 1 up", culture="en-us", reference=REFERENCE)
    started = time.process_time()
    recognise(RECOGNISED, text, culture="en-us", reference=REFERENCE)
    assert time.process_time() - started < 0.5


def test_figures_are_strings_and_numbers_tell_their_subtype() -> None:
    entities = recognise(["number"], "3 of 2.50 in 1/3", culture="en-us", reference=REFERENCE)
    assert [dict(entity.resolution) for entity in entities] == [
        {"subtype": "integer", "value": "3"},
        {"subtype": "decimal", "value": "2.5"},
        {"subtype": "decimal", "value": "0.333333333333333"},
    ]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("two million three hundred and four thousand and five", "2304005"),
        ("minus twelve", "-12"),
        ("half a million", "500000"),
        ("three point one four", "3.14"),
        ("two and a half", "2.5"),
        ("three dozen", "36"),
        ("one in five", "0.2"),
        ("a quarter", "0.25"),
    ],
)
def test_spoken_numbers_have_their_value(words: str, value: str) -> None:
    assert found("number", f"we saw {words} birds") == [("builtin.number", words, value)]


def test_numbers_said_one_after_another_stay_apart() -> None:
    values = [value for _, _, value in found("number", "one two twenty twelve nineteen eighty four")]
    assert values == ["1", "2", "20", "12", "19", "84"]


@pytest.mark.parametrize("culture", ["de-de", "fr-fr", "es-es"])
def test_other_cultures_read_digits_with_their_own_marks(culture: str) -> None:
    assert found("number percentage", "1.250,5 / 12,5%", culture) == [
        ("builtin.number", "1.250,5", "1250,5"),
        ("builtin.number", "12,5", "12,5"),
        ("builtin.percentage", "12,5%", "12,5%"),
    ]


def test_thousands_may_be_parted_by_spaces() -> None:
    assert found("number", "1 250,5 ou 12 345 678", "fr-fr") == [
        ("builtin.number", "1 250,5", "1250,5"),
        ("builtin.number", "12 345 678", "12345678"),
    ]


def test_other_cultures_find_addresses_and_leave_the_rest() -> None:
    text = "schreib an a@b.de, www.b.de, +49 30 901820, drei Tage, 5 kg"
    types = {kind for kind, _, _ in found(" ".join(RECOGNISED - {"number"}), text, "de-de")}
    assert types == {"builtin.email", "builtin.url", "builtin.phonenumber"}


def test_phone_numbers_carry_a_score() -> None:
    entities = recognise(
        ["phonenumber"], "call 425-555-1234 or 4255551234", culture="en-us", reference=REFERENCE
    )
    assert [dict(entity.resolution) for entity in entities] == [
        {"score": "0.9", "value": "425-555-1234"},
        {"score": "0.5", "value": "4255551234"},
    ]


def test_a_full_stop_after_an_address_is_not_part_of_it() -> None:
    assert found("email url", "write to joe@contoso.com. Or see contoso.com.") == [
        ("builtin.email", "joe@contoso.com", "joe@contoso.com"),
        ("builtin.url", "contoso.com", "contoso.com"),
    ]


def test_case_tells_bytes_from_bits() -> None:
    units = [
        entity.resolution["unit"]
        for entity in recognise(["dimension"], "10 GB, 10 gb", culture="en-us", reference=REFERENCE)
    ]
    assert units == ["Gigabyte", "Gigabit"]
