from __future__ import annotations

import time
from dataclasses import replace
from statistics import median

import numpy as np
import pytest
from cafe import CAFE, dataset

from stationmaster.domain.dataset import PhraseList
from stationmaster.learning import embeddings
from stationmaster.learning.carried_files import MissingWeights
from stationmaster.learning.features import Features
from stationmaster.learning.featurise import (
    PLAIN_WEIGHTS,
    FeatureWeights,
    Featuriser,
    Readings,
    fit_featuriser,
    fit_read,
)
from stationmaster.learning.text_style import TextStyle, style_of, word_grams

PLAIN = TextStyle()
TEXTS = [text for text, _ in CAFE]


def similarity(one: str, other: str, featuriser: Featuriser) -> float:
    one_row, other_row = whole(featuriser.transform([one, other]))
    return float(one_row @ other_row)


def whole(features: Features) -> np.ndarray:
    return np.concatenate([features.grams.toarray(), features.dense], axis=1)


def test_the_sizes_of_character_grams_are_those_of_the_style() -> None:
    short = fit_featuriser(["latte"], TextStyle(character_sizes=(3,)))
    assert set(map(len, short.characters)) == {3}
    assert set(map(len, fit_featuriser(["latte"], PLAIN).characters)) == {3, 4, 5}


def test_grams_of_words_and_of_characters_are_as_long_as_they_weigh() -> None:
    featuriser = fit_featuriser(TEXTS, PLAIN, weights=FeatureWeights(words=0.5, characters=2.0))
    columns, values = featuriser.features_of(TEXTS[0])
    is_word = columns < len(featuriser.words)
    assert np.isclose(np.square(values[is_word]).sum(), 0.25)
    assert np.isclose(np.square(values[~is_word]).sum(), 4)


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
    assert fit_featuriser([], PLAIN).transform([]).shape == (0, 0)


def test_one_text_is_featurised_as_many_are() -> None:
    featuriser = fit_featuriser(TEXTS, TextStyle(embedded=True))
    rows = featuriser.transform(TEXTS)
    columns, values = featuriser.features_of(TEXTS[3])
    alone = np.zeros(featuriser.size, dtype=np.float32)
    alone[columns] = values
    assert np.array_equal(whole(rows)[3], alone)


def test_grams_of_no_text_may_have_a_share_of_a_text_s_length() -> None:
    style = TextStyle(with_edges=True)
    texts = ["reset my password", "the printer is broken", "order a laptop"]
    read = Readings(style).read(texts)
    plain = fit_read(read, style, weights=PLAIN_WEIGHTS, most=1000)
    counting = fit_read(read, style, weights=PLAIN_WEIGHTS, most=1000, counts_unknown=True)
    for text in (*texts, "reset reset", "reset the zebra zebra enclosure", "", "zzz"):
        (columns, values), (same, shorter) = plain.features_of(text), counting.features_of(text)
        assert np.array_equal(columns, same)
        assert np.all(shorter <= values)
        together = counting.transform(["the zebra", text]).grams.toarray()[1]
        assert together[columns] == pytest.approx(shorter, abs=1e-6)
    for text in texts:
        assert np.array_equal(counting.features_of(text)[1], plain.features_of(text)[1])
    assert (
        counting.features_of("reset my zebra")[1].sum() < 0.8 * plain.features_of("reset my zebra")[1].sum()
    )
    assert fit_read(read, style, weights=PLAIN_WEIGHTS, most=5, counts_unknown=True).unknown == 0


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
    monkeypatch.setattr(embeddings, "static_embeddings", lambda: None)
    with pytest.raises(MissingWeights):
        featuriser.features_of("a latte")


def test_one_text_takes_well_under_a_millisecond() -> None:
    featuriser = fit_featuriser(TEXTS, TextStyle(embedded=True))
    seconds = []
    for _ in range(50):
        started = time.perf_counter()
        featuriser.features_of("I would like to know when you are open on public holidays, please")
        seconds.append(time.perf_counter() - started)
    assert median(seconds) < 0.001


def test_texts_read_before_are_read_as_at_first() -> None:
    style = TextStyle(embedded=True)
    featuriser = fit_featuriser(TEXTS, style)
    readings = Readings(style)
    readings.read(TEXTS[:5])
    again = featuriser.features_read(readings.read(TEXTS[::-1]))
    assert np.array_equal(whole(again), whole(featuriser.transform(TEXTS[::-1])))
    assert len(readings) == len(set(TEXTS))


def test_a_vocabulary_does_not_depend_on_what_was_read_before() -> None:
    readings = Readings(PLAIN)
    readings.read(["quite another text", *TEXTS])
    found = fit_read(readings.read(TEXTS), PLAIN, weights=PLAIN_WEIGHTS, most=100)
    fresh = fit_featuriser(TEXTS, PLAIN, most=100)
    assert (found.words, found.characters) == (fresh.words, fresh.characters)
    assert np.array_equal(found.rarity, fresh.rarity)


def test_the_rows_of_features_are_those_of_their_texts() -> None:
    rows = fit_featuriser(TEXTS, TextStyle(embedded=True)).transform(TEXTS)
    table = np.random.default_rng(1).random((rows.shape[1], 3), dtype=np.float32)
    product = rows.times(table)
    assert np.allclose(product, whole(rows) @ table, atol=1e-5)
    assert np.allclose(rows.transposed_times(product), whole(rows).T @ product, atol=1e-4)
    assert np.array_equal(whole(rows.rows(np.array([4, 2]))), whole(rows)[[4, 2]])


def test_a_phrase_list_stands_in_for_its_phrases() -> None:
    listed = PhraseList(id="1", name="Drinks", phrases=("flat white", "Cortado"))
    unused = PhraseList(id="2", name="Old", phrases=("espresso",), active=False)
    style = style_of(replace(dataset(), phrase_lists=(listed, unused)))
    assert style.phrases == (("cortado", "flat white"),)
    assert word_grams("a flat white", style)[-3:] == ["flat white", "white <", "[0"]
    assert word_grams("white flat espresso", style)[-1] != "[0"
    featuriser = fit_featuriser(["a cortado", "the waiter"], replace(style, embedded=False))
    assert similarity("a cortado", "a flat white", featuriser) > similarity(
        "a cortado", "a cappuccino", featuriser
    )
