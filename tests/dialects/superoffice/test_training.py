"""Training, its status and its guesses, as SuperOffice's clients see them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from desk_wire import AI, Desk, DeskWire, open_desk_wire
from workshop import Bystander

from stationmaster.domain.training import Failure, FailureCode
from stationmaster.services.dispatch import TargetOutcome

CATEGORISER = "Stationmaster/Categoriser/"


def filled(wire: DeskWire) -> tuple[int, int, int]:
    """A selection of twelve tickets of two categories; returns it and the categories."""
    printing, access = wire.category("Printing"), wire.category("Access")
    tickets = [wire.ticket(f"printer {n} is down", printing) for n in range(6)]
    tickets += [wire.ticket(f"password {n} forgotten", access) for n in range(6)]
    return wire.selection(*tickets), printing, access


def train(wire: DeskWire, selection: int, **limits: int) -> int:
    return int(wire.post(AI + "TrainCategoryGuesser", {"SelectionId": selection, **limits}))


def accuracies(status: Any) -> tuple[float | None, float | None]:
    """Of the current model and the previous one."""
    current, previous = (
        status[name] and status[name]["Accuracy"] for name in ("CurrentModel", "PreviousModel")
    )
    return current, previous


def fail_waiting(desk: Desk, code: FailureCode = FailureCode.NOT_DIVERSE) -> None:
    """Let all that waits end without a model."""
    dispatching = desk.helpdesk.dispatching()
    while tasks := dispatching.start_next():
        for task in tasks:
            dispatching.begin(task)
            failure = Failure(code=code, sentence="All tickets are of one category.")
            dispatching.finish(
                task, [TargetOutcome(target_id=each.id, examples=0, failure=failure) for each in task.targets]
            )


def test_nothing_is_known_before_the_first_training(wire: DeskWire) -> None:
    assert wire.status() == {
        "ContextIdentifier": wire.context,
        "Status": "unavailable",
        "CurrentModel": None,
        "PreviousModel": None,
        "TableRight": None,
        "FieldProperties": {},
    }


def test_the_status_runs_while_a_training_does(desk: Desk) -> None:
    selection, *_ = filled(desk.wire)
    number = train(desk.wire, selection)
    assert desk.wire.status()["Status"] == "running"
    assert train(desk.wire, selection) == number  # joined
    desk.helpdesk.train_waiting(accuracy_percent=92.31)
    status = desk.wire.status()
    assert (status["Status"], accuracies(status)) == ("finished", (92.31, None))
    assert status["CurrentModel"]["TicketCountForTraining"] == 12


def test_a_failed_training_leaves_the_models_and_says_why(desk: Desk) -> None:
    selection, *_ = filled(desk.wire)
    train(desk.wire, selection)
    fail_waiting(desk)
    assert desk.wire.status()["Status"] == "unavailable"
    (told,) = desk.wire.get(CATEGORISER + "Trainings")
    assert (told["Outcome"], told["Reason"]) == ("not_diverse", "All tickets are of one category.")
    task = desk.wire.get(f"BatchTask/{told['Id']}", Accept_Language="en")
    assert (task["State"], task["Result"]) == ("Failed", "not_diverse")
    assert task["Response"].startswith("The data is not diverse enough")


def test_current_and_previous_through_ten_trainings_with_a_restore_in_between(desk: Desk) -> None:
    selection, printing, _ = filled(desk.wire)
    current: float | None = None
    previous: float | None = None
    for number in range(1, 11):
        desk.wire.ticket(f"printer {number} makes noise", printing)
        added = desk.wire.ticket(f"printer {number} makes more noise", printing)
        desk.wire.post(f"Selection/{selection}/Members/Add", [added])
        task = train(desk.wire, selection)
        assert accuracies(desk.wire.status()) == (current, previous)  # as before, while it runs
        match number % 4:
            case 3:
                fail_waiting(desk)
            case 0:
                assert desk.wire.post("Agents/Batch/StopBatchJob", {"Id": task}) is True
                assert desk.wire.get(f"BatchTask/{task}")["Result"] == "cancelled"
            case _:
                percent = 50.0 + number  # a worse one takes over too
                desk.helpdesk.train_waiting(accuracy_percent=percent)
                current, previous = percent, current
        status = desk.wire.status()
        assert (status["Status"], accuracies(status)) == ("finished", (current, previous))
        if number == 6:
            restored = desk.wire.post(CATEGORISER + "Restore")
            current, previous = previous, current
            assert accuracies(restored) == (current, previous)
    assert (current, previous) == (60.0, 59.0)


def test_there_is_no_way_back_from_the_first_model(desk: Desk) -> None:
    selection, *_ = filled(desk.wire)
    train(desk.wire, selection)
    desk.helpdesk.train_waiting()
    reply = desk.wire.ask("POST", CATEGORISER + "Restore")
    assert (reply.status, reply.json["Error"]) == (409, True)


def test_a_guess_is_kept_with_its_ticket_and_judged_by_people(desk: Desk) -> None:
    selection, printing, access = filled(desk.wire)
    train(desk.wire, selection)
    desk.helpdesk.train_waiting()
    desk.helpdesk.scores = lambda ticket: {str(printing): 0.7, str(access): 0.1}
    number = desk.wire.ticket("a jam")
    assert desk.wire.post(AI + "GuessCategory", {"TicketId": number}) == printing
    ticket = desk.wire.get(f"Ticket/{number}")
    assert (ticket["SuggestedCategoryId"], ticket["SuggestedCategoryName"]) == (printing, "Printing")
    assert ticket["Category"] is None
    chosen = desk.wire.ask("PUT", f"Ticket/{number}", {"Category": {"TicketCategoryId": access}}).json
    assert chosen["OrigHumanCategoryId"] == access
    told = desk.wire.get(CATEGORISER + "Acceptance")
    assert (told["Accepted"], told["Refused"], told["Rate"]) == (0, 1, 0.0)


@pytest.mark.parametrize("asked_by", ["a guess", "a new ticket", "a first message"])
def test_others_may_write_while_the_model_is_loaded(desk: Desk, asked_by: str) -> None:
    selection, printing, _ = filled(desk.wire)
    train(desk.wire, selection)
    desk.helpdesk.train_waiting()
    desk.helpdesk.scores = lambda ticket: {str(printing): 0.7}
    number = desk.wire.ticket("a jam")
    assert desk.wire.ask("PUT", "Preference/HugoAI/CSCategorize", {"RawValue": "true"}).status == 200
    bystander = Bystander(workshop=desk.helpdesk.workshop)
    desk.helpdesk.loading = bystander.write
    if asked_by == "a guess":
        assert desk.wire.post(AI + "GuessCategory", {"TicketId": number}) == printing
    elif asked_by == "a new ticket":
        number = desk.wire.ticket("no paper")
    else:
        desk.wire.post(
            "Agents/Ticket/SaveTicketMessageEntity", {"Ticket": {"TicketId": number}, "Body": "no paper"}
        )
    assert bystander.had_to_wait == [False]
    assert desk.wire.get(f"Ticket/{number}")["SuggestedCategoryId"] == printing


def test_what_is_not_sure_enough_is_no_guess(desk: Desk) -> None:
    selection, printing, access = filled(desk.wire)
    train(desk.wire, selection)
    desk.helpdesk.train_waiting()
    desk.helpdesk.scores = lambda ticket: {str(printing): 0.4, str(access): 0.3}
    number = desk.wire.ticket("a jam")
    assert desk.wire.ask("PUT", CATEGORISER + "Settings", {"LeastScore": 0.5}).status == 200
    assert desk.wire.post(AI + "GuessCategory", {"TicketId": number}) == 0
    best, second = desk.wire.get(CATEGORISER + f"Suggestions?ticketId={number}")
    assert (best["TicketCategoryId"], best["Score"]) == (printing, 0.4)
    assert (second["TicketCategoryId"], second["Score"]) == (access, 0.3)


def test_new_tickets_have_a_category_suggested_once_that_is_on(desk: Desk) -> None:
    selection, printing, _ = filled(desk.wire)
    train(desk.wire, selection)
    desk.helpdesk.train_waiting()
    desk.helpdesk.scores = lambda ticket: {str(printing): 0.9}
    assert desk.wire.post("Ticket", {"Title": "a jam"})["SuggestedCategoryId"] == 0
    assert desk.wire.ask("PUT", "Preference/HugoAI/CSCategorize", {"RawValue": "true"}).status == 200
    assert desk.wire.post("Ticket", {"Title": "a jam"})["SuggestedCategoryId"] == printing


def test_a_dry_run_tells_what_a_training_would_find(desk: Desk) -> None:
    selection, printing, access = filled(desk.wire)
    rare = desk.wire.category("Rare")
    for number in (desk.wire.ticket("once", rare), desk.wire.ticket("spam", access, BaseStatus="Spam")):
        desk.wire.post(f"Selection/{selection}/Members/Add", [number])
    told = desk.wire.get(CATEGORISER + f"DryRun?selectionId={selection}")
    assert (told["Usable"], told["Outcome"], told["Unusable"]) == (12, None, {"spam": 1})
    dropped = {each["TicketCategoryId"]: each["IsDropped"] for each in told["Categories"]}
    assert dropped == {printing: False, access: False, rare: True}


def test_an_operator_can_bound_what_a_training_reads(desk: Desk) -> None:
    selection, *_ = filled(desk.wire)
    station = desk.helpdesk.workshop.station
    bounded = replace(station, settings=replace(station.settings, superoffice_most_tickets=10))
    with open_desk_wire(desk.helpdesk.workshop, bounded) as wire:
        for asked_for, read in ((0, 10), (4, 4), (5_000, 10)):
            train(wire, selection, MaxItems=asked_for, MaxTextLength=100)
            with desk.helpdesk.services() as services:
                wanted = services.categorising.wanted()
            assert wanted is not None
            assert (wanted.most_tickets, wanted.most_text) == (read, 100)


def test_training_on_no_selection_is_refused(wire: DeskWire) -> None:
    reply = wire.ask("POST", AI + "TrainCategoryGuesser", {"SelectionId": 77})
    assert (reply.status, reply.json["ErrorType"]) == (404, "SoNotFoundException")


def test_an_unknown_task_is_nothing(desk: Desk) -> None:
    assert desk.wire.post("Agents/Batch/GetBatchTaskInfosByState", {"State": "All"}) == []
    assert desk.wire.post("Agents/Batch/GetBatchTaskInfo", {"Id": 2}) is None
