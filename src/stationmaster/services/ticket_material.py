"""Which tickets a categoriser learns from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from stationmaster.domain.apps import Version
from stationmaster.domain.build import TICKETS_TO_LEARN
from stationmaster.domain.dataset import Dataset, Facet
from stationmaster.domain.tickets import MEMBER_BLOCK, UNUSABLE, Members, Selection, Ticket
from stationmaster.services.criteria import fits
from stationmaster.services.ports import DatasetStore


@dataclass(frozen=True, kw_only=True, slots=True)
class TicketsToLearn:
    """What a request for training says of its tickets; 0 means no limit."""

    selection_id: str
    most_tickets: int = 0
    most_text: int = 0  #: characters of the body, which is cut at the end of a word

    def to_text(self) -> str:
        """As the setting keeps it."""
        return json.dumps([self.selection_id, self.most_tickets, self.most_text])

    @staticmethod
    def from_text(text: str) -> TicketsToLearn:
        """What `to_text` wrote."""
        selection_id, most_tickets, most_text = json.loads(text)
        return TicketsToLearn(selection_id=selection_id, most_tickets=most_tickets, most_text=most_text)


def tickets_to_learn(
    store: DatasetStore, version: Version, dataset: Dataset, *, at: int | None = None
) -> Iterator[Ticket]:
    """The usable tickets of the selection that the settings name, the first ones first, cut to length."""
    setting = next(setting for setting in dataset.settings if setting.id == TICKETS_TO_LEARN)
    wanted = TicketsToLearn.from_text(setting.value)
    selection = next((s for s in dataset.selections if s.id == wanted.selection_id), None)
    deleted = {category.id for category in dataset.categories if category.deleted}
    taken = 0
    for ticket in selected(store, version, selection, at=at) if selection else ():
        if not is_usable(ticket):
            continue
        if wanted.most_tickets and taken >= wanted.most_tickets:
            return
        taken += 1
        category_id = None if ticket.category_id in deleted else ticket.category_id
        yield replace(ticket, body=cut_at_word(ticket.body, wanted.most_text), category_id=category_id)


def is_usable(ticket: Ticket) -> bool:
    """Whether a ticket says anything, and stands in a way that it may be learnt from."""
    return ticket.status not in UNUSABLE and bool(ticket.subject.strip() or ticket.body.strip())


def selected(
    store: DatasetStore, version: Version, selection: Selection, *, at: int | None = None
) -> Iterator[Ticket]:
    """The tickets of a selection in the order in which they were added."""
    members = _Membership(store, version, selection, at=at) if selection.criteria is None else None
    for ticket in store.stream(version.id, Facet.TICKETS, at=at):
        if not isinstance(ticket, Ticket):
            continue
        if ticket in members if members is not None else fits(ticket, selection.criteria or ()):
            yield ticket


class _Membership:
    """Who is in a static selection: a bit for each id, so that a million take no room to speak of."""

    def __init__(
        self, store: DatasetStore, version: Version, selection: Selection, *, at: int | None
    ) -> None:
        self._blocks: dict[int, int] = {}
        for block in store.stream(version.id, Facet.MEMBERS, at=at):
            if isinstance(block, Members) and block.selection_id == selection.id and block.ticket_ids:
                bits = sum(1 << ticket_id % MEMBER_BLOCK for ticket_id in block.ticket_ids)
                self._blocks[block.ticket_ids[0] // MEMBER_BLOCK] = bits

    def __contains__(self, ticket: Ticket) -> bool:
        number, bit = divmod(int(ticket.id), MEMBER_BLOCK)
        return bool(self._blocks.get(number, 0) >> bit & 1)


def cut_at_word(text: str, most: int) -> str:
    """The text, or as many whole words of it as fit; 0 means no limit."""
    if not most or len(text) <= most:
        return text
    head = text[:most]
    if text[most].isspace():
        return head.rstrip()
    cut = max((i for i, character in enumerate(head) if character.isspace()), default=0)
    return head[:cut].rstrip() or head
