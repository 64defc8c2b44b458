"""The part of the demo that speaks to a Kore.ai bot: import, both trainings, find intent."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

EXAMPLE = Path(__file__).parents[1] / "examples" / "kore" / "garden_centre.json"
TEXTS = ("are my roses on their way yet?", "when are you open on sundays", "good morning!")
_SECONDS = 120.0
_LOOK_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class BotClient:
    """The few public calls of a bot's life, with the token of an Admin-Console app."""

    http: httpx.Client
    token: str

    def call(self, method: str, path: str, **options: Any) -> Any:
        """A call that succeeds."""
        answer = self.http.request(method, path, headers={"auth": self.token}, **options)
        if answer.is_error:
            raise RuntimeError(f"{method} {path} was answered by {answer.status_code}: {answer.text}")
        return answer.json()

    def poll(self, path: str, name: str, until: set[str]) -> Any:
        """The answer whose field has one of these words, at last."""
        began = time.monotonic()
        while time.monotonic() - began < _SECONDS:
            answer = self.call("GET", path)
            if answer[name] in until:
                return answer
            time.sleep(_LOOK_SECONDS)
        raise RuntimeError(f"GET {path} still says {answer}")


def client_of(http: httpx.Client, credentials: dict[str, str]) -> BotClient:
    """A client with a token that it signs itself."""
    key = OctKey.import_key(credentials["adminClientSecret"])
    claims = {"appId": credentials["adminClientId"], "sub": "demo"}
    return BotClient(http=http, token=jwt.encode({"alg": "HS256"}, claims, key))


def story(client: BotClient, say: Callable[[str], None]) -> None:
    """Upload, import, train, find intents and answers."""
    say(f"\nA Kore.ai bot: importing {EXAMPLE.relative_to(EXAMPLE.parents[2])}")
    uploaded = [
        client.call("POST", "/api/public/uploadfile", files={"file": (name, data)}, data=_CONTEXT)["fileId"]
        for name, data in (("botDefinition.json", EXAMPLE.read_bytes()), ("configInfo.json", b"{}"))
    ]
    body = {"botDefinition": uploaded[0], "configInfo": uploaded[1], "name": "Garden centre"}
    requested = client.call("POST", "/api/public/bot/import", json=body)
    path = f"/api/public/bot/import/status/{requested['_id']}"
    imported = client.poll(path, "status", {"success", "failed", "failure"})
    if imported["status"] != "success":
        raise RuntimeError(json.dumps(imported))
    bot = f"/api/public/bot/{imported['streamId']}"
    ml = client.poll(f"{bot}/ml/train/status", "trainingStatus", {"Finished", "Failed"})
    say(f"  ml/train/status    {json.dumps(ml)}")
    faq = client.poll(f"{bot}/faqs/train/status?language=en", "status", {"success", "failure"})
    say(f"  faqs/train/status  {json.dumps(faq)}")
    for text in TEXTS:
        found = client.call(
            "POST",
            f"/api/v1.1/rest/bot/{imported['streamId']}/findIntent?fetchConfiguredTasks=true",
            json={"input": text, "streamName": "Garden centre"},
        )
        winners = found["response"]["finalResolver"]["winningIntent"]
        told = ", ".join(f"{w['activityType']} {w['intent']} ({w['score']:.3f})" for w in winners)
        say(f"  {text}\n    {told or 'nothing'}")


_CONTEXT = {"fileContext": "bulkImport", "fileExtension": "json"}
