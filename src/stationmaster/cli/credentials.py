"""Credentials, shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stationmaster.cli import output
from stationmaster.domain.tenants import CredentialKind

if TYPE_CHECKING:
    from stationmaster.services.access import NewUser


def credentials_document(new_user: NewUser) -> dict[str, str | dict[str, str]]:
    """The tenant's name and the credentials of each dialect, as its clients send them."""
    # Dialects are not loaded before a command needs one.
    from stationmaster.dialects.kore import auth as kore
    from stationmaster.dialects.superoffice import auth as superoffice

    user, secrets = new_user.user, new_user.secrets
    bot_builder = new_user.client_apps[CredentialKind.KORE_BOT_BUILDER]
    admin_console = new_user.client_apps[CredentialKind.KORE_ADMIN_CONSOLE]
    login = {"username": new_user.username, "password": new_user.password}
    context = new_user.tenant.context
    return {
        "tenant": new_user.tenant.name,
        "luis": {
            "authoringKey": secrets[CredentialKind.LUIS_AUTHORING],
            "endpointKey": secrets[CredentialKind.LUIS_ENDPOINT],
        },
        "kore": {
            "accountId": kore.account_id(user.tenant_id),
            "userId": kore.user_id(user.id),
            **login,
            "clientId": kore.client_id(bot_builder.app.id),
            "clientSecret": bot_builder.secret,
            "adminClientId": kore.client_id(admin_console.app.id),
            "adminClientSecret": admin_console.secret,
        },
        "superoffice": {
            "contextIdentifier": context,
            **login,
            "ticket": superoffice.ticket(secrets[CredentialKind.SUPEROFFICE_TICKET]),
            "appToken": secrets[CredentialKind.SUPEROFFICE_APP],
            "bearer": superoffice.bearer(context, secrets[CredentialKind.SUPEROFFICE_BEARER]),
        },
    }


def show_credentials(new_user: NewUser, *, as_json: bool) -> None:
    """Print what is kept nowhere as it is: the database has hashes, and client secrets sealed."""
    shown = credentials_document(new_user)
    if as_json:
        output.document(shown)
        return
    output.note(f"User {new_user.user.email} of tenant {new_user.tenant.name}.")
    output.note("These credentials are shown once, and kept only as hashes or sealed: keep them now.")
    for dialect, values in shown.items():
        if isinstance(values, dict):
            for name, value in values.items():
                output.line(f"{dialect} {name} {value}")
