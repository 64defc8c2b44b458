"""A LUIS client that outlives the server's processes: what had no answer is asked again."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

PATIENCE_SECONDS = 120
IN_PROGRESS = {3, 9}
TEXTS = {
    "Greet": ("hello there", "good morning to you", "hi, how are you", "hey friend"),
    "Order": ("bring me a large pizza", "one pizza with olives please", "i want some pasta", "two teas"),
    "Leave": ("see you tomorrow", "goodbye and thank you", "bye for now", "i have to go"),
}


@dataclass(frozen=True, kw_only=True)
class Patient:
    """One authoring key at one server."""

    url: str
    key: str

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of the first answer, however often it takes to get one."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self._ask_once(method, path, body)
            except (OSError, http.client.HTTPException):  # the second: an answer that was cut off
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def import_app(self, name: str) -> str:
        """A small app's id."""
        document = {
            "luis_schema_version": "3.2.0",
            "versionId": "0.1",
            "name": name,
            "desc": "",
            "culture": "en-us",
            "intents": [{"name": intent} for intent in (*TEXTS, "None")],
            "entities": [],
            "utterances": [
                {"text": text, "intent": intent, "entities": []}
                for intent, texts in TEXTS.items()
                for text in texts
            ],
        }
        status, app_id = self.ask("POST", f"/apps/import?appName={name}", document)
        assert status == 201, app_id
        return str(app_id)

    def label(self, app_id: str, text: str, intent: str) -> None:
        status, answer = self.ask(
            "POST", f"/apps/{app_id}/versions/0.1/example", {"text": text, "intentName": intent}
        )
        assert status == 201, answer

    def train(self, app_id: str) -> None:
        status, answer = self.ask("POST", f"/apps/{app_id}/versions/0.1/train")
        assert status == 202, answer

    def states(self, app_id: str) -> set[int]:
        """The status numbers that a version's models have."""
        status, rows = self.ask("GET", f"/apps/{app_id}/versions/0.1/train")
        assert status == 200, rows
        return {row["details"]["statusId"] for row in rows}

    def wait_until_trained(self, app_id: str) -> set[int]:
        """The states once nothing is in progress."""
        deadline = time.monotonic() + 2 * PATIENCE_SECONDS
        while time.monotonic() < deadline:
            states = self.states(app_id)
            if not states & IN_PROGRESS:
                return states
            time.sleep(0.05)
        raise AssertionError(f"app {app_id} has not ended: {states}")

    def _ask_once(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"{self.url}/luis/api/v2.0{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Ocp-Apim-Subscription-Key": self.key, "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(errors="replace")
