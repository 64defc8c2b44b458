"""Static English embeddings: a table of token vectors that comes inside an installed wheel.

Only the wheel's two data files are read; none of its code is imported.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from scipy import sparse
from tokenizers import Tokenizer

from stationmaster.learning.carried_files import MissingWeights, carried_file, is_pinned

DIMENSIONS = 256
_PACKAGE = "wordllama"
_TABLE = "weights/l2_supercat_256.safetensors"
_TOKENISER = "tokenizers/l2_supercat_tokenizer_config.json"
_FILES = (
    (_TABLE, "64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5"),
    (_TOKENISER, "93248f2a9ec36c7b35f700a033d5f36228aae48db61aee31007fa49062cdeb68"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Embeddings:
    """Token vectors with the tokeniser that names them."""

    tokeniser: Tokenizer
    table: NDArray[np.float16]

    def encode(self, text: str) -> NDArray[np.float32]:
        """The mean of a text's token vectors, of length one; zeros where there is no token."""
        ids = self.tokeniser.encode(text, add_special_tokens=False).ids
        total: NDArray[np.float32] = self.table[ids].sum(axis=0, dtype=np.float32)
        length = np.sqrt(np.square(total).sum(dtype=np.float64))
        if length > 0:
            total /= np.float32(length)
        return total

    def knows(self, word: str) -> bool:
        """Whether a word has a token of its own, as the common ones have."""
        return len(self.tokeniser.encode(word, add_special_tokens=False).ids) == 1

    def encode_all(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """`encode` for many texts, one in each row."""
        ids = [encoding.ids for encoding in self.tokeniser.encode_batch(texts, add_special_tokens=False)]
        starts = np.cumsum([0, *map(len, ids)], dtype=np.int32)
        numbers = np.fromiter(chain.from_iterable(ids), dtype=np.int32, count=int(starts[-1]))
        used, columns = np.unique(numbers, return_inverse=True)
        ones = np.ones(len(numbers), dtype=np.float32)
        occurrences = sparse.csr_array((ones, columns, starts), shape=(len(ids), len(used)))
        totals: NDArray[np.float32] = occurrences @ self.table[used].astype(np.float32)
        lengths = np.sqrt(np.square(totals).sum(axis=1, dtype=np.float64))
        lengths[lengths == 0] = 1
        totals /= lengths.astype(np.float32)[:, None]
        return totals


@lru_cache(maxsize=1)
def weights_version() -> str | None:
    """What of the weights decides an artefact, or nothing where they are absent or are other files."""
    if not all(is_pinned(carried_file(_PACKAGE, name), hash_, of="embeddings") for name, hash_ in _FILES):
        return None
    return hashlib.sha256("".join(hash_ for _, hash_ in _FILES).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def static_embeddings() -> Embeddings | None:
    """The embeddings, or nothing where the wheel is not installed or holds other files."""
    if weights_version() is None:
        return None
    with safe_open(carried_file(_PACKAGE, _TABLE), framework="np") as tensors:
        table = tensors.get_tensor("embedding.weight")
    tokeniser = Tokenizer.from_file(str(carried_file(_PACKAGE, _TOKENISER)))
    tokeniser.no_padding()
    tokeniser.no_truncation()
    return Embeddings(tokeniser=tokeniser, table=table)


def installed_embeddings() -> Embeddings:
    """The embeddings, for a model that was trained with them.

    :raises MissingWeights: they are not here
    """
    embeddings = static_embeddings()
    if embeddings is None:
        raise MissingWeights
    return embeddings
