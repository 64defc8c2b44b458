"""Tickets that a model has not seen: which they are, and what it says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stationmaster.domain.evaluation import EvaluationReport
from stationmaster.learning.calibrate import fit_sharpness, log_losses
from stationmaster.learning.evaluate import Counts, confusions_of, macro_f1
from stationmaster.learning.folds import NEVER
from stationmaster.learning.reliability import calibration_of, cross_fitted_scores

_FOLDS = 5
_IN_TURN_UP_TO = 2_000
_LARGEST_HELD_OUT = 20_000
#: How much the nearest tickets may say by an encoder's vectors; held-out tickets choose.
_SHARES = (0.1, 0.2, 0.3)
#: Standard errors above nothing at which a gain counts.
_SURE_ERRORS = 2.0

Numbers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldOut:
    """Tickets' true classes, with what models said that had not seen them."""

    truths: NDArray[np.intp]
    logits: NDArray[np.float32]
    folds: int
    sharpness: float = 1.0  #: what the logits are in what the models said
    share: float = 0.0  #: of neighbours in the logits

    def sharpened(self) -> HeldOut:
        """The logits made as sharp as they are right: margins of separators are no log-odds by themselves."""
        factor = fit_sharpness(self.logits, self.truths)
        return replace(
            self,
            logits=self.logits * np.float32(factor),
            sharpness=self.sharpness * factor,
            share=self.share * factor,
        )

    def with_neighbours(self, said: NDArray[np.float32]) -> HeldOut:
        """The sharpened logits with as much of what neighbours say as clearly lowers the loss and costs no answer."""
        chosen = alone = self.sharpened()
        most = 0.0
        for share in _SHARES:
            heard = replace(self, logits=self.logits + np.float32(share) * said, share=share).sharpened()
            gains = alone.losses() - heard.losses()
            gain, error = float(gains.mean()), float(gains.std()) / len(gains) ** 0.5
            if gain > max(most, _SURE_ERRORS * error) and heard.right >= alone.right:
                chosen, most = heard, gain
        return chosen

    @property
    def predicted(self) -> NDArray[np.intp]:
        """The likeliest class of each ticket."""
        return np.asarray(self.logits.argmax(axis=1), dtype=np.intp)

    @property
    def right(self) -> int:
        """Tickets whose likeliest class is theirs."""
        return int((self.predicted == self.truths).sum())

    def losses(self) -> NDArray[np.float64]:
        """The log-loss of each ticket."""
        return log_losses(self.logits, self.truths)

    def evaluation(self, names: Sequence[str]) -> EvaluationReport:
        """How well the categories are told apart.

        :param names: of the categories, in the order of the classes
        """
        truths, predicted = self.truths, self.predicted
        true, claimed = (list(enumerate(names[i] for i in its.tolist())) for its in (truths, predicted))
        is_right = (truths == predicted).tolist()
        right = [pair for pair, hit in zip(true, is_right, strict=True) if hit]
        scores = Counts(right=right, true=true, claimed=claimed).scores(examples=len(true))
        # The halves of the answers judge one another.
        claims = cross_fitted_scores(self.logits, truths, np.arange(len(truths)) % 2)
        return EvaluationReport(
            examples=len(true),
            folds=self.folds,
            micro_f1=len(right) / len(true),
            micro_interval=scores.micro_interval,
            macro_f1=macro_f1(scores.labels),
            labels=scores.labels,
            confusions=confusions_of(
                (is_, said) for (_, is_), (_, said) in zip(true, claimed, strict=True) if is_ != said
            ),
            right=dict(sorted(Counter(name for _, name in right).items())),
            calibration=calibration_of(claims[np.arange(len(true)), predicted].tolist(), is_right),
        )


def are_held_out_in_turn(tickets: int) -> bool:
    """Whether each of so many tickets is held out once; of more, one part is."""
    return tickets <= _IN_TURN_UP_TO


def held_out_folds(classes: NDArray[np.intp], digests: NDArray[np.uint64]) -> tuple[Numbers, list[int]]:
    """The fold of each ticket, and those that are held out."""
    count = len(classes)
    folds = _folds(classes, digests, max(_FOLDS, count // _LARGEST_HELD_OUT))
    used = [n for n in range(_FOLDS if are_held_out_in_turn(count) else 1) if (folds == n).any()]
    if not used:  # every category says one thing only: nothing can be held out but by chance
        return np.arange(count) % _FOLDS, [0]
    return folds, used


def _folds(classes: NDArray[np.intp], digests: NDArray[np.uint64], count: int) -> Numbers:
    """The fold of each ticket: equal texts of a category share one, the only text of one has none."""
    pairs = np.stack([classes.astype(np.uint64), digests], axis=1)
    distinct, places = np.unique(pairs, axis=0, return_inverse=True)
    owners = distinct[:, 0].astype(np.int64)
    firsts = np.searchsorted(owners, owners)
    texts = np.bincount(owners)[owners]
    folds = np.where(texts > 1, (np.arange(len(owners)) - firsts + owners) % count, NEVER)
    return np.asarray(folds[places.reshape(-1)], dtype=np.int64)
