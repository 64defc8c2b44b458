"""The one categoriser of a tenant, as all that deals with tickets reads and edits it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar, cast

from stationmaster.domain.apps import App, AppId, Version, VersionId
from stationmaster.domain.aspects import EMPTY_ASPECT, AspectKind
from stationmaster.domain.dataset import Facet, Setting
from stationmaster.domain.errors import InvalidItem, ItemNotFound
from stationmaster.domain.tickets import Category, Members, Message, Selection, Ticket
from stationmaster.services.ports import ItemEdit
from stationmaster.services.session import Session

SUPEROFFICE = "superoffice"
VERSION_NAME = "categoriser"
CULTURE = "en-us"  #: tickets may be in any language: nothing is learnt from this

#: Ids are numbers of 32 bits on the wire.
LARGEST_ID = 2**31 - 1

ItemT = TypeVar("ItemT", Category, Selection, Members, Message, Ticket, Setting)

_CALLED = {
    Facet.CATEGORIES: "category",
    Facet.SELECTIONS: "selection",
    Facet.MESSAGES: "message",
    Facet.TICKETS: "ticket",
}


class TicketDesk:
    """Finds the categoriser's version, makes it on first use, and numbers what is added to it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._datasets = session.stores.datasets
        self._version: Version | None = None

    def find(self) -> Version | None:
        """The version, if the tenant has begun to use it."""
        if self._version is None:
            app = self.app()
            self._version = self._session.stores.apps.version(app.id, VERSION_NAME) if app else None
        return self._version

    def app(self) -> App | None:
        """The app that the version belongs to."""
        return next((app for app in self._session.stores.apps.all() if app.dialect == SUPEROFFICE), None)

    def open_app(self) -> App:
        """The app, which is made if need be."""
        return self._session.stores.apps.get(self.version().app_id)

    def version(self) -> Version:
        """The version, which is made if need be."""
        return self.find() or self._open()

    def several(self, kind: type[ItemT], item_ids: Collection[str]) -> Mapping[str, ItemT]:
        """Those of these items that there are, by their ids."""
        version = self.find()
        found = self._datasets.several(version.id, kind.facet, item_ids) if version and item_ids else {}
        return cast(Mapping[str, ItemT], found)

    def one(self, kind: type[ItemT], item_id: str) -> ItemT:
        """
        :raises ItemNotFound: there is no such item
        """
        item = self.several(kind, [item_id]).get(item_id)
        if item is None:
            raise ItemNotFound(f"there is no {_CALLED.get(kind.facet, kind.facet)} with the id {item_id}")
        return item

    def every(self, kind: type[ItemT]) -> tuple[ItemT, ...]:
        """All items of a facet of which there are not many, in the order in which they were added."""
        version = self.find()
        found = self._datasets.items(version.id, kind.facet) if version else ()
        return cast(tuple[ItemT, ...], found)

    def stream(self, kind: type[ItemT]) -> Iterator[ItemT]:
        """All items of a facet, a few at a time, in the order in which they were added."""
        version = self.find()
        if version is not None:
            yield from cast(Iterator[ItemT], self._datasets.stream(version.id, kind.facet))

    def parts_of(self, kind: type[ItemT], owner_id: str) -> tuple[ItemT, ...]:
        """The messages of a ticket, or the blocks of a selection."""
        version = self.find()
        found = self._datasets.named(version.id, kind.facet, owner_id) if version else ()
        return cast(tuple[ItemT, ...], found)

    def named(self, kind: type[ItemT], names: Collection[str]) -> tuple[ItemT, ...]:
        """Items that are called so, and others that are called almost so."""
        version = self.find()
        found = self._datasets.several_named(version.id, kind.facet, names) if version and names else ()
        return cast(tuple[ItemT, ...], found)

    def count(self, facet: Facet) -> int:
        """How many items a facet has of which models learn."""
        version = self.find()
        aspects = self._datasets.aspects(version.id) if version else {}
        return aspects.get((AspectKind.FACET, facet.value), EMPTY_ASPECT).count

    def setting(self, name: str) -> str | None:
        """What a setting of the categoriser says."""
        found = self.several(Setting, [name]).get(name)
        return found.value if found else None

    def next_ids(self, kind: type[ItemT], count: int) -> Iterator[str]:
        """So many ids that no item of a facet has had.

        :raises InvalidItem: there are no more ids of 32 bits
        """
        last = int(self._datasets.last_added(self.version().id, kind.facet) or 0)
        if last + count > LARGEST_ID:
            raise InvalidItem(f"there are no ids left for {count} more {kind.facet}")
        return map(str, range(last + 1, last + count + 1))

    def numbered(self, items: Sequence[ItemT]) -> list[ItemT]:
        """The same items, those without an id with the next ones of their facet.

        :raises InvalidItem: there are no more ids of 32 bits
        """
        fresh = self.next_ids(type(items[0]), sum(not item.id for item in items)) if items else iter(())
        return [item if item.id else replace(item, id=next(fresh)) for item in items]

    def write(self, edits: Sequence[ItemEdit]) -> Version:
        """One edit of all that really changes."""
        real = [edit for edit in edits if edit.before != edit.after]
        version = self.version()
        if real:
            caller, now = self._session.principal, self._session.clock.now()
            version = self._datasets.write(version, real, user=caller.user_id, at=now)
            self._version = version
        return version

    def _open(self) -> Version:
        caller, now = self._session.principal, self._session.clock.now()
        app = App(
            id=AppId(self._session.new_id()),
            tenant_id=caller.tenant_id,
            owner_id=caller.user_id,
            name=VERSION_NAME,
            culture=CULTURE,
            created_at=now,
            dialect=SUPEROFFICE,
        )
        self._version = Version(
            id=VersionId(self._session.new_id()),
            app_id=app.id,
            tenant_id=caller.tenant_id,
            name=VERSION_NAME,
            culture=CULTURE,
            created_at=now,
            modified_at=now,
        )
        self._session.stores.apps.add(app)
        self._session.stores.apps.add_version(self._version)
        return self._version
