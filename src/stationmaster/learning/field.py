"""A conditional random field over token features, kept by CRFsuite: the one place that knows CRFsuite."""

from __future__ import annotations

import ctypes
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from stationmaster.learning.tagging import OUTSIDE, spans_from

Features = Sequence[Sequence[str]]

#: By whether there is much to learn from: few passes of stochastic descent are as good then, and far faster.
_ALGORITHMS: Mapping[bool, tuple[str, Mapping[str, float]]] = {
    False: ("lbfgs", {"c1": 0.05, "c2": 0.05, "max_iterations": 100}),
    True: (
        "l2sgd",
        {"c2": 0.5, "max_iterations": 6, "calibration.max_trials": 5, "calibration.samples": 500},
    ),
}
_ITERATION = re.compile(r"\*{5} (?:Iteration|Epoch) #(\d+) \*{5}")
_SHUFFLE_SEED = 1
_MAGIC = b"lCRF"
#: A doubtful field takes a token apart from all spans for one when this or less says that it is nothing. Where few
#: texts have labels the best path alone misses most of the words that it has not seen.
_DOUBT = 0.65
_crfsuite_random = threading.Lock()


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldSpan:
    """Tokens `[first, last)` that bear one number, with the mean probability that they do."""

    first: int
    last: int
    number: int
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class FittedField:
    """CRFsuite's file, and whether doubtful words are taken for spans."""

    data: bytes
    is_doubtful: bool


class FieldTrainer:
    """Learns a field from sequences of features and tags; equal sequences give equal bytes.

    :param is_large: whether there is so much to learn from that time counts
    :param is_doubtful: whether there is so little that doubtful words are to be taken for spans
    """

    def __init__(self, *, is_large: bool, is_doubtful: bool) -> None:
        algorithm, parameters = _ALGORITHMS[is_large]
        self._trainer = _ReportingTrainer(algorithm, parameters)
        self._is_doubtful = is_doubtful

    def add(self, features: Features, tags: Sequence[str]) -> None:
        """One more sequence to learn from."""
        self._trainer.append(features, tags)

    def fit(self, on_progress: Callable[[float], None]) -> FittedField:
        """What was added, learned.

        :param on_progress: told the fraction done after each iteration; what it raises ends the fit at once
        """
        self._trainer.on_progress = on_progress
        with tempfile.TemporaryDirectory(prefix="stationmaster-") as folder, _crfsuite_random:
            # CRFsuite shuffles with the C library's generator and never seeds it.
            ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None).srand(_SHUFFLE_SEED)
            path = Path(folder, "field.crfsuite")
            self._trainer.train(str(path))
            return FittedField(data=path.read_bytes(), is_doubtful=self._is_doubtful)


class _ReportingTrainer(pycrfsuite.Trainer):  # type: ignore[misc]
    """Tells how many iterations are done, and gives `on_progress` many occasions to stop."""

    on_progress: Callable[[float], None]

    def __init__(self, algorithm: str, parameters: Mapping[str, float]) -> None:
        super().__init__(algorithm, dict(parameters), verbose=False)
        self._iterations = parameters["max_iterations"]
        self._done = 0.0

    def message(self, message: str) -> None:
        iteration = _ITERATION.match(message)
        if iteration:
            self._done = min(1.0, int(iteration[1]) / self._iterations)
        self.on_progress(self._done)


class Field:
    """Finds spans with what a trainer gave; may be used by several threads at once.

    :raises ValueError: these are not the bytes of a field
    """

    def __init__(self, fitted: FittedField) -> None:
        data = fitted.data
        # CRFsuite trusts the size in the header and would read beyond the end.
        if data[:4] != _MAGIC or int.from_bytes(data[4:8], "little") != len(data):
            raise ValueError("these are not the bytes of a conditional random field")
        self._data = data  # the tagger reads from these bytes as long as it lives
        self._is_doubtful = fitted.is_doubtful
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(data)
        self._lock = threading.Lock()
        self._tags: dict[int, list[str]] = {}
        for tag in sorted(self._tagger.labels()):
            if tag != OUTSIDE:
                self._tags.setdefault(int(tag[1:]), []).append(tag)

    def spans(self, features: Features) -> tuple[FieldSpan, ...]:
        """The spans found, from left to right; they do not overlap."""
        sequence = pycrfsuite.ItemSequence(features)
        with self._lock:
            tags = self._tagger.tag(sequence)
            if self._is_doubtful:
                tags = self._with_doubtful(tags)
            return tuple(
                FieldSpan(first=first, last=last, number=number, score=self._score(first, last, number))
                for first, last, number in spans_from(tags)
            )

    def _with_doubtful(self, best: Sequence[str]) -> list[str]:
        """The best path, and spans where it is far from any and yet doubtful that there is nothing."""
        tags = list(best)
        for position, tag in enumerate(best):
            around = best[max(0, position - 1) : position + 2]
            if tag != OUTSIDE or any(other != OUTSIDE for other in around):
                continue
            if self._tagger.marginal(OUTSIDE, position) <= _DOUBT:
                number = self._likeliest(position)
                goes_on = position > 0 and tags[position - 1][1:] == str(number)
                tags[position] = f"{'I' if goes_on else 'B'}{number}"
        return tags

    def _likeliest(self, position: int) -> int:
        return max(self._tags, key=lambda number: self._probability(number, position))

    def _score(self, first: int, last: int, number: int) -> float:
        total = sum(self._probability(number, position) for position in range(first, last))
        return min(1.0, max(0.0, total / (last - first)))

    def _probability(self, number: int, position: int) -> float:
        return sum(float(self._tagger.marginal(tag, position)) for tag in self._tags[number])
