"""A document with holes: where an item was taken out, its id is left, alone in an array.

An item carries the entry that it was read from, so that nothing of it is lost; what an edit changed since
is written over it when the entry is put back.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from stationmaster.dialects.kore.files.reading import Json
from stationmaster.domain.dataset import Carried, Item

T = TypeVar("T")

#: What an item carries: the entry that it was read from.
ENTRY = "entry"


def hole(item_id: str) -> list[str]:
    """What is left of an entry."""
    return [item_id]


def hole_id(value: Any) -> str | None:
    """The id of the item that was taken from here; nothing where an entry is only carried."""
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else None


def carrying(entry: Any) -> Carried:
    """What an item carries of the entry that it is read from."""
    return {ENTRY: entry}


def entry_of(item: Item) -> Any:
    """The entry that an item was read from, to be changed freely; None if it was made here."""
    return copy.deepcopy(item.carried.get(ENTRY))


def object_of(item: Item, new: Json | None = None) -> Json:
    """As `entry_of`; a new object if it was made here."""
    entry = entry_of(item)
    return entry if isinstance(entry, dict) else new or {}


def refilled(entries: Any, remaining: dict[str, T], render: Callable[[T], Any]) -> list[Any]:
    """These entries with the items put back that are still there, each of which is then out of `remaining`."""
    found = []
    for entry in entries if isinstance(entries, list) else ():
        item_id = hole_id(entry)
        if item_id is None:
            found.append(entry)
        elif item_id in remaining:
            found.append(render(remaining.pop(item_id)))
    return found


class Ids:
    """Hands out the ids of one facet, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def given(self, wanted: Any, otherwise: Callable[[int], str]) -> str:
        """The id that an entry has, unless it has none or it is taken.

        :param otherwise: what to call it then, at each try
        """
        found = wanted if isinstance(wanted, str) and wanted.strip() else otherwise(0)
        tries = 0
        while found in self._taken:
            tries += 1
            found = otherwise(tries)
        self._taken.add(found)
        return found


def texts_of(entries: Sequence[Any], key: str) -> tuple[str, ...]:
    """The text of each entry, which is one itself or has it under a key."""
    found = (entry.get(key) if isinstance(entry, dict) else entry for entry in entries)
    return tuple(text for text in found if isinstance(text, str) and text.strip())
