"""Tickets to numbers in one pass over any number of them, in little memory.

Each word, pair of words, stretch of characters, word or pair of the opening and sign of origin is a bucket: a
number made by hashing, so nothing need be remembered while reading. Counted buckets wait in temporary files; how rare each bucket is,
and so which become features, is known after the pass.
"""

from __future__ import annotations

import re
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stationmaster.domain.tickets import Ticket
from stationmaster.learning.text_style import TextStyle, normalise, words_of

#: Kinds of buckets: words, pairs of neighbours, characters, the opening, origin, telling words in company.
KINDS = 6
KIND_BITS = 20
BUCKETS = KINDS << KIND_BITS
_MASK = np.uint64((1 << KIND_BITS) - 1)
_WORDS, _PAIRS, _CHARACTERS, _OPENING, _ORIGIN, _COMPANY = range(KINDS)

#: The first bucket of words in company; those before are counted while reading.
COMPANY_FROM = _COMPANY << KIND_BITS

#: How much each kind counts: each kind's part of a ticket has this length.
_WEIGHTS = np.array([1.0, 1.0, 1.0, 0.7, 0.7, 0.8], dtype=np.float32)
_FIRST_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SECOND_FACTOR = np.uint64(0xC2B2AE3D27D4EB4F)
_SHIFT = np.uint64(24)
_SIZES = (3, 4, 5)
_MOST_GRAMS_OF_A_WORD = 40
_MOST_KNOWN_WORDS = 300_000
_MOST_CHARACTERS = 20_000
#: So many words open a ticket that has no subject.
_OPENING_WORDS = 10
_STYLE = TextStyle()
#: Scripts without spaces between words: Thai, Lao, kana, Han.
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")

Numbers = NDArray[np.int64]


def text_of(ticket: Ticket) -> str:
    """What a ticket says."""
    return f"{ticket.subject}\n{ticket.body}".strip()


def words_in(text: str) -> list[str]:
    """The words of a text in any script, whatever its language."""
    words: list[str] = []
    for word in words_of(normalise(text[:_MOST_CHARACTERS], _STYLE), _STYLE):
        words.extend(word if not word.isascii() and _UNSPACED.search(word) else (word,))
    return words


def origin_of(ticket: Ticket) -> list[str]:
    """Where a ticket came from and what it brought along, as marked words."""
    sender, mailbox = ticket.sender.strip().lower(), ticket.mailbox.strip().lower()
    signs = [f"from:{sender}", f"domain:{sender.rpartition('@')[2]}"] if sender else []
    signs += [f"to:{mailbox}"] if mailbox else []
    for name in ticket.attachment_names:
        signs.append(f"type:{name.rpartition('.')[2].lower()}")
        signs += [f"file:{word}" for word in words_in(name)]
    return signs


def _hash(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


class _Words:
    """The hashes of words met so far and of their characters."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._hashes: list[int] = []
        self._grams: list[list[int]] = []

    def numbers(self, words: Iterable[str]) -> list[int]:
        known = self._numbers
        return [known[word] if word in known else self._learnt(word) for word in words]

    def _learnt(self, word: str) -> int:
        number = self._numbers[word] = len(self._hashes)
        padded = f" {word} "
        grams = [padded[at : at + size] for size in _SIZES for at in range(max(len(padded) - size, 0) + 1)][
            :_MOST_GRAMS_OF_A_WORD
        ]
        self._hashes.append(_hash(word))
        self._grams.append([_hash(gram) for gram in dict.fromkeys(grams)])
        return number

    def hashes(self, numbers: Numbers) -> NDArray[np.uint64]:
        return np.array(self._hashes, dtype=np.uint64)[numbers]

    def grams(self, numbers: Numbers) -> tuple[Numbers, NDArray[np.uint64]]:
        """How many grams each word has, and all of them."""
        used, places = np.unique(numbers, return_inverse=True)
        lists = [self._grams[number] for number in used.tolist()]
        lengths = np.array([len(grams) for grams in lists], dtype=np.int64)
        flat = np.array([gram for grams in lists for gram in grams], dtype=np.uint64)
        counts = lengths[places]
        starts = (np.cumsum(lengths) - lengths)[places]
        return counts, flat[ranges(starts, counts)]

    def forget_if_many(self) -> None:
        if len(self._hashes) > _MOST_KNOWN_WORDS:
            self._numbers.clear()
            self._hashes.clear()
            self._grams.clear()


def ranges(starts: Numbers, counts: Numbers) -> Numbers:
    """The numbers `start, start + 1, ...` of each start, so many as its count says."""
    before = np.cumsum(counts) - counts
    every: Numbers = np.arange(counts.sum()) + np.repeat(starts - before, counts)
    return every


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """Some tickets' buckets with how often each occurs: the tickets' parts lie one after another."""

    starts: Numbers
    buckets: NDArray[np.int32]
    counts: NDArray[np.uint8]

    def rows(self) -> Numbers:
        """The ticket of each bucket."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


class Reader:
    """Counts the buckets of tickets."""

    def __init__(self) -> None:
        self._words = _Words()

    def count(self, tickets: Sequence[Ticket]) -> Counted:
        """The buckets of these tickets, in a fixed order within each."""
        self._words.forget_if_many()
        rows, buckets = zip(*self._of_kinds(tickets), strict=True)
        keys = np.concatenate(rows) * BUCKETS + np.concatenate(buckets)
        keys, times = np.unique(keys, return_counts=True)
        row = keys // BUCKETS
        return Counted(
            starts=np.searchsorted(row, np.arange(len(tickets) + 1)).astype(np.int64),
            buckets=(keys % BUCKETS).astype(np.int32),
            counts=np.minimum(times, 255).astype(np.uint8),
        )

    def _of_kinds(self, tickets: Sequence[Ticket]) -> Iterator[tuple[Numbers, Numbers]]:
        words = [words_in(text_of(ticket)) for ticket in tickets]
        rows, numbers = self._numbered(words)
        hashes = self._words.hashes(numbers)
        yield rows, _bucket(_WORDS, hashes)
        between, pairs = _neighbours(rows, hashes)
        yield between, _bucket(_PAIRS, pairs)
        counts, grams = self._words.grams(numbers)
        yield np.repeat(rows, counts), _bucket(_CHARACTERS, grams)
        rows, numbers = self._numbered([_opening(*both) for both in zip(tickets, words, strict=True)])
        hashes = self._words.hashes(numbers)
        yield rows, _bucket(_OPENING, hashes)
        between, pairs = _neighbours(rows, hashes)
        yield between, _bucket(_OPENING, pairs)
        signs = [origin_of(ticket) for ticket in tickets]
        rows = np.repeat(np.arange(len(tickets)), [len(its) for its in signs])
        hashes = np.array([_hash(sign) for its in signs for sign in its], dtype=np.uint64)
        yield rows, _bucket(_ORIGIN, hashes)

    def _numbered(self, words: Sequence[Sequence[str]]) -> tuple[Numbers, Numbers]:
        rows = np.repeat(np.arange(len(words)), [len(its) for its in words])
        numbers = [number for its in words for number in self._words.numbers(its)]
        return rows, np.array(numbers, dtype=np.int64)


def _opening(ticket: Ticket, words: Sequence[str]) -> Sequence[str]:
    """What a ticket says first: its subject, or the first words of one without."""
    return words_in(ticket.subject) or words[:_OPENING_WORDS]


def _neighbours(rows: Numbers, hashes: NDArray[np.uint64]) -> tuple[Numbers, NDArray[np.uint64]]:
    """The pairs of hashes next to each other in one row."""
    together = rows[1:] == rows[:-1]
    return rows[1:][together], hashes[:-1][together] * _SECOND_FACTOR + hashes[1:][together]


def _bucket(kind: int, hashes: NDArray[np.uint64]) -> Numbers:
    mixed = (hashes * _FIRST_FACTOR) >> _SHIFT
    return (mixed & _MASK).astype(np.int64) + (kind << KIND_BITS)


class Shelf:
    """Counted tickets in temporary files, to be read again in any order of their blocks."""

    def __init__(self) -> None:
        self._buckets = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._counts = tempfile.TemporaryFile()  # noqa: SIM115
        self._starts: list[Numbers] = [np.zeros(1, dtype=np.int64)]
        self._end = 0
        self.occurrences = np.zeros(BUCKETS, dtype=np.int32)  #: tickets that each bucket occurs in

    def __enter__(self) -> Shelf:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._buckets.close()
        self._counts.close()

    def add(self, counted: Counted) -> None:
        """Keep these tickets after the others."""
        self._buckets.write(counted.buckets.tobytes())
        self._counts.write(counted.counts.tobytes())
        self._starts.append(counted.starts[1:] + self._end)
        self._end += len(counted.buckets)
        self.occurrences += np.bincount(counted.buckets, minlength=BUCKETS).astype(np.int32)

    def starts(self) -> Numbers:
        """Where each ticket's part begins, and the end of the last."""
        if len(self._starts) > 1:
            self._starts = [np.concatenate(self._starts)]
        return self._starts[0]

    def read(self, numbers: Numbers) -> Counted:
        """These tickets, in the order asked for; neighbours are read together."""
        starts = self.starts()
        runs = [list(run) for _, run in groupby(enumerate(numbers.tolist()), lambda p: p[1] - p[0])]
        parts = [self._part(int(starts[run[0][1]]), int(starts[run[-1][1] + 1])) for run in runs]
        lengths = starts[numbers + 1] - starts[numbers]
        return Counted(
            starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            buckets=np.concatenate([buckets for buckets, _ in parts]),
            counts=np.concatenate([counts for _, counts in parts]),
        )

    def _part(self, first: int, last: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        self._buckets.seek(4 * first)
        self._counts.seek(first)
        buckets = np.frombuffer(self._buckets.read(4 * (last - first)), dtype=np.int32)
        return buckets, np.frombuffer(self._counts.read(last - first), dtype=np.uint8)


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """The buckets that are features, in rising order, with their rarity."""

    buckets: NDArray[np.int32]
    rarity: NDArray[np.float32]

    @property
    def size(self) -> int:
        """How many features there are."""
        return len(self.buckets)

    def features(self, counted: Counted) -> sparse.csr_array:
        """One row for each ticket: every kind's part has a fixed length."""
        if not self.size:
            return sparse.csr_array((len(counted.starts) - 1, 0), dtype=np.float32)
        # Buckets in rising order are looked up several times faster than in any other.
        asked, places = np.unique(counted.buckets, return_inverse=True)
        columns = np.minimum(np.searchsorted(self.buckets, asked), self.size - 1)[places]
        known = self.buckets[columns] == counted.buckets
        rows = counted.rows()[known]
        columns = columns[known].astype(np.int32)
        times = counted.counts[known]
        values = _LOGARITHMS[times] * self.rarity[columns]
        kinds = counted.buckets[known] >> KIND_BITS
        parts = rows * KINDS + kinds
        lengths = np.sqrt(np.bincount(parts, values * values, minlength=1))
        values = (values / lengths[parts]).astype(np.float32) * _WEIGHTS[kinds]
        ends = np.searchsorted(rows, np.arange(len(counted.starts)))
        shape = (len(counted.starts) - 1, self.size)
        return sparse.csr_array((values, columns, ends.astype(np.int32)), shape=shape)

    def tensors(self) -> dict[str, NDArray[Any]]:
        """The vocabulary as arrays, for an artefact."""
        return {"buckets": self.buckets, "rarity": self.rarity}


_LOGARITHMS = (1 + np.log(np.maximum(np.arange(256), 1))).astype(np.float32)


def fit_vocabulary(occurrences: NDArray[np.int32], tickets: int, *, least: int, most: int) -> Vocabulary:
    """The buckets found in at least so many tickets; where those are too many, the most frequent ones."""
    found = np.flatnonzero(occurrences >= least)
    if len(found) > most:
        order = np.lexsort((found, -occurrences[found]))
        found = np.sort(found[order[:most]])
    rarity = np.log((1 + tickets) / (1 + occurrences[found])) + 1
    return Vocabulary(buckets=found.astype(np.int32), rarity=rarity.astype(np.float32))
