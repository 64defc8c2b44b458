from __future__ import annotations

from stationmaster.domain.findings import FindingKind, Severity
from stationmaster.domain.tickets import Ticket, TicketStatus
from stationmaster.learning.doctor.tickets import examine_tickets


def ticket(row: int, subject: str, category: str | None = "Printers", **fields: object) -> Ticket:
    return Ticket(id=f"row {row}", subject=subject, category_id=category, **fields)  # type: ignore[arg-type]


SOUND = [ticket(n, f"paper jam {n}") for n in range(6)] + [
    ticket(n, f"no sound {n}", "Sound") for n in range(6, 12)
]


def test_sound_tickets_are_left_alone() -> None:
    examined = examine_tickets(SOUND)
    assert (examined.read, examined.unusable, examined.findings) == (12, 0, ())


def test_equal_tickets_in_two_categories_are_a_conflict_with_their_places() -> None:
    again = ticket(20, "Paper  JAM 3", "Sound")
    (conflict,) = examine_tickets([*SOUND, again]).findings
    assert (conflict.kind, conflict.severity) == (FindingKind.CONFLICT, Severity.HIGH)
    assert conflict.items == ("Paper JAM 3", "Printers", "Sound", "row 3", "row 20")


def test_a_ticket_many_times_is_one_finding() -> None:
    again = [ticket(n, "paper jam 3") for n in range(20, 30)]
    (repeated,) = examine_tickets([*SOUND, *again]).findings
    assert repeated.kind is FindingKind.DUPLICATE
    assert len(repeated.items) == 12
    assert "11 times (row 3, row 20, row 21 and 8 more)" in repeated.sentence


def test_categories_with_few_tickets_are_named() -> None:
    rare = [ticket(20, "login", "Access"), ticket(21, "mouse", "Desk"), ticket(22, "lamp", "Desk")]
    access, desk = examine_tickets([*SOUND, *rare]).findings
    assert access.items == ("Access",)
    assert "1 ticket, and is left out of training" in access.sentence
    assert desk.sentence == "The category Desk has 2 tickets."


def test_too_few_tickets_or_categories_are_named() -> None:
    few = examine_tickets(SOUND[:3]).findings[0]
    assert (few.kind, few.severity, few.items) == (FindingKind.NO_EXAMPLES, Severity.HIGH, ("Printers",))
    (one,) = examine_tickets([ticket(n, f"paper jam {n}") for n in range(12)]).findings
    assert one.kind is FindingKind.NO_EXAMPLES


def test_what_teaches_nothing_is_counted() -> None:
    odd = [ticket(20, " "), ticket(21, "hello", None), ticket(22, "win!", status=TicketStatus.SPAM)]
    examined = examine_tickets([*SOUND, *odd])
    assert (examined.read, examined.unusable, examined.findings) == (15, 3, ())
    assert examine_tickets(odd).findings == ()
