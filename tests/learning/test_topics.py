from __future__ import annotations

from dataclasses import replace

import numpy as np

from stationmaster.learning.topics import NO_TOPICS, Topics, find_topics

SONG, TABLE = 0, 1
MUSIC = [
    f"{verb} {what} {tail}"
    for verb in ("play", "find me", "turn up", "i want to hear")
    for what in ("a song", "some jazz music", "this album", "my favourite playlist")
    for tail in ("please", "by the band", "from the eighties", "on the radio")
]
FOOD = [
    f"{verb} {what} {tail}"
    for verb in ("book", "find me", "reserve", "i want to have")
    for what in ("a table", "a restaurant", "a pizza place", "somewhere to eat")
    for tail in ("please", "for dinner", "in the city", "on the terrace")
]
TEXTS = [
    (words, [label])
    for texts, label in ((MUSIC, SONG), (FOOD, TABLE))
    for words in map(tuple, map(str.split, texts))
]


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def test_texts_that_say_the_like_and_have_the_like_labelled_are_of_one_topic() -> None:
    _, put = find_topics(TEXTS, [2])
    assert len({topic for (topic,) in put[: len(MUSIC)]}) == 1
    assert len({topic for (topic,) in put[len(MUSIC) :]}) == 1
    assert put[0] != put[-1]


def test_texts_that_say_the_same_are_told_apart_by_their_labels() -> None:
    texts = [(its, [number % 2]) for number, (its, _) in enumerate(TEXTS[: len(MUSIC)] * 2)]
    ends = [(("and", ("left", "right")[label]), [label]) for _, (label,) in texts]
    _, put = find_topics(
        [(its + end, labels) for (its, labels), (end, _) in zip(texts, ends, strict=True)], [2]
    )
    assert len({(topic, label) for (topic,), (_, (label,)) in zip(put, texts, strict=True)}) == 2


def test_the_topic_of_a_text_is_told_from_its_words_alone() -> None:
    topics, put = find_topics(TEXTS, [2])
    assert topics.of(words("play the next album")) == put[0]
    assert topics.of(words("a table to eat dinner")) == put[-1]


def test_a_text_that_is_learned_from_is_told_without_itself() -> None:
    topics, _ = find_topics(TEXTS, [2])
    text = words("find me please")  # which texts of both topics say
    (told,) = topics.of(text)
    other = 1 - told
    counts, sizes = topics.counts.copy(), topics.sizes.copy()
    counts[
        [topics.grams[gram] for gram in ("find", "me", "please", " find", "find me", "please ")], other
    ] += 1
    sizes[other] += 1
    learned = replace(topics, counts=counts, sizes=sizes)
    assert learned.of(text) == [other]
    assert learned.of(text, [other]) == [told]


def test_every_way_to_divide_texts_has_its_own_numbers() -> None:
    topics, put = find_topics(TEXTS, [2, 4])
    assert all(coarse in range(2) and fine in range(2, 6) for coarse, fine in put)
    coarse, fine = topics.of(words("play some jazz"))
    assert coarse == put[0][0]
    assert fine in range(2, 6)


def test_equal_texts_give_equal_topics() -> None:
    (one, put), (other, again) = (find_topics(TEXTS, [3]) for _ in range(2))
    assert np.array_equal(one.counts, other.counts)
    assert put == again


def test_without_divisions_there_are_no_topics() -> None:
    assert find_topics(TEXTS, []) == (NO_TOPICS, [[]] * len(TEXTS))
    assert NO_TOPICS.of(words("play some jazz")) == []


def test_a_text_of_unknown_words_has_a_topic() -> None:
    topics, _ = find_topics(TEXTS, [2])
    assert topics.of(words("こんにちは 🎵")) in ([0], [1])
    assert topics.of(()) in ([0], [1])


def test_restored_topics_are_told_alike() -> None:
    topics, _ = find_topics(TEXTS, [2, 4])
    restored = Topics.restored(topics.manifest(), topics.arrays())
    assert [restored.of(its) for its, _ in TEXTS] == [topics.of(its) for its, _ in TEXTS]
