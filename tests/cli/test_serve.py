from __future__ import annotations

import socket

import pytest
from cli.commands import Shell

from stationmaster.cli.serve import _is_loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org", "8.8.8.8"])
def test_an_address_that_others_can_reach_is_refused(shell: Shell, host: str):
    refused = shell.run("serve", "--host", host, code=5)
    assert "--allow-remote" in refused.stderr
    assert not shell.data_dir.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "localhost", "::1", "[::1]"])
def test_loopback_is_recognised(host: str):
    assert _is_loopback(host)


def test_a_taken_port_is_one_sentence(shell: Shell):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = shell.run("serve", "--port", str(taken.getsockname()[1]), code=6)
    assert "already in use" in refused.stderr
