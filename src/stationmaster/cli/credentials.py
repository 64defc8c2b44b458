"""Credentials, shown once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stationmaster.cli import output
from stationmaster.domain.tenants import CredentialKind

if TYPE_CHECKING:
    from stationmaster.services.access import NewUser

#: Under which dialect each credential is shown, and what that dialect calls it.
SHOWN_AS: Mapping[CredentialKind, tuple[str, str]] = {
    CredentialKind.LUIS_AUTHORING: ("luis", "authoringKey"),
    CredentialKind.LUIS_ENDPOINT: ("luis", "endpointKey"),
}


def credentials_document(new_user: NewUser) -> dict[str, Any]:
    """The tenant's name and the secrets of each dialect."""
    shown: dict[str, Any] = {"tenant": new_user.tenant.name}
    for kind, secret in new_user.secrets.items():
        dialect, key = SHOWN_AS[kind]
        shown.setdefault(dialect, {})[key] = secret
    return shown


def show_credentials(new_user: NewUser, *, as_json: bool) -> None:
    """Print what is kept nowhere: the database has only its hash."""
    shown = credentials_document(new_user)
    if as_json:
        output.document(shown)
        return
    output.note(f"User {new_user.user.email} of tenant {new_user.tenant.name}.")
    output.note("These keys are shown once and kept only as hashes: keep them now.")
    for dialect, keys in shown.items():
        if isinstance(keys, dict):
            for name, secret in keys.items():
                output.line(f"{dialect} {name} {secret}")
