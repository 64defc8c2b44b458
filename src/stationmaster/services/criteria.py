"""Which tickets fit: the criteria of dynamic selections, and of searches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import total_ordering
from typing import Any

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
    "suggested_category": lambda ticket: _carried(ticket, "SuggestedCategoryId"),
    "human_category": lambda ticket: _carried(ticket, "OrigHumanCategoryId"),
    "created_at": lambda ticket: _carried(ticket, "CreatedAt"),
    "changed_at": lambda ticket: _carried(ticket, "LastChanged"),
    "author": lambda ticket: _carried(ticket, "Author"),
    "language": lambda ticket: _carried(ticket, "Language"),
    "origin": lambda ticket: _carried(ticket, "Origin"),
    "level": lambda ticket: _carried(ticket, "Slevel"),
}


def _carried(ticket: Ticket, name: str) -> str:
    value: Any = ticket.carried.get(name)
    return "" if value in (None, 0) else str(value)


_OPERATORS: Mapping[str, Callable[[str, tuple[str, ...]], bool]] = {
    "is": lambda value, wanted: value in wanted,
    "is_not": lambda value, wanted: value not in wanted,
    "contains": lambda value, wanted: any(part in value for part in wanted),
    "contains_not": lambda value, wanted: not any(part in value for part in wanted),
    "begins": lambda value, wanted: value.startswith(wanted),
    "begins_not": lambda value, wanted: not value.startswith(wanted),
    "ends": lambda value, wanted: value.endswith(wanted),
    "ends_not": lambda value, wanted: not value.endswith(wanted),
    "greater": lambda value, wanted: any(sort_key(value) > sort_key(bound) for bound in wanted),
    "at_least": lambda value, wanted: any(sort_key(value) >= sort_key(bound) for bound in wanted),
    "less": lambda value, wanted: any(sort_key(value) < sort_key(bound) for bound in wanted),
    "at_most": lambda value, wanted: any(sort_key(value) <= sort_key(bound) for bound in wanted),
    "is_set": lambda value, wanted: bool(value),
    "is_empty": lambda value, wanted: not value,
}

#: What holds exactly where another operator does not.
OPPOSITES: Mapping[str, str] = {
    one: other
    for pair in (
        ("is", "is_not"),
        ("contains", "contains_not"),
        ("begins", "begins_not"),
        ("ends", "ends_not"),
        ("greater", "at_most"),
        ("less", "at_least"),
        ("is_set", "is_empty"),
    )
    for one, other in (pair, pair[::-1])
}


def sort_key(value: str) -> tuple[int, int, str]:
    """By which values are compared: numbers before texts, by their size."""
    return (0, int(value), "") if value.isascii() and value.isdecimal() else (1, 0, value)


def check_criteria(criteria: Iterable[Criterion]) -> None:
    """
    :raises InvalidItem: a criterion names a field or a comparison that there is not
    """
    for criterion in criteria:
        _check_field(criterion.field)
        if criterion.operator not in _OPERATORS:
            raise InvalidItem(f"the criterion on {criterion.field!r} has no operator {criterion.operator!r}")


def _check_field(field: str) -> None:
    if field not in _FIELDS:
        raise InvalidItem(f"tickets have no field {field!r} to select by")


def fits(ticket: Ticket, criteria: Iterable[Criterion]) -> bool:
    """Whether a ticket fits every criterion, whatever the case of letters."""
    return all(
        _OPERATORS[criterion.operator](
            _FIELDS[criterion.field](ticket).casefold(),
            tuple(value.casefold() for value in criterion.values),
        )
        for criterion in criteria
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """By which field tickets are put in order."""

    field: str
    descending: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TicketQuery:
    """A search: tickets that fit all criteria of one alternative, in order, and which of these."""

    alternatives: tuple[tuple[Criterion, ...], ...] = ((),)
    order: tuple[Order, ...] = ()  #: as they were added, if it is empty
    skip: int = 0
    take: int | None = None

    def check(self) -> None:
        """
        :raises InvalidItem: it names a field or a comparison that there is not
        """
        for criteria in self.alternatives:
            check_criteria(criteria)
        for order in self.order:
            _check_field(order.field)

    def fits(self, ticket: Ticket) -> bool:
        """Whether this is one of the tickets that are looked for."""
        return any(fits(ticket, criteria) for criteria in self.alternatives)

    def place(self, ticket: Ticket) -> tuple[Any, ...]:
        """What tickets are sorted by."""
        keys = ((sort_key(_FIELDS[o.field](ticket).casefold()), o.descending) for o in self.order)
        return tuple(_Falling(key) if descending else key for key, descending in keys)


@total_ordering
@dataclass(frozen=True, slots=True)
class _Falling:
    """Compares the other way round."""

    key: Any

    def __lt__(self, other: _Falling) -> bool:
        return bool(other.key < self.key)
