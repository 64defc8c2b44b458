"""The bytes of an artefact: one safetensors file with a JSON manifest in its metadata.

No pickle: artefacts outlive code. The manifest is a single metadata entry, because safetensors writes
several in no fixed order and equal artefacts must have equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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


def write_bundle(manifest: Mapping[str, Any], parts: Sequence[bytes]) -> bytes:
    """An artefact's bytes that hold other artefacts."""
    return write_artefact(manifest, {f"part{i}": np.frombuffer(p, np.uint8) for i, p in enumerate(parts)})


def read_bundle(data: bytes, format_name: str) -> tuple[dict[str, Any], list[bytes]]:
    """The manifest and the parts of what `write_bundle` wrote.

    :raises ValueError: these are not the bytes of a bundle of this format
    """
    manifest, arrays = read_artefact(data, format_name)
    return manifest, [arrays[f"part{number}"].tobytes() for number in range(len(arrays))]


def read_manifest(data: bytes) -> dict[str, Any]:
    """The manifest alone.

    :raises ValueError: these are not an artefact's bytes
    """
    length = int.from_bytes(data[:_LENGTH_BYTES], "little")
    header = json.loads(data[_LENGTH_BYTES : _LENGTH_BYTES + length])
    manifest: dict[str, Any] = json.loads(header.get("__metadata__", {}).get(_MANIFEST, "null"))
    if not isinstance(manifest, dict):
        raise ValueError("the artefact has no manifest")
    return manifest


def read_artefact(data: bytes, format_name: str) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The manifest and the arrays of an artefact.

    :raises ValueError: these are not the bytes of an artefact of this format
    """
    arrays, manifest = load(data), read_manifest(data)
    if manifest.get("format") != format_name:
        raise ValueError(f"not {format_name}: {manifest.get('format')}")
    return manifest, arrays
