from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from travel import no_report

from stationmaster.domain.build import LearnerName, Target, TargetId, TargetKind
from stationmaster.domain.dataset import Dataset, Setting, Synonyms
from stationmaster.domain.faq import FaqEntry, SmallTalk
from stationmaster.domain.training import FailureCode
from stationmaster.learning import sentence_encoders
from stationmaster.learning.carried_files import MissingWeights
from stationmaster.learning.encoder import MemoryVectorCache, Vectors, sentence_encoder
from stationmaster.learning.faq import static_sentences
from stationmaster.learning.pipeline import ProbeFailed, build, probe
from stationmaster.learning.questions import QuestionIndex, names_of_words
from stationmaster.learning.text_style import TextStyle

STANDARD = Setting(id="ModelTier", value="standard")
FAQS = (
    FaqEntry(id="card", questions=("How do I block my card?", "My card was stolen"), answer="Call us."),
    FaqEntry(id="hours", questions=("What are your opening hours?", "||< open ~day"), answer="From 9 to 5."),
    FaqEntry(id="account", questions=("How do I open an account?",), tags=("new",), path=("Bank", "Start")),
    FaqEntry(id="loan", questions=("Can I borrow money for a house?",), answer="A mortgage is a loan."),
)
SYNONYMS = (
    Synonyms(id="1", name="card", words=("plastic", "debit slip")),
    Synonyms(id="2", name="~day", words=("monday", "sunday")),
)
DATASET = Dataset(culture="en-us", faqs=FAQS, synonyms=SYNONYMS, settings=(STANDARD,))
FAQ_TARGET = Target(id=TargetId("faqs"), name="faqs", kind=TargetKind.FAQS, learner=LearnerName.FAQ)
TALK_TARGET = Target(
    id=TargetId("small_talk"), name="small_talk", kind=TargetKind.SMALL_TALK, learner=LearnerName.SMALL_TALK
)


def bytes_of(dataset: Dataset, target: Target = FAQ_TARGET) -> bytes:
    (built,) = build(target.learner, dataset, [target], no_report)
    assert built.artefact is not None
    probe(target.learner, built.artefact, target, dataset)
    return built.artefact


@pytest.fixture(scope="module")
def index() -> QuestionIndex:
    return QuestionIndex.from_bytes(bytes_of(DATASET))


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("What are your opening hours?", "hours"),
        ("when do you open, what are the hours", "hours"),
        ("somebody stole my card", "card"),
        ("how can I block the card", "card"),
        ("I want to open a new account", "account"),
        ("borrow money", "loan"),
    ],
)
def test_the_nearest_entry_answers(index: QuestionIndex, text: str, entry: str) -> None:
    assert index.answer(text)[0].entry_id == entry


def test_a_synonym_asks_the_same_and_the_question_is_named_as_it_was_written(index: QuestionIndex) -> None:
    (first, *_) = index.answer("How do I block my debit slip?")
    assert (first.entry_id, first.question) == ("card", "How do I block my card?")
    without = QuestionIndex.from_bytes(bytes_of(replace(DATASET, synonyms=SYNONYMS[1:])))
    assert without.answer("How do I block my debit slip?")[0].score < first.score


def test_a_marked_question_is_a_pattern(index: QuestionIndex) -> None:
    first = index.answer("open on Sunday")[0]
    assert (first.entry_id, first.score, first.question) == ("hours", 1.0, "||< open ~day")


@pytest.mark.parametrize("text", ["", "  ", "?!", "😀", "פתוח", "a" * 500, "ｏｐｅｎ"])
def test_any_text_has_scores_between_nothing_and_one(index: QuestionIndex, text: str) -> None:
    assert all(0 <= match.score <= 1 for match in index.answer(text))


def test_equal_material_in_any_order_gives_equal_bytes() -> None:
    other = replace(DATASET, faqs=FAQS[::-1], synonyms=SYNONYMS[::-1])
    assert bytes_of(other) == bytes_of(DATASET)


def test_faqs_without_questions_have_nothing_to_learn_from() -> None:
    dataset = replace(DATASET, faqs=(FaqEntry(id="1", questions=(" ",)), FaqEntry(id="2", questions=())))
    (built,) = build(LearnerName.FAQ, dataset, [FAQ_TARGET], no_report)
    assert built.failure is not None
    assert built.failure.code is FailureCode.NO_DATA
    assert "2 faqs" in built.failure.sentence


def test_an_artefact_of_other_questions_fails_the_probe() -> None:
    (built,) = build(LearnerName.FAQ, DATASET, [FAQ_TARGET], no_report)
    assert built.artefact is not None
    changed = replace(DATASET, faqs=(FaqEntry(id="x", questions=("Where is Peru?",)),))
    with pytest.raises(ProbeFailed, match="first question"):
        probe(LearnerName.FAQ, built.artefact, FAQ_TARGET, changed)


def test_small_talk_knows_plain_words_and_patterns() -> None:
    said = (
        SmallTalk(id="hi", name="greet", questions=("~hello", "good morning")),
        SmallTalk(id="you", name="about", questions=("&lt; who be ~you { ? } &gt;",)),
        SmallTalk(id="bye", name="greet", questions=("see_you", "goodbye")),
    )
    synonyms = (
        Synonyms(id="1", name="~hello", words=("&lt; hi &gt;",)),
        Synonyms(id="2", name="~you", words=("you", "u")),
    )
    dataset = Dataset(culture="en", small_talk=said, synonyms=synonyms, settings=(STANDARD,))
    index = QuestionIndex.from_bytes(bytes_of(dataset, TALK_TARGET))
    answers = {
        text: index.answer(text)[0].entry_id for text in ("Hi!", "Who are u?", "ok, see you", "goodbye")
    }
    assert answers == {"Hi!": "hi", "Who are u?": "you", "ok, see you": "bye", "goodbye": "bye"}


def test_small_talk_of_patterns_alone_answers_and_one_that_is_broken_fits_nothing() -> None:
    said = (
        SmallTalk(id="hi", name="greet", questions=("< hi >",)),
        SmallTalk(id="x", name="x", questions=("[~",)),
    )
    dataset = Dataset(culture="en", small_talk=said, settings=(STANDARD,))
    index = QuestionIndex.from_bytes(bytes_of(dataset, TALK_TARGET))
    assert [match.entry_id for match in index.answer("hi")] == ["hi"]
    assert index.answer("[~") == ()


def test_names_stand_for_the_longest_words_and_no_name_is_another_ones_synonym() -> None:
    synonyms = [
        Synonyms(id="1", name="add", words=("insert", "put in")),
        Synonyms(id="2", name="create", words=("add", "insert", "make")),
        Synonyms(id="3", name="~concept", words=("hello",)),
    ]
    names = names_of_words(synonyms, TextStyle())
    assert names.replaced("Put in, or INSERT; hello") == "add or add hello"
    assert names.replaced("please add") is None
    assert names.replaced("make it") == "create it"


class Counting:
    """An encoder that tells how many texts it was given."""

    identity = "counting"
    dimensions = 4

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: list[str]) -> Vectors:
        self.texts += texts
        return np.ones((len(texts), 4), np.float32) / 2


def with_tier(tier: str) -> Dataset:
    return replace(DATASET, settings=(Setting(id="ModelTier", value=tier),))


def test_the_tier_the_language_and_the_number_of_texts_choose_the_encoder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoder = Counting()
    monkeypatch.setattr(sentence_encoders, "sentence_encoder", lambda: encoder)
    monkeypatch.setattr(sentence_encoders, "can_be_enhanced", lambda dataset: dataset.culture == "en-us")
    static = static_sentences()
    assert static is not None

    def chosen(dataset: Dataset, texts: int) -> str | None:
        found = sentence_encoders.encoder_for(dataset, texts, None)
        return found.identity if found else None

    assert chosen(with_tier("auto"), 100) == "counting"
    assert chosen(with_tier("standard"), 100) == static.identity
    assert chosen(with_tier("auto"), 100_000) == static.identity
    assert chosen(with_tier("enhanced"), 50_000) == "counting"
    assert chosen(replace(with_tier("enhanced"), culture="de-de"), 100) is None


def test_vectors_that_are_kept_are_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder, kept = Counting(), MemoryVectorCache()
    monkeypatch.setattr(sentence_encoders, "sentence_encoder", lambda: encoder)
    monkeypatch.setattr(sentence_encoders, "can_be_enhanced", lambda dataset: True)
    for _ in range(2):
        (built,) = build(LearnerName.FAQ, with_tier("auto"), [FAQ_TARGET], no_report, kept=kept)
    assert built.decided_by == ("counting",)
    assert len(encoder.texts) == len(set(encoder.texts))


def test_an_artefact_is_not_read_with_another_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    if sentence_encoder() is None:
        pytest.skip("no sentence encoder is installed")
    artefact = bytes_of(with_tier("auto"))
    assert QuestionIndex.from_bytes(artefact).answer("the bank's hours")[0].entry_id == "hours"
    monkeypatch.setattr(sentence_encoders, "sentence_encoder", lambda: None)
    with pytest.raises(MissingWeights):
        QuestionIndex.from_bytes(artefact)


def test_a_text_is_put_in_names_as_fast_with_many_synonyms_as_with_few() -> None:
    words = tuple(f"word {number} of many" for number in range(100_000))
    names = names_of_words([Synonyms(id="1", name="it", words=words)], TextStyle())
    began = time.process_time()
    for _ in range(300):
        assert names.replaced("say word 7 of many") == "say it"
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("unseen", ["\x00", "\u200d", " \ufeff "])
def test_a_question_that_nobody_sees_is_none_and_stops_nobody(unseen: str) -> None:
    first = FaqEntry(id="0", questions=(unseen, "What is it?"), answer="It.")
    dataset = Dataset(culture="de-de", faqs=(first, FaqEntry(id="1", questions=(unseen,))))
    (built,) = build(LearnerName.FAQ, dataset, [FAQ_TARGET], no_report)
    assert built.artefact is not None
    probe(LearnerName.FAQ, built.artefact, FAQ_TARGET, dataset)
    (failed,) = build(LearnerName.FAQ, replace(dataset, faqs=dataset.faqs[1:]), [FAQ_TARGET], no_report)
    assert failed.failure is not None
    assert failed.failure.code is FailureCode.NO_DATA


def test_an_emoji_newer_than_our_tables_is_a_question() -> None:
    dataset = Dataset(culture="de-de", faqs=(FaqEntry(id="0", questions=("\U0001fae9",), answer="Tired."),))
    index = QuestionIndex.from_bytes(bytes_of(dataset))
    assert [match.score for match in index.answer("\U0001fae9")] == [1.0]
