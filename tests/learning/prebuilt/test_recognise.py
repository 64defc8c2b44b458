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


HOSTILE = {
    "en-us": [
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
    "es-es": [
        "uno " * 125,
        "mil " * 125,
        "mil millones " * 38,
        "lunes a " * 62,
        "de 1 a " * 71,
        "cada " * 100,
        "3 y media " * 50,
        "5 de " * 100,
        "1/" * 250,
    ],
    "fr-fr": [
        "un " * 166,
        "cent " * 100,
        "quatre-vingt-" * 38,
        "lundi à " * 62,
        "de 1 à " * 71,
        "l'" * 250,
        "3 heures et " * 41,
        "chaque " * 71,
    ],
    "de-de": [
        "ein " * 125,
        "tausend" * 71,
        "zweitausend" * 45,
        "5. " * 166,
        "von 1 bis " * 50,
        "die " * 125,
        "halb " * 100,
        "jeden " * 83,
    ],
}


@pytest.mark.parametrize(
    ("culture", "text"), [(culture, text) for culture, texts in HOSTILE.items() for text in texts]
)
def test_hostile_text_is_read_in_a_blink(culture: str, text: str) -> None:
    recognise(RECOGNISED, "warm 1 up monday", culture=culture, reference=REFERENCE)
    seconds = []
    for _ in range(10):
        started = time.process_time()
        recognise(RECOGNISED, text, culture=culture, reference=REFERENCE)
        seconds.append(time.process_time() - started)
    assert min(seconds) < 0.06


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


def test_cultures_without_words_find_addresses_and_leave_the_rest() -> None:
    text = "scrivi a a@b.it, www.b.it, +39 06 901820, tre giorni, 5 kg"
    types = {kind for kind, _, _ in found(" ".join(RECOGNISED - {"number"}), text, "it-it")}
    assert types == {"builtin.email", "builtin.url", "builtin.phonenumber"}


@pytest.mark.parametrize(
    ("text", "kind", "span", "unit", "value"),
    [
        ("Meine Oma ist neunzig Jahre alt", "age", "neunzig Jahre alt", "Year", "90"),
        ("Das Baby ist sechs Wochen alt", "age", "sechs Wochen alt", "Week", "6"),
        ("Der Tisch ist 80 Zentimeter breit", "dimension", "80 Zentimeter", "Centimeter", "80"),
        ("Eine Wohnung mit 90,5 qm", "dimension", "90,5 qm", "Square meter", "90,5"),
        ("Er wiegt drei Tonnen", "dimension", "drei Tonnen", "Ton", "3"),
        ("Die Platte hat 500 GB", "dimension", "500 GB", "Gigabyte", "500"),
        ("Der Ofen steht auf 180 Grad", "temperature", "180 Grad", "Degree", "180"),
        ("Heute sind es 25 Grad Celsius", "temperature", "25 Grad Celsius", "C", "25"),
    ],
)
def test_german_units_which_no_original_has(text: str, kind: str, span: str, unit: str, value: str) -> None:
    (entity,) = recognise([kind], text, culture="de-de", reference=REFERENCE)
    assert text[entity.start : entity.end] == span
    assert dict(entity.resolution) == {"unit": unit, "value": value}


@pytest.mark.parametrize(
    ("culture", "text", "value"),
    [
        ("es-es", "mil novecientos ochenta y cuatro", "1984"),
        ("es-es", "tres mil millones", "3000000000"),
        ("es-es", "medio millón", "500000"),
        ("fr-fr", "mille deux cent trente", "1230"),
        ("fr-fr", "quatre-vingt-dix-sept mille trois cent un", "97301"),
        ("fr-fr", "un sur quatre", "0,25"),
        ("de-de", "tausendzweihundert", "1200"),
        ("de-de", "dreihundertvierzigtausendfünfhundertsechs", "340506"),
        ("de-de", "zweieinhalb", "2,5"),
        ("de-de", "eine Million zweihunderttausend", "1200000"),
    ],
)
def test_figures_said_in_other_languages_have_their_value(culture: str, text: str, value: str) -> None:
    assert found("number", text, culture) == [("builtin.number", text, value)]


@pytest.mark.parametrize(
    ("culture", "text", "value"),
    [
        ("es-es", "5mil dólares", "5000"),
        ("es-es", "tres mil euros", "3000"),
        ("fr-fr", "quatre-vingt-dix euros", "90"),
        ("de-de", "3 Mio Euro", "3000000"),
    ],
)
def test_amounts_are_said_as_the_language_says_them(culture: str, text: str, value: str) -> None:
    assert found("money", text, culture) == [("builtin.currency", text, value)]


def test_words_that_only_begin_like_a_figure_are_none() -> None:
    assert found("number ordinal", "tausendmal Tausendfüßler Dreirad", "de-de") == []


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


@pytest.mark.parametrize("micro", ["\u00b5", "\u03bc"])
@pytest.mark.parametrize("culture", ["en-us", "es-es", "fr-fr", "de-de"])
def test_both_signs_of_micro_are_understood(culture: str, micro: str) -> None:
    ((_, said, value),) = found("dimension", f"5 {micro}m", culture)
    assert (said, value) == (f"5 {micro}m", "5")


@pytest.mark.parametrize(
    ("names", "text", "value"),
    [
        ("dimension", "5 M\u0130LES", "5"),
        ("money", "5 dollar\u017f", "5"),
        ("money", "Nam\u0131bian $ 7", "7"),
        ("number", "3 m\u0131ll\u0131on", "3000000"),
    ],
)
def test_letters_that_a_pattern_takes_for_others_are_no_fault(names: str, text: str, value: str) -> None:
    assert [found_value for *_, found_value in found(names, text)] == [value]
