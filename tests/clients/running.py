"""How the tests hand a script its options and get its findings back."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from live import Keys, LiveServer

SCRIPT_SECONDS = 120

RunScript = Callable[..., Any]
NewTenant = Callable[[], Keys]


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedApp:
    """An app that answers predictions."""

    id: str
    keys: Keys


def author(server: LiveServer, keys: Keys, method: str, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(
        f"{server.url}/luis/api/v2.0/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Ocp-Apim-Subscription-Key": keys.authoring, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=SCRIPT_SECONDS) as response:
        return json.load(response)


def options_for(server: LiveServer, keys: Keys, options: dict[str, Any]) -> dict[str, Any]:
    fixed = {"url": server.url, "authoringKey": keys.authoring, "endpointKey": keys.endpoint}
    return fixed | options


def clean_environment(extra: dict[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"NO_PROXY": "127.0.0.1"} | extra


def findings_of(command: list[Any], extra: dict[str, str], config: dict[str, Any]) -> Any:
    done = subprocess.run(
        command,
        env=clean_environment(extra),
        input=json.dumps(config),
        capture_output=True,
        text=True,
        timeout=SCRIPT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{command[-1]} ended with {done.returncode}:\n{done.stderr}"
    return json.loads(done.stdout)
