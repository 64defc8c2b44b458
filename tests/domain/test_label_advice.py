from __future__ import annotations

import pytest

from stationmaster.domain.evaluation import Confusion, EvaluationReport, Interval, LabelScores, Subject
from stationmaster.domain.label_advice import Remedy, label_advice


def scores(f1: float, support: int, low: float) -> LabelScores:
    return LabelScores(
        precision=f1, recall=f1, f1=f1, support=support, f1_interval=Interval(low=low, high=1.0)
    )


def report(
    labels: dict[str, LabelScores], *confusions: Confusion, untried: dict[str, int] | None = None
) -> EvaluationReport:
    return EvaluationReport(
        examples=100, folds=5, micro_f1=0.8, labels=labels, confusions=confusions, untried=untried or {}
    )


def test_labels_with_few_examples_and_low_or_unsure_scores_come_first():
    labels = {
        "good": scores(0.99, 400, 0.97),
        "unsure": scores(1.0, 8, 0.69),
        "low": scores(0.6, 20, 0.4),
        "low and large": scores(0.6, 400, 0.55),
        "None": LabelScores(precision=0.0, recall=0.0, f1=0.0, support=0),
    }
    advice = label_advice(Subject.INTENTS, report(labels, untried={"alone": 1}))
    assert [each.label for each in advice] == ["alone", "low", "unsure", "low and large"]


def test_advice_names_what_a_label_is_mostly_confused_with_on_either_side():
    taken = Confusion(true="Pay", predicted="Move", count=5)
    labels = {"Pay": scores(0.7, 20, 0.5), "Move": scores(0.8, 20, 0.6), "Big": scores(0.7, 300, 0.6)}
    other = Confusion(true="Big", predicted="Pay", count=2)
    advice = {each.label: each for each in label_advice(Subject.INTENTS, report(labels, taken, other))}
    assert advice["Pay"].rival == advice["Move"].rival == taken
    assert advice["Pay"].remedy is Remedy.TELL_APART
    assert (advice["Big"].rival, advice["Big"].remedy) == (other, Remedy.CHECK)


def test_confusions_both_ways_count_together():
    labels = {"Pay": scores(0.7, 20, 0.5)}
    once = Confusion(true="Pay", predicted="Greet", count=3)
    ways = [Confusion(true=a, predicted=b, count=2) for a, b in (("Move", "Pay"), ("Pay", "Move"))]
    (advice,) = label_advice(Subject.INTENTS, report(labels, once, *ways))
    assert advice.rival == ways[0]


@pytest.mark.parametrize(("examples", "more"), [(0, 5), (1, 4), (4, 1), (7, 1)])
def test_what_could_not_be_tried_needs_a_first_handful(examples: int, more: int):
    (advice,) = label_advice(Subject.INTENTS, report({}, untried={"rare": examples}))
    assert (advice.remedy, advice.more, advice.scores) == (Remedy.FIRST, more, None)


def test_there_are_at_most_ten_and_none_where_all_is_good():
    assert len(label_advice(Subject.INTENTS, report({f"l{n}": scores(0.5, 5, 0.2) for n in range(30)}))) == 10
    assert label_advice(Subject.INTENTS, report({"good": scores(1.0, 100, 0.95)})) == ()


def test_a_faq_needs_fewer_wordings_than_an_intent_needs_utterances():
    few = report({"Where?": scores(0.5, 2, 0.1)}, untried={"When?": 1})
    of_faqs, of_intents = (
        {each.label: each.more for each in label_advice(subject, few)}
        for subject in (Subject.FAQS, Subject.INTENTS)
    )
    assert of_faqs == {"Where?": 2, "When?": 1}
    assert of_intents == {"Where?": 8, "When?": 4}
