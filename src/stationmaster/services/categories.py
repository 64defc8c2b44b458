"""Where tickets belong: a tree of categories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from stationmaster.domain.errors import InvalidItem, ItemNotFound
from stationmaster.domain.tickets import Category
from stationmaster.services.ports import ItemEdit
from stationmaster.services.ticket_desk import TicketDesk

SEPARATOR = "/"


class CategoryTree:
    """Categories by their ids and their places; deleted ones are known but have no place."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._by_id = {category.id: category for category in categories}

    def __contains__(self, category_id: str) -> bool:
        return category_id in self._by_id

    @property
    def live(self) -> tuple[Category, ...]:
        """Those that are not deleted, in the order in which they were added."""
        return tuple(category for category in self._by_id.values() if not category.deleted)

    def get(self, category_id: str | None) -> Category | None:
        """The category, deleted or not."""
        return self._by_id.get(category_id) if category_id else None

    def path(self, category_id: str) -> tuple[Category, ...]:
        """The category below its parents, the topmost first."""
        found: list[Category] = []
        category = self.get(category_id)
        while category is not None and category not in found:
            found.append(category)
            category = self.get(category.parent_id)
        return tuple(reversed(found))

    def full_name(self, category_id: str) -> str:
        """The names of the category and its parents, joined."""
        return SEPARATOR.join(category.name for category in self.path(category_id))

    def child(self, parent_id: str | None, name: str) -> Category | None:
        """The category of this name below a parent, whatever the case."""
        wanted = name.casefold()
        return next((c for c in self.live if c.parent_id == parent_id and c.name.casefold() == wanted), None)


class CategoryService:
    """What people change in the tree."""

    def __init__(self, desk: TicketDesk) -> None:
        self._desk = desk

    def tree(self) -> CategoryTree:
        """All categories as they are now."""
        return CategoryTree(self._desk.every(Category))

    def get(self, category_id: str) -> Category:
        """
        :raises ItemNotFound: there is no such category, or it is deleted
        """
        category = self._desk.one(Category, category_id)
        if category.deleted:
            raise ItemNotFound(f"the category with the id {category_id} is deleted")
        return category

    def save(self, categories: Sequence[Category]) -> tuple[Category, ...]:
        """Add those without an id and change the others, in one edit; returns them as they were kept.

        :raises ItemNotFound: there is no category of such an id
        :raises InvalidItem: a name is empty, or a parent is missing or below its own child
        """
        known = {category.id: self.get(category.id) for category in categories if category.id}
        for category in categories:
            if not category.name.strip():
                raise InvalidItem("a category has no name")
            if category.parent_id:
                self._refuse_parent(category)
        if not categories:
            return ()
        kept = self._desk.numbered(categories)
        self._refuse_cycles(kept)
        self._desk.write([ItemEdit(before=known.get(each.id), after=each) for each in kept])
        return tuple(kept)

    def delete(self, category_id: str) -> None:
        """Delete a category: tickets keep it, nothing is put there any more.

        :raises ItemNotFound: there is no such category
        :raises InvalidItem: there are categories below it
        """
        category = self.get(category_id)
        below = next((each for each in self.tree().live if each.parent_id == category_id), None)
        if below:
            raise InvalidItem(f"the category {category.name!r} cannot go before {below.name!r} below it")
        self._desk.write([ItemEdit(before=category, after=replace(category, deleted=True))])

    def at(self, paths: Iterable[Sequence[str]]) -> dict[tuple[str, ...], str]:
        """The ids of the categories at these paths, each a list of names; what is missing is made."""
        tree = self.tree()
        wanted = list(dict.fromkeys(tuple(path) for path in paths))
        found: dict[tuple[str, ...], str] = {}
        for depth in range(1, max(map(len, wanted), default=0) + 1):
            missing: dict[tuple[str, ...], Category] = {}
            parts: dict[tuple[str, ...], tuple[str, ...]] = {}
            for path in wanted:
                if len(path) >= depth:
                    parts.setdefault(_folded(path[:depth]), path)
            for key, path in parts.items():
                parent_id = found.get(key[:-1])
                known = tree.child(parent_id, path[depth - 1])
                if known:
                    found[key] = known.id
                else:
                    missing[key] = Category(id="", name=path[depth - 1], parent_id=parent_id)
            for key, made in zip(missing, self.save(list(missing.values())), strict=True):
                found[key] = made.id
        return {path: found[_folded(path)] for path in wanted}

    def _refuse_parent(self, category: Category) -> None:
        try:
            self.get(str(category.parent_id))
        except ItemNotFound as error:
            raise InvalidItem(f"the parent of category {category.name!r} is not there: {error}") from error

    def _refuse_cycles(self, changed: Sequence[Category]) -> None:
        after = {category.id: category for category in (*self._desk.every(Category), *changed)}
        for category in changed:
            seen = {category.id}
            parent_id = category.parent_id
            while parent_id:
                if parent_id in seen:
                    raise InvalidItem(f"the category {category.name!r} would be below itself")
                seen.add(parent_id)
                parent = after.get(parent_id)
                parent_id = parent.parent_id if parent else None


def _folded(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in path)
