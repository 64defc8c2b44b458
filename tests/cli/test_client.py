from __future__ import annotations

from pathlib import Path

import pytest
from cli.commands import Shell
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from stationmaster.cli.client import KINDS, ClientKind

OWNER = ("acme", "owner@acme")


@pytest.fixture
def tenant(shell: Shell) -> dict[str, str]:
    created: dict[str, str] = shell.document("tenant", "create", "acme")["kore"]
    return created


def test_every_kind_of_client_app_can_be_made() -> None:
    assert KINDS.keys() == set(ClientKind)
    assert len(set(KINDS.values())) == len(KINDS)


def test_a_new_tenants_client_apps_are_listed_without_their_secrets(
    shell: Shell, tenant: dict[str, str]
) -> None:
    listed = {each["clientId"]: each for each in shell.document("client", "list", "acme")}
    assert listed.keys() == {tenant["clientId"], tenant["adminClientId"]}
    assert listed[tenant["clientId"]]["kind"] == "bot-builder"
    assert listed[tenant["adminClientId"]]["kind"] == "admin-console"
    assert {str(each["scopes"]) for each in listed.values()} == {"{'*': ['*']}"}
    table = shell.run("client", "list", "acme").stdout
    assert tenant["clientId"] in table
    assert tenant["clientSecret"] not in table


def test_a_client_app_is_made_with_what_was_asked_for(shell: Shell, tenant: dict[str, str]) -> None:
    asked = ("--algorithm", "HS512", "--single-use", "--scope", "test_and_train:ml", "--name", "pipeline")
    made = shell.document("client", "add", *OWNER, *asked)
    assert len(made.pop("clientSecret")) == 44
    assert made == {
        "clientId": made["clientId"],
        "name": "pipeline",
        "kind": "bot-builder",
        "algorithm": "HS512",
        "singleUse": True,
        "scopes": {"*": ["test_and_train:ml"]},
    }
    assert made in shell.document("client", "list", "acme")


def test_a_public_key_comes_from_a_file_and_there_is_no_secret(
    shell: Shell, tenant: dict[str, str], tmp_path: Path
) -> None:
    key = rsa.generate_private_key(65537, 2048).public_key()
    path = tmp_path / "key.pem"
    path.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    asked = ("client", "add", *OWNER, "--kind", "admin-console", "--algorithm", "RS256")
    made = shell.document(*asked, "--public-key", path)
    assert "clientSecret" not in made
    shell.run("client", "rotate", "acme", made["clientId"], code=4)
    path.write_text("no key")
    shell.run(*asked, "--public-key", path, code=4)
    shell.run(*asked, code=4)
    shell.run(*asked, "--public-key", tmp_path / "nothing.pem", code=6)


def test_scopes_are_replaced_and_a_secret_is_changed(shell: Shell, tenant: dict[str, str]) -> None:
    client = tenant["clientId"]
    scopes = ("--scope", "test_and_train:ml", "--scope", "test_and_train:faq")
    granted = shell.document("client", "grant", "acme", client, *scopes)
    assert granted["scopes"] == {"*": ["test_and_train:faq", "test_and_train:ml"]}
    rotated = shell.document("client", "rotate", "acme", client)
    assert rotated["scopes"] == granted["scopes"]
    assert rotated["clientSecret"] != tenant["clientSecret"]


def test_what_cannot_be_granted_is_named(shell: Shell, tenant: dict[str, str]) -> None:
    client, admin = tenant["clientId"], tenant["adminClientId"]
    refused = shell.run("client", "grant", "acme", client, "--scope", "bot_definition:bot_import", code=4)
    assert "'bot_definition:bot_import' is no scope" in refused.stderr
    shell.run("client", "grant", "acme", admin, "--scope", "bot_definition:bot_import")
    refused = shell.run("client", "grant", "acme", client, "--bot", "st-unknown", code=4)
    assert "no bot 'st-unknown'" in refused.stderr
    shell.run("client", "grant", "acme", admin, "--bot", "st-unknown", code=4)
    assert shell.document("client", "list", "acme")[0]["scopes"] == {"*": ["*"]}


def test_a_deleted_client_app_is_gone(shell: Shell, tenant: dict[str, str]) -> None:
    shell.run("client", "delete", "acme", tenant["clientId"])
    (left,) = shell.document("client", "list", "acme")
    assert left["clientId"] == tenant["adminClientId"]
    shell.run("client", "delete", "acme", tenant["clientId"], code=3)


def test_a_client_app_of_another_tenant_or_of_nobody_is_not_found(
    shell: Shell, tenant: dict[str, str]
) -> None:
    shell.run("tenant", "create", "globex")
    for client in (tenant["clientId"], "cs-unknown"):
        for command in ("grant", "rotate", "delete"):
            shell.run("client", command, "globex", client, code=3)
    shell.run("client", "add", "acme", "nobody@acme", code=3)
    shell.run("client", "add", "nowhere", "owner@acme", code=3)
