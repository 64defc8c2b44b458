"""Which telling words meet in a ticket, however far apart they are.

A linear model adds up what each word says; that two words are there together may say something else. Of a few
hundred words that tell most of the categories, every two that meet are a bucket of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stationmaster.learning.ticket_features import COMPANY_FROM, KIND_BITS, Counted, Numbers, ranges

_WORDS = 1 << KIND_BITS
#: Words that may be telling: so many of the most frequent ones, each found in so many tickets at least.
_CANDIDATES = 5_000
_LEAST_FOUND = 20
#: Telling words of one ticket whose company is noted; of more, the most telling ones.
_MOST_OF_A_TICKET = 40
_TINY = 1e-12

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """Telling words, the most telling first."""

    words: NDArray[np.int32]  #: their buckets

    @staticmethod
    def none() -> Company:
        """No words at all."""
        return Company(words=np.zeros(0, dtype=np.int32))

    def joined(self, counted: Counted) -> Counted:
        """The tickets with a bucket more for every two telling words that meet in them."""
        if not len(self.words):
            return counted
        rows, pairs = self._met(*self._found(counted))
        all_rows = np.concatenate([counted.rows(), rows])
        order = np.argsort(all_rows, kind="stable")
        return Counted(
            starts=counted.starts + np.searchsorted(rows, np.arange(len(counted.starts))),
            buckets=np.concatenate([counted.buckets, pairs])[order],
            counts=np.concatenate([counted.counts, np.ones(len(pairs), dtype=np.uint8)])[order],
        )

    def _found(self, counted: Counted) -> tuple[Numbers, Numbers]:
        """The telling words of the tickets by their ranks, in rising order within each."""
        places = np.flatnonzero(counted.buckets < _WORDS)
        buckets = counted.buckets[places]
        order = np.argsort(self.words)
        ranks = order[np.minimum(np.searchsorted(self.words[order], buckets), len(order) - 1)]
        is_telling = self.words[ranks] == buckets
        rows = np.searchsorted(counted.starts, places[is_telling], side="right") - 1
        keys = np.sort(rows * len(order) + ranks[is_telling])
        return keys // len(order), keys % len(order)

    def _met(self, rows: Numbers, ranks: Numbers) -> tuple[Numbers, NDArray[np.int32]]:
        """A bucket for each pair of words in the same row."""
        places = np.arange(len(rows)) - np.searchsorted(rows, rows)
        is_noted = places < _MOST_OF_A_TICKET
        rows, ranks = rows[is_noted], ranks[is_noted]
        ends = np.searchsorted(rows, rows, side="right")
        after = np.arange(1, len(rows) + 1)
        others = ends - after
        pairs = np.repeat(ranks, others) * len(self.words) + ranks[ranges(after, others)]
        return np.repeat(rows, others), (pairs + COMPANY_FROM).astype(np.int32)


def fit_company(
    parts: Iterable[tuple[Counted, NDArray[np.intp]]],
    occurrences: NDArray[np.int32],
    *,
    classes: int,
    most: int,
) -> Company:
    """The words that say most of a ticket's class by being there or not, from tickets with their classes."""
    words = occurrences[:_WORDS]
    candidates = np.argsort(-words, kind="stable")[:_CANDIDATES]
    candidates = np.sort(candidates[words[candidates] >= _LEAST_FOUND])
    place = np.full(len(occurrences), -1, dtype=np.int64)
    place[candidates] = np.arange(len(candidates))
    present, of_class = np.zeros(len(candidates) * classes), np.zeros(classes)
    for counted, truths in parts:
        meetings = place[counted.buckets] * classes + truths[counted.rows()]
        present += np.bincount(meetings[meetings >= 0], minlength=len(present))
        of_class += np.bincount(truths, minlength=classes)
    told = _information(present.reshape(-1, classes) / of_class.sum(), of_class / of_class.sum())
    best = np.argsort(-told, kind="stable")[:most]
    return Company(words=candidates[best].astype(np.int32))


def _information(present: Floats, of_class: Floats) -> Floats:
    """What it tells of the class whether a word is there, from how often they meet."""
    share = present.sum(axis=1, keepdims=True)
    absent = np.maximum(of_class - present, 0)
    met = present * np.log((present + _TINY) / (share * of_class + _TINY))
    missed = absent * np.log((absent + _TINY) / ((1 - share) * of_class + _TINY))
    return np.asarray((met + missed).sum(axis=1).round(9))
