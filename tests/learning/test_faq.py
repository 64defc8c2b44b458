from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest

from stationmaster.domain.faq import FaqEntry, FaqMatch
from stationmaster.learning.carried_files import MissingWeights
from stationmaster.learning.encoder import Encoder, Vectors, sentence_encoder
from stationmaster.learning.faq import (
    THRESHOLD,
    FaqModel,
    FaqSettings,
    fit_faq,
    static_sentences,
)

BAKERY = (
    FaqEntry(
        id="hours",
        questions=("When do you open?", "What are your opening hours?", "Are you open on Sunday?"),
        answer="We are open from seven to six, and closed on Mondays.",
    ),
    FaqEntry(
        id="allergens",
        questions=("Which breads are free of gluten?", "I cannot eat wheat, what can I buy?"),
        answer="The buckwheat loaf and the rice rolls.",
        tags=("allergy",),
    ),
    FaqEntry(
        id="order",
        questions=("How do I order a birthday cake?", "Can you make a cake for a party?"),
        answer="Call us three days ahead.",
        path=("Orders", "Cakes"),
    ),
    FaqEntry(id="parking", questions=("Where can I park my car?",), answer="Behind the house."),
)


def silent(stage: str, fraction: float) -> None:
    pass


def fit(*entries: FaqEntry, encoder: Encoder | None = None, culture: str = "en-us") -> FaqModel:
    return fit_faq(entries, culture=culture, encoder=encoder, report=silent)


def table() -> Encoder:
    encoder = static_sentences()
    assert encoder is not None
    return encoder


@pytest.fixture(params=["table", "none"])
def encoder(request: pytest.FixtureRequest) -> Encoder | None:
    return table() if request.param == "table" else None


def ids(matches: tuple[FaqMatch, ...]) -> list[str]:
    return [match.entry_id for match in matches]


def test_other_words_find_their_entry() -> None:
    model = fit(*BAKERY, encoder=table())
    for text, entry in (
        ("at what time does the shop open", "hours"),
        ("is there something without wheat", "allergens"),
        ("I'd like a cake for my daughter's birthday", "order"),
        ("is there a place to leave the car", "parking"),
    ):
        assert model.answer(text)[0].entry_id == entry


def test_a_question_as_it_stands_is_certain(encoder: Encoder | None) -> None:
    model = fit(*BAKERY, encoder=encoder)
    for entry in BAKERY:
        for question in entry.questions:
            match = model.best(question.upper())
            assert match == FaqMatch(entry_id=entry.id, score=1.0, question=question)


def test_scores_fall_and_the_top_is_cut(encoder: Encoder | None) -> None:
    model = fit(*BAKERY, encoder=encoder)
    matches = model.answer("can I order rolls on Sunday", top=3)
    assert len(matches) == 3
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert model.answer("can I order rolls on Sunday", top=0) == ()


def test_a_text_far_from_all_entries_has_no_answer(encoder: Encoder | None) -> None:
    model = fit(*BAKERY, encoder=encoder)
    assert model.best("quantum chromodynamics on a lattice") is None
    assert model.answer("quantum chromodynamics on a lattice")[0].score < THRESHOLD


def test_no_entries_answer_nothing(encoder: Encoder | None) -> None:
    model = fit(encoder=encoder)
    assert model.answer("hello") == ()
    assert FaqModel.from_bytes(model.to_bytes(), encoder).answer("hello") == ()


def test_entries_without_a_question_are_left_out() -> None:
    model = fit(FaqEntry(id="blank", questions=(" ",)), FaqEntry(id="none", questions=()), BAKERY[0])
    assert model.ids == ("hours",)


def test_one_entry_answers_only_what_it_is_asked(encoder: Encoder | None) -> None:
    model = fit(BAKERY[3], encoder=encoder)
    assert ids(model.answer("Where can I park?")) == ["parking"]
    assert model.best("give me a poem about frogs") is None


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_a_text_that_says_nothing_has_no_answer(text: str, encoder: Encoder | None) -> None:
    assert fit(*BAKERY, encoder=encoder).answer(text) == ()


def test_identical_questions_tie_and_the_smaller_id_is_first(encoder: Encoder | None) -> None:
    twins = [FaqEntry(id=name, questions=("What does it cost?",), answer="Much.") for name in "bca"]
    matches = fit(*twins, BAKERY[0], encoder=encoder).answer("what does it cost?", top=3)
    assert ids(matches) == ["a", "b", "c"]
    assert {match.score for match in matches} == {1.0}


def test_a_close_call_goes_to_shared_words() -> None:
    class Indifferent:
        identity = "indifferent"
        dimensions = 1

        def encode(self, texts: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
            return np.ones((len(list(texts)), 1), dtype=np.float32)  # type: ignore[call-overload]

    entries = (
        FaqEntry(id="a", questions=("Can the invoice be sent?",)),
        FaqEntry(id="b", questions=("Can the receipt be sent?",)),
    )
    model = fit(*entries, encoder=Indifferent())
    assert model.answer("send me the receipt")[0].entry_id == "b"
    assert model.answer("send me the invoice")[0].entry_id == "a"


class Compass:
    """Each text is a direction, in degrees."""

    identity, dimensions = "compass", 2

    def encode(self, texts: Sequence[str]) -> Vectors:
        angles = np.radians([float(text) for text in texts])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_a_lone_entry_is_preferred_to_one_of_a_crowd_that_is_hardly_nearer() -> None:
    crowd = [FaqEntry(id=f"crowd {number}", questions=(str(number / 2),)) for number in range(20)]
    lone = FaqEntry(id="lone", questions=("68",))
    model = fit(*crowd, lone, encoder=Compass())
    assert ids(model.answer("37.5"))[0] == "lone"
    assert ids(model.answer("20"))[0] == "crowd 19"


def test_a_few_entries_make_no_crowd() -> None:
    few = [FaqEntry(id=angle, questions=(angle,)) for angle in ("1", "3", "5", "7", "68")]
    assert ids(fit(*few, encoder=Compass()).answer("37"))[0] == "7"


def test_the_nearest_of_several_questions_is_named(encoder: Encoder | None) -> None:
    match = fit(*BAKERY, encoder=encoder).answer("open this sunday?")[0]
    assert match.question == "Are you open on Sunday?"


@pytest.mark.parametrize(
    ("culture", "question", "text"),
    [
        ("en-us", "What does 🎂 mean?", "meaning of 🎂"),
        ("ar-eg", "كيف أدفع الفاتورة؟", "أريد أن أدفع الفاتورة"),
        ("he-il", "איפה אפשר לחנות?", "איפה לחנות"),
        ("ja-jp", "営業時間は何時ですか", "営業時間を教えて"),
        ("th-th", "ร้านเปิดกี่โมง", "เปิดกี่โมง"),
    ],
)
def test_any_script_is_matched(culture: str, question: str, text: str) -> None:
    model = fit(FaqEntry(id="it", questions=(question,)), *BAKERY, culture=culture)
    assert model.answer(text)[0].entry_id == "it"


def test_odd_texts_are_answered_somehow(encoder: Encoder | None) -> None:
    model = fit(FaqEntry(id="odd", questions=("🙂", "\ud800 broken", "x" * 5000)), *BAKERY, encoder=encoder)
    again = FaqModel.from_bytes(model.to_bytes(), encoder)
    for text in ("🙂🙂", "\ud800", "y" * 5000, "\u200f", "?!"):
        assert again.answer(text) == model.answer(text)


def test_equal_entries_in_any_order_give_equal_bytes(encoder: Encoder | None) -> None:
    assert fit(*BAKERY, encoder=encoder).to_bytes() == fit(*reversed(BAKERY), encoder=encoder).to_bytes()


def test_a_loaded_model_answers_the_same(encoder: Encoder | None) -> None:
    model = fit(*BAKERY, encoder=encoder)
    loaded = FaqModel.from_bytes(model.to_bytes(), encoder)
    assert loaded.to_bytes() == model.to_bytes()
    for text in ("bread without gluten", "parking", "When do you open?", "zzz"):
        assert loaded.answer(text) == model.answer(text)


def test_a_model_is_not_read_with_another_encoder() -> None:
    data = fit(*BAKERY, encoder=table()).to_bytes()
    with pytest.raises(MissingWeights):
        FaqModel.from_bytes(data, None)


def test_answers_and_paths_help_unless_left_out() -> None:
    entries = (
        FaqEntry(id="a", questions=("What is this?",), answer="A machine that washes dishes."),
        FaqEntry(id="b", questions=("What is that?",), answer="A horse that pulls ploughs."),
    )
    with_answers = fit(*entries, encoder=table())
    assert with_answers.answer("dishes")[0].entry_id == "a"
    assert with_answers.answer("horse")[0].entry_id == "b"
    settings = FaqSettings(use_answers=False)
    bare = fit_faq(entries, culture="en-us", encoder=table(), report=silent, settings=settings)
    blank = tuple(dataclasses.replace(entry, answer="") for entry in entries)
    assert bare.answer("horse") == fit(*blank, encoder=table()).answer("horse")


def test_progress_rises_to_one_and_a_raise_stops_the_fit() -> None:
    told: list[float] = []
    fit_faq(BAKERY, culture="en-us", encoder=table(), report=lambda stage, fraction: told.append(fraction))
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)

    def stop(stage: str, fraction: float) -> None:
        if fraction > 0.1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit_faq(BAKERY, culture="en-us", encoder=None, report=stop)


def test_what_the_encoder_does_not_know_is_answered_by_its_letters_alone() -> None:
    entries = [
        FaqEntry(id="english", questions=("How do I reset my password?",)),
        FaqEntry(id="thai", questions=("ลืมรหัสผ่านทำอย่างไร",)),
        FaqEntry(id="chinese", questions=("怎么修改密码",)),
        FaqEntry(id="feast", questions=("🍕🎉",)),
        FaqEntry(id="russian", questions=("Как сменить пароль",)),
    ]
    model = fit(*entries, encoder=sentence_encoder())
    for entry in entries:
        best = model.best(entry.questions[0])
        assert best is not None
        assert best.entry_id == entry.id
    assert [
        model.best(text) for text in ("😀", "😀😀😀", "เมืองหลวงของฝรั่งเศส", "今天天气怎么样", "кто президент")
    ] == [None] * 5
    typed = model.best("reset my password 😀")
    assert typed is not None
    assert typed.entry_id == "english"
