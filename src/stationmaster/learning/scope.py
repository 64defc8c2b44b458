"""Texts that belong to no intent: told by how little speaks for the others against None, and given to None.

The energy of all intents but None, less the logit of None, told texts of other subjects apart better than
the largest probability, the largest logit and the energy alone, and as well as the nearest labelled text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

#: Where no vectors speak for texts, how much of what speaks for held-out texts on average an own text has at least.
_LEAST_SHARE = 0.25
#: What share of the held-out texts that were told rightly may have less, where there are enough of them.
_ALLOWED_MISSES_BY_EVIDENCE = 0.005
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
    by_evidence: bool = False  #: and not by belonging

    def measured(self, logits: Floats, none: int, bias: Floats) -> NDArray[np.float64]:
        """How much speaks for each row, in the way in which the least was found."""
        return evidence(logits, none, bias) if self.by_evidence else belonging(logits, none)

    def placed(self, logits: Floats, none: int, bias: Floats) -> Floats:
        """The logits of one text, None's above all others where the text does not belong.

        Where the evidence decides, it decides both ways: None's is then below that of some other where it does.
        """
        if self.least is None or len(logits) < 2:
            return logits
        missing = self.least - float(self.measured(logits, none, bias))
        if missing <= 0 and not self.by_evidence:
            return logits
        placed, others = logits.copy(), float(np.delete(logits, none).max())
        if missing > 0:
            placed[none] = max(float(logits[none]), others + _STEEPNESS * missing)
        else:
            placed[none] = min(float(logits[none]), others + _STEEPNESS * missing)
        return placed


def outside(logits: Floats, none: int) -> Floats:
    """The logits of a text that says nothing, which belongs to None whatever the others are."""
    raised = logits.copy()
    raised[none] = float(logits.max()) + _MOST
    return raised


def belonging(logits: Floats, none: int) -> NDArray[np.float64]:
    """How much speaks for each row's belonging to any intent but None: the higher the more."""
    wide = np.delete(logits, none, axis=-1).astype(np.float64)
    if wide.shape[-1] == 0:
        return np.zeros(wide.shape[:-1])
    top = wide.max(axis=-1)
    energies: NDArray[np.float64] = top + np.log(np.exp(wide - top[..., None]).sum(axis=-1))
    return energies - logits[..., none]


def evidence(logits: Floats, none: int, bias: Floats) -> NDArray[np.float64]:
    """How much more a text itself says for the likeliest intent than for None: what was known before it is left out."""
    said = logits.astype(np.float64) - bias
    others = np.delete(said, none, axis=-1)
    if others.shape[-1] == 0:
        return np.zeros(others.shape[:-1])
    most: NDArray[np.float64] = others.max(axis=-1) - said[..., none]
    return most


def fit_scope(logits: Floats, truths: NDArray[np.intp], none: int, bias: Floats | None = None) -> Scope:
    """What all but few held-out texts of the app's own intents reach, of those that were told rightly.

    :param bias: each row's, where no vectors speak for texts; then a share of what speaks for all of them on average
        is asked, unless their owner has taught what belongs to None
    """
    if bias is not None and len(truths) and logits.shape[1] > 1 and none not in truths:
        intents = np.where(np.arange(logits.shape[1]) == none, -np.inf, logits)
        return _scope_by_evidence(evidence(logits, none, bias), intents.argmax(axis=1) == truths)
    right = (truths != none) & (logits.argmax(axis=1) == truths)
    if right.sum() < _LEAST_TEXTS or logits.shape[1] < 2:
        return Scope()
    own = belonging(logits[right], none)
    if len(own) >= _TEXTS_FOR_SHARE:
        least = float(np.quantile(own, ALLOWED_MISSES))
    else:
        least = float(own.mean() - _DEVIATIONS * max(own.std(), _LEAST_SPREAD))
    return Scope(least=round(min(least, _MOST), 6))


def _scope_by_evidence(found: NDArray[np.float64], right: NDArray[np.bool_]) -> Scope:
    least = _LEAST_SHARE * float(found.mean())
    if right.sum() >= _TEXTS_FOR_SHARE:
        least = min(least, float(np.quantile(found[right], _ALLOWED_MISSES_BY_EVIDENCE)))
    return Scope(least=round(max(least, 0.0), 6), by_evidence=True)
