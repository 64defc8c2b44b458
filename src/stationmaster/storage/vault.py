"""Seals secrets with a key that lies beside the database, in a file of its owner's alone.

Whoever has only the database, or only the file, has no secret; a backup needs both.
"""

from __future__ import annotations

import os
import secrets
import stat
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from stationmaster.domain.errors import MasterKeyUnusable

_KEY_BYTES = 32
_NONCE_BYTES = 12
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class FileVault:
    """A vault whose key is made when the first secret is sealed.

    :raises MasterKeyUnusable: the file is there, but others than its owner may read or change it
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if path.exists():
            self._refuse_if_open()

    def seal(self, secret: str, *, owner: str) -> bytes:
        """The secret under a nonce of its own, bound to its owner."""
        if not self._path.exists():
            self._make()
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), owner.encode())

    def unseal(self, sealed: bytes, *, owner: str) -> str:
        """The secret that was sealed for this owner."""
        nonce, text = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, text, owner.encode()).decode()
        except InvalidTag:
            raise MasterKeyUnusable(f"a secret was not sealed with the key in {self._path}") from None

    @cached_property
    def _cipher(self) -> AESGCM:
        self._refuse_if_open()
        key = self._path.read_bytes()
        if len(key) != _KEY_BYTES:
            raise MasterKeyUnusable(f"{self._path} has {len(key)} bytes; a key has {_KEY_BYTES}")
        return AESGCM(key)

    def _refuse_if_open(self) -> None:
        try:
            mode = stat.S_IMODE(self._path.stat().st_mode)
        except FileNotFoundError:
            raise MasterKeyUnusable(f"{self._path} is missing: restore it from the backup") from None
        if mode & _OF_OTHERS:
            raise MasterKeyUnusable(f"{self._path} has mode {mode:04o}: only its owner may read it (0600)")

    def _make(self) -> None:
        """Write a new key whole, unless another process has done so meanwhile."""
        temporary = self._path.with_name(f".{self._path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(_KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(temporary, self._path)
            except FileExistsError:
                return
        finally:
            temporary.unlink()
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
