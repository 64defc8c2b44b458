"""Held-out parts of labelled texts, the same whatever the order in which the texts were added."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stationmaster.learning.text_digest import text_digest

NEVER = -1


def stratified_folds(labels: Sequence[str], texts: Sequence[str], count: int) -> NDArray[np.intp]:
    """The fold in which each text is held out; `NEVER` for the only text of its label.

    Equal texts of a label share a fold, so that no held-out text has a twin among the others.
    """
    by_label: dict[str, set[str]] = {}
    for label, text in zip(labels, texts, strict=True):
        by_label.setdefault(label, set()).add(text)
    fold: dict[tuple[str, str], int] = {}
    for offset, label in enumerate(sorted(by_label)):
        shuffled = sorted(by_label[label], key=text_digest)
        for rank, text in enumerate(shuffled):
            fold[label, text] = (rank + offset) % count if len(shuffled) > 1 else NEVER
    return np.array([fold[pair] for pair in zip(labels, texts, strict=True)], dtype=np.intp)
