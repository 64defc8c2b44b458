from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from stationmaster.domain.evaluation import Confusion
from stationmaster.domain.tickets import CategoriserResult, CategoriserVerdict, Ticket
from stationmaster.learning import categorise, held_out
from stationmaster.learning.carried_files import MissingWeights
from stationmaster.learning.categorise import (
    CategoriserOutcome,
    CategoriserSettings,
    fit_categoriser,
)
from stationmaster.learning.categoriser_model import CategoriserModel
from stationmaster.learning.encoder import Encoder, Vectors
from stationmaster.learning.faq import static_sentences
from stationmaster.learning.ticket_features import Counted, Reader, Shelf

PARTS = {
    "printing": ("printer", "paper jam", "toner", "scanner", "second floor", "pages"),
    "salary": ("payslip", "salary", "overtime", "bonus", "bank account", "tax card"),
    "network": ("wifi", "vpn", "router", "connection drops", "slow internet", "firewall"),
}
FILLERS = ("please help", "since monday", "it is urgent", "thanks", "hello", "my manager asks", "again")


def tickets(count: int, *, seed: int = 0, names: Sequence[str] = tuple(PARTS)) -> list[Ticket]:
    """Made-up tickets of some categories, in turn."""
    chance = Random(seed)
    made = []
    for number in range(count):
        name = names[number % len(names)]
        words = chance.sample(PARTS[name], 2) + chance.sample(FILLERS, 3)
        chance.shuffle(words)
        made.append(
            Ticket(id=str(number), subject=words[0], body=" ".join(words[1:]) + ".", category_id=name)
        )
    return made


def fit(given: Sequence[Ticket], **settings: object) -> CategoriserOutcome:
    return fit_categoriser(
        lambda: iter(given),
        report=lambda stage, fraction: None,
        settings=CategoriserSettings(**settings),  # type: ignore[arg-type]
    )


def model_of(outcome: CategoriserOutcome) -> CategoriserModel:
    assert outcome.model is not None
    return outcome.model


def right(model: CategoriserModel, given: Sequence[Ticket]) -> float:
    ranked = model.predict_many(given)
    pairs = zip(ranked, given, strict=True)
    return sum(labels[0].label == ticket.category_id for labels, ticket in pairs) / len(given)


def test_new_tickets_are_put_where_they_belong() -> None:
    outcome = fit(tickets(60))
    assert outcome.result.verdict is CategoriserVerdict.SUCCESS
    assert right(model_of(outcome), tickets(90, seed=1)) > 0.95


def test_scores_are_ranked_and_sure_where_the_words_are_plain() -> None:
    model = model_of(fit(tickets(120)))
    labels = model.predict(Ticket(id="", subject="printer", body="paper jam and no toner"))
    assert labels[0].label == "printing"
    assert {label.label for label in labels} == set(PARTS)
    scores = [label.score for label in labels]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.8
    assert all(0 <= score <= 1 for score in scores)


def test_too_few_tickets_leave_no_model() -> None:
    outcome = fit(tickets(9))
    assert outcome == CategoriserOutcome(
        result=CategoriserResult(
            verdict=CategoriserVerdict.TOO_LITTLE_DATA, tickets_used=9, tickets_skipped=0
        )
    )


def test_no_tickets_at_all_leave_no_model() -> None:
    assert fit([]).result.verdict is CategoriserVerdict.TOO_LITTLE_DATA


def test_one_category_is_not_diverse() -> None:
    outcome = fit(tickets(30, names=["salary"]))
    assert outcome.result.verdict is CategoriserVerdict.NOT_DIVERSE
    assert outcome.model is None


def test_a_category_of_one_ticket_is_dropped_and_named() -> None:
    lone = Ticket(id="x", subject="a lost umbrella", category_id="lost")
    outcome = fit([*tickets(30), lone])
    assert outcome.result.dropped == {"lost": 1}
    assert outcome.result.tickets_used == 30
    assert "lost" not in model_of(outcome).categories
    assert fit([*tickets(30, names=["salary"]), lone]).result.verdict is CategoriserVerdict.NOT_DIVERSE


def test_tickets_without_text_or_category_are_skipped() -> None:
    useless = [Ticket(id="a", category_id="salary"), Ticket(id="b", subject="hi"), Ticket(id="c", body=" ")]
    outcome = fit([*tickets(30), *useless])
    assert outcome.result.tickets_skipped == 3
    assert outcome.result.tickets_used == 30


def test_categories_by_chance_are_a_warning_and_still_a_model() -> None:
    chance = Random(1)
    names = [chance.choice("abcd") for _ in range(200)]
    mixed = [replace(t, category_id=n) for t, n in zip(tickets(200), names, strict=True)]
    outcome = fit(mixed)
    assert outcome.result.verdict is CategoriserVerdict.LOW_ACCURACY
    assert outcome.result.accuracy_percent is not None
    assert outcome.result.accuracy_percent < 45
    assert outcome.model is not None


def test_the_accuracy_is_that_of_unseen_tickets() -> None:
    """Each text is of its own words, so that only a model that had seen it could be right."""
    chance = Random(2)
    odd = [
        Ticket(
            id=str(n),
            body="".join(chance.choice("bcdfghklmnprst") for _ in range(12)),
            category_id="ab"[n % 2],
        )
        for n in range(200)
    ]
    result = fit(odd).result
    assert result.accuracy_percent is not None
    assert 35 < result.accuracy_percent < 65
    assert result.evaluation is not None
    assert result.evaluation.examples == 200


def test_equal_tickets_are_never_on_both_sides() -> None:
    twice = [replace(t, id=f"{t.id}-{copy}") for t in tickets(40) for copy in range(3)]
    classes = np.array([sorted(PARTS).index(str(t.category_id)) for t in twice])
    digests = np.array([categorise._digest(t) for t in twice], dtype=np.uint64)
    folds = held_out._folds(classes, digests, 5)
    by_text: dict[tuple[int, int], set[int]] = {}
    for key, fold in zip(zip(classes.tolist(), digests.tolist(), strict=True), folds.tolist(), strict=True):
        by_text.setdefault(key, set()).add(fold)
    assert all(len(its) == 1 for its in by_text.values())
    assert set(folds.tolist()) == {0, 1, 2, 3, 4}


def test_the_report_says_what_is_confused_with_what() -> None:
    wrong = [replace(t, category_id="salary") for t in tickets(8, seed=5, names=["network"])]
    result = fit([*tickets(90), *wrong]).result
    assert result.evaluation is not None
    scores = result.evaluation.labels["salary"]
    assert scores.support == 38
    assert scores.recall < 1
    assert result.evaluation.confusions[0] == Confusion(true="salary", predicted="network", count=8)
    assert result.accuracy_percent == round(100 * result.evaluation.micro_f1, 2)


def test_the_first_words_count_as_a_subject_where_there_is_none() -> None:
    first, later = "one two three four five six seven eight nine ten", "eleven twelve"
    tickets = [
        Ticket(id="", body=f"{first} {later}"),
        Ticket(id="", subject=first, body=later),
        Ticket(id="", subject="one two", body=f"{first.removeprefix('one two')} {later}"),
    ]
    counted = categorise.Reader().count(tickets)
    ends = zip(counted.starts, counted.starts[1:], strict=False)
    without, with_one, with_less = (counted.buckets[start:end].tolist() for start, end in ends)
    assert without == with_one
    assert len(with_less) == len(without) - (10 + 9) + (2 + 1)


def test_sender_mailbox_and_attachments_tell_where_the_text_does_not() -> None:
    given = [
        Ticket(
            id=str(n),
            subject="hello",
            body=f"please look at number {n}",
            sender=f"{'anna' if n % 2 else 'bob'}@{'shop' if n % 2 else 'bank'}.example",
            mailbox="help@us.example",
            attachment_names=("scan.pdf",) if n % 2 else ("ledger.xlsx",),
            category_id=("orders", "accounts")[n % 2 == 0],
        )
        for n in range(60)
    ]
    model = model_of(fit(given))
    for sender, names, category in (
        ("carl@shop.example", (), "orders"),
        ("", ("march.xlsx",), "accounts"),
        ("anna@shop.example", ("x.pdf",), "orders"),
    ):
        ticket = Ticket(id="", subject="hello", sender=sender, attachment_names=names)
        assert model.predict(ticket)[0].label == category


@pytest.mark.parametrize(
    "ticket",
    [
        Ticket(id=""),
        Ticket(id="", body="🖨️ 🖨️"),
        Ticket(id="", body="\ud800"),
        Ticket(id="", subject="شبكة", body="プリンターの紙詰まり"),
        Ticket(id="", body="word " * 50_000),
        Ticket(id="", sender="@", attachment_names=("", ".", "a.b.c")),
    ],
)
def test_any_ticket_gets_a_ranking(ticket: Ticket) -> None:
    labels = model_of(fit(tickets(30))).predict(ticket)
    assert {label.label for label in labels} == set(PARTS)
    assert all(0 <= label.score <= 1 for label in labels)


def test_languages_without_spaces_are_learnt() -> None:
    given = [
        Ticket(id=str(n), body=text + "お願いします" * (n % 3), category_id=name)
        for n in range(8)
        for text, name in (("プリンターの紙が詰まりました", "p"), ("給与明細が届きません", "s"))
    ]
    assert model_of(fit(given)).predict(Ticket(id="", body="給与について"))[0].label == "s"


def test_equal_tickets_give_equal_bytes_in_any_order() -> None:
    given = tickets(60)
    shuffled = Random(3).sample(given, len(given))
    assert model_of(fit(given)).to_bytes() == model_of(fit(shuffled)).to_bytes()


def test_a_loaded_model_predicts_the_same() -> None:
    model = model_of(fit(tickets(60)))
    loaded = CategoriserModel.from_bytes(model.to_bytes())
    assert loaded.to_bytes() == model.to_bytes()
    for ticket in tickets(20, seed=4):
        assert loaded.predict(ticket) == model.predict(ticket)


def test_many_tickets_are_learnt_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sorted by category, as a store may give them: neighbours that are read together are alike."""
    monkeypatch.setattr(categorise, "_MOST_ENTRIES", 20_000)
    monkeypatch.setattr(categorise, "_NEIGHBOURS", 8)
    monkeypatch.setattr(categorise, "_CHUNK", 64)
    monkeypatch.setattr(held_out, "_IN_TURN_UP_TO", 100)
    outcome = fit(sorted(tickets(600), key=lambda t: str(t.category_id)))
    assert outcome.result.evaluation is not None
    assert outcome.result.evaluation.folds == 1
    assert outcome.result.accuracy_percent is not None
    assert outcome.result.accuracy_percent > 95
    assert right(model_of(outcome), tickets(90, seed=1)) > 0.95


def test_a_shelf_gives_back_what_was_put_there() -> None:
    reader = categorise.Reader()
    with Shelf() as shelf:
        for first in range(0, 30, 10):
            shelf.add(reader.count(tickets(30)[first : first + 10]))
        asked = np.array([29, 3, 4, 5, 0])
        found = shelf.read(asked)
        direct = reader.count([tickets(30)[i] for i in asked])
        assert found.starts.tolist() == direct.starts.tolist()
        assert found.buckets.tolist() == direct.buckets.tolist()
        assert found.counts.tolist() == direct.counts.tolist()


def test_what_tells_a_category_may_be_that_two_words_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each word is as frequent in both categories, and other words lie between the two."""
    chance = Random(6)

    def made(count: int) -> list[Ticket]:
        return [
            Ticket(
                id=str(n),
                subject="please",
                body=" ".join([one, *chance.sample(FILLERS, 4), other]),
                category_id="same" if (one == "red") == (other == "round") else "mixed",
            )
            for n in range(count)
            for one, other in [(chance.choice(("red", "blue")), chance.choice(("round", "square")))]
        ]

    # A survey finds no word telling by itself; a third of tickets name their category, which makes them so.
    given = [
        replace(t, body=f"{t.body} {t.category_id}") if n % 3 == 0 else t for n, t in enumerate(made(900))
    ]
    monkeypatch.setattr(held_out, "_IN_TURN_UP_TO", 100)
    model = model_of(fit(given))
    assert len(model.company.words) > 4
    assert right(model, made(200)) > 0.9
    assert CategoriserModel.from_bytes(model.to_bytes()).to_bytes() == model.to_bytes()
    monkeypatch.setattr(categorise, "_TELLING", 0)
    assert right(model_of(fit(given)), made(200)) < 0.8


def encoder() -> Encoder:
    found = static_sentences()
    assert found is not None
    return found


def test_an_encoder_knows_words_that_no_ticket_had() -> None:
    outcome = fit_categoriser(
        lambda: iter(tickets(30)), report=lambda stage, fraction: None, encoder=encoder()
    )
    model = model_of(outcome)
    assert model.predict(Ticket(id="", body="my income and compensation"))[0].label == "salary"
    loaded = CategoriserModel.from_bytes(model.to_bytes(), encoder())
    assert loaded.predict(Ticket(id="", body="my income and compensation")) == model.predict(
        Ticket(id="", body="my income and compensation")
    )
    with pytest.raises(MissingWeights):
        CategoriserModel.from_bytes(model.to_bytes())


class Circle:
    """An encoder that puts every character on a circle, a hundred of them on the way round."""

    identity, dimensions = "circle", 2

    def encode(self, texts: Sequence[str]) -> Vectors:
        angles = np.array([ord(text) for text in texts]) * (2 * np.pi / 100)
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def on_the_circle(step: int, count: int, *, categories: str = "ab") -> list[Ticket]:
    """Tickets in ten places, each so many steps of a hundred from the last, whose categories take turns."""
    return [
        Ticket(
            id=str(n),
            body=chr(20_000 + n % 10 * 10 + step + n // 10 % 3),
            category_id=categories[n % len(categories)],
        )
        for n in range(count)
    ]


def fit_encoded(given: Sequence[Ticket]) -> CategoriserModel:
    return model_of(
        fit_categoriser(lambda: iter(given), report=lambda stage, fraction: None, encoder=Circle())
    )


def test_the_nearest_tickets_speak_where_no_plane_parts_the_categories() -> None:
    model = fit_encoded(on_the_circle(0, 150))
    asked = on_the_circle(3, 10)
    assert model.neighbours is not None
    assert right(model, asked) == 1.0
    assert right(replace(model, neighbours=None), asked) < 0.8
    loaded = CategoriserModel.from_bytes(model.to_bytes(), Circle())
    assert loaded.predict_many(asked) == model.predict_many(asked)


def test_the_nearest_tickets_are_silent_where_nearness_says_nothing() -> None:
    model = fit_encoded(on_the_circle(0, 150, categories="abbabaa"))
    assert model.encoder is not None
    assert model.neighbours is None


def test_an_encoder_reads_no_more_tickets_than_are_allowed() -> None:
    outcome = fit_categoriser(
        lambda: iter(tickets(30)),
        report=lambda stage, fraction: None,
        encoder=encoder(),
        settings=CategoriserSettings(encoded_tickets=29),
    )
    assert model_of(outcome).encoder is None


def test_progress_rises_in_each_stage_and_tickets_are_read_once() -> None:
    told: dict[str, list[float]] = {}
    opened = 0

    def stream() -> Iterator[Ticket]:
        nonlocal opened
        opened += 1
        return iter(tickets(60))

    fit_categoriser(
        stream,
        report=lambda stage, fraction: told.setdefault(stage, []).append(fraction),
    )
    assert list(told) == ["reading", "evaluation", "training"]
    for fractions in told.values():
        assert fractions == sorted(fractions)
        assert fractions[-1] == pytest.approx(1.0)
    assert opened == 1


@pytest.mark.parametrize("stage", ["reading", "evaluation", "training"])
def test_a_raise_from_the_report_stops_the_work(stage: str) -> None:
    class Stopped(Exception):
        pass

    def stop(at: str, fraction: float) -> None:
        if at == stage and fraction > 0:
            raise Stopped

    with pytest.raises(Stopped):
        fit_categoriser(lambda: iter(tickets(60)), report=stop)


def test_however_long_tickets_are_few_words_are_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    together: list[int] = []
    count = Reader.count

    def counting(self: Reader, given: Sequence[Ticket]) -> Counted:
        together.append(sum(len(ticket.subject) + len(ticket.body) for ticket in given))
        return count(self, given)

    monkeypatch.setattr(Reader, "count", counting)
    long = [replace(ticket, body=f"{ticket.body} " * 20_000) for ticket in tickets(12)]
    assert fit(long).result.tickets_used == 12
    assert max(together) < 2_000_000 + len(max(long, key=lambda ticket: len(ticket.body)).body) + 100


def test_how_many_tickets_are_read_together_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    given = tickets(60)
    usual = model_of(fit(given)).to_bytes()
    monkeypatch.setattr(categorise, "_MOST_CHARACTERS", 200)
    monkeypatch.setattr(categorise, "_MOST_ENTRIES_READ", 150)
    assert model_of(fit(given)).to_bytes() == usual


def test_scores_of_few_tickets_are_as_sure_as_they_are_right() -> None:
    outcome = fit(tickets(90))
    assert outcome.result.evaluation is not None
    calibration = outcome.result.evaluation.calibration
    assert calibration is not None
    assert outcome.result.accuracy_percent is not None
    assert outcome.result.accuracy_percent > 90
    assert calibration.error < 0.1
