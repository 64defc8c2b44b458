"""Texts that differ in next to nothing, found without comparing each with every other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

#: Cosine of words and characters. Where they are weighted by rarity, texts of this differ in a letter or a frequent
#: word; where they are not, in one word of about eight.
SAME = 0.85
_BLOCK = 256
_PAIRS = 20_000
_NONE = 1e-9

Numbers = NDArray[np.intp]
#: Which of some pairs are asked for: the numbers of their first and of their second texts.
Wanted = Callable[[Numbers, Numbers], NDArray[np.bool_]]


class Groups:
    """Texts, each alone to begin with, that are joined where they are nearly equal."""

    def __init__(self, count: int) -> None:
        self.of: Numbers = np.arange(count)  #: the number of each text's group

    def join(self, first: Numbers, second: Numbers) -> None:
        """Make one group of those of each pair."""
        if len(first):
            size = len(self.of)
            pairs = sparse.coo_array(
                (np.ones(len(first), np.int8), (self.of[first], self.of[second])), shape=(size, size)
            )
            self.of = connected_components(pairs, directed=False)[1][self.of].astype(np.intp)

    def joined(self) -> Iterator[list[int]]:
        """The texts of each group of several, in order."""
        order = np.argsort(self.of, kind="stable")
        ends = np.flatnonzero(np.diff(self.of[order])) + 1
        yield from sorted(part.tolist() for part in np.split(order, ends) if len(part) > 1)


def similar_pairs(grams: sparse.csr_array, wanted: Wanted) -> Iterator[tuple[Numbers, Numbers]]:
    """Those of the wanted pairs of rows whose cosine is at least `SAME`, some thousand at a time.

    Two such rows must share one of the heaviest features of the first, since the rest is too short to
    reach that cosine alone; so few pairs need be looked at. What is wanted is asked again between the parts.
    """
    rows = to_unit_rows(grams)
    heaviest, columns = _heaviest(rows), rows.T.tocsr()
    for start in range(0, rows.shape[0], _BLOCK):
        shared = (heaviest[start : start + _BLOCK] @ columns).tocoo()
        first, second = shared.row + start, shared.col
        asked = np.flatnonzero((first < second) & wanted(first, second))
        for part in np.array_split(asked, len(asked) // _PAIRS + 1):
            chosen = part[wanted(first[part], second[part])]
            likeness = rows[first[chosen]].multiply(rows[second[chosen]]).sum(axis=1)
            alike = chosen[likeness >= SAME]
            alike = alike[np.lexsort((second[alike], first[alike]))]
            yield first[alike], second[alike]


def _heaviest(rows: sparse.csr_array) -> sparse.csr_array:
    """Of each row the heaviest features, the rarest of equally heavy ones, until the rest is shorter than `SAME`."""
    data = rows.data.copy()
    frequencies = np.bincount(rows.indices, minlength=rows.shape[1])[rows.indices]
    for start, end in zip(rows.indptr[:-1], rows.indptr[1:], strict=True):
        order = np.lexsort((frequencies[start:end], -data[start:end]))
        squares = np.square(data[start:end][order], dtype=np.float64)
        rest = squares.sum() - np.cumsum(squares)
        kept = int(np.searchsorted(-rest, -(SAME**2 - 1e-6), side="right")) + 1
        data[start + order[kept:]] = 0
    heaviest = sparse.csr_array((data, rows.indices.copy(), rows.indptr.copy()), shape=rows.shape)
    heaviest.eliminate_zeros()
    return heaviest


def to_unit_rows(rows: sparse.csr_array) -> sparse.csr_array:
    """The rows, each of length one unless it is empty."""
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1))
    return sparse.csr_array(sparse.diags_array(1 / np.maximum(lengths, _NONE)) @ rows)
