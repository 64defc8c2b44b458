"""Apps, versions and slots of one tenant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from stationmaster.domain.apps import App, AppId, Slot, SlotName, Version, VersionId
from stationmaster.domain.build import BlobHash
from stationmaster.domain.errors import AppExists, AppNotFound, VersionExists, VersionNotFound
from stationmaster.domain.tenants import TenantId, UserId
from stationmaster.storage import tables


class SqlApps:
    """Rows of one tenant only; a foreign app is not found, as one that never was."""

    def __init__(self, connection: sa.Connection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    def add(self, app: App) -> None:
        self._refuse_name(app)
        self._connection.execute(sa.insert(tables.app).values(**_app_row(app)))

    def get(self, app_id: AppId) -> App:
        row = self._connection.execute(self._select_apps().where(tables.app.c.id == app_id)).first()
        if row is None:
            raise AppNotFound(f"no app has the id {app_id}")
        return _app(row)

    def all(self) -> tuple[App, ...]:
        rows = self._connection.execute(self._select_apps().order_by(tables.app.c.name))
        return tuple(_app(row) for row in rows)

    def replace(self, app: App) -> None:
        self._refuse_name(app)
        self._connection.execute(
            sa.update(tables.app).filter_by(id=app.id, tenant_id=self._tenant_id).values(**_app_row(app))
        )

    def owner_email(self, app: App) -> str:
        found = sa.select(tables.user.c.email).filter_by(id=app.owner_id, tenant_id=self._tenant_id)
        return str(self._connection.execute(found).scalar_one())

    def delete(self, app_id: AppId) -> None:
        for version in self.versions(app_id):
            self.delete_version(version.id)
        for table in (tables.slot, tables.operation, tables.document):
            self._connection.execute(sa.delete(table).filter_by(app_id=app_id))
        self._connection.execute(sa.delete(tables.app).filter_by(id=app_id, tenant_id=self._tenant_id))

    def add_version(self, version: Version) -> None:
        self._refuse_version_name(version)
        self._connection.execute(sa.insert(tables.version).values(**_version_row(version), numbers=0))

    def version(self, app_id: AppId, name: str) -> Version:
        row = self._connection.execute(self._select_versions().filter_by(app_id=app_id, name=name)).first()
        if row is None:
            raise VersionNotFound(f"the app has no version {name!r}")
        return version_from(row)

    def version_by_id(self, version_id: VersionId) -> Version:
        row = self._connection.execute(self._select_versions().filter_by(id=version_id)).first()
        if row is None:
            raise VersionNotFound(f"no version has the id {version_id}")
        return version_from(row)

    def versions(self, app_id: AppId) -> tuple[Version, ...]:
        table = tables.version
        rows = self._connection.execute(
            self._select_versions().filter_by(app_id=app_id).order_by(table.c.created_at, table.c.name)
        )
        return tuple(version_from(row) for row in rows)

    def replace_version(self, version: Version) -> None:
        self._refuse_version_name(version)
        self._connection.execute(
            sa.update(tables.version).filter_by(id=version.id).values(**_version_row(version))
        )

    def delete_version(self, version_id: VersionId) -> None:
        runs = sa.select(tables.training_run.c.id).filter_by(version_id=version_id)
        for table in (tables.event, tables.model_training, tables.training_request, tables.evaluation):
            self._connection.execute(sa.delete(table).where(table.c.run_id.in_(runs)))
        for table in (
            tables.training_run,
            tables.artefact,
            tables.item,
            tables.edit,
            tables.aspect,
            tables.serving,
        ):
            self._connection.execute(sa.delete(table).filter_by(version_id=version_id))
        self._connection.execute(sa.delete(tables.slot).filter_by(version_id=version_id))
        self._connection.execute(
            sa.delete(tables.version).filter_by(id=version_id, tenant_id=self._tenant_id)
        )

    def put_document(self, app_id: AppId, name: str, blob: BlobHash | None) -> None:
        own = {"app_id": app_id, "name": name}
        self._connection.execute(sa.delete(tables.document).filter_by(**own))
        if blob is not None:
            self._connection.execute(sa.insert(tables.document).values(**own, blob=blob))

    def document(self, app_id: AppId, name: str) -> BlobHash | None:
        own = sa.select(tables.document.c.blob).filter_by(app_id=app_id, name=name)
        blob = self._connection.execute(own).scalar_one_or_none()
        return None if blob is None else BlobHash(blob)

    def slots(self, app_id: AppId) -> Mapping[SlotName, Slot]:
        rows = self._connection.execute(sa.select(tables.slot).filter_by(app_id=app_id))
        return {
            SlotName(row.name): Slot(
                app_id=AppId(row.app_id),
                name=SlotName(row.name),
                version_id=VersionId(row.version_id),
                version_name=row.version_name,
                run_id=row.run_id,
                published_at=row.published_at,
                published_by=UserId(row.published_by),
            )
            for row in rows
        }

    def put_slot(self, slot: Slot) -> None:
        key = {"app_id": slot.app_id, "name": slot.name.value}
        self._connection.execute(sa.delete(tables.slot).filter_by(**key))
        self._connection.execute(
            sa.insert(tables.slot).values(
                **key,
                version_id=slot.version_id,
                version_name=slot.version_name,
                run_id=slot.run_id,
                published_at=slot.published_at,
                published_by=slot.published_by,
            )
        )

    def add_hits(self, app_id: AppId, hits: int) -> None:
        self._connection.execute(
            sa.update(tables.app).filter_by(id=app_id).values(hits=tables.app.c.hits + hits)
        )

    def hits(self, app_id: AppId) -> int:
        return int(self._connection.execute(sa.select(tables.app.c.hits).filter_by(id=app_id)).scalar_one())

    def _select_apps(self) -> sa.Select[Any]:
        return sa.select(tables.app).where(tables.app.c.tenant_id == self._tenant_id)

    def _select_versions(self) -> sa.Select[Any]:
        return sa.select(tables.version).where(tables.version.c.tenant_id == self._tenant_id)

    def _refuse_name(self, app: App) -> None:
        same = self._select_apps().where(
            tables.app.c.dialect == app.dialect, tables.app.c.name == app.name, tables.app.c.id != app.id
        )
        if self._connection.execute(same).first():
            raise AppExists(f"an app called {app.name!r} exists already")

    def _refuse_version_name(self, version: Version) -> None:
        same = self._select_versions().where(
            tables.version.c.app_id == version.app_id,
            tables.version.c.name == version.name,
            tables.version.c.id != version.id,
        )
        if self._connection.execute(same).first():
            raise VersionExists(version.name)


def _app_row(app: App) -> dict[str, Any]:
    return {
        "id": app.id,
        "tenant_id": app.tenant_id,
        "owner_id": app.owner_id,
        "name": app.name,
        "culture": app.culture,
        "created_at": app.created_at,
        "description": app.description,
        "collaborators": list(app.collaborators),
        "documents": dict(app.documents),
        "dialect": app.dialect,
    }


def _app(row: Any) -> App:
    return App(
        id=AppId(row.id),
        tenant_id=TenantId(row.tenant_id),
        owner_id=UserId(row.owner_id),
        name=row.name,
        culture=row.culture,
        created_at=row.created_at,
        description=row.description,
        collaborators=tuple(row.collaborators),
        documents=row.documents,
        dialect=row.dialect,
    )


def _version_row(version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "app_id": version.app_id,
        "tenant_id": version.tenant_id,
        "name": version.name,
        "culture": version.culture,
        "created_at": version.created_at,
        "modified_at": version.modified_at,
        "sequence": version.sequence,
        "documents": dict(version.documents),
    }


def version_from(row: Any) -> Version:
    return Version(
        id=VersionId(row.id),
        app_id=AppId(row.app_id),
        tenant_id=TenantId(row.tenant_id),
        name=row.name,
        culture=row.culture,
        created_at=row.created_at,
        modified_at=row.modified_at,
        sequence=row.sequence,
        documents=row.documents,
    )
