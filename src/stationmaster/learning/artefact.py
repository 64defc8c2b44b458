"""The bytes of an artefact: one safetensors file with a JSON manifest in its metadata.

No pickle: artefacts outlive code. The manifest is a single metadata entry, because safetensors writes
several in no fixed order and equal artefacts must have equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save

_MANIFEST = "manifest"
_LENGTH_BYTES = 8

Arrays = Mapping[str, NDArray[Any]]


def write_artefact(manifest: Mapping[str, Any], arrays: Arrays) -> bytes:
    """An artefact's bytes; equal contents give equal bytes."""
    text = json.dumps(manifest, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    tensors = {name: np.ascontiguousarray(array) for name, array in sorted(arrays.items())}
    return bytes(save(tensors, metadata={_MANIFEST: text}))


def read_artefact(data: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The manifest and the arrays of an artefact.

    :raises ValueError: these are not an artefact's bytes
    """
    arrays = load(data)
    header_length = int.from_bytes(data[:_LENGTH_BYTES], "little")
    header = json.loads(data[_LENGTH_BYTES : _LENGTH_BYTES + header_length])
    manifest: dict[str, Any] = json.loads(header.get("__metadata__", {}).get(_MANIFEST, "null"))
    if not isinstance(manifest, dict):
        raise ValueError("the artefact has no manifest")
    return manifest, arrays
