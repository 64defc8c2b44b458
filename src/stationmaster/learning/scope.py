"""Texts that belong to no intent: told by how little speaks for the others against None, and given to None.

The energy of all intents but None, less the logit of None, told texts of other subjects apart better than
the largest probability, the largest logit and the energy alone, and as well as the nearest labelled text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: What share of held-out texts that were told rightly may be taken for outsiders.
ALLOWED_MISSES = 0.0005
#: Of fewer held-out texts than this the lowest share says little: with a hundred, three in a hundred texts of the
#: app were lost. Then their mean and spread say how far the own texts reach, as if they were spread normally; fewer
#: than twenty do not even say that.
_TEXTS_FOR_SHARE, _LEAST_TEXTS = 200, 20
_DEVIATIONS = 3.3  # leave the allowed share of a normal distribution
_LEAST_SPREAD = 0.5  # however alike the texts are
#: However near one another the own texts are, as those made from templates, odds of 400 to one for an intent
#: against None are no outsider's.
_MOST = 6.0
_STEEPNESS = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """How much must speak for a text's belonging to the app; with nothing set, all texts belong."""

    least: float | None = None

    def raised(self, logits: NDArray[np.floating[Any]], none: int) -> NDArray[np.floating[Any]]:
        """The logits of one text, None's above all others where the text does not belong."""
        if self.least is None:
            return logits
        missing = self.least - float(belonging(logits, none))
        if missing <= 0:
            return logits
        raised = logits.copy()
        raised[none] = max(float(raised[none]), float(logits.max()) + _STEEPNESS * missing)
        return raised


def outside(logits: NDArray[np.floating[Any]], none: int) -> NDArray[np.floating[Any]]:
    """The logits of a text that says nothing, which belongs to None whatever the others are."""
    raised = logits.copy()
    raised[none] = float(logits.max()) + _MOST
    return raised


def belonging(logits: NDArray[np.floating[Any]], none: int) -> NDArray[np.float64]:
    """How much speaks for each row's belonging to any intent but None: the higher the more."""
    wide = np.delete(logits, none, axis=-1).astype(np.float64)
    if wide.shape[-1] == 0:
        return np.zeros(wide.shape[:-1])
    top = wide.max(axis=-1)
    energies: NDArray[np.float64] = top + np.log(np.exp(wide - top[..., None]).sum(axis=-1))
    return energies - logits[..., none]


def fit_scope(logits: NDArray[np.floating[Any]], truths: NDArray[np.intp], none: int) -> Scope:
    """What all but few held-out texts of the app's own intents reach, of those that were told rightly."""
    right = (truths != none) & (logits.argmax(axis=1) == truths)
    if right.sum() < _LEAST_TEXTS or logits.shape[1] < 2:
        return Scope()
    own = belonging(logits[right], none)
    if len(own) >= _TEXTS_FOR_SHARE:
        least = float(np.quantile(own, ALLOWED_MISSES))
    else:
        least = float(own.mean() - _DEVIATIONS * max(own.std(), _LEAST_SPREAD))
    return Scope(least=round(min(least, _MOST), 6))
