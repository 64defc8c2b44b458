"""Names and texts as the sentences of findings list them."""

from __future__ import annotations

from collections.abc import Sequence

#: Texts of one finding that its sentence names; its items are all of them.
SHOWN = 3


def listed(names: Sequence[str], *, most: int | None = None) -> str:
    """Names as a sentence lists them, all or the first and how many more there are."""
    if most is not None and len(names) > most:
        names = (*names[:most], f"{len(names) - most} more")
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def quoted(texts: Sequence[str]) -> str:
    """The first of some texts in quotation marks, and how many more there are."""
    return listed([f"“{text}”" for text in texts], most=SHOWN)
