"""Where tickets belong: one linear model over all categories, learned from any number of them in little memory."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stationmaster.domain.tickets import CategoriserResult, CategoriserVerdict, Ticket
from stationmaster.learning.calibrate import fit_curve
from stationmaster.learning.categoriser_model import (
    CategoriserModel,
    beside,
    encoded_columns,
    shown_to_encoder,
)
from stationmaster.learning.company import Company, fit_company
from stationmaster.learning.encoder import Encoder
from stationmaster.learning.held_out import HeldOut, are_held_out_in_turn, held_out_folds
from stationmaster.learning.learner import Report
from stationmaster.learning.margins import Margins, Part, Parts, fit_margins
from stationmaster.learning.neighbours import Neighbours
from stationmaster.learning.ticket_features import (
    BUCKETS,
    COMPANY_FROM,
    Counted,
    Reader,
    Shelf,
    fit_vocabulary,
    text_of,
)

READING, ENCODING, EVALUATING, TRAINING = "reading", "encoding", "evaluation", "training"

LEAST_TICKETS = 10
LEAST_PER_CATEGORY = 2

_CHUNK = 2_048
#: Where tickets are long, fewer are read together: so many characters, and later so many entries.
_MOST_CHARACTERS, _MOST_ENTRIES_READ = 2_000_000, 4_000_000
#: A bucket must occur in two tickets where there are more than the first of these, in three above the second.
_RARE_BUCKETS_UP_TO = (3_000, 20_000)
#: Words whose company is learned where one part is held out, and tickets that are asked which words those are.
_TELLING = 300
_MOST_ASKED = 50_000
_MOST_WEIGHTS = 24_000_000
_LEAST_FEATURES = 20_000
#: A ticket is seen so many times that steps are enough, within a least and a most number of passes; where tickets
#: are very many, as often as the most steps allow, which is twice at least.
_TICKETS_SEEN, _MOST_SEEN = 75_000, 2_000_000
_LEAST_PASSES, _MOST_PASSES = 4, 40
_LEAST_PASSES_OF_MANY = 2
#: The first step's length up to so many tickets; of more, which are seen less often, steps are longer.
_RATE, _RATE_UP_TO, _MOST_RATE = 0.5, 5_000, 1.5
#: Entries of a matrix of features that are held at once, and tickets that are read together.
_MOST_ENTRIES = 32_000_000
_NEIGHBOURS = 128
#: With at most so many tickets for each category, what an encoder knows beforehand weighs more; with more, its
#: dense vectors must be held back more. Chosen by held-out parts of training tickets.
_FEW_FOR_EACH = 30
_ENCODED_WEIGHT, _ENCODED_WEIGHT_OF_FEW = 1.0, 1.5
_ENCODED_RELUCTANCE = 0.3
_BATCH_ENCODED = 32

Numbers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoriserSettings:
    """What decides a model beside its tickets."""

    seed: int = 0
    reluctance: float = 1.0  #: the smaller, the fewer tickets move a weight far
    encoded_tickets: int = 5_000  #: up to so many, an encoder reads them too
    low_accuracy_percent: float = 50.0  #: below it the outcome is a warning


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoriserOutcome:
    """What a training saw, with its model where there is one."""

    result: CategoriserResult
    model: CategoriserModel | None = None


def fit_categoriser(
    tickets: Callable[[], Iterator[Ticket]],
    *,
    report: Report,
    settings: CategoriserSettings | None = None,
    encoder: Encoder | None = None,
) -> CategoriserOutcome:
    """Learn the categories of these tickets, which are read once."""
    settings = settings or CategoriserSettings()
    with Shelf() as shelf:
        stock = _read(tickets(), shelf, settings, encoder, report)
        kept = stock.kept()
        refusal = _refusal(stock, kept)
        if refusal:
            return CategoriserOutcome(result=stock.result(refusal, kept))
        return _Fitting(stock, kept, settings, encoder, report).outcome()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stock:
    """What one pass over the tickets left."""

    shelf: Shelf
    categories: tuple[str, ...]
    numbers: Numbers  #: the category of each ticket
    digests: NDArray[np.uint64]  #: equal for tickets that say the same
    texts: tuple[str, ...] | None  #: for the encoder, where there are few
    skipped: int

    def kept(self) -> Numbers:
        """The tickets whose category has enough, in an order that their arrival does not change."""
        counts = np.bincount(self.numbers, minlength=len(self.categories))
        kept = np.flatnonzero(counts[self.numbers] >= LEAST_PER_CATEGORY)
        return kept[np.lexsort((self.digests[kept], self.numbers[kept]))]

    def result(self, verdict: CategoriserVerdict, kept: Numbers, **more: Any) -> CategoriserResult:
        """What to say of this training."""
        counts = np.bincount(self.numbers, minlength=len(self.categories)).tolist()
        pairs = zip(self.categories, counts, strict=True)
        return CategoriserResult(
            verdict=verdict,
            tickets_used=len(kept),
            tickets_skipped=self.skipped,
            dropped={name: count for name, count in pairs if count < LEAST_PER_CATEGORY},
            **more,
        )


def _refusal(stock: _Stock, kept: Numbers) -> CategoriserVerdict | None:
    if len(stock.numbers) < LEAST_TICKETS:
        return CategoriserVerdict.TOO_LITTLE_DATA
    if len(np.unique(stock.numbers[kept])) < 2:
        return CategoriserVerdict.NOT_DIVERSE
    return CategoriserVerdict.TOO_LITTLE_DATA if len(kept) < LEAST_TICKETS else None


def _read(
    tickets: Iterator[Ticket],
    shelf: Shelf,
    settings: CategoriserSettings,
    encoder: Encoder | None,
    report: Report,
) -> _Stock:
    report(READING, 0.0)
    reader, digests, texts = Reader(), [], []
    found: dict[str, int] = {}
    numbers: list[NDArray[np.int32]] = []
    seen = used = 0
    for chunk in _read_together(tickets):
        usable = [t for t in chunk if t.category_id is not None and text_of(t)]
        if usable:
            shelf.add(reader.count(usable))
            digests.append(np.array([_digest(ticket) for ticket in usable], dtype=np.uint64))
            labels = [found.setdefault(str(ticket.category_id), len(found)) for ticket in usable]
            numbers.append(np.array(labels, dtype=np.int32))
        used += len(usable)
        seen += len(chunk)
        if encoder and used <= settings.encoded_tickets:
            texts += [shown_to_encoder(ticket) for ticket in usable]
        report(READING, seen / (seen + 10 * _CHUNK))  # how many there are is not known
    report(READING, 1.0)
    order = sorted(found)
    ranks = np.array([order.index(name) for name in found], dtype=np.int64)
    return _Stock(
        shelf=shelf,
        categories=tuple(order),
        numbers=ranks[np.concatenate(numbers)] if numbers else np.zeros(0, dtype=np.int64),
        digests=np.concatenate(digests) if digests else np.zeros(0, dtype=np.uint64),
        texts=tuple(texts) if encoder and used <= settings.encoded_tickets else None,
        skipped=seen - used,
    )


def _read_together(tickets: Iterable[Ticket]) -> Iterator[list[Ticket]]:
    """The tickets, so many at a time that their words and these words' characters fit in little memory."""
    chunk: list[Ticket] = []
    characters = 0
    for ticket in tickets:
        chunk.append(ticket)
        characters += len(ticket.subject) + len(ticket.body)
        if len(chunk) == _CHUNK or characters >= _MOST_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _digest(ticket: Ticket) -> int:
    text = " ".join(text_of(ticket).split()).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


class _Fitting:
    """One stock of tickets, fitted whole and without held-out parts."""

    def __init__(
        self,
        stock: _Stock,
        kept: Numbers,
        settings: CategoriserSettings,
        encoder: Encoder | None,
        report: Report,
    ) -> None:
        self._stock, self._kept, self._settings, self._report = stock, kept, settings, report
        self._names = tuple(stock.categories[i] for i in np.unique(stock.numbers[kept]).tolist())
        self._classes = np.unique(stock.numbers[kept], return_inverse=True)[1].astype(np.intp)
        self._encoder = encoder if stock.texts is not None else None
        starts = stock.shelf.starts()
        self._entries = starts[kept + 1] - starts[kept]
        self._folds, self._held_out_folds = held_out_folds(self._classes, stock.digests[kept])
        self._company = self._telling()
        occurrences, self._sizes = self._met()
        self._vocabulary = fit_vocabulary(
            occurrences,
            len(stock.numbers),
            least=1 + bisect_left(_RARE_BUCKETS_UP_TO, len(kept)),
            most=max(_LEAST_FEATURES, _MOST_WEIGHTS // len(self._names)),
        )
        are_few = len(kept) <= _FEW_FOR_EACH * len(self._names)
        self._encoded_weight = _ENCODED_WEIGHT_OF_FEW if are_few else _ENCODED_WEIGHT
        reluctance = 1.0 if are_few or self._encoder is None else _ENCODED_RELUCTANCE
        self._reluctance = settings.reluctance * reluctance
        self._vectors = self._encoded(self._encoder, stock.texts) if self._encoder and stock.texts else None
        self._near = None if are_few else self._vectors  # among few, neighbours mislead as often as they help
        is_small = int(self._sizes.sum()) <= _MOST_ENTRIES
        self._matrix = self._features(np.arange(len(kept))) if is_small else None

    def _telling(self) -> Company:
        """The telling words, of which tickets that are held out say nothing."""
        if are_held_out_in_turn(len(self._kept)):
            return Company.none()
        learned = self._by_arrival(np.flatnonzero(self._folds != self._held_out_folds[0]))
        asked = learned[:: -(-len(learned) // _MOST_ASKED)]
        return fit_company(
            ((self._counted(rows), self._classes[rows]) for rows in self._parts(asked)),
            self._stock.shelf.occurrences,
            classes=len(self._names),
            most=_TELLING,
        )

    def _met(self) -> tuple[NDArray[np.int32], Numbers]:
        """How many tickets each bucket occurs in, those of company too, and how many buckets each ticket has."""
        occurrences, sizes = self._stock.shelf.occurrences, self._entries
        if not len(self._company.words):
            return occurrences, sizes
        occurrences, sizes = occurrences.copy(), sizes.copy()
        for rows in self._parts(self._by_arrival(np.arange(len(self._kept)))):
            joined = self._company.joined(self._counted(rows))
            sizes[rows] = np.diff(joined.starts)
            occurrences[COMPANY_FROM:] += np.bincount(
                joined.buckets[joined.buckets >= COMPANY_FROM] - COMPANY_FROM,
                minlength=BUCKETS - COMPANY_FROM,
            ).astype(np.int32)
        return occurrences, sizes

    def _counted(self, rows: Numbers) -> Counted:
        self._report(READING, 1.0)  # of many tickets it takes minutes: who asks to stop is heard here
        return self._stock.shelf.read(self._kept[rows])

    def _by_arrival(self, chosen: Numbers) -> Numbers:
        return chosen[np.argsort(self._kept[chosen], kind="stable")]

    def outcome(self) -> CategoriserOutcome:
        """The model of all tickets, with what models of most of them said of the rest."""
        held_out = self._held_out()
        truths = held_out.truths
        accuracy = round(100 * held_out.right / len(truths), 2)
        baseline = round(100 * float(np.bincount(truths).max()) / len(truths), 2)
        everything, near, share = np.arange(len(self._kept)), self._near, held_out.share
        weights = self._fit(everything, lambda done: self._report(TRAINING, done))
        model = CategoriserModel(
            categories=self._names,
            vocabulary=self._vocabulary,
            company=self._company,
            weights=weights.sharpened(held_out.sharpness).rounded(),
            curve=fit_curve(held_out.logits, truths),
            encoder=self._encoder,
            encoded_weight=self._encoded_weight if self._encoder else 0.0,
            neighbours=None if near is None or not share else self._neighbours(near, everything, share),
        )
        is_low = accuracy < self._settings.low_accuracy_percent or accuracy <= baseline
        result = self._stock.result(
            CategoriserVerdict.LOW_ACCURACY if is_low else CategoriserVerdict.SUCCESS,
            self._kept,
            accuracy_percent=accuracy,
            baseline_percent=baseline,
            evaluation=held_out.evaluation(self._names),
        )
        return CategoriserOutcome(result=result, model=model)

    def _held_out(self) -> HeldOut:
        """The true classes and the logits of tickets by models that had not seen them."""
        folds, used, near = self._folds, self._held_out_folds, self._near
        truths, logits, said = [], [], []
        for number, fold in enumerate(used):
            others, held_out = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
            weights = self._fit(others, self._evaluating(number, len(used)))
            truths.append(self._classes[held_out])
            logits.append(np.concatenate([weights.logits(part) for part, _ in self._in_order(held_out)]))
            if near is not None:
                neighbours = self._neighbours(near, others, share=1.0)
                said.append(neighbours.said(logits[-1], near[held_out].toarray()))
        alone = HeldOut(truths=np.concatenate(truths), logits=np.concatenate(logits), folds=len(used))
        return alone.with_neighbours(np.concatenate(said)) if said else alone.sharpened()

    def _evaluating(self, done_before: int, count: int) -> Callable[[float], None]:
        return lambda done: self._report(EVALUATING, (done_before + done) / count)

    def _fit(self, chosen: Numbers, on_progress: Callable[[float], None]) -> Margins:
        on_progress(0.0)
        return fit_margins(
            self._shuffled(chosen),
            rows=len(chosen),
            features=self._vocabulary.size + (self._vectors.shape[1] if self._vectors is not None else 0),
            classes=len(self._names),
            passes=_passes(len(chosen)),
            penalty=1 / (self._reluctance * len(chosen)),
            rate=min(max(_RATE, _RATE * (len(chosen) / _RATE_UP_TO) ** 0.5), _MOST_RATE),
            seed=self._settings.seed,
            on_progress=on_progress,
        )

    def _neighbours(self, vectors: sparse.csr_array, chosen: Numbers, share: float) -> Neighbours:
        """These tickets, which speak for their categories by what an encoder says of them."""
        return Neighbours.among(
            vectors[chosen].toarray(),
            self._classes[chosen],
            np.ones(len(chosen), dtype=np.float32),
            class_count=len(self._names),
            share=share,
            most_of_class=len(chosen),
        )

    def _shuffled(self, chosen: Numbers) -> Parts:
        """All chosen tickets in a new order each time: where they are many, neighbours are read together."""

        def parts(chance: np.random.Generator) -> Iterator[Part]:
            if self._matrix is not None:
                order = chance.permutation(chosen)
                for first in range(0, len(order), _CHUNK):
                    rows = order[first : first + _CHUNK]
                    yield self._matrix[rows], self._classes[rows]
                return
            by_arrival = self._by_arrival(chosen)
            blocks = [by_arrival[i : i + _NEIGHBOURS] for i in range(0, len(by_arrival), _NEIGHBOURS)]
            mixed = [blocks[i] for i in chance.permutation(len(blocks)).tolist()]
            for rows in self._held_at_once(mixed):
                order = chance.permutation(len(rows))
                yield self._features(rows)[order], self._classes[rows][order]

        return parts

    def _held_at_once(self, blocks: Iterable[Numbers]) -> Iterator[Numbers]:
        waiting: list[Numbers] = []
        entries = 0
        for block in blocks:
            waiting.append(block)
            entries += int(self._sizes[block].sum())
            if entries > _MOST_ENTRIES // 2:
                yield np.concatenate(waiting)
                waiting, entries = [], 0
        if waiting:
            yield np.concatenate(waiting)

    def _in_order(self, chosen: Numbers) -> Iterator[Part]:
        for rows in self._parts(chosen):
            matrix = self._matrix[rows] if self._matrix is not None else self._features(rows)
            yield matrix, self._classes[rows]

    def _parts(self, rows: Numbers) -> Iterator[Numbers]:
        """The rows, so many at a time as are read together."""
        while len(rows):
            ends = np.cumsum(self._entries[rows[:_CHUNK]])
            count = max(1, int(np.searchsorted(ends, _MOST_ENTRIES_READ, side="right")))
            yield rows[:count]
            rows = rows[count:]

    def _features(self, rows: Numbers) -> sparse.csr_array:
        counted = (
            self._company.joined(self._stock.shelf.read(self._kept[part])) for part in self._parts(rows)
        )
        features = sparse.vstack([self._vocabulary.features(part) for part in counted], format="csr")
        return features if self._vectors is None else beside(features, self._vectors[rows])

    def _encoded(self, encoder: Encoder, texts: Sequence[str]) -> sparse.csr_array:
        chosen = [texts[number] for number in self._kept.tolist()]
        parts: list[sparse.csr_array] = []
        for first in range(0, len(chosen), _BATCH_ENCODED):
            self._report(ENCODING, first / len(chosen))
            texts_now = chosen[first : first + _BATCH_ENCODED]
            parts.append(encoded_columns(texts_now, encoder, self._encoded_weight))
        self._report(ENCODING, 1.0)
        return sparse.vstack(parts, format="csr")


def _passes(tickets: int) -> int:
    enough = min(max(-(-_TICKETS_SEEN // tickets), _LEAST_PASSES), _MOST_PASSES)
    return min(enough, max(_MOST_SEEN // tickets, _LEAST_PASSES_OF_MANY))
