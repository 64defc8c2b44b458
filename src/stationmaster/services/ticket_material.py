"""Which tickets a categoriser learns from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from stationmaster.domain.apps import Version
from stationmaster.domain.build import TICKETS_TO_LEARN
from stationmaster.domain.dataset import Dataset, Facet
from stationmaster.domain.tickets import UNUSABLE, Members, Selection, Ticket
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
    for ticket in _selected(store, version, selection, at=at):
        if ticket.status in UNUSABLE or not (ticket.subject.strip() or ticket.body.strip()):
            continue
        if wanted.most_tickets and taken >= wanted.most_tickets:
            return
        taken += 1
        category_id = None if ticket.category_id in deleted else ticket.category_id
        yield replace(ticket, body=cut_at_word(ticket.body, wanted.most_text), category_id=category_id)


def _selected(
    store: DatasetStore, version: Version, selection: Selection | None, *, at: int | None
) -> Iterator[Ticket]:
    if selection is None:
        return
    members: set[str] | None = None
    if selection.criteria is None:
        blocks = store.stream(version.id, Facet.MEMBERS, at=at)
        members = {
            str(ticket_id)
            for block in blocks
            if isinstance(block, Members) and block.selection_id == selection.id
            for ticket_id in block.ticket_ids
        }
    for ticket in store.stream(version.id, Facet.TICKETS, at=at):
        if not isinstance(ticket, Ticket):
            continue
        if ticket.id in members if members is not None else fits(ticket, selection.criteria or ()):
            yield ticket


def cut_at_word(text: str, most: int) -> str:
    """The text, or as many whole words of it as fit; 0 means no limit."""
    if not most or len(text) <= most:
        return text
    head = text[:most]
    if text[most].isspace():
        return head.rstrip()
    cut = max((i for i, character in enumerate(head) if character.isspace()), default=0)
    return head[:cut].rstrip() or head
