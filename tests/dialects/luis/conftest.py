"""An author at work on one version, over the real application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from wire import UNSENT, Wire

DONE = {"code": "Success", "message": "Operation Successful"}


@dataclass(frozen=True, kw_only=True)
class Author:
    """Calls on the first version of a new app; each path goes on from that of the version."""

    wire: Wire
    app_id: str

    def call(self, method: str, path: str, body: Any = UNSENT, **query: Any) -> tuple[int, Any]:
        """The status and the JSON of one call."""
        sent = f"?{urlencode(query)}" if query else ""
        reply = self.wire.ask(method, f"/apps/{self.app_id}/versions/0.1/{path}{sent}", body)
        assert reply.headers["content-type"] == "application/json; charset=utf-8"
        return reply.status, reply.json

    def get(self, path: str, **query: Any) -> Any:
        """What a GET that succeeds answers."""
        status, value = self.call("GET", path, **query)
        assert status == 200, value
        return value

    def create(self, path: str, body: Any) -> Any:
        """What a POST that creates answers."""
        status, value = self.call("POST", path, body)
        assert status == 201, value
        return value

    def change(self, method: str, path: str, body: Any = UNSENT, **query: Any) -> None:
        """A call that answers that it is done."""
        assert self.call(method, path, body, **query) == (200, DONE)

    def refused(self, method: str, path: str, body: Any = UNSENT, **query: Any) -> str:
        """The message of a call that is a bad request."""
        status, value = self.call(method, path, body, **query)
        assert status == 400, value
        assert value["error"]["code"] == "BadArgument"
        message: str = value["error"]["message"]
        return message

    def names(self, path: str) -> list[str]:
        """The names in a list."""
        return [each["name"] for each in self.get(path)]

    def intents(self, *names: str) -> None:
        """Make intents."""
        for name in names:
            self.create("intents", {"name": name})

    def label(self, text: str, intent: str, *labels: dict[str, Any]) -> int:
        """Add an example; answers its id."""
        example_id: int = self.create("example", example(text, intent, *labels))["ExampleId"]
        return example_id

    def example(self, text: str) -> dict[str, Any]:
        """The example of this text, as it is reviewed."""
        (found,) = (each for each in self.get("examples") if each["text"] == text)
        return dict(found)

    def labels(self, text: str) -> Sequence[dict[str, Any]]:
        """The labels of an example."""
        labels: list[dict[str, Any]] = self.example(text)["entityLabels"]
        return labels

    def train(self) -> None:
        """Train the version, in this process."""
        self.wire.train(self.app_id)


def example(text: str, intent: str, *labels: dict[str, Any]) -> dict[str, Any]:
    """The body of an example."""
    return {"text": text, "intentName": intent, "entityLabels": labels}


def mark(text: str, words: str, entity: str, **more: Any) -> dict[str, Any]:
    """A label of the first place where these words are, its end counted in."""
    start = text.index(words)
    return {"entityName": entity, "startCharIndex": start, "endCharIndex": start + len(words) - 1, **more}


@pytest.fixture
def author(luis: Wire) -> Author:
    return Author(wire=luis, app_id=luis.create("/apps/", {"name": "travel", "culture": "en-us"}))
