from __future__ import annotations

import re

from cli.commands import Shell

from stationmaster.cli.tenant import KINDS, KeyKind
from stationmaster.domain.tenants import CredentialKind

KEY = "[0-9a-f]{32}"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
CLIENT_SECRET = "[A-Za-z0-9+/]{43}="
PASSWORD = "[A-Za-z0-9_-]{24}"

#: What a client of each dialect is given, and its form.
SHOWN = {
    "luis": {"authoringKey": KEY, "endpointKey": KEY},
    "kore": {
        "accountId": "[0-9a-f]{24}",
        "userId": f"u-{UUID}",
        "username": "owner@acme",
        "password": PASSWORD,
        "clientId": f"cs-{UUID}",
        "clientSecret": CLIENT_SECRET,
        "adminClientId": f"cs-{UUID}",
        "adminClientSecret": CLIENT_SECRET,
    },
    "superoffice": {
        "contextIdentifier": "Cust[1-9][0-9]{4}",
        "username": "owner@acme",
        "password": PASSWORD,
        "ticket": f"7T:{KEY}",
        "appToken": KEY,
        "bearer": rf"8A:Cust[1-9][0-9]{{4}}\.{KEY}",
    },
}


def test_every_credential_that_calls_can_be_limited():
    assert KINDS.keys() == set(KeyKind)
    call_nothing = {CredentialKind.SUPEROFFICE_APP, CredentialKind.LOCAL, CredentialKind.NOBODY}
    assert set(KINDS.values()) == set(CredentialKind) - call_nothing


def test_create_prints_the_credentials_of_every_dialect(shell: Shell):
    created = shell.document("tenant", "create", "acme")
    assert created.pop("tenant") == "acme"
    assert created.keys() == SHOWN.keys()
    for dialect, forms in SHOWN.items():
        assert list(created[dialect]) == list(forms)
        for name, form in forms.items():
            assert re.fullmatch(form, created[dialect][name]), (dialect, name)
    values = [value for values in created.values() for value in values.values()]
    assert len(set(values)) == len(values) - 2  # name and password are the same in both dialects
    assert created["superoffice"]["contextIdentifier"] in created["superoffice"]["bearer"]


def test_a_user_gets_credentials_of_its_own_in_the_same_shape(shell: Shell):
    first = shell.document("tenant", "create", "acme")
    second = shell.document("user", "add", "acme", "b@example.org")
    assert [list(first[dialect]) for dialect in SHOWN] == [list(second[dialect]) for dialect in SHOWN]
    for dialect in SHOWN:
        shared = set(first[dialect].values()) & set(second[dialect].values())
        assert shared <= {first["kore"]["accountId"], first["superoffice"]["contextIdentifier"]}


def test_credentials_are_data_and_what_is_said_of_them_is_not(shell: Shell):
    created = shell.run("tenant", "create", "acme")
    assert [line.split()[:2] for line in created.stdout.splitlines()] == [
        [dialect, name] for dialect, forms in SHOWN.items() for name in forms
    ]
    assert "shown once" in created.stderr


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
