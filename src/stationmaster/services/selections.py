"""Tickets that are looked at together: listed one by one, or by what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from stationmaster.domain.dataset import Item
from stationmaster.domain.errors import InvalidItem
from stationmaster.domain.tickets import MEMBER_BLOCK, Members, Selection, Ticket
from stationmaster.services.criteria import check_criteria, fits
from stationmaster.services.ports import ItemEdit
from stationmaster.services.ticket_desk import TicketDesk

_Change = Callable[[frozenset[int], frozenset[int]], frozenset[int]]


class SelectionService:
    """What people change in selections."""

    def __init__(self, desk: TicketDesk) -> None:
        self._desk = desk

    def all(self) -> tuple[Selection, ...]:
        """Every selection, in the order in which they were added."""
        return self._desk.every(Selection)

    def get(self, selection_id: str) -> Selection:
        """
        :raises ItemNotFound: there is no such selection
        """
        return self._desk.one(Selection, selection_id)

    def save(self, selections: Sequence[Selection]) -> tuple[Selection, ...]:
        """Add those without an id and change the others, in one edit; returns them as they were kept.

        :raises ItemNotFound: there is no selection of such an id
        :raises InvalidItem: a name is empty, or a criterion is not one
        """
        if not selections:
            return ()
        known = {selection.id: self.get(selection.id) for selection in selections if selection.id}
        for selection in selections:
            if not selection.name.strip():
                raise InvalidItem("a selection has no name")
            check_criteria(selection.criteria or ())
        kept = self._desk.numbered(selections)
        self._desk.write([ItemEdit(before=known.get(each.id), after=each) for each in kept])
        return tuple(kept)

    def delete(self, selection_id: str) -> None:
        """Delete a selection; its tickets stay.

        :raises ItemNotFound: there is no such selection
        """
        gone: list[Item] = [self.get(selection_id), *self._desk.parts_of(Members, selection_id)]
        self._desk.write([ItemEdit(before=item, after=None) for item in gone])

    def add(self, selection_id: str, ticket_ids: Collection[int]) -> int:
        """Put tickets into a static selection; returns how many were not in it. Unknown tickets are left out.

        :raises ItemNotFound: there is no such selection
        :raises InvalidItem: its tickets are decided by criteria
        """
        self._refuse_dynamic(selection_id)
        known = self._desk.several(Ticket, [str(ticket_id) for ticket_id in ticket_ids])
        return self.add_known(selection_id, [int(ticket_id) for ticket_id in known])

    def add_known(self, selection_id: str, ticket_ids: Iterable[int]) -> int:
        """As `add`, of tickets that are sure to be there and a selection that is sure to be static."""
        return self._change(selection_id, ticket_ids, lambda before, some: before | some)

    def remove(self, selection_id: str, ticket_ids: Iterable[int]) -> int:
        """Take tickets out of a static selection; returns how many were in it.

        :raises ItemNotFound: there is no such selection
        :raises InvalidItem: its tickets are decided by criteria
        """
        self._refuse_dynamic(selection_id)
        return -self._change(selection_id, ticket_ids, lambda before, some: before - some)

    def members(self, selection_id: str) -> Iterator[int]:
        """The tickets of a selection: in the order of their ids, or as they were added if it is dynamic.

        :raises ItemNotFound: there is no such selection
        """
        selection = self.get(selection_id)
        if selection.criteria is not None:
            return (int(t.id) for t in self._desk.stream(Ticket) if fits(t, selection.criteria or ()))
        blocks = sorted(self._desk.parts_of(Members, selection_id), key=lambda block: block.ticket_ids)
        return (ticket_id for block in blocks for ticket_id in block.ticket_ids)

    def count(self, selection_id: str) -> int:
        """How many tickets a selection has.

        :raises ItemNotFound: there is no such selection
        """
        return sum(1 for _ in self.members(selection_id))

    def _change(self, selection_id: str, ticket_ids: Iterable[int], change: _Change) -> int:
        blocks: dict[str, set[int]] = {}
        for ticket_id in ticket_ids:
            blocks.setdefault(f"{selection_id}:{ticket_id // MEMBER_BLOCK}", set()).add(ticket_id)
        known = self._desk.several(Members, blocks)
        edits, grown = [], 0
        for block_id, some in blocks.items():
            before = known.get(block_id)
            held = frozenset(before.ticket_ids) if before else frozenset()
            after = change(held, frozenset(some))
            grown += len(after) - len(held)
            members = Members(
                id=block_id,
                selection_id=selection_id,
                ticket_ids=tuple(sorted(after)),
                carried=before.carried if before else {},
            )
            if before or after:
                edits.append(ItemEdit(before=before, after=members if after else None))
        self._desk.write(edits)
        return grown

    def _refuse_dynamic(self, selection_id: str) -> None:
        selection = self.get(selection_id)
        if selection.criteria is not None:
            raise InvalidItem(f"what is in the selection {selection.name!r} is decided by its criteria")
