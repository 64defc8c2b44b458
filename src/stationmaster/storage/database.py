"""Opens the database and its transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from stationmaster.domain.errors import StorageUnavailable
from stationmaster.domain.tenants import TenantId
from stationmaster.storage.access import SqlAccess
from stationmaster.storage.apps import SqlApps
from stationmaster.storage.datasets import SqlDatasets
from stationmaster.storage.dispatch import SqlDispatch
from stationmaster.storage.events import EventBuffer
from stationmaster.storage.ledger import SqlLedger
from stationmaster.storage.operations import SqlOperations
from stationmaster.storage.usage import SqlUsage

BUSY_TIMEOUT_SECONDS = 30


def open_engine(path: Path) -> sa.Engine:
    """A SQLite database in write-ahead mode; transactions begin when we say so."""
    engine = sa.create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        pool_size=16,
        max_overflow=48,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "journal_size_limit=67108864"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def _storage_errors() -> Iterator[None]:
    try:
        yield
    except (sa.exc.OperationalError, sqlite3.OperationalError) as error:
        raise StorageUnavailable(str(error)) from error


class SqlDatabase:
    """Transactions on one SQL database.

    Writers of one process take turns by a lock, which is fairer than SQLite's own waiting.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[SqlStores]:
        """One consistent snapshot."""
        with _storage_errors(), self._engine.connect() as connection, connection.begin():
            yield SqlStores(connection)

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[SqlStores]:
        """One transaction, its events last; `durable` ones are synced to the disk."""
        with _storage_errors(), self._turn, self._engine.connect() as connection:
            connection = connection.execution_options(writes=True)
            driver: Any = connection.connection.driver_connection
            driver.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            with connection.begin():
                stores = SqlStores(connection)
                yield stores
                stores.events.flush()

    def change_counter(self) -> SqliteChanges:
        """A counter for one watcher."""
        return SqliteChanges(self._engine)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


class SqliteChanges:
    """SQLite's own number for what others have committed, asked on a connection that never writes."""

    def __init__(self, engine: sa.Engine) -> None:
        self._connection = engine.raw_connection()
        driver: Any = self._connection.driver_connection
        self._ask = driver.execute

    def value(self) -> int:
        """A number that is another one after any commit of anybody."""
        return int(self._ask("PRAGMA data_version").fetchone()[0])


class SqlStores:
    """The stores of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.events = EventBuffer(connection)

    @cached_property
    def access(self) -> SqlAccess:
        return SqlAccess(self._connection)

    @cached_property
    def dispatch(self) -> SqlDispatch:
        return SqlDispatch(self._connection)

    def for_tenant(self, tenant_id: TenantId) -> SqlTenantStores:
        return SqlTenantStores(self._connection, tenant_id, self.events)


class SqlTenantStores:
    """The stores of one transaction that see one tenant's rows only."""

    def __init__(self, connection: sa.Connection, tenant_id: TenantId, events: EventBuffer) -> None:
        self.apps = SqlApps(connection, tenant_id)
        self.datasets = SqlDatasets(connection, tenant_id)
        self.ledger = SqlLedger(connection, tenant_id, events)
        self.operations = SqlOperations(connection, tenant_id)
        self.usage = SqlUsage(connection, tenant_id)
