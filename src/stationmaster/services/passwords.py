"""Passwords: kept as scrypt hashes, and checked often without paying for scrypt each time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
import time
from functools import cached_property

from stationmaster.domain.errors import RateLimited

_COST, _BLOCK_SIZE, _PARALLEL = 2**14, 8, 1
_MEMORY_BYTES = 64 * 2**20
_SALT_BYTES = 16

#: How long a password that was right is known to be, and how many are.
KNOWN_SECONDS = 300.0
KNOWN_PASSWORDS = 1_000

#: How many may wait for scrypt at once; whoever comes then is asked to come again.
WAITING = 16


def new_password() -> str:
    """One that nobody guesses."""
    return secrets.token_urlsafe(18)


def hash_password(password: str) -> str:
    """What is kept of a password: a salted scrypt hash with its parameters."""
    salt = secrets.token_bytes(_SALT_BYTES)
    found = _scrypt(password, salt, _COST, _BLOCK_SIZE, _PARALLEL)
    texts = (base64.b64encode(part).decode() for part in (salt, found))
    return "$".join(("scrypt", str(_COST), str(_BLOCK_SIZE), str(_PARALLEL), *texts))


class Passwords:
    """Checks passwords, one at a time, and knows for a while which were right.

    What is known is named by a hash that only this process can make, of the password and of what it was
    checked against: a changed password is unknown at once.
    """

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._known: dict[bytes, float] = {}
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(WAITING)

    @cached_property
    def of_nobody(self) -> str:
        """Takes as long to check as anybody's, and is none's."""
        return hash_password(new_password())

    def match(self, password: str, stored: str) -> bool:
        """Whether this is the password that was hashed so.

        :raises RateLimited: so many wait for an answer that guessing would take up every thread
        """
        name = hmac.digest(self._secret, f"{stored}\0{password}".encode("utf-8", "replace"), "sha256")
        if self._known.get(name, 0.0) > time.monotonic():
            return True
        if not self._places.acquire(blocking=False):
            raise RateLimited(retry_after_seconds=1)
        try:
            with self._turn:
                is_right = _is_right(password, stored)
        finally:
            self._places.release()
        if is_right:
            if len(self._known) >= KNOWN_PASSWORDS:
                self._known.clear()
            self._known[name] = time.monotonic() + KNOWN_SECONDS
        return is_right


def _is_right(password: str, stored: str) -> bool:
    _, cost, block_size, parallel, salt, expected = stored.split("$")
    found = _scrypt(password, base64.b64decode(salt), int(cost), int(block_size), int(parallel))
    return hmac.compare_digest(found, base64.b64decode(expected))


def _scrypt(password: str, salt: bytes, cost: int, block_size: int, parallel: int) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "replace"),
        salt=salt,
        n=cost,
        r=block_size,
        p=parallel,
        maxmem=_MEMORY_BYTES,
    )
