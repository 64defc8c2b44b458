from __future__ import annotations

import pytest

from stationmaster.learning.field import Field, FieldTrainer

Sequence = tuple[list[list[str]], list[str]]

CITIES = ["rome", "oslo", "paris", "lima", "cairo"]


def sequence(text: str, *cities: str) -> Sequence:
    words = text.split()
    before = ["<", *words]
    features = [["bias", f"w={word}", f"w-1={left}"] for word, left in zip(words, before, strict=False)]
    return features, ["B0" if word in cities else "O" for word in words]


def fit(sequences: list[Sequence], *, is_large: bool = False, is_doubtful: bool = True) -> Field:
    trainer = FieldTrainer(is_large=is_large, is_doubtful=is_doubtful)
    for features, tags in sequences:
        trainer.add(features, tags)
    return Field(trainer.fit(lambda fraction: None))


def fitted(*others: str, is_large: bool = False) -> Field:
    sequences = [sequence(f"rain in {city}", city) for city in CITIES] + [sequence(text) for text in others]
    return fit(sequences, is_large=is_large)


@pytest.mark.parametrize("is_large", [False, True])
def test_both_algorithms_find_a_known_span(is_large: bool) -> None:
    (span,) = fitted("lamp in hall", is_large=is_large).spans(sequence("rain in rome")[0])
    assert (span.first, span.last, span.number) == (2, 3, 0)
    assert 0.5 < span.score <= 1


ROOMS = ["hall", "kitchen", "cellar", "attic", "garage", "stairs", "porch", "bath"]


@pytest.mark.parametrize(("rooms", "is_found"), [(1, True), (5, True), (8, False)])
def test_an_unknown_word_is_found_unless_its_place_is_hardly_ever_labelled(
    rooms: int, is_found: bool
) -> None:
    field = fitted(*(f"lamp in {room}" for room in ROOMS[:rooms]))
    spans = field.spans(sequence("snow in minsk")[0])
    assert [(span.first, span.last) for span in spans] == ([(2, 3)] if is_found else [])


def test_doubtful_words_in_a_row_are_one_span() -> None:
    def pair(verb: str, name: str, *tags: str) -> Sequence:
        return [[f"w={verb}"], ["w=in"], [f"w={name} 1", "w-1=in"], [f"w={name} 2", "w-2=in"]], [*tags]

    labelled = [pair("rain", city, "O", "O", "B0", "I0") for city in CITIES]
    others = [pair("lamp", room, "O", "O", "O", "O") for room in ROOMS[:5]]
    field = fit(labelled + others)
    (span,) = field.spans(pair("snow", "minsk")[0])
    assert (span.first, span.last) == (2, 4)
    assert span.score < 0.5


def test_only_a_doubtful_field_takes_doubtful_words_for_spans() -> None:
    sequences = [sequence(f"rain in {city}", city) for city in CITIES]
    sequences += [sequence(f"lamp in {room}") for room in ROOMS[:5]]
    assert fit(sequences).spans(sequence("snow in minsk")[0])
    assert not fit(sequences, is_doubtful=False).spans(sequence("snow in minsk")[0])


def test_what_progress_raises_ends_the_fit() -> None:
    def stop(_fraction: float) -> None:
        raise KeyboardInterrupt

    trainer = FieldTrainer(is_large=False, is_doubtful=False)
    trainer.add(*sequence("rain in rome", "rome"))
    with pytest.raises(KeyboardInterrupt):
        trainer.fit(stop)
