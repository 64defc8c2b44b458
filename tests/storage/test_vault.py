from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from stationmaster.bootstrap import open_station
from stationmaster.config import Settings
from stationmaster.domain.errors import MasterKeyUnusable
from stationmaster.storage.vault import FileVault


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "master.key"


def test_a_secret_is_known_again_to_its_owner_only(path: Path) -> None:
    sealed = FileVault(path).seal("s3cret ü", owner="a")
    assert FileVault(path).unseal(sealed, owner="a") == "s3cret ü"
    with pytest.raises(MasterKeyUnusable, match="not sealed with the key"):
        FileVault(path).unseal(sealed, owner="b")


def test_what_is_sealed_tells_nothing_and_differs_each_time(path: Path) -> None:
    vault = FileVault(path)
    first, second = (vault.seal("secret", owner="a") for _ in range(2))
    assert first != second
    assert b"secret" not in first + second + path.read_bytes()


@pytest.mark.parametrize("place", [0, 12, 15, -1])
def test_a_changed_byte_is_noticed(path: Path, place: int) -> None:
    vault = FileVault(path)
    sealed = bytearray(vault.seal("secret", owner="a"))
    sealed[place] ^= 1
    with pytest.raises(MasterKeyUnusable):
        vault.unseal(bytes(sealed), owner="a")


def test_the_key_is_made_when_it_is_first_needed_for_its_owner_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        vault = FileVault(path)
        assert not path.exists()
        vault.seal("secret", owner="a")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["master.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o601])
def test_a_key_that_others_may_read_is_refused(path: Path, mode: int) -> None:
    FileVault(path).seal("secret", owner="a")
    path.chmod(mode)
    with pytest.raises(MasterKeyUnusable, match=r"master\.key has mode 0\d+"):
        FileVault(path)


def test_a_server_does_not_start_on_a_key_that_others_may_read(path: Path) -> None:
    FileVault(path).seal("secret", owner="a")
    path.chmod(0o644)
    with pytest.raises(MasterKeyUnusable):
        open_station(Settings(data_dir=path.parent))


def test_without_its_key_or_with_half_of_it_nothing_is_unsealed_and_none_is_made(path: Path) -> None:
    sealed = FileVault(path).seal("secret", owner="a")
    path.write_bytes(path.read_bytes()[:16])
    with pytest.raises(MasterKeyUnusable, match="16 bytes"):
        FileVault(path).unseal(sealed, owner="a")
    path.unlink()
    with pytest.raises(MasterKeyUnusable, match="missing"):
        FileVault(path).unseal(sealed, owner="a")
    assert not path.exists()


def test_of_many_who_need_the_first_key_at_once_all_use_the_same(path: Path) -> None:
    ready, sealed = threading.Barrier(8), []

    def seal() -> None:
        vault = FileVault(path)
        ready.wait()
        sealed.append(vault.seal("secret", owner="a"))

    threads = [threading.Thread(target=seal) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    vault = FileVault(path)
    assert [vault.unseal(each, owner="a") for each in sealed] == ["secret"] * 8
