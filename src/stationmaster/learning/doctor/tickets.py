"""Tickets that say the same and are in different categories, and categories with too little to learn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stationmaster.domain.findings import Finding, FindingKind, Severity, by_harm
from stationmaster.domain.tickets import UNUSABLE, Ticket
from stationmaster.learning.categorise import LEAST_PER_CATEGORY, LEAST_TICKETS
from stationmaster.learning.doctor.listing import SHOWN, listed
from stationmaster.learning.doctor.sizes import FEW
from stationmaster.learning.ticket_features import text_of

_SHOWN = 80


#: Where a ticket stands in what was read, and its category.
_Place = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExaminedTickets:
    """What was found in tickets, the most harmful first, and how many there were."""

    read: int
    unusable: int  #: without text or without a category, or deleted, merged or spam
    findings: tuple[Finding, ...]


def examine_tickets(tickets: Iterable[Ticket]) -> ExaminedTickets:
    """Look at tickets once, in memory that does not grow with their length.

    The id of a ticket is where it stands, that of its category what people call the category.
    """
    read = usable = 0
    counts: Counter[str] = Counter()
    first: dict[int, _Place] = {}
    repeated: dict[int, tuple[str, list[_Place]]] = {}
    for ticket in tickets:
        read += 1
        text = " ".join(text_of(ticket).split())
        if not text or ticket.category_id is None or ticket.status in UNUSABLE:
            continue
        usable += 1
        counts[ticket.category_id] += 1
        said, place = hash(text.casefold()), (ticket.id, ticket.category_id)
        if said in first:
            repeated.setdefault(said, (text[:_SHOWN], [first[said]]))[1].append(place)
        else:
            first[said] = place
    found = [*_sizes(counts), *(_same_text(text, places) for text, places in repeated.values())]
    return ExaminedTickets(read=read, unusable=read - usable, findings=by_harm(found) if usable else ())


def _same_text(text: str, places: Sequence[tuple[str, str]]) -> Finding:
    ids = tuple(place for place, _ in places)
    where = listed(ids, most=SHOWN)
    shown = f"{text}…" if len(text) == _SHOWN else text
    categories = tuple(dict.fromkeys(category for _, category in places))
    if len(categories) > 1:
        return Finding(
            kind=FindingKind.CONFLICT,
            severity=Severity.HIGH,
            items=(shown, *categories, *ids),
            sentence=f"“{shown}” is in the categories {listed(categories)} ({where}).",
            advice="Put them in one category; the models can only learn to doubt it.",
        )
    return Finding(
        kind=FindingKind.DUPLICATE,
        severity=Severity.LOW,
        items=(shown, *ids),
        sentence=f"“{shown}” is in {categories[0]} {len(places)} times ({where}).",
        advice="Keep one: repeats count more than their share and teach nothing new.",
    )


def _sizes(counts: Counter[str]) -> Iterator[Finding]:
    learnable = [category for category, count in counts.items() if count >= LEAST_PER_CATEGORY]
    if counts.total() < LEAST_TICKETS:
        yield _nothing(
            counts,
            f"Training takes {LEAST_TICKETS} tickets with a text and a category, and here are "
            f"{counts.total()}.",
        )
    elif len(learnable) < 2:
        yield _nothing(
            counts, f"Of two categories at least, training takes {LEAST_PER_CATEGORY} tickets each."
        )
    for category, count in sorted(counts.items()):
        if count < FEW:
            left_out = ", and is left out of training" if count < LEAST_PER_CATEGORY else ""
            yield Finding(
                kind=FindingKind.FEW_EXAMPLES,
                severity=Severity.MEDIUM,
                items=(category,),
                sentence=f"The category {category} has {count} ticket{'' if count == 1 else 's'}{left_out}.",
                advice=f"Add tickets until there are {FEW} at least and better 50, or join it with another category.",
            )


def _nothing(counts: Counter[str], sentence: str) -> Finding:
    return Finding(
        kind=FindingKind.NO_EXAMPLES,
        severity=Severity.HIGH,
        items=tuple(sorted(counts)),
        sentence=sentence,
        advice="Add tickets of every category that is to be suggested.",
    )
