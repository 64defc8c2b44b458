"""Labelled material of one tenant's versions, kept so that any past state can be read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from stationmaster.domain.apps import Version, VersionId
from stationmaster.domain.aspects import EMPTY_ASPECT, Aspect, AspectKey, AspectKind, contributions
from stationmaster.domain.build import NAMED_ITEMS, Change
from stationmaster.domain.dataset import Dataset, Entity, Facet, Intent, Item, label_of
from stationmaster.domain.facets import STREAMED
from stationmaster.domain.tenants import TenantId, UserId
from stationmaster.domain.tickets import EXTERNAL_KEY, Members, Message, Ticket
from stationmaster.services.ports import ItemEdit, ItemHistory, Touched
from stationmaster.storage import codec, tables

_item = tables.item
_ITEMS_AT_ONCE = 500
#: So many items with two states are compared; of more it is taken that they differ.
_COMPARED = 20_000


class SqlDatasets:
    """Items with the edits from which and to which they are valid, and the aspects they sum up to."""

    def __init__(self, connection: sa.Connection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    def load(self, version: Version, *, at: int | None = None) -> Dataset:
        whole = [facet for facet in Facet if facet not in STREAMED]
        fields: dict[str, Any] = {facet.value: self._of(version.id, facet, at=at) for facet in whole}
        return Dataset(culture=version.culture, **fields)

    def stream(self, version_id: VersionId, facet: Facet, *, at: int | None = None) -> Iterator[Item]:
        query = self._select(version_id, facet=facet, at=at).order_by(_item.c.position)
        for row in self._connection.execute(query.execution_options(yield_per=_ITEMS_AT_ONCE)):
            yield codec.item_from(facet, row.body)

    def items(
        self, version_id: VersionId, facet: Facet, *, skip: int = 0, take: int | None = None
    ) -> tuple[Item, ...]:
        query = self._select(version_id, facet=facet).order_by(_item.c.position).offset(skip).limit(take)
        return self._decoded(query, facet)

    def item(self, version_id: VersionId, facet: Facet, item_id: str) -> Item | None:
        query = self._select(version_id, facet=facet).where(_item.c.item_id == item_id)
        return next(iter(self._decoded(query, facet)), None)

    def several(self, version_id: VersionId, facet: Facet, item_ids: Collection[str]) -> Mapping[str, Item]:
        found: dict[str, Item] = {}
        wanted = list(item_ids)
        for first in range(0, len(wanted), _ITEMS_AT_ONCE):
            some = wanted[first : first + _ITEMS_AT_ONCE]
            query = self._select(version_id, facet=facet).where(_item.c.item_id.in_(some))
            for row in self._connection.execute(query):
                found[row.item_id] = codec.item_from(facet, row.body)
        return found

    def several_named(self, version_id: VersionId, facet: Facet, labels: Collection[str]) -> tuple[Item, ...]:
        found: list[Item] = []
        wanted = list({_folded(label) for label in labels})
        for first in range(0, len(wanted), _ITEMS_AT_ONCE):
            some = wanted[first : first + _ITEMS_AT_ONCE]
            found += self._decoded(
                self._select(version_id, facet=facet).where(_item.c.label.in_(some)), facet
            )
        return tuple(found)

    def last_added(self, version_id: VersionId, facet: Facet) -> str | None:
        newest = sa.select(_item.c.item_id).filter_by(version_id=version_id, facet=facet.value)
        newest = newest.order_by(_item.c.position.desc()).limit(1)
        return self._connection.execute(newest).scalar()

    def named(self, version_id: VersionId, facet: Facet, label: str) -> tuple[Item, ...]:
        # Sorted here: for an ORDER BY, SQLite would walk the whole facet in order instead of its labels.
        query = self._select(version_id, facet=facet).where(_item.c.label == _folded(label))
        rows = sorted(self._connection.execute(query), key=lambda row: row.position)
        return tuple(codec.item_from(facet, row.body) for row in rows)

    def count(self, version_id: VersionId, facet: Facet) -> int:
        query = self._select(version_id, facet=facet).subquery()
        return int(self._connection.execute(sa.select(sa.func.count()).select_from(query)).scalar_one())

    def models(
        self, version_id: VersionId, *, at: int | None = None
    ) -> tuple[tuple[Intent, ...], tuple[Entity, ...]]:
        intents = [item for item in self._of(version_id, Facet.INTENTS, at=at) if isinstance(item, Intent)]
        entities = [item for item in self._of(version_id, Facet.ENTITIES, at=at) if isinstance(item, Entity)]
        return tuple(intents), tuple(entities)

    def take_numbers(self, version_id: VersionId, count: int) -> int:
        last = self._connection.execute(
            sa.update(tables.version)
            .filter_by(id=version_id, tenant_id=self._tenant_id)
            .values(numbers=tables.version.c.numbers + count)
            .returning(tables.version.c.numbers)
        ).scalar_one()
        return int(last) - count + 1

    def write(self, version: Version, edits: Sequence[ItemEdit], *, user: UserId, at: datetime) -> Version:
        sequence = self._advance(version, at=at)
        positions = self._close(version.id, [e.before for e in edits if e.before is not None], sequence)
        added = [e.after for e in edits if e.after is not None]
        self._open(version.id, added, sequence, positions)
        self._sum_up(version.id, edits)
        self._connection.execute(
            sa.insert(tables.edit).values(
                version_id=version.id, sequence=sequence, user_id=user, at=at, items=len(edits)
            )
        )
        return replace(version, sequence=sequence, modified_at=at)

    def aspects(self, version_id: VersionId) -> dict[AspectKey, Aspect]:
        rows = self._connection.execute(sa.select(tables.aspect).filter_by(version_id=version_id))
        return {
            (AspectKind(row.kind), row.name): Aspect(total=int(row.total, 16), count=row.members)
            for row in rows
        }

    def history(self, version_id: VersionId, *, since: int, until: int) -> tuple[ItemHistory, ...]:
        began = sa.and_(_item.c.valid_from > since, _item.c.valid_from <= until)
        ceased = sa.and_(_item.c.valid_to > since, _item.c.valid_to <= until)
        query = sa.select(_item).filter_by(version_id=version_id).where(sa.or_(began, ceased))
        if self._streams(version_id):
            # Asked for by facet then, so that the many rows of the others are not so much as looked at.
            query = query.where(_item.c.facet.in_(facet.value for facet in Facet if facet not in STREAMED))
        rows = self._connection.execute(query.order_by(_item.c.position, _item.c.valid_from))
        states: dict[tuple[str, str], list[Any]] = {}
        for row in rows:
            states.setdefault((row.facet, row.item_id), []).append(row)
        return tuple(_history(Facet(facet), rows, since, until) for (facet, _), rows in states.items())

    def touched(self, version_id: VersionId, facet: Facet, *, since: int, until: int) -> tuple[Touched, ...]:
        of_facet = sa.and_(_item.c.version_id == version_id, _item.c.facet == facet.value)
        known = sa.select(_item.c.position).where(of_facet, _item.c.valid_from <= since)
        # Positions grow with time: what comes after the last one of that moment was added since.
        border = self._connection.execute(known.order_by(_item.c.position.desc()).limit(1)).scalar() or 0
        changed, removed = self._ended(version_id, facet, border, since=since, until=until)
        added = self._added(version_id, facet, border, until=until)
        return tuple(touched for touched in (added, changed, removed) if touched.count)

    def _added(self, version_id: VersionId, facet: Facet, border: int, *, until: int) -> Touched:
        later = _item.alias()
        new = sa.and_(
            _item.c.version_id == version_id,
            _item.c.facet == facet.value,
            _item.c.position > border,
            _item.c.valid_from <= until,
        )
        goes_on = sa.exists().where(
            later.c.version_id == version_id,
            later.c.facet == facet.value,
            later.c.position == _item.c.position,
            later.c.valid_from == _item.c.valid_to,
        )
        gone = sa.select(sa.func.count()).where(new, _item.c.valid_to <= until, sa.not_(goes_on))
        count = sa.select(sa.func.count(sa.distinct(_item.c.position))).where(new)
        total = self._connection.execute(count).scalar_one() - self._connection.execute(gone).scalar_one()
        valid = sa.or_(_item.c.valid_to.is_(None), _item.c.valid_to > until)
        first = sa.select(_item.c.body).where(new, valid).order_by(_item.c.position).limit(NAMED_ITEMS)
        labels = [label_of(codec.item_from(facet, row.body)) for row in self._connection.execute(first)]
        return Touched(change=Change.ADDED, count=total, labels=tuple(labels))

    def _ended(
        self, version_id: VersionId, facet: Facet, border: int, *, since: int, until: int
    ) -> tuple[Touched, Touched]:
        """What had a state at one moment and has another or none at the other."""
        later = _item.alias()
        now = sa.and_(
            later.c.version_id == version_id,
            later.c.facet == facet.value,
            later.c.position == _item.c.position,
            later.c.valid_from <= until,
            sa.or_(later.c.valid_to.is_(None), later.c.valid_to > until),
        )
        query = (
            sa.select(_item.c.body, later.c.body.label("now"))
            .select_from(_item.outerjoin(later, now))
            .where(
                _item.c.version_id == version_id,
                _item.c.facet == facet.value,
                _item.c.valid_to > since,
                _item.c.valid_to <= until,
                _item.c.valid_from <= since,
            )
        )
        counts = {Change.CHANGED: 0, Change.REMOVED: 0}
        labels: dict[Change, list[str]] = {change: [] for change in counts}
        rows = self._connection.execute(query.execution_options(yield_per=_ITEMS_AT_ONCE))
        for number, row in enumerate(rows):
            change = Change.REMOVED if row.now is None else Change.CHANGED
            if number < _COMPARED:
                before = codec.item_from(facet, row.body)
                if row.now is not None and _says_the_same(before, codec.item_from(facet, row.now)):
                    continue
                if len(labels[change]) < NAMED_ITEMS:
                    labels[change].append(label_of(before))
            counts[change] += 1
        changed, removed = (
            Touched(change=change, count=count, labels=tuple(labels[change]))
            for change, count in counts.items()
        )
        return changed, removed

    def _streams(self, version_id: VersionId) -> bool:
        some = sa.select(_item.c.row).where(
            _item.c.version_id == version_id, _item.c.facet.in_(facet.value for facet in STREAMED)
        )
        return self._connection.execute(some.limit(1)).first() is not None

    def changed(
        self, version_id: VersionId, facet: Facet, *, since: int
    ) -> Iterator[tuple[Item | None, Item]]:
        earlier = _item.alias()
        were = sa.and_(
            earlier.c.version_id == _item.c.version_id,
            earlier.c.facet == _item.c.facet,
            earlier.c.item_id == _item.c.item_id,
            earlier.c.valid_from <= since,
            earlier.c.valid_to > since,
        )
        query = (
            sa.select(_item.c.body, earlier.c.body.label("before"))
            .select_from(_item.outerjoin(earlier, were))
            .where(
                _item.c.version_id == version_id,
                _item.c.facet == facet.value,
                _item.c.valid_from > since,
                _item.c.valid_to.is_(None),
            )
        )
        for row in self._connection.execute(query.execution_options(yield_per=_ITEMS_AT_ONCE)):
            before = codec.item_from(facet, row.before) if row.before is not None else None
            yield before, codec.item_from(facet, row.body)

    def copy(self, source: Version, target: Version) -> None:
        columns = [_item.c.facet, _item.c.item_id, _item.c.position, _item.c.label, _item.c.body]
        current = sa.select(sa.literal(target.id), *columns, sa.literal(target.sequence), sa.null()).where(
            _item.c.version_id == source.id, _item.c.valid_to.is_(None)
        )
        names = ["version_id", *(column.name for column in columns), "valid_from", "valid_to"]
        self._connection.execute(sa.insert(_item).from_select(names, current))
        aspect = tables.aspect
        sums = sa.select(
            sa.literal(target.id), aspect.c.kind, aspect.c.name, aspect.c.total, aspect.c.members
        ).where(aspect.c.version_id == source.id)
        self._connection.execute(
            sa.insert(aspect).from_select(["version_id", "kind", "name", "total", "members"], sums)
        )
        numbers = sa.select(tables.version.c.numbers).filter_by(id=source.id).scalar_subquery()
        self._connection.execute(sa.update(tables.version).filter_by(id=target.id).values(numbers=numbers))

    def _select(
        self, version_id: VersionId, *, facet: Facet | None = None, at: int | None = None
    ) -> sa.Select[Any]:
        query = sa.select(_item.c.facet, _item.c.item_id, _item.c.position, _item.c.body).where(
            _item.c.version_id == version_id
        )
        if facet is not None:
            query = query.where(_item.c.facet == facet.value)
        if at is None:
            return query.where(_item.c.valid_to.is_(None))
        still_valid = sa.or_(_item.c.valid_to.is_(None), _item.c.valid_to > at)
        return query.where(_item.c.valid_from <= at, still_valid)

    def _of(self, version_id: VersionId, facet: Facet, *, at: int | None) -> tuple[Item, ...]:
        """One facet: to ask for several at once would walk through all items of the version."""
        return self._decoded(self._select(version_id, facet=facet, at=at).order_by(_item.c.position), facet)

    def _decoded(self, query: sa.Select[Any], facet: Facet) -> tuple[Item, ...]:
        return tuple(codec.item_from(facet, row.body) for row in self._connection.execute(query))

    def _advance(self, version: Version, *, at: datetime) -> int:
        table = tables.version
        return int(
            self._connection.execute(
                sa.update(table)
                .filter_by(id=version.id, tenant_id=self._tenant_id)
                .values(sequence=table.c.sequence + 1, modified_at=at)
                .returning(table.c.sequence)
            ).scalar_one()
        )

    def _close(
        self, version_id: VersionId, items: Iterable[Item], sequence: int
    ) -> Mapping[tuple[str, str], int]:
        """End the current state of these items; returns their positions, for the state that follows."""
        ids: dict[str, list[str]] = {}
        for item in items:
            ids.setdefault(item.facet.value, []).append(item.id)
        positions: dict[tuple[str, str], int] = {}
        for facet, of_facet in ids.items():
            for first in range(0, len(of_facet), _ITEMS_AT_ONCE):
                is_closed = sa.and_(
                    _item.c.version_id == version_id,
                    _item.c.facet == facet,
                    _item.c.item_id.in_(of_facet[first : first + _ITEMS_AT_ONCE]),
                    _item.c.valid_to.is_(None),
                )
                ended = sa.update(_item).where(is_closed).values(valid_to=sequence)
                rows = self._connection.execute(ended.returning(_item.c.item_id, _item.c.position))
                positions |= {(facet, row.item_id): int(row.position) for row in rows}
        if len(positions) != sum(map(len, ids.values())):
            raise LookupError("an item to end has no current state, or comes twice")
        return positions

    def _open(
        self,
        version_id: VersionId,
        items: Sequence[Item],
        sequence: int,
        positions: Mapping[tuple[str, str], int],
    ) -> None:
        keyed = [(item.facet.value, item.id) for item in items]
        fresh = sum(key not in positions for key in keyed)
        first = self.take_numbers(version_id, fresh) if fresh else 0
        following = iter(range(first, first + fresh))
        rows = [
            {
                "version_id": version_id,
                "facet": key[0],
                "item_id": key[1],
                "position": positions[key] if key in positions else next(following),
                "label": _label(item),
                "body": codec.encode(item),
                "valid_from": sequence,
            }
            for key, item in zip(keyed, items, strict=True)
        ]
        if rows:
            self._insert(rows)

    def _insert(self, rows: Sequence[dict[str, Any]]) -> None:
        """Past SQLAlchemy's treatment of each value, which takes longer than the rest."""
        statement = sa.insert(_item).compile(self._connection, column_keys=list(rows[0]))
        order = statement.positiontup
        values = rows if order is None else [tuple(row[name] for name in order) for row in rows]
        self._connection.exec_driver_sql(statement.string, values)

    def _sum_up(self, version_id: VersionId, edits: Sequence[ItemEdit]) -> None:
        deltas: dict[AspectKey, Aspect] = {}
        for edit in edits:
            for key, part in contributions(edit.after) if edit.after is not None else ():
                deltas[key] = deltas.get(key, EMPTY_ASPECT).plus(part)
            for key, part in contributions(edit.before) if edit.before is not None else ():
                deltas[key] = deltas.get(key, EMPTY_ASPECT).minus(part)
        table = tables.aspect
        for (kind, name), delta in deltas.items():
            if delta == EMPTY_ASPECT:
                continue
            own = {"version_id": version_id, "kind": kind.value, "name": name}
            row = self._connection.execute(sa.select(table).filter_by(**own)).first()
            before = Aspect(total=int(row.total, 16), count=row.members) if row else EMPTY_ASPECT
            after = before.plus(delta)
            values = {"total": f"{after.total:x}", "members": after.count}
            if row:
                self._connection.execute(sa.update(table).filter_by(**own).values(values))
            else:
                self._connection.execute(sa.insert(table).values({**own, **values}))


def _history(facet: Facet, rows: Sequence[Any], since: int, until: int) -> ItemHistory:
    def state_after(sequence: int) -> Item | None:
        for row in rows:
            if row.valid_from <= sequence and (row.valid_to is None or row.valid_to > sequence):
                return codec.item_from(facet, row.body)
        return None

    before, after = state_after(since), state_after(until)
    known = codec.item_from(facet, rows[-1].body)
    return ItemHistory(facet=facet, label=label_of(known), before=before, after=after)


def _says_the_same(before: Item, after: Item) -> bool:
    """Whether two states of an item differ at most in what is only carried."""
    return replace(before, carried=after.carried) == after


def _label(item: Item) -> str:
    """What an item is found by: parts of something else by what they are part of."""
    match item:
        case Message():
            return item.ticket_id
        case Members():
            return item.selection_id
        case Ticket() if EXTERNAL_KEY in item.carried:
            return _folded(str(item.carried[EXTERNAL_KEY]))
        case _:
            return _folded(label_of(item))


def _folded(label: str) -> str:
    return label.casefold()
