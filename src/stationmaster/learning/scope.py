"""Texts that belong to no intent: told by how little speaks for any of them, and given to None."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: What share of held-out texts of the app's own intents may be taken for outsiders.
ALLOWED_MISSES = 0.002
#: Fewer held-out texts than this say nothing of so small a share.
_LEAST_TEXTS = 300
_STEEPNESS = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """The least energy of the intents' logits with which a text belongs to the app; none: all belong."""

    least: float | None = None

    def belonging(self, logits: NDArray[np.floating[Any]], none: int | None) -> NDArray[np.float64]:
        """The energy of each row's logits, None left out."""
        own = np.delete(logits, none, axis=-1) if none is not None else logits
        if own.shape[-1] == 0:
            return np.zeros(own.shape[:-1])
        wide = own.astype(np.float64)
        top = wide.max(axis=-1)
        found: NDArray[np.float64] = top + np.log(np.exp(wide - top[..., None]).sum(axis=-1))
        return found

    def raised(self, logits: NDArray[np.floating[Any]], none: int | None) -> NDArray[np.floating[Any]]:
        """The logits, None's above all others where the text does not belong."""
        if none is None or self.least is None:
            return logits
        missing = self.least - float(self.belonging(logits, none))
        if missing <= 0:
            return logits
        raised = logits.copy()
        raised[none] = max(float(raised[none]), float(np.delete(logits, none).max()) + _STEEPNESS * missing)
        return raised


def fit_scope(logits: NDArray[np.floating[Any]], truths: NDArray[np.intp], none: int | None) -> Scope:
    """The energy that all but few held-out texts of the app's own intents reach, of those rightly told."""
    own = truths != none
    right = own & (logits.argmax(axis=1) == truths)
    if none is None or right.sum() < _LEAST_TEXTS:
        return Scope()
    energies = Scope().belonging(logits[right], none)
    return Scope(least=round(float(np.quantile(energies, ALLOWED_MISSES)), 6))
