"""Tickets, and what became of learning their categories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from stationmaster.domain.evaluation import EvaluationReport
from stationmaster.domain.facets import Carried, Facet


class TicketStatus(StrEnum):
    """Where a ticket stands; the last three say that nothing can be learnt from it."""

    UNKNOWN = "unknown"
    ACTIVE = "active"
    CLOSED = "closed"
    POSTPONED = "postponed"
    DELETED = "deleted"
    MERGED = "merged"
    SPAM = "spam"


#: What a ticket carries that was known elsewhere by another number or name.
EXTERNAL_KEY = "ExternalKey"

UNUSABLE = frozenset({TicketStatus.DELETED, TicketStatus.MERGED, TicketStatus.SPAM})


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """Where tickets belong; `id` is a decimal number."""

    facet: ClassVar[Facet] = Facet.CATEGORIES
    id: str
    name: str
    parent_id: str | None = None
    deleted: bool = False  #: kept for the tickets that name it, and never suggested
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion:
    """What a ticket must fit: the name of a field, how it compares, and with what."""

    field: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """Tickets that are looked at together: those that are its members, or those that fit its criteria."""

    facet: ClassVar[Facet] = Facet.SELECTIONS
    id: str
    name: str
    #: of a dynamic selection: field, operator and values; every one must hold
    criteria: tuple[Criterion, ...] | None = None
    carried: Carried = field(default_factory=dict)


#: So many neighbouring ticket ids share one row of members.
MEMBER_BLOCK = 512


@dataclass(frozen=True, kw_only=True, slots=True)
class Members:
    """Those tickets of one block of ids that are in a selection: so a change rewrites one block."""

    facet: ClassVar[Facet] = Facet.MEMBERS
    id: str  #: selection and block, as `7:12`
    selection_id: str
    ticket_ids: tuple[int, ...]  #: sorted
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message of a ticket; what it says is carried, its text is the ticket's where it is the first."""

    facet: ClassVar[Facet] = Facet.MESSAGES
    id: str
    ticket_id: str
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticket:
    """One case with its text as plain text; the category is absent where nobody has chosen one."""

    facet: ClassVar[Facet] = Facet.TICKETS
    id: str
    subject: str = ""
    body: str = ""
    sender: str = ""
    mailbox: str = ""
    attachment_names: tuple[str, ...] = ()
    category_id: str | None = None
    status: TicketStatus = TicketStatus.ACTIVE
    carried: Carried = field(default_factory=dict)


class CategoriserVerdict(StrEnum):
    """How a training of a categoriser ended."""

    TOO_LITTLE_DATA = "too_little_data"  #: no model
    NOT_DIVERSE = "not_diverse"  #: no model
    LOW_ACCURACY = "low_accuracy"  #: a model that is often wrong
    SUCCESS = "success"


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoriserResult:
    """What a training saw and how good its model is on tickets that it had not seen."""

    verdict: CategoriserVerdict
    tickets_used: int
    tickets_skipped: int  #: without text or without a category
    dropped: Mapping[str, int] = field(default_factory=dict)  #: category -> its tickets: too few to learn
    accuracy_percent: float | None = None  #: from 0 to 100 with two decimals; none where there is no model
    baseline_percent: float | None = None  #: what naming the largest category each time would reach
    evaluation: EvaluationReport | None = None
