"""Vectors of texts in one SQLite file for each tenant; losing any costs only time, so no error gets out.

Several processes may use a file at once. What was not asked for in a month goes, and so do the vectors that were
asked for longest ago where there are too many, and whole files whose tenant is gone.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np

from stationmaster.domain.tenants import TenantId
from stationmaster.learning.encoder import TextHash, VectorCache, Vectors
from stationmaster.services.ports import Clock

logger = logging.getLogger(__name__)

MOST_VECTORS = 100_000  #: of one tenant: some 170 MB
UNUSED_AGE = timedelta(days=30)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS vector (
    encoder TEXT NOT NULL, text BLOB NOT NULL, vector BLOB NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (encoder, text)
);
CREATE INDEX IF NOT EXISTS vector_used ON vector (used);
"""
_FORGET = """
DELETE FROM vector WHERE rowid IN
    (SELECT rowid FROM vector ORDER BY used DESC, rowid DESC LIMIT -1 OFFSET ?)
"""
_ASKED_AT_ONCE = 500
_BUSY_SECONDS = 5.0
_SUFFIXES = ("", "-wal", "-shm")

Result = TypeVar("Result")


class FileVectors:
    """The vectors of all tenants."""

    def __init__(self, folder: Path, clock: Clock, *, most: int = MOST_VECTORS) -> None:
        self._folder, self._clock, self._most = folder, clock, most

    def for_tenant(self, tenant_id: TenantId) -> VectorCache:
        """One tenant's."""
        return _TenantVectors(self._path(tenant_id), self._clock, self._most)

    def collect(self, tenants: Collection[TenantId]) -> int:
        """Delete the files of other tenants, and those not written in a month; returns how many."""
        known = {self._path(tenant_id).name for tenant_id in tenants}
        oldest = (self._clock.now() - UNUSED_AGE).timestamp()
        found = [
            path for path in self._folder.glob("*.db") if path.name not in known or _written(path) < oldest
        ]
        for path in found:
            _delete(path)
        return len(found)

    def _path(self, tenant_id: TenantId) -> Path:
        return self._folder / f"{tenant_id}.db"


class _TenantVectors:
    def __init__(self, path: Path, clock: Clock, most: int) -> None:
        self._path, self._clock, self._most = path, clock, most

    def get(self, encoder: str, texts: Sequence[TextHash]) -> Mapping[TextHash, Vectors]:
        def read(connection: sqlite3.Connection) -> dict[TextHash, Vectors]:
            found: dict[TextHash, Vectors] = {}
            for first in range(0, len(texts), _ASKED_AT_ONCE):
                found |= self._some(connection, encoder, texts[first : first + _ASKED_AT_ONCE])
            return found

        return (self._do(read) if self._path.exists() else None) or {}

    def put(self, encoder: str, vectors: Mapping[TextHash, Vectors]) -> None:
        today = self._today()
        rows = [
            (encoder, bytes.fromhex(text), vector.astype("<f4").tobytes(), today)
            for text, vector in vectors.items()
        ]

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                connection.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?, ?, ?)", rows)
                connection.execute("DELETE FROM vector WHERE used < ?", (today - UNUSED_AGE.days,))
                connection.execute(_FORGET, (self._most,))

        self._do(write)

    def _some(
        self, connection: sqlite3.Connection, encoder: str, texts: Sequence[TextHash]
    ) -> Iterator[tuple[TextHash, Vectors]]:
        asked = f"encoder = ? AND text IN ({', '.join('?' * len(texts))})"
        names = (encoder, *map(bytes.fromhex, texts))
        rows = connection.execute(f"SELECT text, vector, used FROM vector WHERE {asked}", names).fetchall()
        today = self._today()
        if any(used < today for _, _, used in rows):
            with connection:
                connection.execute(f"UPDATE vector SET used = ? WHERE {asked}", (today, *names))
        return ((text.hex(), np.frombuffer(data, dtype="<f4")) for text, data, _ in rows)

    def _today(self) -> int:
        return self._clock.now().toordinal()

    def _do(self, work: Callable[[sqlite3.Connection], Result]) -> Result | None:
        """Work on a connection for this one call; nothing where it fails, and a damaged file is begun anew."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=NORMAL")
                connection.executescript(_SCHEMA)
                return work(connection)
        except (sqlite3.OperationalError, OSError) as error:
            logger.warning("vectors cannot be kept now: %s", error)
        except sqlite3.DatabaseError as error:
            logger.warning("kept vectors are damaged and will be worked out again: %s", error)
            _delete(self._path)
        return None


def _written(path: Path) -> float:
    return max(
        each.stat().st_mtime
        for each in (path, path.with_name(f"{path.name}-wal"))
        if each == path or each.exists()
    )


def _delete(path: Path) -> None:
    for suffix in _SUFFIXES:
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)
