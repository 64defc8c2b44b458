from __future__ import annotations

import pytest

from stationmaster.cli.label_words import advice_sentence, score_rows
from stationmaster.domain.evaluation import (
    NOTHING,
    Confusion,
    EvaluationReport,
    Interval,
    LabelScores,
    Subject,
)
from stationmaster.domain.label_advice import LabelAdvice, Remedy

SCORES = LabelScores(precision=0.7, recall=0.7, f1=0.7, support=20, f1_interval=Interval(low=0.5, high=0.85))


def test_what_was_not_tried_has_dashes_and_says_why():
    labels = {"Pay": SCORES, "None": LabelScores(precision=0.0, recall=0.0, f1=0.0, support=0)}
    report = EvaluationReport(
        examples=20, folds=5, micro_f1=0.7, labels=labels, confusions=(), untried={"Sing": 1}
    )
    assert score_rows(report) == [
        ("None", "0.00", "–", "–", "not tried: 0 examples", "0"),
        ("Pay", "0.70", "0.70", "0.70", "0.50 to 0.85", "20"),
        ("Sing", "–", "–", "–", "not tried: 1 example", "1"),
    ]


@pytest.mark.parametrize(
    ("subject", "remedy", "rival", "said"),
    [
        (
            Subject.INTENTS,
            Remedy.TELL_APART,
            Confusion(true="Pay", predicted="Move", count=3),
            "Pay has 20 utterances, F1 0.70, between 0.50 and 0.85; it was taken for Move (3×): "
            "add some 6 more, above all such as could be meant as Move.",
        ),
        (
            Subject.CATEGORIES,
            Remedy.CHECK,
            Confusion(true="Move", predicted="Pay", count=3),
            "Pay has 20 tickets, F1 0.70, between 0.50 and 0.85; Move was taken for it (3×): "
            "look whether its labels and those of Move agree, for more of the same will hardly help.",
        ),
        (
            Subject.ENTITIES,
            Remedy.TELL_APART,
            Confusion(true="Pay", predicted=NOTHING, count=3),
            "Pay has 20 labels, F1 0.70, between 0.50 and 0.85; it was not found (3×): "
            "add some 6 more, in other words and places than those there are.",
        ),
        (
            Subject.FAQS,
            Remedy.MORE,
            None,
            "Pay has 20 questions, F1 0.70, between 0.50 and 0.85: "
            "add some 6 more, for so few leave open how good it is.",
        ),
    ],
)
def test_advice_is_one_sentence_that_says_what_to_do(
    subject: Subject, remedy: Remedy, rival: Confusion | None, said: str
):
    advice = LabelAdvice(label="Pay", examples=20, remedy=remedy, more=6, scores=SCORES, rival=rival)
    assert advice_sentence(subject, advice) == said


@pytest.mark.parametrize(("examples", "has"), [(0, "no utterances"), (1, "1 utterance")])
def test_a_label_that_was_not_tried_says_how_many_are_wanted(examples: int, has: str):
    advice = LabelAdvice(label="Sing", examples=examples, remedy=Remedy.FIRST, more=4)
    assert (
        advice_sentence(Subject.INTENTS, advice)
        == f"Sing has {has}, too few to be tried: add 4 more at least."
    )


def test_labels_that_are_sentences_are_quoted():
    confusion = Confusion(true="Is it far?", predicted="Where is it?", count=2)
    advice = LabelAdvice(
        label="Where is it?", examples=3, remedy=Remedy.TELL_APART, more=2, scores=SCORES, rival=confusion
    )
    assert advice_sentence(Subject.FAQS, advice) == (
        "“Where is it?” has 3 questions, F1 0.70, between 0.50 and 0.85; “Is it far?” was taken for it (2×): "
        "add some 2 more, above all such as could be meant as “Is it far?”."
    )
