"""Content-addressed files, and datasets and evaluations kept as such."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import msgspec

from stationmaster.domain.build import BlobHash
from stationmaster.domain.dataset import Dataset
from stationmaster.domain.errors import BlobDamaged
from stationmaster.domain.evaluation import Evaluation, EvaluationReport, Subject
from stationmaster.domain.tickets import Ticket
from stationmaster.services.ports import Blobs

_TICKETS_IN_A_BLOB = 5_000
_tickets = msgspec.json.Decoder(list[Ticket])


class FileBlobs:
    """Blobs as files named by their SHA-256, written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> BlobHash:
        """Keep these bytes durably: temporary file, fsync, rename, fsync of the directory."""
        blob = BlobHash(hashlib.sha256(data).hexdigest())
        path = self._path(blob)
        if self._is_whole(path, blob):
            os.utime(path)  # so that it is not collected before somebody refers to it
            return blob
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.with_name(f".{blob}.{secrets.token_hex(8)}")
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        for folder in (path.parent, self._folder):
            _sync_directory(folder)
        return blob

    def read(self, blob: BlobHash) -> bytes:
        """The bytes of this hash, verified."""
        try:
            data = self._path(blob).read_bytes()
        except FileNotFoundError:
            raise BlobDamaged(f"blob {blob} is missing") from None
        if hashlib.sha256(data).hexdigest() != blob:
            raise BlobDamaged(f"blob {blob} does not have the hash that it is named by")
        return data

    def delete_unless(self, referenced: Collection[BlobHash], *, older_than: datetime) -> int:
        """Delete unreferenced blobs and abandoned temporary files last touched before `older_than`."""
        deleted = 0
        for path in self._folder.glob("??/*"):
            if path.name in referenced or path.stat().st_mtime >= older_than.timestamp():
                continue
            path.unlink(missing_ok=True)
            deleted += 1
        return deleted

    def _path(self, blob: BlobHash) -> Path:
        return self._folder / blob[:2] / blob

    def _is_whole(self, path: Path, blob: BlobHash) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return hashlib.sha256(path.read_bytes()).hexdigest() == blob
        return False


def _sync_directory(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class BlobSnapshots:
    """Datasets as JSON blobs."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def save(self, dataset: Dataset) -> BlobHash:
        return self._blobs.put(msgspec.json.encode(dataset))

    def load(self, snapshot: BlobHash) -> Dataset:
        return msgspec.json.decode(self._blobs.read(snapshot), type=Dataset)


class _TicketDocument(msgspec.Struct, frozen=True):
    dataset: Dataset
    parts: list[BlobHash]


class BlobTicketSnapshots:
    """Tickets as blobs of some thousand, and a blob that names these in order."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def save(self, dataset: Dataset, tickets: Iterable[Ticket]) -> BlobHash:
        stream = iter(tickets)
        parts = []
        while chunk := list(islice(stream, _TICKETS_IN_A_BLOB)):
            parts.append(self._blobs.put(zlib.compress(msgspec.json.encode(chunk), 1)))
        return self._blobs.put(msgspec.json.encode(_TicketDocument(dataset, parts)))

    def load(self, snapshot: BlobHash) -> tuple[Dataset, Callable[[], Iterator[Ticket]]]:
        document = msgspec.json.decode(self._blobs.read(snapshot), type=_TicketDocument)

        def read() -> Iterator[Ticket]:
            for part in document.parts:
                yield from _tickets.decode(zlib.decompress(self._blobs.read(part)))

        return document.dataset, read


class _EvaluationDocument(msgspec.Struct, tag="stationmaster-evaluation-1", tag_field="format", frozen=True):
    reports: dict[Subject, EvaluationReport]


class BlobEvaluations:
    """Evaluations as JSON blobs that name their format."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def save(self, evaluation: Evaluation) -> BlobHash:
        return self._blobs.put(msgspec.json.encode(_EvaluationDocument(dict(evaluation))))

    def load(self, blob: BlobHash) -> Evaluation | None:
        data = self._blobs.read(blob)
        try:
            return msgspec.json.decode(data, type=_EvaluationDocument).reports
        except msgspec.ValidationError:
            return None
