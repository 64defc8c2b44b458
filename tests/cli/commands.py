"""Runs commands as a shell would, in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from stationmaster.cli.main import app

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "railway_desk.json"
EXAMPLE_NAME = "Railway desk"
EXAMPLE_TEXT = "please cancel booking SM-12345"


@dataclass(frozen=True, kw_only=True)
class Shell:
    """A shell whose commands all work on one data directory."""

    data_dir: Path

    def run(self, *arguments: str | Path, code: int = 0, given: str | bytes | None = None) -> Result:
        """A command that ends in this exit code, without a traceback.

        :param given: on standard input
        """
        words = [str(argument) for argument in (*arguments, "--data-dir", self.data_dir)]
        result = CliRunner().invoke(app, words, input=given)
        assert result.exit_code == code, f"{result.exit_code}: {result.output}"
        assert "Traceback" not in result.output
        return result

    def document(self, *arguments: str | Path, code: int = 0, given: str | None = None) -> Any:
        """What a command prints on standard output with --json."""
        return json.loads(self.run(*arguments, "--json", code=code, given=given).stdout)


def app_file(path: Path, **changes: Any) -> Path:
    """A small app with two intents as a file."""
    texts = {
        "Greet": ["hello", "hi there", "good morning", "hey you"],
        "Leave": ["bye", "see you later", "good night", "I am off"],
    }
    document = {
        "luis_schema_version": "3.2.0",
        "versionId": "0.1",
        "name": "Small talk",
        "desc": "",
        "culture": "en-us",
        "intents": [{"name": name} for name in (*texts, "None")],
        "entities": [],
        "utterances": [
            {"text": text, "intent": intent, "entities": []}
            for intent, of_intent in texts.items()
            for text in of_intent
        ],
        **changes,
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
