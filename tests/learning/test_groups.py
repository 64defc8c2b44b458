from __future__ import annotations

import numpy as np
import pytest

from stationmaster.learning import groups
from stationmaster.learning.groups import NO_GROUPS, find_groups

MUSIC = [
    f"{verb} {what}"
    for verb in ("play", "listen to", "turn up")
    for what in ("a song by the band", "some jazz music", "this album", "my favourite playlist")
]
FOOD = [
    f"{verb} {what}"
    for verb in ("book", "reserve", "find")
    for what in ("a table for dinner", "a restaurant for lunch", "a pizza place", "somewhere to eat")
]


def test_texts_about_the_same_are_in_one_group() -> None:
    found = find_groups(MUSIC + FOOD, 2, culture="en-us")
    assert len({found.of(text) for text in MUSIC}) == 1
    assert len({found.of(text) for text in FOOD}) == 1
    assert found.of("play the next song") == found.of(MUSIC[0]) != found.of(FOOD[0])


def test_the_order_of_texts_decides_nothing() -> None:
    one, other = (find_groups(texts, 2, culture="en-us") for texts in (MUSIC + FOOD, [*FOOD[::-1], *MUSIC]))
    assert np.array_equal(one.centres, other.centres)


@pytest.mark.parametrize(("count", "culture"), [(0, "en-us"), (1, "en-us"), (24, "en-us"), (2, "de-de")])
def test_few_texts_and_other_languages_have_no_groups(count: int, culture: str) -> None:
    assert not find_groups(MUSIC + FOOD, count, culture=culture)


def test_without_embeddings_there_are_no_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "static_embeddings", lambda: None)
    assert find_groups(MUSIC + FOOD, 2, culture="en-us") is NO_GROUPS


def test_words_that_mean_the_like_are_in_one_group() -> None:
    words = ["paris", "london", "berlin", "rome", "apple", "banana", "cherry", "pear"]
    found = find_groups(words, 2, culture="en-us")
    assert found.of("madrid") == found.of("paris") != found.of("banana") == found.of("orange")
