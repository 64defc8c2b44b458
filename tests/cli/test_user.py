from __future__ import annotations

from cli.commands import Shell


def test_a_new_password_replaces_the_old_one_under_the_same_name(shell: Shell) -> None:
    created = shell.document("tenant", "create", "acme")["kore"]
    changed = shell.document("user", "password", "acme", "owner@acme")
    assert changed["username"] == created["username"]
    assert changed["password"] != created["password"]
    again = shell.run("user", "password", "acme", "owner@acme")
    assert [line.split()[0] for line in again.stdout.splitlines()] == ["username", "password"]


def test_a_password_of_nobody_cannot_be_changed(shell: Shell) -> None:
    shell.run("tenant", "create", "acme")
    shell.run("user", "password", "acme", "nobody@acme", code=3)
    shell.run("user", "password", "nowhere", "owner@acme", code=3)


def test_a_user_who_exists_is_refused(shell: Shell) -> None:
    shell.run("tenant", "create", "acme")
    shell.run("user", "add", "acme", "owner@acme", code=5)
