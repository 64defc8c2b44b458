"""Topics: groups of texts that say the like and have the like labelled, told from their words alone.

In texts about other things the same words are other things. Topics mostly follow a version's intents, where it has
several, and need none: an entity does not depend on which intents its utterances are of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stationmaster.learning.artefact import Arrays
from stationmaster.learning.phrase_index import Words

#: Words and pairs of words that only one text has say nothing of another.
_LEAST_TEXTS = 2
#: How often every topic is taken to have had a gram that it never had.
_SMOOTHING = 0.3
#: A label says as much of a topic as so many grams.
_LABEL_WEIGHT = 2.0
_ROUNDS, _SEED = 12, 0
_FEW_MOVED = 0.002

Sums = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Topics:
    """In how many texts of each topic each gram is, for one or more ways to divide texts into topics."""

    grams: Mapping[str, int]  #: the row of each
    counts: NDArray[np.int32]  #: of texts, by gram and topic
    sizes: NDArray[np.int32]  #: of topics, in texts
    divisions: tuple[int, ...]  #: of how many topics each is; one division's topics follow the other's

    def of(self, words: Words, own: Sequence[int] | None = None) -> list[int]:
        """The text's topic in each division, by naive Bayes; topics are numbered throughout.

        :param own: the topics that the text was put in, where it is one of those counted: it is told without itself
        """
        if not self.divisions:
            return []
        rows = [self.grams[gram] for gram in sorted(_grams(words)) if gram in self.grams]
        counts, sizes = self.counts[rows].astype(np.float64), self.sizes.astype(np.float64)
        if own:
            counts[:, own] -= 1
            sizes[own] -= 1
        scores = _shares(counts, sizes).sum(axis=0) + np.log(sizes + _SMOOTHING)
        ends = accumulate(self.divisions)
        return [
            end - count + int(scores[end - count : end].argmax())
            for end, count in zip(ends, self.divisions, strict=True)
        ]

    def manifest(self) -> dict[str, Any]:
        """What is known beside the arrays, ready for JSON."""
        return {"grams": list(self.grams), "divisions": list(self.divisions)}

    def arrays(self) -> Arrays:
        """The counts by name."""
        return {"topic counts": self.counts, "topic sizes": self.sizes}

    @classmethod
    def restored(cls, manifest: Mapping[str, Any], arrays: Arrays) -> Topics:
        """What `manifest()` and `arrays()` gave."""
        return cls(
            grams={gram: row for row, gram in enumerate(manifest["grams"])},
            counts=arrays["topic counts"],
            sizes=arrays["topic sizes"],
            divisions=tuple(manifest["divisions"]),
        )


NO_TOPICS = Topics(grams={}, counts=np.zeros((0, 0), np.int32), sizes=np.zeros(0, np.int32), divisions=())


def find_topics(
    texts: Sequence[tuple[Words, Sequence[int]]], divisions: Sequence[int]
) -> tuple[Topics, list[list[int]]]:
    """So many topics of texts with the numbers of their labels, and those that each text was put in."""
    if not divisions:
        return NO_TOPICS, [[] for _ in texts]
    said = [sorted(_grams(words)) for words, _ in texts]
    totals = Counter(chain.from_iterable(said))
    grams = {gram: row for row, gram in enumerate(sorted(g for g, n in totals.items() if n >= _LEAST_TEXTS))}
    has_gram = _occurrences([[grams[gram] for gram in its if gram in grams] for its in said], len(grams))
    labels = [sorted(set(numbers)) for _, numbers in texts]
    has_label = _occurrences(labels, 1 + max(chain.from_iterable(labels), default=-1))
    starts = accumulate(divisions, initial=0)
    own = np.array(
        [
            start + _divided(has_gram, has_label, count)
            for start, count in zip(starts, divisions, strict=False)
        ]
    ).T
    members = _occurrences(own.tolist(), sum(divisions))
    topics = Topics(
        grams=grams,
        counts=(has_gram.T @ members).toarray().astype(np.int32),
        sizes=members.sum(axis=0).astype(np.int32),
        divisions=tuple(divisions),
    )
    return topics, own.tolist()


def _divided(has_gram: sparse.csr_array, has_label: sparse.csr_array, count: int) -> Numbers:
    """The topic of each text, found by turns with what is said and labelled in each topic; at first of one text."""
    own = np.full(has_label.shape[0], -1)
    drawn = (_drawn(has_label, count), np.arange(count))
    members = sparse.csr_array((np.ones(count), drawn), shape=(len(own), count))
    for _ in range(_ROUNDS):
        before, own = own, _likelihoods(has_gram, has_label, members).argmax(axis=1)
        if (own != before).mean() < _FEW_MOVED:
            break
        members = _occurrences(own[:, None].tolist(), count)
    return own


def _drawn(has_label: sparse.csr_array, count: int) -> list[int]:
    """So many texts, those first whose labels no text before them has."""
    starts, numbers = has_label.indptr.tolist(), has_label.indices.tolist()
    order = np.random.default_rng(_SEED).permutation(has_label.shape[0]).tolist()
    firsts: dict[tuple[int, ...], int] = {}
    for text in order:
        firsts.setdefault(tuple(numbers[starts[text] : starts[text + 1]]), text)
    return list(dict.fromkeys([*firsts.values(), *order]))[:count]


def _likelihoods(has_gram: sparse.csr_array, has_label: sparse.csr_array, members: sparse.csr_array) -> Sums:
    """The log likelihood of each text with its labels in each topic."""
    sizes = np.asarray(members.sum(axis=0), np.float64)
    shares = _shares((has_gram.T @ members).toarray(), sizes)
    labelled = ((has_label.T @ members).toarray() + _SMOOTHING) / (sizes + 2 * _SMOOTHING)
    by_label = has_label @ np.log(labelled / (1 - labelled)) + np.log(1 - labelled).sum(axis=0)
    likelihoods: Sums = has_gram @ shares + _LABEL_WEIGHT * by_label + np.log(sizes + _SMOOTHING)
    return likelihoods


def _shares(counts: Sums, sizes: Sums) -> Sums:
    shares: Sums = np.log(counts + _SMOOTHING) - np.log(sizes + 2 * _SMOOTHING)
    return shares


def _grams(words: Words) -> set[str]:
    return {*words, *(f"{before} {after}" for before, after in pairwise(("", *words, "")))}


def _occurrences(rows: Sequence[Sequence[int]], columns: int) -> sparse.csr_array:
    starts = np.cumsum([0, *map(len, rows)])
    numbers = np.fromiter(chain.from_iterable(rows), np.int64, count=int(starts[-1]))
    return sparse.csr_array((np.ones(len(numbers)), numbers, starts), shape=(len(rows), columns))
