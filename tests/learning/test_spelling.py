from __future__ import annotations

import pytest

from stationmaster.learning.featurise import fit_featuriser
from stationmaster.learning.spelling import Spelling
from stationmaster.learning.text_style import TextStyle

TEXTS = (
    "reset my password",
    "the printer is jammed",
    "order a printer",
    "the red car",
    "the laptop, the laptops",
)


def spelling(*texts: str, style: TextStyle | None = None) -> Spelling:
    return Spelling.of(fit_featuriser(texts or TEXTS, style or TextStyle(with_edges=True)))


@pytest.mark.parametrize(
    ("mistyped", "meant"),
    [
        ("resst my password", "reset my password"),  # another letter
        ("reset my pasword", "reset my password"),  # one too few
        ("reset my passsword", "reset my password"),  # one too many
        ("the pritner", "the printer"),  # two in the wrong order
        ("Rest my PASSWRD, please!", "reset my password, please!"),
    ],
)
def test_a_word_one_error_away_from_one_of_the_app_is_read_as_that(mistyped: str, meant: str) -> None:
    assert spelling().corrected(mistyped) == meant


@pytest.mark.parametrize(
    "text",
    [
        "reset my password",
        "rseett mq psswrd",  # two errors in a word, or a word too short to tell
        "the rad car",
        "p4ssword printer2",
        "",
        "😀 " + "x" * 5000,
    ],
)
def test_other_texts_are_read_as_they_are_written(text: str) -> None:
    assert spelling("reset the password", "my", "the printer", "red car").corrected(text) is None


def test_of_two_words_as_near_the_commoner_is_meant() -> None:
    assert spelling("plane", "plant a tree", "plant a rose").corrected("plans") == "plant"


def test_a_common_word_is_no_typing_error_where_a_table_knows_the_language() -> None:
    plain, english = (
        spelling("my laptop is slow"),
        spelling("my laptop is slow", style=TextStyle(embedded=True)),
    )
    assert plain.corrected("the slot") == "the slow"
    assert english.corrected("the slot") is None
    assert english.corrected("the laptpo") == "the laptop"


@pytest.mark.parametrize(
    ("words", "mistyped", "meant"),
    [
        ("restablecer la contraseña", "la contrseña", "la contraseña"),
        ("حجز موعد مع الطبيب", "حجز مع الطيبب", "حجز مع الطبيب"),
        ("पासवर्ड बदलना है", "पासवरड बदलना", "पासवर्ड बदलना"),
    ],
)
def test_letters_of_all_scripts_may_be_mistyped(words: str, mistyped: str, meant: str) -> None:
    assert spelling(words).corrected(mistyped) == meant


def test_where_words_are_characters_there_is_nothing_to_correct() -> None:
    assert (
        spelling("パスワードを変更", style=TextStyle(by_character=True)).corrected("パスワドを変更") is None
    )


def test_syllables_are_no_letters_to_be_mistyped() -> None:
    korean = "".join(chr(0xAC00 + number) for number in range(300))
    words = [korean[at : at + 5] for at in range(0, len(korean), 5)]
    assert spelling(*words).corrected(words[0][:4] + words[1][0]) is None
    assert spelling(*words[:30]).corrected(words[0][:4] + words[1][0]) == words[0]
