"""Files of weights that are absent, or are other files, are named with their whole path."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import pytest

from stationmaster.domain.errors import ModelUnusable
from stationmaster.learning.carried_files import MissingWeights, is_pinned


def test_only_the_file_with_the_pinned_hash_is_taken(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING)
    weights = tmp_path / "model.onnx"
    weights.write_bytes(b"weights")
    pinned = hashlib.sha256(b"weights").hexdigest()
    assert is_pinned(weights, pinned, of="sentence encoder")
    assert caplog.messages == []
    weights.write_bytes(b"other weights")
    assert not is_pinned(weights, pinned, of="sentence encoder")
    weights.unlink()
    assert not is_pinned(weights, pinned, of="sentence encoder")
    assert caplog.messages == [
        f"no sentence encoder: {weights} is not the file it should be",
        f"no sentence encoder: {weights} cannot be read",
    ]
    assert not is_pinned(None, pinned, of="sentence encoder")


def test_weights_that_are_missing_are_told_with_what_to_do():
    assert isinstance(MissingWeights(), ModelUnusable)
    assert "train its version again" in str(MissingWeights())
