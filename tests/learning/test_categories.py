from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from stationmaster.domain.build import LearnerName, Target, TargetId, TargetKind
from stationmaster.domain.dataset import Dataset, Setting
from stationmaster.domain.tickets import Category, Ticket
from stationmaster.domain.training import FailureCode
from stationmaster.learning.categories import Categoriser, settings_of
from stationmaster.learning.learner import Built
from stationmaster.learning.pipeline import build, probe

TARGET = Target(
    id=TargetId("categories"),
    name="categories",
    kind=TargetKind.CATEGORIES,
    learner=LearnerName.CATEGORISER,
)
DATASET = Dataset(
    culture="en-us",
    settings=(Setting(id="ModelTier", value="standard"),),
    categories=(Category(id="1", name="Sales"), Category(id="2", name="Support")),
)


def tickets() -> Iterator[Ticket]:
    """Tickets that only their senders and attachments tell apart."""
    for number in range(60):
        is_sale = number % 2 == 0
        yield Ticket(
            id=str(number),
            subject=f"message {number // 2}",
            body="please look at this",
            sender="buyer@shop.example" if is_sale else "user@home.example",
            attachment_names=("order.pdf",) if is_sale else ("crash.log",),
            category_id="1" if is_sale else "2",
        )


def built(*settings: Setting, stages: list[str] | None = None, **more: object) -> Built:
    dataset = replace(DATASET, settings=(*DATASET.settings, *settings))

    def report(stage: str, fraction: float) -> None:
        assert 0 <= fraction <= 1
        if stages is not None and stage not in stages:
            stages.append(stage)

    (found,) = build(LearnerName.CATEGORISER, dataset, [TARGET], report, tickets=tickets, **more)  # type: ignore[arg-type]
    return found


def test_progress_names_its_stages_and_the_artefact_answers() -> None:
    stages: list[str] = []
    found = built(stages=stages)
    assert found.artefact is not None
    assert found.accuracy_percent == 100.0
    assert found.evaluation is not None
    assert stages == ["reading", "evaluation", "training"]
    probe(LearnerName.CATEGORISER, found.artefact, TARGET, DATASET)
    guesses = Categoriser.from_bytes(found.artefact).guess(Ticket(id="", sender="buyer@shop.example"))
    assert guesses[0].label == "1"


def test_senders_and_attachments_are_left_out_where_settings_say_so() -> None:
    blind = built(Setting(id="UseSender", value="false"), Setting(id="UseAttachments", value="False"))
    assert blind.artefact is not None
    assert blind.warning is not None
    categoriser = Categoriser.from_bytes(blind.artefact)
    sale, support = (
        Ticket(id="", subject="message", sender=s) for s in ("buyer@shop.example", "user@home.example")
    )
    assert categoriser.guess(sale) == categoriser.guess(support)
    with_files = built(Setting(id="UseSender", value="false"))
    assert with_files.accuracy_percent == 100.0


@pytest.mark.parametrize(
    ("setting", "in_service", "fails"),
    [
        (Setting(id="LeastAccuracy", value="100"), None, False),
        (Setting(id="LeastAccuracy", value="100.5"), None, True),
        (Setting(id="LeastAccuracy", value="none"), None, False),
        (Setting(id="KeepBetter", value="true"), None, False),
        (Setting(id="KeepBetter", value="true"), 100.0, False),
        (Setting(id="KeepBetter", value="true"), 100.01, True),
        (Setting(id="KeepBetter", value="false"), 100.01, False),
    ],
)
def test_gates_hold_back_what_is_not_good_enough(
    setting: Setting, in_service: float | None, fails: bool
) -> None:
    found = built(setting, in_service_percent=in_service)
    assert (found.artefact is None) is fails
    assert (found.failure is not None and found.failure.code is FailureCode.LOW_ACCURACY) is fails


def test_what_is_not_said_is_as_usual() -> None:
    usual = settings_of(Dataset(culture="en"))
    assert usual.use_sender
    assert usual.use_attachments
    assert usual.least_accuracy is None
    assert not usual.keep_better


def test_a_category_with_too_few_tickets_is_named_in_the_evaluation() -> None:
    def more() -> Iterator[Ticket]:
        yield from tickets()
        yield Ticket(id="60", subject="lost luggage", category_id="3")

    dataset = replace(DATASET, categories=(*DATASET.categories, Category(id="3", name="Lost")))
    (found,) = build(LearnerName.CATEGORISER, dataset, [TARGET], lambda _stage, _fraction: None, tickets=more)
    assert found.evaluation is not None
    assert found.evaluation.untried == {"3": 1}
    assert found.evaluation.renamed({"3": "Lost"}).untried == {"Lost": 1}


def test_where_each_ticket_is_the_only_one_of_its_category_the_reason_says_so() -> None:
    alone = [replace(ticket, category_id=ticket.id) for ticket in tickets()]
    (found,) = build(LearnerName.CATEGORISER, DATASET, [TARGET], lambda *_: None, tickets=lambda: iter(alone))
    assert found.failure is not None
    assert found.failure.code is FailureCode.NOT_DIVERSE
    assert found.failure.sentence.startswith(
        "0 tickets can be learnt from, for each is the only one of its category: two categories are needed."
    )
