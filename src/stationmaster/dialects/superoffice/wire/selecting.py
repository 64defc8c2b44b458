"""`$select`: which properties of a result are told; the others stay, as null."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

#: JSON values: dict, list, str, int, float, bool, None.
Tree: TypeAlias = object


@dataclass(kw_only=True, slots=True)
class Selection:
    """The selected names, in lower case, each with what is selected below it; nothing below means all."""

    below: dict[str, Selection] = field(default_factory=dict)
    is_whole: bool = False

    def apply(self, tree: Tree) -> Tree:
        """The same value with null for whatever is not selected."""
        if self.is_whole:
            return tree
        if isinstance(tree, dict):
            return {name: self._part(name, value) for name, value in tree.items()}
        return [self.apply(item) for item in tree] if isinstance(tree, list) else tree

    def _part(self, name: str, value: Tree) -> Tree:
        selected = self.below.get(name.lower())
        return None if selected is None else selected.apply(value)


def read_select(text: str | None) -> Selection:
    """A comma list of paths, with `/` between the names of a path; everything where it names nothing."""
    selection = Selection()
    for path in (text or "").split(","):
        names = [name.strip().lower() for name in path.split("/") if name.strip()]
        place = selection
        for name in names:
            place = place.below.setdefault(name, Selection())
        place.is_whole = place.is_whole or bool(names)
    selection.is_whole = not selection.below
    return selection
