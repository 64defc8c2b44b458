"""Measure NLP.js and Rasa beside us, on the same texts in the same run: `python scripts/bench_peers.py [--long]`.

NLP.js runs on the pinned Node of the clients' tests. Rasa needs Python 3.10: `STATIONMASTER_PYTHON310` names one, or
it is found on the path or among pyenv's. Rasa's hundred epochs take so long that without `--long` it learns the small
sets alone; with it, BANKING77 with ten texts an intent too, and of the large sets as many epochs as their rows say.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import bench_learning

from stationmaster.learning.encoder import MemoryVectorCache
from stationmaster.learning.intent_model import IntentModel

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "tests" / "clients"))

import environments  # noqa: E402 - lies with the tests

Rows = bench_learning.Rows
PYTHON_VARIABLE = "STATIONMASTER_PYTHON310"
EPOCHS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerSet:
    """A set on which everybody is measured."""

    name: str
    read: Callable[[Path], tuple[Rows, Rows]]
    rasa_epochs: int = EPOCHS
    is_long: bool = False  #: for Rasa


SETS = (
    PeerSet(name="Chatbot", read=bench_learning.braun("Chatbot")),
    PeerSet(name="AskUbuntu", read=bench_learning.braun("AskUbuntu")),
    PeerSet(name="WebApplications", read=bench_learning.braun("WebApplications")),
    PeerSet(name="Kore.ai benchmark, in scope", read=bench_learning.kore),
    PeerSet(name="BANKING77, 10 per intent", read=bench_learning.banking77_ten, is_long=True),
    PeerSet(name="BANKING77", read=bench_learning.banking77, rasa_epochs=2, is_long=True),
    PeerSet(name="SNIPS", read=bench_learning.snips, rasa_epochs=2, is_long=True),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerFigures:
    """What one of us says of one set."""

    who: str
    name: str
    accuracy: float
    train_seconds: float
    predict_p50_ms: float
    epochs: int | None = None  #: of Rasa's hundred, where it was given fewer


Asked = Sequence[tuple[PeerSet, Rows, Rows]]


def read_sets(data: Path) -> Asked:
    """All sets with their texts."""
    return [(each, *each.read(data)) for each in SETS]


def ours(asked: Asked, tier: str) -> Iterator[PeerFigures]:
    """What we say; texts are encoded when they are stored, which is no part of training."""
    kept = MemoryVectorCache()
    for each, train, test in asked:
        dataset = bench_learning.dataset_of(train, tier=tier)
        if tier == "enhanced":
            bench_learning.learn(dataset, kept=kept)
        started = time.perf_counter()
        model = IntentModel.from_bytes(bench_learning.learn(dataset, kept=kept))
        train_seconds = time.perf_counter() - started
        labels, seconds = [], []
        for text, _ in test:
            started = time.perf_counter()
            labels.append(model.predict(text)[0].label)
            seconds.append(time.perf_counter() - started)
        yield PeerFigures(
            who=f"Stationmaster, {tier}",
            name=each.name,
            accuracy=_accuracy(labels, test),
            train_seconds=train_seconds,
            predict_p50_ms=statistics.median(seconds) * 1000,
        )


def nlpjs(asked: Asked) -> Iterator[PeerFigures]:
    """What NLP.js says."""
    node, modules = environments.install_node_package("peer-nlpjs", HERE / "peers" / "nlpjs")
    command = [str(node), str(HERE / "peers" / "nlpjs" / "learn.cjs"), str(modules)]
    return _answers("NLP.js 4.27", command, asked, {})


def rasa(asked: Asked, python: Path, *, is_long: bool) -> Iterator[PeerFigures]:
    """What Rasa says of the sets that it learns in time."""
    python = environments.install_python("peer-rasa", HERE / "peers" / "rasa", python)
    chosen = [row for row in asked if is_long or not row[0].is_long]
    epochs = {each.name: each.rasa_epochs for each, _, _ in chosen}
    command = [str(python), str(HERE / "peers" / "rasa" / "learn.py")]
    return _answers("Rasa 3.6.21", command, chosen, epochs)


def python_for_rasa() -> Path | None:
    """A Python 3.10 that runs."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [os.environ.get(PYTHON_VARIABLE), shutil.which("python3.10")]
    found += [str(folder / "bin" / "python") for folder in sorted(pyenv.glob("3.10.*"))]
    return next((Path(path) for path in found if path and _runs(path)), None)


def _runs(python: str) -> bool:
    asked = [python, "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split() == ["3", "10"]
    except (OSError, subprocess.CalledProcessError):
        return False


def _answers(
    who: str, command: Sequence[str], asked: Asked, epochs: Mapping[str, int]
) -> Iterator[PeerFigures]:
    given: list[dict[str, Any]] = [
        {
            "name": each.name,
            "train": train,
            "test": [text for text, _ in test],
            "epochs": epochs.get(each.name),
        }
        for each, train, test in asked
    ]
    tests = {each.name: test for each, _, test in asked}
    done = subprocess.run(command, input=json.dumps(given), stdout=subprocess.PIPE, text=True, check=True)
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        asked_for = epochs.get(answer["name"], EPOCHS)
        yield PeerFigures(
            who=who,
            name=answer["name"],
            accuracy=_accuracy(answer["labels"], tests[answer["name"]]),
            train_seconds=answer["trainSeconds"],
            predict_p50_ms=answer["medianSeconds"] * 1000,
            epochs=asked_for if asked_for < EPOCHS else None,
        )


def _accuracy(labels: Sequence[str], test: Rows) -> float:
    return sum(label == intent for label, (_, intent) in zip(labels, test, strict=True)) / len(test)


def measure(data: Path = bench_learning.DATA, *, is_long: bool = False) -> Iterator[PeerFigures]:
    """Everybody's figures; Rasa's where there is a Python for it."""
    asked = read_sets(data)
    yield from ours(asked, "standard")
    yield from ours(asked, "enhanced")
    yield from nlpjs(asked)
    python = python_for_rasa()
    if python is not None:
        yield from rasa(asked, python, is_long=is_long)


if __name__ == "__main__":
    for figures in measure(is_long="--long" in sys.argv[1:]):
        print(json.dumps(asdict(figures)), flush=True)
