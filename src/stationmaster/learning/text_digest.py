"""One digest for texts: what names them, and what shuffles them the same whatever their order."""

from __future__ import annotations

import hashlib


def text_digest(text: str) -> bytes:
    """The SHA-256 of a text, which may hold lone surrogates."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
