from __future__ import annotations

from dataclasses import replace

from cafe import CAFE, dataset

from stationmaster.domain.dataset import Dataset
from stationmaster.domain.faq import FaqEntry
from stationmaster.domain.findings import Finding, FindingKind, Severity
from stationmaster.learning.doctor import examine
from stationmaster.learning.sentence_patterns import PATTERN_MARK


def faq(*questions: str, answer: str = "", path: tuple[str, ...] = ()) -> FaqEntry:
    return FaqEntry(id="/".join((*path, *questions, answer)), questions=questions, answer=answer, path=path)


def found(*faqs: FaqEntry) -> list[Finding]:
    """What is found beside that intents are small."""
    material = replace(dataset(), faqs=faqs)
    return [finding for finding in examine(material) if finding.kind is not FindingKind.FEW_EXAMPLES]


PATTERN = f"{PATTERN_MARK} park * bicycle"
PARK = faq("Where can I park my bicycle?", "is there a bicycle rack", answer="Behind the shop.")
WIFI = faq("What is the password of the wifi?", answer="It is on the wall.")


def test_sound_faqs_are_left_alone() -> None:
    assert found(PARK, WIFI) == []


def test_a_question_of_two_faqs_is_a_conflict() -> None:
    other = faq("How do I get to you?", "where can I park my bicycle", answer="By bus.")
    (conflict,) = found(PARK, WIFI, other)
    assert (conflict.kind, conflict.severity) == (FindingKind.CONFLICT, Severity.HIGH)
    assert conflict.items == (
        "Where can I park my bicycle?",
        "“Where can I park my bicycle?”",
        "“How do I get to you?”",
    )


def test_faqs_with_the_same_first_question_are_told_apart_by_nodes_or_answers() -> None:
    fees = [
        faq("What does it cost?", answer=cost, path=(path,)) for cost, path in (("£1", "Tea"), ("£2", "Cake"))
    ]
    (told_apart,) = found(*fees)
    assert told_apart.severity is Severity.MEDIUM
    assert "“What does it cost?” under Tea" in told_apart.sentence
    (alike,) = found(*(replace(fee, path=()) for fee in fees))
    assert alike.severity is Severity.HIGH
    assert "answered by “£2”" in alike.sentence


def test_faqs_that_ask_and_answer_the_same_are_one() -> None:
    (repeated,) = found(PARK, replace(PARK, id="again", questions=("where can I PARK my bicycle",)))
    assert repeated.kind is FindingKind.DUPLICATE
    assert "Make one FAQ" in repeated.advice


def test_a_question_that_a_faq_asks_twice_is_named() -> None:
    (repeated,) = found(faq("Do you sell beans?", "do you sell beans", answer="Yes."))
    assert (repeated.kind, repeated.severity) == (FindingKind.DUPLICATE, Severity.LOW)
    assert repeated.items == ("Do you sell beans?", "do you sell beans")


def test_nearly_equal_questions_with_other_answers_are_named() -> None:
    other = faq("What is the password of wifi", answer="Ask us.")
    (near,) = found(PARK, WIFI, other)
    assert near.kind is FindingKind.NEAR_CONFLICT
    assert "What is the password of wifi" in near.items
    assert found(PARK, WIFI, replace(other, answer=WIFI.answer)) == []


def test_nearly_equal_questions_of_several_faqs_are_one_finding() -> None:
    texts = ("What is the password of wifi", "What is password of the wifi")
    (near,) = found(PARK, WIFI, *(faq(text, answer=f"Ask {number}.") for number, text in enumerate(texts)))
    assert near.items[::2] == (*WIFI.questions, *texts)
    assert len(set(near.items[1::2])) == 3
    assert near.sentence == (
        f"“{WIFI.questions[0]}” is a question of the FAQ “{WIFI.questions[0]}”, and the nearly equal “{texts[0]}” of "
        f"“{texts[0]}” and “{texts[1]}” of “{texts[1]}”."
    )


def test_a_question_that_is_an_utterance_too_is_named() -> None:
    text, intent = CAFE[4]
    (both,) = found(faq(f"{text.capitalize()}?", answer="At nine."))
    assert both.items == (f"{text.capitalize()}?", intent, f"{text.capitalize()}?")
    assert both.severity is Severity.MEDIUM


def test_patterns_and_questions_without_words_are_not_compared() -> None:
    assert found(faq("?", PATTERN, answer="a"), faq("?", PATTERN, answer="b")) == []


def test_a_foreign_question_is_named() -> None:
    (foreign,) = found(PARK, faq("wann habt ihr auf und wo seid ihr", answer="Here."))
    assert (foreign.kind, foreign.items) == (
        FindingKind.WRONG_LANGUAGE,
        ("wann habt ihr auf und wo seid ihr",),
    )


def test_a_language_may_be_written_with_an_underscore() -> None:
    material = Dataset(culture="zh_cn", faqs=(faq("如何付款"),))
    assert examine(material) == ()
    assert [finding.kind for finding in examine(replace(material, culture="en"))] == [
        FindingKind.WRONG_LANGUAGE
    ]
