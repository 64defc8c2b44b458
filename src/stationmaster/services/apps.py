"""Apps and versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stationmaster.domain.apps import LUIS, App, AppId, SlotName, Version, VersionId
from stationmaster.domain.dataset import NONE_INTENT, Intent, Item
from stationmaster.domain.errors import AppNotFound, InvalidItem, ItemProtected, LastVersion, NotAMember
from stationmaster.services.labelling import LabellingService
from stationmaster.services.ports import Blobs
from stationmaster.services.session import Session


class AppService:
    """Use cases over apps and versions, for their members only."""

    def __init__(self, session: Session, labelling: LabellingService, blobs: Blobs) -> None:
        self._session = session
        self._blobs = blobs
        self._apps = session.stores.apps
        self._labelling = labelling

    def create(
        self,
        *,
        name: str,
        culture: str,
        description: str = "",
        version_name: str,
        documents: Mapping[str, Any] | None = None,
        version_documents: Mapping[str, Any] | None = None,
        items: Sequence[Item] = (),
        dialect: str = LUIS,
        app_id: str | None = None,
    ) -> tuple[App, Version]:
        """An app with one version that holds these items and an intent for everything else.

        :param app_id: an id in the dialect's own form, not in use yet
        :raises AppExists: the tenant has an app of this name
        """
        app = App(
            id=AppId(app_id or self._session.new_id()),
            tenant_id=self._session.principal.tenant_id,
            owner_id=self._session.principal.user_id,
            name=_required(name, "the app's name"),
            culture=culture,
            created_at=self._session.clock.now(),
            description=description,
            documents=documents or {},
            dialect=dialect,
        )
        self._apps.add(app)
        version = self.add_version(app, version_name, items=items, documents=version_documents or {})
        return app, version

    def get(self, app_id: AppId) -> App:
        """The app, if the caller is a member.

        :raises AppNotFound: no such app of this tenant
        :raises NotAMember: the caller is neither owner nor collaborator
        """
        app = self._apps.get(app_id)
        if not self._is_of_dialect(app):
            raise AppNotFound(f"no app has the id {app_id}")
        if not app.has_member(self._session.principal):
            raise NotAMember(f"{self._session.principal.email} is not a member of app {app_id}")
        return app

    def all(self) -> tuple[App, ...]:
        """The apps of the caller's dialect of which the caller is a member, by name."""
        caller = self._session.principal
        return tuple(app for app in self._apps.all() if self._is_of_dialect(app) and app.has_member(caller))

    def _is_of_dialect(self, app: App) -> bool:
        return self._session.principal.kind.dialect in {None, app.dialect}

    def keep_document(self, app: App, name: str, data: bytes | None) -> None:
        """Keep, or forget, what a dialect carries of an app and no model learns from."""
        self._apps.put_document(app.id, name, None if data is None else self._blobs.put(data))

    def document(self, app: App, name: str) -> bytes | None:
        """What was kept so.

        :raises BlobDamaged: missing or damaged
        """
        blob = self._apps.document(app.id, name)
        return None if blob is None else self._blobs.read(blob)

    def change(self, app: App) -> App:
        """Keep a changed app.

        :raises AppExists: another app has this name
        """
        _required(app.name, "the app's name")
        self._apps.replace(app)
        return app

    def owner_email(self, app: App) -> str:
        """The e-mail of the app's owner."""
        return self._apps.owner_email(app)

    def set_collaborators(self, app: App, emails: Sequence[str]) -> App:
        """Replace the collaborators, each kept once, in order."""
        return self.change(replace(app, collaborators=tuple(dict.fromkeys(emails))))

    def delete(self, app: App) -> None:
        """Delete an app with all that belongs to it."""
        self._apps.delete(app.id)

    def hits(self, app: App) -> int:
        """How many predictions the app has answered."""
        return self._apps.hits(app.id)

    def version(self, app_id: AppId, name: str) -> Version:
        """A version of an app of which the caller is a member.

        :raises AppNotFound: no such app of this tenant
        :raises NotAMember: the caller is neither owner nor collaborator
        :raises VersionNotFound: the app has no such version
        """
        return self._apps.version(self.get(app_id).id, name)

    def versions(self, app: App) -> tuple[Version, ...]:
        """The versions of an app, oldest first."""
        return self._apps.versions(app.id)

    def add_version(
        self,
        app: App,
        name: str,
        *,
        items: Sequence[Item] = (),
        documents: Mapping[str, Any],
        culture: str | None = None,
    ) -> Version:
        """A version that holds these items, and an intent for everything else if they have none.

        :param culture: that of the app, unless it is said
        :raises VersionExists: the app has a version of this name
        """
        version = self._new_version(app, name, documents=documents)
        if culture is not None:
            version = replace(version, culture=culture)
        self._apps.add_version(version)
        if not any(isinstance(item, Intent) and item.name == NONE_INTENT for item in items):
            items = (*items, Intent(id=self._session.new_id(), name=NONE_INTENT))
        return self._labelling.add(version, items)[0]

    def clone(self, version: Version, name: str) -> Version:
        """A copy of a version's items under a new name; nothing of its training is copied.

        :raises VersionExists: the app has a version of this name
        """
        app = self._apps.get(version.app_id)
        copy = self._new_version(app, name, documents=version.documents)
        self._apps.add_version(copy)
        self._session.stores.datasets.copy(version, copy)
        return copy

    def rename_version(self, version: Version, name: str) -> Version:
        """
        :raises VersionExists: another version of the app has this name
        """
        renamed = replace(version, name=_required(name, "the version's name"))
        self._apps.replace_version(renamed)
        for slot in self._apps.slots(version.app_id).values():
            if slot.version_id == version.id:
                self._apps.put_slot(replace(slot, version_name=name))
        return renamed

    def set_documents(self, version: Version, documents: Mapping[str, Any]) -> Version:
        """Keep what a dialect knows of a version beyond its items."""
        changed = replace(version, documents=documents)
        self._apps.replace_version(changed)
        return changed

    def delete_version(self, version: Version) -> None:
        """
        :raises LastVersion: it is the app's only one
        :raises ItemProtected: it is published
        """
        if len(self._apps.versions(version.app_id)) == 1:
            raise LastVersion(f"version {version.name!r} is the only one of its app")
        for slot in self._apps.slots(version.app_id).values():
            if slot.version_id == version.id and slot.name is SlotName.PRODUCTION:
                raise ItemProtected(f"version {version.name!r} is published in {slot.name}")
        self._apps.delete_version(version.id)

    def _new_version(self, app: App, name: str, *, documents: Mapping[str, Any]) -> Version:
        now = self._session.clock.now()
        return Version(
            id=VersionId(self._session.new_id()),
            app_id=app.id,
            tenant_id=app.tenant_id,
            name=_required(name, "the version's name"),
            culture=app.culture,
            created_at=now,
            modified_at=now,
            documents=documents,
        )


def _required(name: str, what: str) -> str:
    if not name.strip():
        raise InvalidItem(f"{what} is empty")
    return name
