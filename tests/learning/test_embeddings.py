from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest

from stationmaster.learning.embeddings import static_embeddings, weights_version


@pytest.fixture
def fresh() -> Iterator[None]:
    static_embeddings.cache_clear()
    weights_version.cache_clear()
    yield
    static_embeddings.cache_clear()
    weights_version.cache_clear()


def test_related_words_are_nearer_than_others() -> None:
    found = static_embeddings()
    assert found is not None
    money, cash, frog = (found.encode(word) for word in ("money", "cash", "frog"))
    assert money @ cash > money @ frog + 0.1
    assert np.isclose(np.linalg.norm(money), 1)


def test_a_text_without_tokens_is_zero() -> None:
    found = static_embeddings()
    assert found is not None
    assert not found.encode("").any()


@pytest.mark.usefixtures("fresh")
def test_without_the_wheel_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert static_embeddings() is None
    assert weights_version() is None


@pytest.mark.usefixtures("fresh")
def test_other_files_are_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for folder, name in (("weights", "l2_supercat_256.safetensors"), ("tokenizers", "x.json")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(b"something else")
    spec = ModuleSpec("wordllama", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    assert static_embeddings() is None
