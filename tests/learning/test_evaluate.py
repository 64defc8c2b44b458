from __future__ import annotations

import pytest
from cafe import CAFE, dataset

from stationmaster.learning.evaluate import cross_validate_intents, span_f1, span_scores

RIGHT = (0, 4, 9, "City")


def test_learnable_intents_are_found_when_held_out() -> None:
    told: list[float] = []
    report = cross_validate_intents(dataset(), lambda stage, fraction: told.append(fraction))
    assert report.examples == len(CAFE)
    assert 2 <= report.folds <= 10
    assert report.micro_f1 > 1 / 3
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_scores_and_confusions_agree() -> None:
    rows = [*CAFE, ("a large latte please", "Complain")]
    report = cross_validate_intents(dataset(rows), lambda stage, fraction: None)
    wrong = sum(report.confusions.values())
    assert report.micro_f1 == pytest.approx(1 - wrong / report.examples)
    assert all(true != predicted for true, predicted in report.confusions)
    supports = {label: scores.support for label, scores in report.labels.items() if scores.support}
    assert supports == {"Order": 4, "OpeningHours": 4, "Complain": 5}
    for label, scores in report.labels.items():
        missed = sum(count for (true, _), count in report.confusions.items() if true == label)
        assert scores.recall == pytest.approx(1 - missed / scores.support if scores.support else 0)


def test_random_labels_score_like_guesses() -> None:
    rows = [(text, "AB"[number % 2]) for number, (text, _) in enumerate(CAFE)]
    assert cross_validate_intents(dataset(rows), lambda stage, fraction: None).micro_f1 < 0.8


@pytest.mark.parametrize("rows", [[], [("one", "A"), ("two", "B")]])
def test_too_little_to_split_is_no_evaluation(rows: list[tuple[str, str]]) -> None:
    report = cross_validate_intents(dataset(rows), lambda stage, fraction: None)
    assert (report.folds, report.examples, report.micro_f1) == (0, 0, 0.0)
    assert not report.labels


def test_same_report_twice() -> None:
    first, second = (cross_validate_intents(dataset(), lambda stage, fraction: None) for _ in range(2))
    assert first == second


def test_a_span_is_right_only_with_its_ends_and_its_type() -> None:
    predicted = [RIGHT, (0, 4, 8, "City"), (1, 4, 9, "City"), (0, 4, 9, "Person")]
    scores = span_scores([RIGHT, (2, 0, 3, "City")], predicted)
    city = scores["City"]
    assert (city.precision, city.recall, city.support) == (pytest.approx(1 / 3), 0.5, 2)
    assert city.f1 == pytest.approx(0.4)
    assert (scores["Person"].precision, scores["Person"].support) == (0.0, 0)
    assert span_f1([RIGHT, (2, 0, 3, "City")], predicted) == pytest.approx(2 / 6)


def test_nothing_to_find_and_nothing_found_is_right() -> None:
    assert span_f1([], []) == 1.0
    assert span_scores([], []) == {}
