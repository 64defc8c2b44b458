"""Which tickets fit the criteria of a dynamic selection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from stationmaster.domain.errors import InvalidItem
from stationmaster.domain.tickets import Criterion, Ticket

_FIELDS: Mapping[str, Callable[[Ticket], str]] = {
    "id": lambda ticket: ticket.id,
    "subject": lambda ticket: ticket.subject,
    "body": lambda ticket: ticket.body,
    "sender": lambda ticket: ticket.sender,
    "mailbox": lambda ticket: ticket.mailbox,
    "category": lambda ticket: ticket.category_id or "",
    "status": lambda ticket: ticket.status.value,
}

_OPERATORS: Mapping[str, Callable[[str, tuple[str, ...]], bool]] = {
    "is": lambda value, wanted: value in wanted,
    "is_not": lambda value, wanted: value not in wanted,
    "contains": lambda value, wanted: any(part in value for part in wanted),
    "begins": lambda value, wanted: value.startswith(wanted),
    "is_set": lambda value, wanted: bool(value),
    "is_empty": lambda value, wanted: not value,
}


def check_criteria(criteria: Iterable[Criterion]) -> None:
    """
    :raises InvalidItem: a criterion names a field or a comparison that there is not
    """
    for criterion in criteria:
        if criterion.field not in _FIELDS:
            raise InvalidItem(f"tickets have no field {criterion.field!r} to select by")
        if criterion.operator not in _OPERATORS:
            raise InvalidItem(f"the criterion on {criterion.field!r} has no operator {criterion.operator!r}")


def fits(ticket: Ticket, criteria: Iterable[Criterion]) -> bool:
    """Whether a ticket fits every criterion, whatever the case of letters."""
    return all(
        _OPERATORS[criterion.operator](
            _FIELDS[criterion.field](ticket).casefold(),
            tuple(value.casefold() for value in criterion.values),
        )
        for criterion in criteria
    )
