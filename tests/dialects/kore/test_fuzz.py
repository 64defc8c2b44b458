"""Whatever a body, a query or a path says, the answer is one that the vendor could have given."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from bot_wire import BotWire
from florist import imported, upload
from recording import filled, recordings

from stationmaster.dialects.kore.routes import ROUTES

WORDS = (
    *(
        "fileId",
        "fileName",
        "name",
        "language",
        "version",
        "versionComment",
        "initiateTraining",
        "botDefinition",
    ),
    *(
        "configInfo",
        "botFunctions",
        "importOptions",
        "exportOptions",
        "exportType",
        "tasks",
        "nlpData",
        "options",
    ),
    *("faqs", "questionPayload", "question", "answerPayload", "text", "parent", "leafterm", "subQuestions"),
    *(
        "payload",
        "query",
        "referenceId",
        "primaryQuestion",
        "faqPath",
        "faqStatus",
        "primaryResponse",
        "botId",
    ),
    *(
        "configurations",
        "mode",
        "minThreshold",
        "mlParams",
        "intentParams",
        "skip_gram",
        "seqLength",
        "nlSettings",
    ),
    *(
        "advancedNLPSettings",
        "configurationKeyName",
        "configurationValue",
        "enableLanguage",
        "updateLanguage",
    ),
    *(
        "langDefinitionMode",
        "baseLanguage",
        "type",
        "preferredData",
        "training",
        "multiLingualConfigurations",
    ),
    *(
        "input",
        "importType",
        "fileType",
        "delimiter",
        "fileUrl",
        "qsId",
        "enable",
        "tagsPayload",
        "subAnswers",
    ),
)
ROUTES_TRIED = [
    route for route in ROUTES if route.path.startswith("/api/public/") or "findIntent" in route.path
]


class Bodies:
    """Draws JSON that says something here and there."""

    def __init__(self, seed: int, known: list[str]) -> None:
        self.random = random.Random(seed)
        self.scalars = [
            None,
            True,
            False,
            0,
            -1,
            1.5,
            10**20,
            "",
            " ",
            "en",
            "de",
            "ml",
            "csv",
            "😀",
            "\0",
            *known,
        ]

    def value(self, depth: int = 0) -> Any:
        sort = self.random.random()
        if depth > 3 or sort < 0.45:
            return self.random.choice(self.scalars)
        if sort < 0.65:
            return [self.value(depth + 1) for _ in range(self.random.randrange(3))]
        return self.object(depth)

    def object(self, depth: int = 0) -> dict[str, Any]:
        return {word: self.value(depth + 1) for word in self.random.sample(WORDS, self.random.randrange(6))}

    def body(self) -> bytes:
        if self.random.random() < 0.05:
            return self.random.randbytes(20)
        return json.dumps(self.object() if self.random.random() < 0.8 else self.value()).encode()

    def word(self) -> str:
        return quote(str(self.random.choice(self.scalars)), safe="") or "x"


@pytest.mark.parametrize("seed", range(4))
def test_no_call_fails_whatever_it_says(bots: BotWire, seed: int, caplog: pytest.LogCaptureFixture) -> None:
    bot = imported(bots)
    files = [upload(bots, {"faqs": [{"question": "a", "answer": "b"}]}), upload(bots, b"a,b\n", "a.csv")]
    bodies = Bodies(seed, [bot, *files, "Developer defined utterances", "Florist", "configured"])
    for _ in range(250):
        route = bodies.random.choice(ROUTES_TRIED)
        path = route.path.replace("{botId}", bot)
        while "{" in path:
            start, end = path.index("{"), path.index("}")
            path = path[:start] + bodies.word() + path[end + 1 :]
        query = "&".join(
            f"{name}={bodies.word()}"
            for name in ("language", "state", "type", "limit", "ktId", "search", "skip")
            if bodies.random.random() < 0.2
        )
        body = bodies.body()
        reply = bots.send(route.method, f"{path}?{query}", content=body, Content_Type="application/json")
        assert reply.status < 500, (route.method, path, query, body, reply.body)
    bots.workshop.run_operations()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    assert bots.get(f"/bot/{bot}/ml/train/status")["trainingStatus"] in {"Inprogress", "Finished"}


def mutated(value: Any, bodies: Bodies) -> Any:
    """The value with something else in one place."""
    if isinstance(value, dict | list) and value and bodies.random.random() < 0.85:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = bodies.random.choice(keys)
        changed = value.copy()
        changed[key] = mutated(value[key], bodies)
        return changed
    return bodies.value(2)


@pytest.mark.parametrize("path", recordings(), ids=lambda path: path.stem)
def test_no_call_fails_where_one_thing_in_it_is_off(
    bots: BotWire, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bot = imported(bots)
    names: dict[str, Any] = {"bot": bot}
    recording = json.loads(path.read_text())
    for name, content in recording.get("files", {}).items():
        text = content if isinstance(content, str) else json.dumps(content)
        names[f"file:{name}"] = upload(bots, text.encode(), name)
    (task,) = bots.get(f"/bot/{bot}/knowledgeTasks")
    names |= dict.fromkeys(("ref", "request", "job", "run", "extraction", "suite"), "x")
    names |= {"task": task["_id"], "node": task["taxonomy"][0]["nodeId"]}
    bodies = Bodies(len(path.stem), [bot, *map(str, names.values())])
    for exchange in recording["exchanges"]:
        request = exchange["request"]
        for _ in range(25 if "body" in request else 1):
            body = json.dumps(mutated(filled(request.get("body"), names), bodies)).encode()
            url = filled(request["path"], names)
            reply = bots.send(request["method"], url, content=body, Content_Type="application/json")
            assert reply.status < 500, (request["method"], url, body, reply.body)
    bots.workshop.run_operations()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
