from __future__ import annotations

import re

from cli.commands import Shell

from stationmaster.cli.credentials import SHOWN_AS
from stationmaster.cli.tenant import KINDS, KeyKind
from stationmaster.domain.tenants import CredentialKind

KEY = re.compile(r"[0-9a-f]{32}")


def test_every_credential_has_a_place_in_the_output():
    assert SHOWN_AS.keys() == set(CredentialKind)
    assert len(set(SHOWN_AS.values())) == len(CredentialKind)


def test_every_credential_can_be_limited():
    assert KINDS.keys() == set(KeyKind)
    assert set(KINDS.values()) == set(CredentialKind)


def test_create_prints_the_keys_of_every_dialect(shell: Shell):
    created = shell.document("tenant", "create", "acme")
    assert created.keys() == {"tenant", "luis"}
    assert created["tenant"] == "acme"
    assert created["luis"].keys() == {"authoringKey", "endpointKey"}
    assert all(KEY.fullmatch(key) for key in created["luis"].values())
    assert created["luis"]["authoringKey"] != created["luis"]["endpointKey"]


def test_a_user_gets_keys_of_its_own_in_the_same_shape(shell: Shell):
    first = shell.document("tenant", "create", "acme")
    second = shell.document("user", "add", "acme", "b@example.org")
    assert first.keys() == second.keys()
    assert not set(first["luis"].values()) & set(second["luis"].values())


def test_keys_are_data_and_what_is_said_of_them_is_not(shell: Shell):
    created = shell.run("tenant", "create", "acme")
    assert [line.split()[:2] for line in created.stdout.splitlines()] == [
        ["luis", "authoringKey"],
        ["luis", "endpointKey"],
    ]
    assert "kept only as hashes" in created.stderr


def test_a_taken_name_is_refused(shell: Shell):
    shell.run("tenant", "create", "acme")
    refused = shell.run("tenant", "create", "acme", code=5)
    assert refused.stderr == "Error: Tenant 'acme' exists already.\n"
    assert not refused.stdout


def test_a_user_of_an_unknown_tenant_is_refused(shell: Shell):
    shell.run("user", "add", "nobody", "a@example.org", code=3)


def test_limits_are_off_until_set_and_can_be_lifted(shell: Shell):
    shell.run("tenant", "create", "acme")
    assert shell.document("tenant", "list")[0]["limits"] == {}
    shell.run("tenant", "limit", "acme", "--kind", "endpoint", "--per-second", "3", "--per-month", "1000")
    (listed,) = shell.document("tenant", "list")
    assert listed["limits"] == {"luis.endpoint": {"perSecond": 3, "perMonth": 1000}}
    shell.run("tenant", "limit", "acme", "--kind", "endpoint")
    (listed,) = shell.document("tenant", "list")
    assert listed["limits"]["luis.endpoint"] == {"perSecond": None, "perMonth": None}


def test_a_limit_of_nothing_is_wrong_usage(shell: Shell):
    shell.run("tenant", "limit", "acme", "--kind", "endpoint", "--per-second", "0", code=2)
    shell.run("tenant", "limit", "acme", "--kind", "keyring", code=2)
