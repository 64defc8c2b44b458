import csv
import io
from collections.abc import Mapping
from typing import Any

import pytest
from helpdesk import Helpdesk

from stationmaster.dialects.superoffice import jobs
from stationmaster.dialects.superoffice.files import FileRefused
from stationmaster.domain.errors import InvalidItem, ItemNotFound
from stationmaster.domain.operations import Operation, OperationStatus
from stationmaster.domain.tickets import Criterion, Selection
from stationmaster.services.criteria import TicketQuery
from stationmaster.services.work import Handler, OperationRunner

FILE = b"""id,title,text,category
1,Printer,It smokes,Hardware/Printers
2,VPN,No connection,Access
3,,,Access
4,Screen,It flickers,Hardware/Screens
"""


def request(helpdesk: Helpdesk, data: bytes, name: str = "tickets.csv", **options: Any) -> Operation:
    with helpdesk.services() as services:
        return jobs.request_import(services, name, data, **options)


def run(helpdesk: Helpdesk, handlers: Mapping[str, Handler] = jobs.HANDLERS) -> None:
    station = helpdesk.workshop.station
    runner = OperationRunner(
        station.database,
        blobs=station.blobs,
        clock=station.clock,
        open_services=station.services,
        handlers=handlers,
    )
    runner.recover()
    runner.run_all()


def done(helpdesk: Helpdesk, operation: Operation) -> Operation:
    with helpdesk.services() as services:
        return services.operations.get(operation.id)


def imported(helpdesk: Helpdesk, data: bytes, name: str = "tickets.csv", **options: Any) -> Mapping[str, Any]:
    operation = request(helpdesk, data, name, **options)
    run(helpdesk)
    ended = done(helpdesk, operation)
    assert ended.status is OperationStatus.SUCCEEDED, ended.failure
    assert ended.outcome is not None
    return ended.outcome


def subjects(helpdesk: Helpdesk) -> list[str]:
    with helpdesk.services() as services:
        return [ticket.subject for ticket in services.tickets.find(TicketQuery())]


def test_file_becomes_tickets_categories_messages_and_a_selection(helpdesk: Helpdesk) -> None:
    outcome = imported(helpdesk, FILE)
    assert (outcome["added"], outcome["updated"], outcome["rejected"]) == (3, 0, 1)
    with helpdesk.services() as services:
        tree = services.categories.tree()
        assert [tree.full_name(c.id) for c in tree.live] == [
            "Hardware",
            "Access",
            "Hardware/Printers",
            "Hardware/Screens",
        ]
        assert list(services.selections.members(outcome["selectionId"])) == [1, 2, 3]
        (message,) = services.tickets.messages("1")
        assert message.carried["Body"] == "It smokes"
        assert services.tickets.get("3").category_id == tree.live[3].id


def test_rejected_rows_are_reported_with_number_and_reason(helpdesk: Helpdesk) -> None:
    operation = request(helpdesk, FILE + b"5,=cmd(),x,a//b\n")
    run(helpdesk)
    ended = done(helpdesk, operation)
    assert (ended.done, ended.total) == (5, 5)
    assert [(line.task, line.name) for line in ended.log] == [
        ("row 4", "it has neither a subject nor a body"),
        ("row 6", "a part of its category 'a//b' has no name"),
    ]
    assert ended.result is not None
    with helpdesk.services() as services:
        report = services.operations.read(ended.result).decode()
    assert list(csv.reader(io.StringIO(report))) == [
        ["row", "reason", "text"],
        ["4", "it has neither a subject nor a body", "3"],
        ["6", "a part of its category 'a//b' has no name", "5"],
    ]


def test_known_keys_change_tickets_and_leave_what_the_file_does_not_say(helpdesk: Helpdesk) -> None:
    imported(helpdesk, FILE)
    outcome = imported(helpdesk, b"id,title\n2,VPN again\n9,New\n2,VPN at last\n")
    assert (outcome["added"], outcome["updated"]) == (1, 1)
    assert subjects(helpdesk) == ["Printer", "VPN at last", "Screen", "New"]
    with helpdesk.services() as services:
        changed = services.tickets.get("2")
        assert (changed.body, changed.category_id) == ("No connection", "2")


def test_same_file_twice_is_no_change(helpdesk: Helpdesk) -> None:
    imported(helpdesk, FILE)
    with helpdesk.services() as services:
        before = services.tickets.find(TicketQuery())
    outcome = imported(helpdesk, FILE)
    assert (outcome["added"], outcome["updated"]) == (0, 3)
    with helpdesk.services() as services:
        assert services.tickets.find(TicketQuery()) == before


def test_import_goes_on_where_a_crash_left_it(helpdesk: Helpdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_ROWS_AT_ONCE", 2)
    operation = request(helpdesk, b"title\n" + b"".join(b"ticket %d\n" % n for n in range(7)) + b"")
    save, calls = jobs._Import._save, []

    def dies(self: Any, services: Any, rows: Any) -> Any:
        calls.append(len(rows))
        if len(calls) == 3:
            save(self, services, rows)
            raise KeyboardInterrupt
        return save(self, services, rows)

    monkeypatch.setattr(jobs._Import, "_save", dies)
    with pytest.raises(KeyboardInterrupt):
        run(helpdesk)
    assert done(helpdesk, operation).done == 4
    run(helpdesk)
    ended = done(helpdesk, operation)
    assert (ended.attempt, ended.done) == (2, 7)
    assert ended.outcome is not None
    assert ended.outcome["added"] == 7
    assert subjects(helpdesk) == [f"ticket {n}" for n in range(7)]
    assert calls == [2, 2, 2, 2, 1]
    with helpdesk.services() as services:
        assert len(services.selections.all()) == 1
        assert services.selections.count(ended.outcome["selectionId"]) == 7


def test_cancelled_import_keeps_what_it_has_done(helpdesk: Helpdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_ROWS_AT_ONCE", 2)
    operation = request(helpdesk, b"title\na\nb\nc\nd\n")
    keep = jobs._Import.keep

    def cancels(self: Any, chunk: Any, *, total: int | None) -> None:
        keep(self, chunk, total=total)
        with helpdesk.services() as services:
            services.operations.cancel(operation.id)

    monkeypatch.setattr(jobs._Import, "keep", cancels)
    run(helpdesk)
    assert done(helpdesk, operation).status is OperationStatus.CANCELLED
    assert subjects(helpdesk) == ["a", "b"]


def test_tickets_may_go_into_a_selection_that_there_is(helpdesk: Helpdesk) -> None:
    with helpdesk.services() as services:
        static, dynamic = services.selections.save(
            [
                Selection(id="", name="mine"),
                Selection(id="", name="by rule", criteria=(Criterion(field="subject", operator="is_set"),)),
            ]
        )
    assert imported(helpdesk, FILE, selection_id=static.id)["selectionId"] == static.id
    with pytest.raises(InvalidItem, match="by rule"):
        request(helpdesk, FILE, selection_id=dynamic.id)
    with pytest.raises(ItemNotFound):
        request(helpdesk, FILE, selection_id="9")


def test_file_that_cannot_be_read_is_refused_before_it_is_accepted(helpdesk: Helpdesk) -> None:
    with pytest.raises(FileRefused, match="colour"):
        request(helpdesk, b"colour\nred\n")
    with helpdesk.services() as services:
        assert services.apps.all() == ()
