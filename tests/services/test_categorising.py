from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from helpdesk import Helpdesk, text_ticket

from stationmaster.domain.build import Change
from stationmaster.domain.dataset import Facet, Ticket
from stationmaster.domain.errors import InvalidItem, ItemNotFound, NotTrained
from stationmaster.domain.tenants import Principal
from stationmaster.domain.tickets import CategoriserVerdict, Criterion, Selection, TicketStatus
from stationmaster.domain.training import RunStatus
from stationmaster.services.categorising import CategorisingService
from stationmaster.services.retraining import RetrainReason, retrain_where_due
from stationmaster.storage.blobs import BlobTicketSnapshots


def filled(helpdesk: Helpdesk) -> str:
    """A selection of twelve tickets in two categories; returns its id."""
    hardware, access = helpdesk.categories("Hardware", "Access")
    helpdesk.tickets(
        *(text_ticket(f"printer {number} is down", hardware) for number in range(6)),
        *(text_ticket(f"password {number} forgotten", access) for number in range(6)),
    )
    with helpdesk.services() as services:
        (selection,) = services.selections.save([Selection(id="", name="all")])
        services.selections.add(selection.id, range(1, 13))
    return selection.id


def trained(helpdesk: Helpdesk) -> str:
    selection_id = filled(helpdesk)
    train(helpdesk, selection_id)
    helpdesk.train_waiting()
    return selection_id


def train(helpdesk: Helpdesk, selection_id: str, **limits: int) -> RunStatus:
    with helpdesk.services() as services:
        return services.categorising.train(selection_id, **limits).status


def guess(helpdesk: Helpdesk, ticket_id: str) -> str | None:
    with helpdesk.services() as services:
        suggestion = services.categorising.guess(ticket_id)
    return suggestion.category.name if suggestion else None


def put(helpdesk: Helpdesk, ticket_id: str, category_id: str) -> Ticket:
    with helpdesk.services() as services:
        ticket = services.tickets.get(ticket_id)
        return services.tickets.save([replace(ticket, category_id=category_id)])[0]


def test_training_reads_the_selection_within_its_limits(helpdesk: Helpdesk) -> None:
    selection_id = filled(helpdesk)
    helpdesk.tickets(text_ticket("not selected", "1"))
    with helpdesk.services() as services:
        services.tickets.save([replace(services.tickets.get("2"), status=TicketStatus.SPAM)])
        services.tickets.save([replace(services.tickets.get("3"), body="one two three four")])
    train(helpdesk, selection_id, most_tickets=3, most_text=9)
    dispatching = helpdesk.dispatching()
    (task,) = dispatching.start_next()
    _, read = BlobTicketSnapshots(helpdesk.workshop.station.blobs).load(task.snapshot)
    assert [(ticket.id, ticket.body) for ticket in read()] == [("1", ""), ("3", "one two"), ("4", "")]


def test_dynamic_selection_is_read_as_it_is_when_training_is_asked_for(helpdesk: Helpdesk) -> None:
    filled(helpdesk)
    with helpdesk.services() as services:
        of_printers = Criterion(field="subject", operator="begins", values=("printer",))
        (selection,) = services.selections.save([Selection(id="", name="p", criteria=(of_printers,))])
    train(helpdesk, selection.id)
    helpdesk.tickets(text_ticket("printer afterwards", "1"))
    (task,) = helpdesk.dispatching().start_next()
    _, read = BlobTicketSnapshots(helpdesk.workshop.station.blobs).load(task.snapshot)
    assert [ticket.id for ticket in read()] == ["1", "2", "3", "4", "5", "6"]


def test_unknown_selection_is_named_and_nothing_is_asked_for(helpdesk: Helpdesk) -> None:
    filled(helpdesk)
    with helpdesk.services() as services, pytest.raises(ItemNotFound, match="selection with the id 9"):
        services.categorising.train("9")
    with helpdesk.services() as services:
        assert services.categorising.wanted() is None
        with pytest.raises(InvalidItem):
            services.categorising.train("1", most_tickets=-1)


def test_second_request_joins_the_training_under_way(helpdesk: Helpdesk) -> None:
    selection_id = filled(helpdesk)
    with helpdesk.services() as services:
        first = services.categorising.train(selection_id)
    helpdesk.dispatching().start_next()
    with helpdesk.services() as services:
        assert services.categorising.train(selection_id).id == first.id


def test_current_and_previous_follow_successes_and_can_be_restored(helpdesk: Helpdesk) -> None:
    selection_id = filled(helpdesk)
    with helpdesk.services() as services, pytest.raises(NotTrained):
        services.categorising.restore()
    train(helpdesk, selection_id)
    helpdesk.train_waiting(accuracy_percent=100.0)
    put(helpdesk, "1", "2")
    train(helpdesk, selection_id)
    helpdesk.train_waiting(accuracy_percent=92.31)

    def accuracies() -> list[float | None]:
        with helpdesk.services() as services:
            status = services.categorising.status()
        assert status is not None
        records = (status.current, status.previous)
        return [r.models[0].artefact.accuracy_percent for r in records if r and r.models[0].artefact]

    assert accuracies() == [92.31, 100.0]
    with helpdesk.services() as services:
        services.categorising.restore()
    assert accuracies() == [100.0, 92.31]


def test_guess_is_written_on_the_ticket_and_makes_no_model_stale(helpdesk: Helpdesk) -> None:
    selection_id = trained(helpdesk)
    helpdesk.scores = lambda ticket: {"2": 0.8, "1": 0.1}
    (ticket_id,) = helpdesk.tickets(text_ticket("cannot log in"))
    train(helpdesk, selection_id)
    helpdesk.train_waiting()
    assert guess(helpdesk, ticket_id) == "Access"
    carried = helpdesk.ticket(ticket_id).carried
    assert (carried["SuggestedCategoryId"], carried["SuggestedCategoryName"]) == (2, "Access")
    assert train(helpdesk, selection_id) is RunStatus.SUCCEEDED


def test_no_guess_without_model_text_ticket_or_score(helpdesk: Helpdesk) -> None:
    selection_id = filled(helpdesk)
    helpdesk.scores = lambda ticket: {"2": 0.19}
    assert guess(helpdesk, "1") is None, "no model"
    train(helpdesk, selection_id)
    helpdesk.train_waiting()
    assert guess(helpdesk, "1") is None, "a low score"
    with helpdesk.services() as services:
        services.categorising.set_options(replace(services.categorising.options(), least_score=0.1))
    assert guess(helpdesk, "1") == "Access"
    assert guess(helpdesk, "999") is None, "no such ticket"
    (empty,) = helpdesk.tickets(Ticket(id=""))
    assert guess(helpdesk, empty) is None, "no text"


def test_deleted_category_is_never_suggested(helpdesk: Helpdesk) -> None:
    trained(helpdesk)
    helpdesk.scores = lambda ticket: {"2": 0.6, "1": 0.3}
    with helpdesk.services() as services:
        services.categories.delete("2")
        assert [s.category.name for s in services.categorising.ranked("1")] == ["Hardware"]
    assert guess(helpdesk, "1") == "Hardware"


def test_guess_reads_as_much_text_as_training_did(helpdesk: Helpdesk) -> None:
    selection_id = filled(helpdesk)
    train(helpdesk, selection_id, most_text=7)
    helpdesk.train_waiting()
    seen: list[str] = []
    helpdesk.scores = lambda ticket: seen.append(ticket.body) or {"1": 0.9}
    (ticket_id,) = helpdesk.tickets(text_ticket("a", body="one two three"))
    guess(helpdesk, ticket_id)
    assert seen == ["one two"]


def test_choice_of_a_person_is_kept_beside_the_suggestion(helpdesk: Helpdesk) -> None:
    trained(helpdesk)
    helpdesk.scores = lambda ticket: {"2": 0.8}
    first, second, third = helpdesk.tickets(text_ticket("a"), text_ticket("b"), text_ticket("c"))
    for ticket_id in (first, second):
        guess(helpdesk, ticket_id)
    accepted = put(helpdesk, first, "2").carried
    assert (accepted["OrigHumanCategoryId"], accepted["SuggestedCategoryId"]) == (2, 0)
    refused = put(helpdesk, second, "1").carried
    assert (refused["OrigHumanCategoryId"], refused["SuggestedCategoryId"]) == (1, 2)
    assert "OrigHumanCategoryId" not in put(helpdesk, third, "1").carried
    with helpdesk.services() as services:
        acceptance = services.categorising.acceptance()
    assert {category: counts.rate for category, counts in acceptance.items()} == {"2": 0.5}


def test_forecast_counts_what_a_training_would_find(helpdesk: Helpdesk) -> None:
    selection_id = filled(helpdesk)
    (rare, old) = helpdesk.categories("Rare", "Old")
    extra = helpdesk.tickets(
        text_ticket("only one", rare),
        text_ticket("no category"),
        Ticket(id="", category_id="1"),
        text_ticket("spam", "1", status=TicketStatus.SPAM),
        text_ticket("old", old),
    )
    with helpdesk.services() as services:
        services.categories.delete(old)
        services.selections.add(selection_id, [int(ticket_id) for ticket_id in extra])
        forecast = services.categorising.forecast(selection_id)
    assert (forecast.usable, forecast.by_category) == (12, {"1": 6, "2": 6, "3": 1})
    assert forecast.too_few == (rare,)
    assert forecast.unusable == {"no category": 1, "no text": 1, "spam": 1, "deleted category": 1}
    assert forecast.verdict is None


@pytest.mark.parametrize(
    ("categories", "count", "verdict"),
    [
        (("1", "2"), 4, CategoriserVerdict.TOO_LITTLE_DATA),
        (("1",), 20, CategoriserVerdict.NOT_DIVERSE),
        (("1", "2"), 12, None),
    ],
)
def test_forecast_says_why_there_would_be_no_model(
    helpdesk: Helpdesk, categories: tuple[str, ...], count: int, verdict: CategoriserVerdict | None
) -> None:
    helpdesk.categories("Hardware", "Access")
    tickets = [text_ticket(f"text {n}", categories[n % len(categories)]) for n in range(count)]
    ids = [int(ticket_id) for ticket_id in helpdesk.tickets(*tickets)]
    with helpdesk.services() as services:
        (selection,) = services.selections.save([Selection(id="", name="all")])
        services.selections.add(selection.id, ids)
        assert services.categorising.forecast(selection.id).verdict is verdict


def test_options_come_back_and_wrong_ones_are_refused(helpdesk: Helpdesk) -> None:
    with helpdesk.services() as services:
        chosen = replace(
            services.categorising.options(), use_sender=False, least_score=0.55, most_tickets=5_000
        )
        services.categorising.set_options(chosen)
        assert services.categorising.options() == chosen
        with pytest.raises(InvalidItem):
            services.categorising.set_options(replace(chosen, least_score=1.5))


def test_vendor_s_limit_of_tickets_can_be_switched_on(helpdesk: Helpdesk) -> None:
    selection_id = filled(helpdesk)
    with helpdesk.services() as services:
        services.categorising.set_options(replace(services.categorising.options(), most_tickets=10))
        services.categorising.train(selection_id, most_tickets=4)
        assert services.categorising.wanted().most_tickets == 4
        services.categorising.train(selection_id)
        assert services.categorising.wanted().most_tickets == 10


def test_enough_new_or_corrected_tickets_make_a_training_due(helpdesk: Helpdesk) -> None:
    trained(helpdesk)
    with helpdesk.services() as services:
        services.categorising.set_options(replace(services.categorising.options(), retrain_after_tickets=3))
    helpdesk.scores = lambda ticket: {"2": 0.8}
    for ticket_id in ("1", "2", "3", "4"):
        guess(helpdesk, ticket_id)
    helpdesk.tickets(text_ticket("new", "1"), text_ticket("no category"))
    put(helpdesk, "1", "2")

    def due() -> RetrainReason | None:
        with helpdesk.services() as services:
            return services.categorising.retraining_due()

    assert due() is None, "two of three"
    put(helpdesk, "7", "1")
    assert due() is RetrainReason.TICKETS
    station = helpdesk.workshop.station

    @contextmanager
    def opened(caller: Principal, *, writes: bool) -> Iterator[CategorisingService]:
        with station.services(caller, writes=writes) as services:
            yield services.categorising

    assert len(retrain_where_due(station.database, opened)) == 1
    assert due() is None, "it is under way"
    assert retrain_where_due(station.database, opened) == ()


def test_training_that_is_due_on_a_selection_that_is_gone_stops_no_other(helpdesk: Helpdesk) -> None:
    selection_id = trained(helpdesk)
    with helpdesk.services() as services:
        services.categorising.set_options(replace(services.categorising.options(), retrain_after_tickets=1))
        services.selections.delete(selection_id)
    helpdesk.tickets(text_ticket("new", "1"))

    @contextmanager
    def opened(caller: Principal, *, writes: bool) -> Iterator[CategorisingService]:
        with helpdesk.workshop.station.services(caller, writes=writes) as services:
            yield services.categorising

    assert retrain_where_due(helpdesk.workshop.station.database, opened) == ()


def test_stale_categoriser_says_how_many_tickets_changed(helpdesk: Helpdesk) -> None:
    selection_id = trained(helpdesk)
    helpdesk.scores = lambda ticket: {"2": 0.8}
    guess(helpdesk, "5")
    put(helpdesk, "1", "2")
    added = helpdesk.tickets(text_ticket("one", "1"), text_ticket("two", "2"), text_ticket("three"))
    put(helpdesk, added[0], "2")
    with helpdesk.services() as services:
        services.tickets.delete(["3", added[2]])
        run = services.categorising.train(selection_id)
        reasons = services.training.run(run.id).models[0].reasons
    told = {(reason.facet, reason.change): (reason.count, reason.items) for reason in reasons}
    assert told == {
        (Facet.TICKETS, Change.ADDED): (2, ("one", "two")),
        (Facet.TICKETS, Change.CHANGED): (1, ("printer 0 is down",)),
        (Facet.TICKETS, Change.REMOVED): (1, ("printer 2 is down",)),
        (Facet.MEMBERS, Change.CHANGED): (1, ("1:0",)),
    }
