from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from cafe import dataset

from stationmaster.learning.text_style import TextStyle, normalise, style_from, style_of, word_grams, words_of

PLAIN = TextStyle()


@pytest.mark.parametrize(
    ("culture", "embedded", "by_character"),
    [("en-us", True, False), ("en-GB", True, False), ("fr-fr", False, False), ("zh-cn", False, True)],
)
def test_the_culture_decides_how_texts_are_read(culture: str, embedded: bool, by_character: bool) -> None:
    style = style_of(dataset(culture=culture))
    assert (style.embedded, style.by_character) == (embedded, by_character)


def test_settings_that_are_true_are_followed() -> None:
    settings = [("NormalizeDiacritics", "true"), ("NormalizePunctuation", "false")]
    style = style_of(dataset(settings=settings))
    assert style.strip_diacritics
    assert not style.strip_punctuation


def test_case_and_compatible_forms_do_not_matter() -> None:
    assert normalise("ＦＵＬＬ Width", PLAIN) == "full width"


def test_diacritics_and_punctuation_matter_unless_stripped() -> None:
    assert normalise("Café, s'il vous plaît!", PLAIN) == "café, s'il vous plaît!"
    stripped = normalise("Café, s'il vous plaît!", TextStyle(strip_diacritics=True, strip_punctuation=True))
    assert stripped.split() == ["cafe", "s", "il", "vous", "plait"]


def test_a_lone_surrogate_is_replaced() -> None:
    assert normalise("a\ud83db", PLAIN) == "a\ufffdb"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("it's 5 o'clock", ["it", "s", "5", "o", "clock"]),
        ("हिन्दी में लिखो", ["हिन्दी", "में", "लिखो"]),
        ("ok 🎉🎉!", ["ok", "🎉", "🎉"]),
        ("50 €, bitte", ["50", "€", "bitte"]),
    ],
)
def test_words_are_found_in_any_script(text: str, words: list[str]) -> None:
    assert words_of(text, PLAIN) == words


def test_the_first_and_the_last_word_are_told_where_edges_count() -> None:
    assert word_grams("play it", TextStyle(with_edges=True)) == ["play", "it", "< play", "play it", "it <"]
    assert word_grams("play it", PLAIN) == ["play", "it", "play it"]


def test_a_style_is_read_back_from_a_manifest() -> None:
    style = TextStyle(with_edges=True, character_sizes=(3,), phrases=(("a", "b"),), stop_words=("of",))
    assert style_from(json.loads(json.dumps(asdict(style)))) == style


def test_characters_stand_in_for_words_where_these_are_not_separated() -> None:
    assert words_of("我要 latte", TextStyle(by_character=True)) == ["我", "要", "latte"]
