from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import save

from stationmaster.learning.artefact import read_artefact, write_artefact

FORMAT = "numbers-1"
MANIFEST = {"format": FORMAT, "name": "Zürich \ud800", "numbers": [1, 2.5, None]}
ARRAYS = {"b": np.arange(6, dtype=np.int32).reshape(2, 3), "a": np.array([0.5, 1.5], dtype=np.float32)}


def test_what_was_written_is_read() -> None:
    manifest, arrays = read_artefact(write_artefact(MANIFEST, ARRAYS), FORMAT)
    assert manifest == MANIFEST
    assert arrays.keys() == ARRAYS.keys()
    assert all((arrays[name] == ARRAYS[name]).all() for name in ARRAYS)


def test_an_artefact_needs_no_array() -> None:
    assert read_artefact(write_artefact(MANIFEST, {}), FORMAT) == (MANIFEST, {})


def test_equal_contents_have_equal_bytes_in_any_order() -> None:
    turned = write_artefact(dict(reversed(MANIFEST.items())), dict(reversed(ARRAYS.items())))
    assert turned == write_artefact(MANIFEST, ARRAYS)


def test_a_safetensors_file_without_manifest_is_refused() -> None:
    with pytest.raises(ValueError, match="manifest"):
        read_artefact(save(ARRAYS), FORMAT)
