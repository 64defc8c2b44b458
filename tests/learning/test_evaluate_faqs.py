from __future__ import annotations

from dataclasses import replace

from travel import no_report

from stationmaster.domain.dataset import Dataset, Setting
from stationmaster.domain.evaluation import NOTHING, Method
from stationmaster.domain.faq import FaqEntry
from stationmaster.learning.evaluate_faqs import cross_validate_faqs
from stationmaster.learning.faq import THRESHOLD

FAQS = (
    FaqEntry(id="1", questions=("How do I block my card?", "block my bank card", "|| card gone")),
    FaqEntry(id="2", questions=("What are your opening hours?", "your opening hours on Monday")),
    FaqEntry(id="3", questions=("How do I open an account?",)),
    FaqEntry(id="4", questions=("Where is the next branch?", "qwertz uiop")),
)
DATASET = Dataset(culture="en", faqs=FAQS, settings=(Setting(id="ModelTier", value="standard"),))


def test_each_question_but_an_only_one_is_asked_of_an_index_without_it() -> None:
    report = cross_validate_faqs(DATASET, no_report)
    assert report.method is Method.CROSS_VALIDATION
    assert report.examples == 6
    assert report.labels["How do I block my card?"].recall == 1.0
    assert "How do I open an account?" not in {m.true for m in report.mistakes}
    lost = {(mistake.text, mistake.predicted) for mistake in report.mistakes}
    assert ("qwertz uiop", NOTHING) in lost
    assert 0 < report.micro_f1 < 1


def test_equal_first_questions_are_told_apart() -> None:
    twins = (*FAQS, FaqEntry(id="5", questions=("How do I open an account?", "open a new account")))
    report = cross_validate_faqs(replace(DATASET, faqs=twins), no_report)
    assert "How do I open an account? (5)" in report.labels


def test_entries_with_one_question_each_spare_none() -> None:
    report = cross_validate_faqs(replace(DATASET, faqs=FAQS[2:3]), no_report)
    assert report.method is Method.TOO_SMALL


def test_of_very_many_questions_some_of_one_part_are_asked() -> None:
    many = tuple(
        FaqEntry(id=str(n), questions=(f"what is item {n}", f"tell me about item {n}")) for n in range(2_600)
    )
    report = cross_validate_faqs(replace(DATASET, faqs=many), no_report)
    assert report.method is Method.HELD_OUT
    assert report.examples == 1_000


def test_an_entry_with_an_only_question_is_named_and_a_near_miss_of_the_threshold_is_unsure() -> None:
    report = cross_validate_faqs(DATASET, no_report)
    assert report.untried == {"How do I open an account?": 1}
    assert report.unsure
    for each in report.unsure:
        assert 0 <= each.margin < 0.5
        assert each.predicted != each.rival
        assert (each.predicted == NOTHING) is (each.score < THRESHOLD)
