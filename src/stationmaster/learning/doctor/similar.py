"""Texts that differ in next to nothing, found without comparing each with every other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

#: Cosine of words and characters. Where they are weighted by rarity, texts of this differ in a letter or a frequent
#: word; where they are not, in one word of about eight.
SAME = 0.85
_BLOCK = 256
_PAIRS = 20_000
#: Texts before and after one, in alphabetical order, that it is compared with.
_NEIGHBOURS = 10
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


def similar_pairs(
    grams: sparse.csr_array, wanted: Wanted, *, most: int = sys.maxsize
) -> Iterator[tuple[Numbers, Numbers]]:
    """Those of the wanted pairs of rows whose cosine is at least `SAME`, some thousand at a time.

    Two such rows must share one of the heaviest features of the first, since the rest is too short to
    reach that cosine alone; so few pairs need be looked at. What is wanted is asked again between the parts.

    :param most: pairs that only share features of more rows than this are left out
    """
    rows = to_unit_rows(grams)
    heaviest, columns = _heaviest(rows, most), rows.T.tocsr()
    for start in range(0, rows.shape[0], _BLOCK):
        shared = (heaviest[start : start + _BLOCK] @ columns).tocoo()
        yield from _alike(rows, shared.row + start, shared.col, wanted)


def similar_neighbours(
    grams: sparse.csr_array, texts: Sequence[list[str]], wanted: Wanted
) -> Iterator[tuple[Numbers, Numbers]]:
    """The same of pairs of texts that begin or end with the same words: those next to each other when sorted."""
    rows = to_unit_rows(grams)
    for direction in (1, -1):
        order = np.array(
            sorted(range(len(texts)), key=lambda number: texts[number][::direction]), dtype=np.intp
        )
        for step in range(1, min(_NEIGHBOURS, len(order) - 1) + 1):
            pairs = np.sort(np.stack([order[:-step], order[step:]]), axis=0)
            yield from _alike(rows, pairs[0], pairs[1], wanted)


def _alike(
    rows: sparse.csr_array, first: Numbers, second: Numbers, wanted: Wanted
) -> Iterator[tuple[Numbers, Numbers]]:
    asked = np.flatnonzero((first < second) & wanted(first, second))
    for part in np.array_split(asked, len(asked) // _PAIRS + 1):
        chosen = part[wanted(first[part], second[part])]
        likeness = rows[first[chosen]].multiply(rows[second[chosen]]).sum(axis=1)
        found = chosen[likeness >= SAME]
        found = found[np.lexsort((second[found], first[found]))]
        yield first[found], second[found]


def _heaviest(rows: sparse.csr_array, most: int) -> sparse.csr_array:
    """Of each row the heaviest features, the rarest of equally heavy ones, until the rest is shorter than `SAME`.

    Of these, features of more than `most` rows are left out.
    """
    data = rows.data.copy()
    frequencies = np.bincount(rows.indices, minlength=rows.shape[1])[rows.indices]
    for start, end in zip(rows.indptr[:-1], rows.indptr[1:], strict=True):
        order = np.lexsort((frequencies[start:end], -data[start:end]))
        squares = np.square(data[start:end][order], dtype=np.float64)
        rest = squares.sum() - np.cumsum(squares)
        kept = int(np.searchsorted(-rest, -(SAME**2 - 1e-6), side="right")) + 1
        data[start + order[kept:]] = 0
    data[frequencies > most] = 0
    heaviest = sparse.csr_array((data, rows.indices.copy(), rows.indptr.copy()), shape=rows.shape)
    heaviest.eliminate_zeros()
    return heaviest


def to_unit_rows(rows: sparse.csr_array) -> sparse.csr_array:
    """The rows, each of length one unless it is empty."""
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1))
    return sparse.csr_array(sparse.diags_array(1 / np.maximum(lengths, _NONE)) @ rows)
