from __future__ import annotations

import pytest

from stationmaster.domain.prediction import Prediction, ScoredLabel
from stationmaster.learning.suggest import Suggestion, distinct_texts, most_telling, unsure


def prediction(text: str, *scores: float) -> Prediction:
    labels = ("Pay", "Move", "None", "Greet")
    guesses = (ScoredLabel(label=label, score=score) for label, score in zip(labels, scores, strict=False))
    return Prediction(text=text, intents=tuple(guesses))


def suggestions(*predictions: Prediction) -> list[Suggestion]:
    return list(unsure(predictions, {each.text: 1 for each in predictions}))


def test_texts_that_say_the_same_are_one_and_labelled_ones_are_none():
    said = ["Book 2 seats!", "book 17 seats", "  ", "?", "Café?", "cafe", "go home", "GO HOME."]
    distinct = distinct_texts(said, ["Go home", "…"])
    assert distinct.times == {"Book 2 seats!": 2, "Café?": 2}
    assert distinct.known == 2


@pytest.mark.parametrize("text", ["今日の天気は", "מה השעה", "🙂 hello"])
def test_texts_in_any_script_are_told_apart(text: str):
    assert distinct_texts([text, f"{text} x"], []).times == {text: 1, f"{text} x": 1}


def test_what_the_model_is_sure_of_or_has_no_rival_for_is_not_suggested():
    found = suggestions(
        prediction("sure", 0.97, 0.02, 0.01),
        prediction("alone", 0.3),
        prediction("torn", 0.5, 0.45, 0.4, 0.1),
    )
    assert [(each.text, [guess.label for guess in each.guesses]) for each in found] == [
        ("torn", ["Pay", "Move", "None"])
    ]
    assert found[0].margin == pytest.approx(0.05)


def test_the_least_sure_come_first_and_of_near_equal_texts_only_the_first():
    found = suggestions(
        prediction("I want to pay the electricity bill", 0.6, 0.2),
        prediction("I want to pay the electricity bills", 0.6, 0.35),
        prediction("move it", 0.5, 0.45),
        prediction("what about tomorrow", 0.3, 0.0),
    )
    told = most_telling(found, most=10)
    assert [each.text for each in told] == [
        "move it",
        "I want to pay the electricity bills",
        "what about tomorrow",
    ]
    assert most_telling(found, most=1) == told[:1]


def test_of_equal_leads_the_text_that_nothing_speaks_for_comes_first():
    found = suggestions(prediction("known", 0.9, 0.5), prediction("new", 0.5, 0.1))
    assert [each.text for each in most_telling(found, most=2)] == ["new", "known"]
