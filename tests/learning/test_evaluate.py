from __future__ import annotations

import pytest
from cafe import CAFE, dataset

from stationmaster.domain.evaluation import Method
from stationmaster.learning.evaluate import cross_validate_intents, evaluation_folds
from stationmaster.learning.folds import NEVER


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
    wrong = sum(confusion.count for confusion in report.confusions)
    assert report.micro_f1 == pytest.approx(1 - wrong / report.examples)
    assert all(confusion.true != confusion.predicted for confusion in report.confusions)
    assert len(report.mistakes) == wrong
    supports = {label: scores.support for label, scores in report.labels.items() if scores.support}
    assert supports == {"Order": 4, "OpeningHours": 4, "Complain": 5}
    for label, scores in report.labels.items():
        missed = sum(confusion.count for confusion in report.confusions if confusion.true == label)
        assert scores.recall == pytest.approx(1 - missed / scores.support if scores.support else 0)


def test_random_labels_score_like_guesses() -> None:
    rows = [(text, "AB"[number % 2]) for number, (text, _) in enumerate(CAFE)]
    assert cross_validate_intents(dataset(rows), lambda stage, fraction: None).micro_f1 < 0.8


@pytest.mark.parametrize("rows", [[], [("one", "A"), ("two", "B")]])
def test_too_little_to_split_is_no_evaluation(rows: list[tuple[str, str]]) -> None:
    report = cross_validate_intents(dataset(rows), lambda stage, fraction: None)
    assert (report.folds, report.examples, report.micro_f1) == (0, 0, 0.0)
    assert not report.labels
    assert report.method is Method.TOO_SMALL
    assert (report.micro_interval, report.calibration) == (None, None)


def test_same_report_twice() -> None:
    first, second = (cross_validate_intents(dataset(), lambda stage, fraction: None) for _ in range(2))
    assert first == second


def test_intervals_hold_the_scores_and_are_never_sure_of_a_few_examples() -> None:
    report = cross_validate_intents(dataset(), lambda stage, fraction: None)
    assert report.micro_interval is not None
    assert report.micro_interval.low < report.micro_f1 <= report.micro_interval.high
    for scores in report.labels.values():
        assert scores.f1_interval is not None
        assert scores.f1_interval.low <= scores.f1 <= scores.f1_interval.high
        assert scores.f1_interval.high - scores.f1_interval.low > 0.2


def test_calibration_counts_every_answer() -> None:
    report = cross_validate_intents(dataset(), lambda stage, fraction: None)
    assert report.calibration is not None
    assert sum(part.count for part in report.calibration.bins) == report.examples
    right = sum(part.count * part.right for part in report.calibration.bins)
    assert right / report.examples == pytest.approx(report.micro_f1)


def test_the_surest_mistake_is_named_first() -> None:
    rows = [*CAFE, ("a large latte please", "Complain"), ("two espressos please", "Complain")]
    mistakes = cross_validate_intents(dataset(rows), lambda stage, fraction: None).mistakes
    scores = [mistake.score for mistake in mistakes]
    assert scores == sorted(scores, reverse=True)  # type: ignore[type-var]
    assert any(mistake.true == "Complain" and mistake.predicted == "Order" for mistake in mistakes)


@pytest.mark.parametrize(("size", "parts"), [(150, 10), (151, 5), (5_000, 5), (5_001, 1)])
def test_the_size_decides_how_often_something_is_held_out(size: int, parts: int) -> None:
    folds = evaluation_folds(["A", "B"] * (size // 2) + ["A"] * (size % 2), [str(n) for n in range(size)])
    assert len({fold for fold in folds.tolist() if fold != NEVER}) == parts


@pytest.mark.parametrize(("each", "intents", "parts"), [(3, 600, 5), (3, 1_000, 1), (30, 150, 5)])
def test_of_very_many_intents_one_fifth_is_held_out_once(each: int, intents: int, parts: int) -> None:
    labels = [f"L{number % intents}" for number in range(each * intents)]
    folds = evaluation_folds(labels, [str(number) for number in range(len(labels))]).tolist()
    assert len({fold for fold in folds if fold != NEVER}) == parts
    assert len(folds) - folds.count(NEVER) == (len(folds) if parts > 1 else len(folds) // 5)


def test_of_a_large_version_one_fifth_of_each_label_is_held_out() -> None:
    labels = [f"L{number % 50}" for number in range(6_000)]
    folds = evaluation_folds(labels, [str(number) for number in range(6_000)]).tolist()
    held_out = [label for label, fold in zip(labels, folds, strict=True) if fold != NEVER]
    assert {held_out.count(label) for label in set(labels)} == {24}


def test_the_least_sure_answers_come_first_with_what_they_nearly_were() -> None:
    rows = [*CAFE, ("a large latte please", "Complain")]
    report = cross_validate_intents(dataset(rows), lambda stage, fraction: None)
    assert report.unsure
    assert [each.margin for each in report.unsure] == sorted(each.margin for each in report.unsure)
    for each in report.unsure:
        assert 0 <= each.margin <= each.score
        assert each.rival != each.predicted
    wrong = {mistake.text for mistake in report.mistakes}
    assert all((each.text in wrong) is not each.is_right for each in report.unsure)


def test_intents_of_which_nothing_was_tried_are_named_but_not_a_none_without_examples() -> None:
    report = cross_validate_intents(
        dataset([*CAFE, ("sing me a song", "Sing")]), lambda stage, fraction: None
    )
    assert report.untried == {"Sing": 1}
    with_none = dataset([*CAFE, ("qwertz", "None")])
    assert cross_validate_intents(with_none, lambda stage, fraction: None).untried == {"None": 1}
