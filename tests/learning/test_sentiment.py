import pytest

from stationmaster.learning.sentiment import sentiment_of


def score(text: str) -> int:
    found = sentiment_of(text)
    assert found is not None
    assert -100 <= found.score <= 100
    assert 0 <= found.confidence <= 100
    return found.score


def test_thanks_sound_better_than_complaints() -> None:
    assert score("Thank you so much, your help was great") > 40
    assert score("This is the worst service ever, I am furious") < -40


def test_a_denied_word_counts_the_other_way() -> None:
    assert score("The answer was good") > 0 > score("The answer was not good")


def test_more_words_that_agree_are_surer() -> None:
    once, often = sentiment_of("It was good"), sentiment_of("It was good, great, wonderful and excellent")
    assert once is not None
    assert often is not None
    assert often.confidence > once.confidence


@pytest.mark.parametrize(
    "text", ["", "The invoice has number 4711", "Die Rechnung ist wirklich schrecklich falsch"]
)
def test_nothing_is_said_where_nothing_is_known(text: str) -> None:
    assert sentiment_of(text) is None
