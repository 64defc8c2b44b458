from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from stationmaster.domain.errors import RateLimited
from stationmaster.services import passwords
from stationmaster.services.passwords import KNOWN_SECONDS, WAITING, Passwords, hash_password, new_password


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were hashed, one after the other."""
    found: list[str] = []
    scrypt: Callable[..., bytes] = passwords._scrypt

    def counting(password: str, *rest: object) -> bytes:
        found.append(password)
        return scrypt(password, *rest)

    monkeypatch.setattr(passwords, "_scrypt", counting)
    return found


@pytest.mark.parametrize("password", ["secret", "", "pa:ss word", "пароль 🔑", "x" * 5_000, "\ud800"])
def test_a_password_matches_its_own_hash_and_no_other(password: str) -> None:
    checked = Passwords()
    stored = hash_password(password)
    assert checked.match(password, stored)
    assert not checked.match(password + "x", stored)
    assert not checked.match(password, hash_password(password + "x"))


def test_two_hashes_of_one_password_differ() -> None:
    assert hash_password("secret") != hash_password("secret")
    assert "secret" not in hash_password("secret")


def test_a_right_password_is_hashed_once_and_a_wrong_one_each_time(hashed: list[str]) -> None:
    checked, stored = Passwords(), hash_password("right")
    hashed.clear()
    assert [checked.match("right", stored) for _ in range(5)] == [True] * 5
    assert hashed == ["right"]
    assert [checked.match("wrong", stored) for _ in range(3)] == [False] * 3
    assert hashed == ["right", "wrong", "wrong", "wrong"]


def test_a_changed_password_is_unknown_at_once() -> None:
    checked = Passwords()
    assert checked.match("old", hash_password("old"))
    assert not checked.match("old", hash_password("new"))


def test_what_was_right_is_forgotten_after_a_while(
    hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    checked, stored, moment = Passwords(), hash_password("right"), 1_000.0
    monkeypatch.setattr(passwords.time, "monotonic", lambda: moment)
    hashed.clear()
    checked.match("right", stored)
    moment += KNOWN_SECONDS - 1
    checked.match("right", stored)
    assert len(hashed) == 1
    moment += 1
    assert checked.match("right", stored)
    assert len(hashed) == 2


def test_only_so_many_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_COST", 2)
    monkeypatch.setattr(passwords, "KNOWN_PASSWORDS", 10)
    checked = Passwords()
    for number in range(25):
        assert checked.match(str(number), hash_password(str(number)))
        assert len(checked._known) <= 10


def test_what_is_known_tells_no_password() -> None:
    checked, stored = Passwords(), hash_password("right")
    checked.match("right", stored)
    (name,) = checked._known
    assert name not in {b"right", stored.encode()}
    other = Passwords()
    other.match("right", stored)
    assert not checked._known.keys() & other._known.keys()


def test_guessers_do_not_take_up_every_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    checked, begun, go_on = Passwords(), threading.Event(), threading.Event()
    monkeypatch.setattr(passwords, "_is_right", lambda *_: begun.set() or not go_on.wait(30))
    assert checked.of_nobody
    with ThreadPoolExecutor(WAITING) as pool:
        guesses = [pool.submit(checked.match, "guess", checked.of_nobody) for _ in range(WAITING)]
        assert begun.wait(30)
        while checked._places._value:
            time.sleep(0.001)
        with pytest.raises(RateLimited):
            checked.match("one more", checked.of_nobody)
        go_on.set()
        assert [guess.result() for guess in guesses] == [False] * WAITING
    assert not checked.match("one more", checked.of_nobody)


def test_nobodys_password_is_nobodys() -> None:
    checked = Passwords()
    assert checked.of_nobody == checked.of_nobody
    assert not checked.match("", checked.of_nobody)
    assert len({new_password() for _ in range(100)}) == 100
