from __future__ import annotations

import time
from statistics import median

import numpy as np
import pytest
from cafe import CAFE, dataset

from stationmaster.learning import featurise
from stationmaster.learning.featurise import (
    Featuriser,
    MissingEmbeddings,
    TextStyle,
    fit_featuriser,
    normalise,
    style_of,
    words_of,
)

PLAIN = TextStyle()
TEXTS = [text for text, _ in CAFE]


def similarity(one: str, other: str, featuriser: Featuriser) -> float:
    rows = featuriser.transform([one, other]).toarray()
    return float(rows[0] @ rows[1])


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


def test_characters_stand_in_for_words_where_these_are_not_separated() -> None:
    assert words_of("我要 latte", TextStyle(by_character=True)) == ["我", "要", "latte"]


def test_grams_of_words_and_of_characters_have_length_one_each() -> None:
    featuriser = fit_featuriser(TEXTS, PLAIN)
    columns, values = featuriser.features_of(TEXTS[0])
    is_word = columns < len(featuriser.words)
    assert np.isclose(np.square(values[is_word]).sum(), 1)
    assert np.isclose(np.square(values[~is_word]).sum(), 1)


def test_a_misspelt_text_is_nearer_than_another() -> None:
    featuriser = fit_featuriser(TEXTS, PLAIN)
    misspelt = similarity("a large latte please", "a larg late pleas", featuriser)
    assert misspelt > similarity("a large latte please", "the waiter was rude to us", featuriser)


def test_a_synonym_is_nearer_by_embedding() -> None:
    featuriser = fit_featuriser(TEXTS, TextStyle(embedded=True))
    assert similarity("car", "automobile", featuriser) > similarity("car", "holidays", featuriser) + 0.2


def test_unknown_and_empty_texts_have_no_grams() -> None:
    columns, values = fit_featuriser(TEXTS, PLAIN).features_of("ξξξ")
    assert (len(columns), len(values)) == (0, 0)
    assert fit_featuriser([""], PLAIN).transform(["", "x"]).shape == (2, 0)


def test_one_text_is_featurised_as_many_are() -> None:
    featuriser = fit_featuriser(TEXTS, TextStyle(embedded=True))
    rows = featuriser.transform(TEXTS)
    columns, values = featuriser.features_of(TEXTS[3])
    alone = np.zeros(featuriser.size, dtype=np.float32)
    alone[columns] = values
    assert np.array_equal(rows[[3]].toarray()[0], alone)


def test_the_vocabulary_keeps_the_most_frequent_grams() -> None:
    featuriser = fit_featuriser(["tea", "tea", "tea", "mud"], PLAIN, most=3)
    assert featuriser.size == 3
    assert "mud" not in featuriser.words
    assert "tea" in featuriser.words


def test_a_vocabulary_survives_as_arrays() -> None:
    featuriser = fit_featuriser([*TEXTS, "🎉 \u2028 \x85 x", "a\nb"], PLAIN)
    again = Featuriser.from_tensors(PLAIN, featuriser.tensors())
    assert (again.words, again.characters) == (featuriser.words, featuriser.characters)
    assert np.array_equal(again.rarity, featuriser.rarity)


def test_a_model_with_embeddings_does_not_answer_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    featuriser = fit_featuriser(TEXTS, TextStyle(embedded=True))
    monkeypatch.setattr(featurise, "static_embeddings", lambda: None)
    with pytest.raises(MissingEmbeddings):
        featuriser.features_of("a latte")


def test_one_text_takes_well_under_a_millisecond() -> None:
    featuriser = fit_featuriser(TEXTS, TextStyle(embedded=True))
    seconds = []
    for _ in range(50):
        started = time.perf_counter()
        featuriser.features_of("I would like to know when you are open on public holidays, please")
        seconds.append(time.perf_counter() - started)
    assert median(seconds) < 0.001
