from __future__ import annotations

import pytest

from stationmaster.learning.field import Field, fit_field

CITIES = ["rome", "oslo", "paris", "lima", "cairo"]


def sequence(text: str, *cities: str) -> tuple[list[list[str]], list[str]]:
    words = text.split()
    before = ["<", *words]
    features = [["bias", f"w={word}", f"w-1={left}"] for word, left in zip(words, before, strict=False)]
    return features, ["B0" if word in cities else "O" for word in words]


def fitted(*, is_large: bool = False, without_cities: int = 0) -> Field:
    sequences = [sequence(f"rain in {city}", city) for city in CITIES]
    sequences += [sequence(f"lamp in {word}") for word in ("kitchen", "hall")]
    sequences += [sequence(f"turn lamp number{n} on please") for n in range(without_cities)]
    return Field(fit_field(sequences, is_large=is_large, on_progress=lambda fraction: None))


@pytest.mark.parametrize("is_large", [False, True])
def test_both_algorithms_find_a_known_span(is_large: bool) -> None:
    (span,) = fitted(is_large=is_large).spans(sequence("rain in rome")[0])
    assert (span.first, span.last, span.number) == (2, 3, 0)
    assert 0.5 < span.score <= 1


def test_an_unknown_word_in_a_labelled_place_is_found_though_most_texts_have_no_label() -> None:
    spans = fitted(without_cities=40).spans(sequence("rain in minsk")[0])
    assert [(span.first, span.last) for span in spans] == [(2, 3)]


def test_words_in_places_that_are_never_labelled_are_not_found() -> None:
    assert fitted(without_cities=40).spans(sequence("turn heater number99 off please")[0]) == ()


def test_what_progress_raises_ends_the_fit() -> None:
    def stop(_fraction: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit_field([sequence("rain in rome", "rome")], is_large=False, on_progress=stop)
