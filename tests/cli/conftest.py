"""A shell on a fresh data directory, and one that has trained the example app."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.commands import EXAMPLE, Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(data_dir=tmp_path / "data")


@pytest.fixture(scope="session")
def trained_shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Its data directory is not to be changed."""
    shell = Shell(data_dir=tmp_path_factory.mktemp("trained") / "data")
    shell.run("train", EXAMPLE, "--no-evaluation")
    return shell
