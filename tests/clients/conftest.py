"""A real server, and the vendors' clients to run against it."""

from __future__ import annotations

import itertools
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clients import booking
from clients.environments import Environments, install
from clients.running import (
    SCRIPT_SECONDS,
    NewTenant,
    PublishedApp,
    RunScript,
    author,
    clean_environment,
    findings_of,
    options_for,
)
from live import Keys, LiveServer

HERE = Path(__file__).parent
TRAINING_SECONDS = 180
#: The first test of a session also installs the clients.
TEST_SECONDS = 1200


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.clients)
            item.add_marker(pytest.mark.timeout(TEST_SECONDS))


@pytest.fixture(scope="session")
def environments() -> Environments:
    """The installed clients."""
    return install()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for all client tests; each test has a tenant of its own."""
    live = LiveServer.start(tmp_path_factory.mktemp("server") / "data", "--region", "westus")
    yield live
    live.stop()


@pytest.fixture(scope="session")
def new_tenant(server: LiveServer) -> NewTenant:
    """Makes a tenant that no other test sees."""
    numbers = itertools.count(1)
    return lambda: server.create_tenant(f"clients-{next(numbers)}")


@pytest.fixture
def keys(new_tenant: NewTenant) -> Keys:
    return new_tenant()


@pytest.fixture(scope="session")
def run_python(environments: Environments, server: LiveServer) -> RunScript:
    """Runs a script of `python/` in the clients' environment: its options in, its findings out."""

    def run(script: str, keys: Keys, **options: Any) -> Any:
        command = [environments.python, "-W", "ignore", HERE / "python" / script]
        return findings_of(command, {}, options_for(server, keys, options))

    return run


@pytest.fixture(scope="session")
def run_node(environments: Environments, server: LiveServer) -> RunScript:
    """Runs a script of `node/` with the packages of the folder it is in."""

    def run(script: str, keys: Keys, **options: Any) -> Any:
        modules = environments.node_modules[Path(script).parent.name]
        command = [environments.node, HERE / "node" / script]
        return findings_of(command, {"NODE_PATH": str(modules)}, options_for(server, keys, options))

    return run


@pytest.fixture
def luis_cli(environments: Environments, server: LiveServer, keys: Keys, tmp_path: Path) -> RunScript:
    """Runs one command of `luis-apis` and gives back the finished process."""
    cli = environments.node_modules["cli"] / "luis-apis/bin/luis.js"
    # It asks the registry for a newer release of itself at every start: here nobody answers.
    environment = clean_environment({"npm_config_registry": "http://127.0.0.1:9/", "FORCE_COLOR": "0"})

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        fixed = ("--endpoint", server.url, "--authoringKey", keys.authoring)
        return subprocess.run(
            [environments.node, cli, *arguments, *fixed],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SCRIPT_SECONDS,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def published_app(server: LiveServer, new_tenant: NewTenant) -> PublishedApp:
    """The travel app with roles, trained and published, for the clients that only predict."""
    keys = new_tenant()
    app_id = author(server, keys, "POST", "apps/import?appName=travel", booking.app_json("travel"))
    version = f"apps/{app_id}/versions/0.1"
    author(server, keys, "POST", f"{version}/train")
    deadline = time.monotonic() + TRAINING_SECONDS
    while True:
        statuses = {row["details"]["status"] for row in author(server, keys, "GET", f"{version}/train")}
        if not statuses & {"Queued", "InProgress"}:
            break
        assert time.monotonic() < deadline, statuses
        time.sleep(0.2)
    assert statuses == {"Success"}
    author(server, keys, "POST", f"apps/{app_id}/publish", {"versionId": "0.1", "isStaging": False})
    return PublishedApp(id=app_id, keys=keys)
