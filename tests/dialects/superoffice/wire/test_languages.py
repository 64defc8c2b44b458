"""Which language labels are told in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.dialects.superoffice.wire.languages import (
    CODES,
    read_language,
    read_languages,
)
from stationmaster.dialects.superoffice.wire.resources import RESOURCES

SUPPLIER = 'NO:"Leverandør";US:"Supplier"'
CUSTOMER = 'US:"Customer";NO:"Kunde";'


@pytest.mark.parametrize(
    ("accept", "so", "told"),
    [
        (None, None, SUPPLIER),
        ("en", None, "Supplier"),
        ("nb-NO", None, "Leverandør"),
        ("no", None, "Leverandør"),
        ("nn", None, "Leverandør"),
        ("fr", None, "Supplier"),
        ("fr, nb;q=0.5", None, "Leverandør"),
        ("nb;q=0.5, en-GB", None, "Supplier"),
        ("en;q=0, nb", None, "Leverandør"),
        ("en-us; en-gb", None, "Supplier"),
        ("en-us; en-gb", "nb-no", "Leverandør"),
        ("en-us; en-gb", "x", SUPPLIER),
        ("en", "X", SUPPLIER),
        ("en", "*", SUPPLIER),
        ("en", "-", SUPPLIER),
        ("en", "", SUPPLIER),
        ("*", None, SUPPLIER),
        ("*;q=0.5", None, SUPPLIER),
        ("en, *;q=0.5", None, "Supplier"),
        ("nb; q=0.1, en; q=0.9", None, "Supplier"),
        ("no-such-language-🙂", None, SUPPLIER),
    ],
)
def test_headers_choose_among_the_texts_of_a_label(accept: str | None, so: str | None, told: str) -> None:
    assert read_language(accept, so).label(SUPPLIER) == told


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        (SUPPLIER, {"NO": "Leverandør", "US": "Supplier"}),
        (CUSTOMER, {"US": "Customer", "NO": "Kunde"}),
        ('US:"say "hi"; now";NO:""', {"US": 'say "hi"; now', "NO": ""}),
        ('US:"two\nlines"', {"US": "two\nlines"}),
        ("Supplier", None),
        ("", None),
        ('Supplier US:"x"', None),
        ('US:"x" and more', None),
        ('US:x;NO:"y"', None),
    ],
)
def test_only_a_whole_multi_language_string_is_taken_apart(text: str, texts: dict[str, str] | None) -> None:
    assert read_languages(text) == texts


def test_the_first_text_is_told_where_neither_the_language_nor_english_is_there() -> None:
    assert read_language("fi").label('SW:"Leverantör";GE:"Lieferant"') == "Leverantör"


def test_the_region_decides_among_texts_of_one_language_only() -> None:
    both = 'US:"Color";GB:"Colour";NO:"Farge"'
    assert read_language("en-GB").label(both) == "Colour"
    assert read_language("en-NO").label(both) == "Color"


@pytest.mark.parametrize(
    ("language", "code"), [("en", "US"), ("nb", "NO"), ("de", "GE"), ("sv", "SW"), ("fr", "FR"), ("zh", "ZH")]
)
def test_languages_have_the_vendors_codes(language: str, code: str) -> None:
    assert read_language(language).label(f'{code}:"this";XX:"that"') == "this"


def test_resources_are_told_in_the_language_and_stay_where_none_is_asked_for() -> None:
    raw = "[SR_MANDATORY_FIELD]"
    assert read_language(None).label(raw) == raw
    assert read_language("en").label(raw) == RESOURCES["SR_MANDATORY_FIELD"]["en"]
    assert read_language("nn-NO").label(f"Title: {raw}") == "Title: Dette feltet må fylles ut"
    assert read_language("ja").label(raw) == RESOURCES["SR_MANDATORY_FIELD"]["en"]
    assert read_language("en").label("[SR_NOBODY_KNOWS]") == "[SR_NOBODY_KNOWS]"


def test_every_resource_has_the_same_languages() -> None:
    assert {frozenset(texts) for texts in RESOURCES.values()} == {
        frozenset({"en", "no", "sv", "da", "de", "fr", "nl"})
    }


@pytest.mark.parametrize(
    ("so_language", "so_culture", "told"),
    [
        ("en", None, "92.31"),
        ("en", "sv", "92,31"),
        ("nb", None, "92,31"),
        ("nb", "en-GB", "92.31"),
        (None, "sv", "92.31"),
        ("x", "sv", "92.31"),
        ("nb", "???", "92,31"),
    ],
)
def test_culture_decides_how_numbers_look_inside_texts(
    so_language: str | None, so_culture: str | None, told: str
) -> None:
    assert read_language(None, so_language, so_culture).number(92.31) == told


codes = st.sampled_from(sorted({code for several in CODES.values() for code in several}))
plain = st.text(st.characters(exclude_characters='";'), max_size=8)


@given(texts=st.dictionaries(codes, plain, min_size=1, max_size=5), closed=st.booleans())
def test_what_is_put_together_is_taken_apart(texts: dict[str, str], closed: bool) -> None:
    joined = ";".join(f'{code}:"{text}"' for code, text in texts.items()) + ";" * closed
    assert read_languages(joined) == texts
    assert read_language("en").label(joined) in texts.values() or "[SR_" in joined


@given(accept=st.text(max_size=40), so=st.none() | st.text(max_size=10), label=st.text(max_size=40))
def test_no_header_and_no_label_breaks_the_choice(accept: str, so: str | None, label: str) -> None:
    assert isinstance(read_language(accept, so).label(label), str)
