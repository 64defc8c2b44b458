"""Tables between SuperOffice's words and ours are complete."""

from __future__ import annotations

from stationmaster.dialects.superoffice import columns, tasks, translate_selections, translate_tickets
from stationmaster.dialects.superoffice.wire.carriers import BATCH_TASK_STATE, TICKET_BASE_STATUS
from stationmaster.domain.operations import OperationStatus
from stationmaster.domain.tickets import Criterion, TicketStatus
from stationmaster.domain.training import RunStatus
from stationmaster.services.criteria import OPPOSITES, check_criteria


def test_every_state_has_a_word_of_the_vendor() -> None:
    assert tasks.RUN_STATES.keys() == set(RunStatus)
    assert tasks.OPERATION_STATES.keys() == set(OperationStatus)
    assert {*tasks.RUN_STATES.values(), *tasks.OPERATION_STATES.values()} <= set(BATCH_TASK_STATE.words)
    assert translate_tickets.STATUS_WORDS.keys() == set(TicketStatus)


def test_every_status_of_the_vendor_means_something() -> None:
    meant = {word: translate_tickets.status_from(word) for word in TICKET_BASE_STATUS.words}
    assert {word for word, status in meant.items() if status is TicketStatus.UNKNOWN} == {"Unknown"}
    assert meant["Postponed1Hour"] is TicketStatus.POSTPONED


def test_every_criterion_can_be_told_and_read_again() -> None:
    for field in columns.FIELDS.values():
        for operator in OPPOSITES:
            criterion = Criterion(field=field, operator=operator, values=("1",))
            check_criteria([criterion])
            told = translate_selections.restriction(criterion)
            assert columns.field_of(told["Name"]) == field
            assert translate_selections.OPERATORS[told["Operator"].lower()] == operator
