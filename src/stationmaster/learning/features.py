"""The features of many texts: sparse columns of grams, then dense columns of embeddings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


@dataclass(frozen=True, kw_only=True, slots=True)
class Features:
    """One text in each row; the dense columns follow the sparse ones."""

    grams: sparse.csr_array
    dense: NDArray[np.floating[Any]]

    @property
    def shape(self) -> tuple[int, int]:
        return self.grams.shape[0], self.grams.shape[1] + self.dense.shape[1]

    def rows(self, chosen: NDArray[np.intp]) -> Features:
        """Some of the texts."""
        return Features(grams=self.grams[chosen], dense=self.dense[chosen])

    def times(self, table: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
        """The matrix product with a table of one row for each column."""
        sparse_columns = self.grams.shape[1]
        product: NDArray[np.floating[Any]] = self.grams @ table[:sparse_columns]
        if self.dense.shape[1]:
            product += self.dense @ table[sparse_columns:]
        return product

    def transposed_times(self, table: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
        """The matrix product of the columns with a table of one row for each text."""
        return np.concatenate([self.grams.T @ table, self.dense.T @ table])

    def mean_square(self) -> float:
        """The mean squared length of a text."""
        total = (
            np.square(self.grams.data, dtype=np.float64).sum() + np.square(self.dense, dtype=np.float64).sum()
        )
        return float(total) / max(self.shape[0], 1)
