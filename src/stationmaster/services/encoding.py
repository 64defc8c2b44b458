"""Texts that were stored and whose vectors trainings will want."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from stationmaster.domain.apps import VersionId
from stationmaster.domain.dataset import Dataset
from stationmaster.domain.tenants import TenantId
from stationmaster.services.ports import Clock, Database

#: How far back edits count when nobody knows which of them were seen, and how long one may take to be committed.
_FIRST_LOOK, _OVERLAP = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredTexts:
    """What one tenant's version holds."""

    tenant_id: TenantId
    texts: Sequence[str]


class EncodingService:
    """Remembers how far it has seen each version.

    :param texts_of: the texts of a version that have a vector
    """

    def __init__(
        self, database: Database, clock: Clock, texts_of: Callable[[Dataset], Sequence[str]]
    ) -> None:
        self._database, self._clock, self._texts_of = database, clock, texts_of
        self._looked_at = clock.now() - _FIRST_LOOK
        self._seen: dict[VersionId, int] = {}

    def stored(self) -> Iterator[StoredTexts]:
        """Of each version that was edited since the last time: its texts, old and new."""
        since, self._looked_at = self._looked_at, self._clock.now() - _OVERLAP
        with self._database.reading() as stores:
            edited = stores.dispatch.edited_since(since)
        unseen = [version for version in edited if self._seen.get(version.id) != version.sequence]
        self._seen = {version.id: version.sequence for version in edited}
        for version in unseen:
            with self._database.reading() as stores:
                dataset = stores.for_tenant(version.tenant_id).datasets.load(version)
            if texts := self._texts_of(dataset):
                yield StoredTexts(tenant_id=version.tenant_id, texts=texts)

    def tenants(self) -> frozenset[TenantId]:
        """All that there are."""
        with self._database.reading() as stores:
            return frozenset(tenant.id for tenant in stores.access.tenants())
