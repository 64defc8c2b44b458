"""What the services need of the world: stores bound to a tenant, blobs, a clock, ids."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from stationmaster.domain.apps import App, AppId, Slot, SlotName, Version, VersionId
from stationmaster.domain.aspects import Aspects
from stationmaster.domain.build import Artefact, BlobHash, Change, TargetGroup, TargetId
from stationmaster.domain.dataset import Dataset, Entity, Facet, Intent, Item
from stationmaster.domain.evaluation import Evaluation
from stationmaster.domain.operations import Operation, OperationId, OperationStatus, Upload, UploadId
from stationmaster.domain.tenants import CredentialKind, TenantId, UserId
from stationmaster.domain.tickets import Ticket
from stationmaster.domain.training import (
    ModelTraining,
    Progress,
    RunId,
    RunRecord,
    Serving,
    TrainingEvent,
    TrainingRequest,
    TrainingRun,
)
from stationmaster.services.access_ports import AccessStore


class Clock(Protocol):
    """Tells the time, in UTC."""

    def now(self) -> datetime: ...


class Blobs(Protocol):
    """Content-addressed files."""

    def put(self, data: bytes) -> BlobHash:
        """Keep these bytes durably; the same bytes are kept once."""

    def read(self, blob: BlobHash) -> bytes:
        """The bytes of this hash.

        :raises BlobDamaged: missing, or the bytes do not have this hash
        """

    def delete_unless(self, referenced: Collection[BlobHash], *, older_than: datetime) -> int:
        """Delete what nothing refers to and was last touched before; returns how many."""


class Snapshots(Protocol):
    """Datasets kept as blobs."""

    def save(self, dataset: Dataset) -> BlobHash: ...

    def load(self, snapshot: BlobHash) -> Dataset: ...


class TicketSnapshots(Protocol):
    """Tickets to learn from, kept as blobs that are read in a stream."""

    def save(self, dataset: Dataset, tickets: Iterable[Ticket]) -> BlobHash:
        """Keep tickets with the rest of their version."""

    def load(self, snapshot: BlobHash) -> tuple[Dataset, Callable[[], Iterator[Ticket]]]:
        """The version without its tickets, and what reads these, as often as it is called.

        :raises BlobDamaged: a part is missing or damaged, which a reader may find out later
        """


class Evaluations(Protocol):
    """Evaluations kept as blobs."""

    def save(self, evaluation: Evaluation) -> BlobHash: ...

    def load(self, blob: BlobHash) -> Evaluation | None:
        """The evaluation, or nothing where another version of Stationmaster wrote another kind.

        :raises BlobDamaged: missing, or the bytes do not have this hash
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemEdit:
    """One item before and after an edit; at least one of the two is there."""

    before: Item | None
    after: Item | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemHistory:
    """One item at two moments."""

    facet: Facet
    label: str
    before: Item | None
    after: Item | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Touched:
    """So many items were added, changed or removed; `labels` names the first few."""

    change: Change
    count: int
    labels: tuple[str, ...]


class AppStore(Protocol):
    """Apps, versions and slots of one tenant."""

    def add(self, app: App) -> None:
        """:raises AppExists: the tenant has an app of this name"""

    def get(self, app_id: AppId) -> App:
        """:raises AppNotFound: no such app of this tenant"""

    def all(self) -> tuple[App, ...]: ...

    def replace(self, app: App) -> None:
        """:raises AppExists: another app has this name"""

    def delete(self, app_id: AppId) -> None: ...

    def owner_email(self, app: App) -> str: ...

    def add_version(self, version: Version) -> None:
        """:raises VersionExists: the app has a version of this name"""

    def version(self, app_id: AppId, name: str) -> Version:
        """:raises VersionNotFound: no such version"""

    def version_by_id(self, version_id: VersionId) -> Version:
        """:raises VersionNotFound: no such version of this tenant"""

    def versions(self, app_id: AppId) -> tuple[Version, ...]: ...

    def replace_version(self, version: Version) -> None:
        """Rename it or keep other documents.

        :raises VersionExists: another version of the app has this name
        """

    def delete_version(self, version_id: VersionId) -> None: ...

    def put_document(self, app_id: AppId, name: str, blob: BlobHash | None) -> None:
        """Keep, or forget, what a dialect carries of an app under a name."""

    def document(self, app_id: AppId, name: str) -> BlobHash | None: ...

    def slots(self, app_id: AppId) -> Mapping[SlotName, Slot]: ...

    def put_slot(self, slot: Slot) -> None: ...

    def add_hits(self, app_id: AppId, hits: int) -> None: ...

    def hits(self, app_id: AppId) -> int: ...


class DatasetStore(Protocol):
    """The labelled material of one tenant's versions, as it is and as it was."""

    def load(self, version: Version, *, at: int | None = None) -> Dataset:
        """All items but those of streamed facets, now or as they were after an edit."""

    def items(
        self, version_id: VersionId, facet: Facet, *, skip: int = 0, take: int | None = None
    ) -> tuple[Item, ...]:
        """Items of one facet in the order in which they were added."""

    def item(self, version_id: VersionId, facet: Facet, item_id: str) -> Item | None: ...

    def named(self, version_id: VersionId, facet: Facet, label: str) -> tuple[Item, ...]:
        """Items called so, whatever the case.

        Messages go by their ticket's id, members by their selection's, tickets by their external key.
        """

    def several_named(self, version_id: VersionId, facet: Facet, labels: Collection[str]) -> tuple[Item, ...]:
        """As `named`, of many names, in no order."""

    def several(self, version_id: VersionId, facet: Facet, item_ids: Collection[str]) -> Mapping[str, Item]:
        """Those of these items that there are, by their ids."""

    def last_added(self, version_id: VersionId, facet: Facet) -> str | None:
        """The id of the item of a facet that was added last, even if it is gone by now."""

    def count(self, version_id: VersionId, facet: Facet) -> int: ...

    def stream(self, version_id: VersionId, facet: Facet, *, at: int | None = None) -> Iterator[Item]:
        """Items of one facet in the order in which they were added, now or as they were, a few at a time."""

    def models(
        self, version_id: VersionId, *, at: int | None = None
    ) -> tuple[tuple[Intent, ...], tuple[Entity, ...]]:
        """Intents and entities, now or as they were after an edit."""

    def take_numbers(self, version_id: VersionId, count: int) -> int:
        """The first of `count` numbers that no item of this version has had."""

    def write(self, version: Version, edits: Sequence[ItemEdit], *, user: UserId, at: datetime) -> Version:
        """One edit of any number of items; returns the version as it stands after it."""

    def aspects(self, version_id: VersionId) -> Aspects: ...

    def history(self, version_id: VersionId, *, since: int, until: int) -> tuple[ItemHistory, ...]:
        """Each item that an edit after `since` touched, as it was then and after `until`.

        Items of streamed facets are told by `touched`.
        """

    def touched(self, version_id: VersionId, facet: Facet, *, since: int, until: int) -> tuple[Touched, ...]:
        """What edits after `since` did to a facet by `until`, as numbers of items.

        Where very many items had another state, those among them that were only carried along otherwise
        count as changed.
        """

    def changed(
        self, version_id: VersionId, facet: Facet, *, since: int
    ) -> Iterator[tuple[Item | None, Item]]:
        """Each item of a facet that was added or changed after an edit and is there: then, if it was, and now."""

    def copy(self, source: Version, target: Version) -> None:
        """Copy all current items, ids included, to a new version."""


class Ledger(Protocol):
    """Training runs of one tenant: the only truth about training."""

    def latest(self, version_id: VersionId, group: TargetGroup) -> RunRecord | None:
        """The newest run that was not cancelled; the newest of all where every one was."""

    def newest(self, version_id: VersionId, group: TargetGroup) -> TrainingRun | None:
        """The newest run, whatever became of it."""

    def recent(self, version_id: VersionId, group: TargetGroup, take: int) -> tuple[TrainingRun, ...]:
        """The newest runs, the newest first."""

    def requested_by(self, run_id: RunId) -> UserId:
        """Who made the newest request that this run answers."""

    def settled(self, version_id: VersionId, group: TargetGroup) -> RunRecord | None:
        """The last run that ended other than cancelled."""

    def serving(self, version_id: VersionId, group: TargetGroup) -> Serving | None:
        """What a group that serves at once answers with."""

    def put_serving(self, serving: Serving) -> None: ...

    def unfinished(self, version_id: VersionId, group: TargetGroup) -> tuple[TrainingRun, ...]:
        """The runs that wait or run, oldest first: at most one of each."""

    def run(self, run_id: RunId) -> RunRecord:
        """:raises RunNotFound: no such run of this tenant"""

    def next_number(self) -> int:
        """The number of the next run; numbers grow with acceptance."""

    def add_run(self, record: RunRecord) -> None: ...

    def replan(self, record: RunRecord) -> bool:
        """Give a run that still waits another sequence and plan; False if it no longer waits."""

    def add_request(self, request: TrainingRequest) -> None: ...

    def move_run(self, before: TrainingRun, after: TrainingRun) -> bool:
        """Compare and set, with its event; False if somebody else moved it."""

    def move_model(self, run: TrainingRun, before: ModelTraining, after: ModelTraining) -> bool:
        """Compare and set, fenced by the run's attempt, with its event; False if refused."""

    def request_cancel(self, run_id: RunId, at: datetime) -> None: ...

    def note_progress(self, run: TrainingRun, progress: Progress) -> None:
        """Fenced by the run's attempt; a late sign is dropped."""

    def add_artefact(self, run: TrainingRun, artefact: Artefact) -> None: ...

    def artefacts(self, version_id: VersionId) -> Mapping[TargetId, Artefact]:
        """Of each target, the last artefact that a run which was not cancelled left."""

    def keep_evaluation(self, run: TrainingRun, blob: BlobHash, at: datetime) -> None:
        """Refer to an evaluation of what this run trained, instead of an earlier one."""

    def evaluations(self, version_id: VersionId) -> Mapping[RunId, BlobHash]:
        """The evaluations of a version's runs, the newest run first."""

    def runs_ahead(self, run: TrainingRun) -> int:
        """How many runs of this tenant wait before this one."""

    def events(self, *, after: int, take: int) -> tuple[TrainingEvent, ...]:
        """The moves that follow the one with this sequence."""


class OperationStore(Protocol):
    """Operations and uploads of one tenant."""

    def next_number(self) -> int:
        """The number of the next operation; numbers grow with acceptance."""

    def add(self, operation: Operation) -> None: ...

    def get(self, operation_id: OperationId) -> Operation | None: ...

    def of_app(self, app_id: AppId, kind: str) -> tuple[Operation, ...]:
        """The operations of one kind on an app, the newest first."""

    def with_status(self, statuses: Collection[OperationStatus]) -> tuple[Operation, ...]:
        """Operations that stand so, the newest first."""

    def move(self, before: Operation, after: Operation) -> bool:
        """Compare and set, by status and attempt; False if somebody else moved it."""

    def note(self, operation: Operation) -> bool:
        """Keep progress, log and result of a running attempt; False if it is over."""

    def wait_again(self, operation: Operation) -> None:
        """Let a running operation wait for its next attempt."""

    def request_cancel(self, operation_id: OperationId, at: datetime) -> None: ...

    def delete(self, operation_id: OperationId) -> None: ...

    def add_upload(self, upload: Upload) -> None: ...

    def upload(self, upload_id: UploadId) -> Upload | None: ...


class UsageStore(Protocol):
    """How often the credentials of a kind called in a month."""

    def add(self, kind: CredentialKind, month: str, calls: int) -> int:
        """Count these calls; returns the number after them."""


class TenantStores(Protocol):
    """Everything of one tenant, and nothing of another."""

    @property
    def apps(self) -> AppStore: ...

    @property
    def datasets(self) -> DatasetStore: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def operations(self) -> OperationStore: ...

    @property
    def usage(self) -> UsageStore: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Lease:
    """Who dispatches; `renewals` grows while the holder lives."""

    holder: str
    renewals: int
    workers: int
    renewed_at: datetime


class DispatchStore(Protocol):
    """What the dispatcher reads across tenants."""

    def next_waiting(self) -> TrainingRun | None:
        """The waiting run to start next, fairly across tenants; none whose version has one running."""

    def note_served(self, run: TrainingRun) -> None:
        """Put the tenant of this run at the end of the turn order."""

    def running(self) -> tuple[TrainingRun, ...]: ...

    def next_operation(self) -> Operation | None:
        """The operation that has waited longest."""

    def running_operations(self) -> tuple[Operation, ...]: ...

    def referenced_blobs(self) -> frozenset[BlobHash]: ...

    def edited_since(self, at: datetime) -> tuple[Version, ...]:
        """The versions that were edited then or later, the last edited first."""

    def lease(self) -> Lease | None: ...

    def take_lease(self, *, seen: Lease | None, holder: str, at: datetime) -> bool:
        """Compare and set: False if the lease is not as it was seen."""

    def renew_lease(self, *, holder: str, workers: int, at: datetime) -> bool:
        """False if somebody else holds it."""


class Stores(Protocol):
    """The stores of one transaction."""

    @property
    def access(self) -> AccessStore: ...

    @property
    def dispatch(self) -> DispatchStore: ...

    def for_tenant(self, tenant_id: TenantId) -> TenantStores: ...


class ChangeCounter(Protocol):
    """Tells whether the database has changed; each belongs to one thread."""

    def value(self) -> int:
        """A number that is another one after any commit of anybody."""


class Database(Protocol):
    """Opens transactions: each commits when its block ends, or changes nothing."""

    def reading(self) -> AbstractContextManager[Stores]:
        """One consistent snapshot."""

    def writing(self, *, durable: bool = True) -> AbstractContextManager[Stores]:
        """One transaction; `durable` ones survive the loss of power."""

    def change_counter(self) -> ChangeCounter:
        """A counter for one watcher."""
