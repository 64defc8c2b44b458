"""Measure NLP.js and Rasa on the texts that we are measured on: `python scripts/bench_peers.py [--long]`.

NLP.js runs on the pinned Node of the clients' tests. Rasa needs Python 3.10: `STATIONMASTER_PYTHON310` names one, or
it is found on the path or among pyenv's. Rasa's hundred epochs take so long that it learns the small sets alone; with
`--long` the others, and of the largest only as many epochs as their rows say.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import bench_learning

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "tests" / "clients"))

import environments  # noqa: E402 - lies with the tests

Rows = bench_learning.Rows
PYTHON_VARIABLE = "STATIONMASTER_PYTHON310"
EPOCHS = 100
NLPJS, RASA = "NLP.js 4.27", "Rasa 3.6.21"


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerSet:
    """A set on which the peers are measured; its name is that of ours."""

    name: str
    read: Callable[[Path], tuple[Rows, Rows]]
    rasa_epochs: int = EPOCHS
    is_long: bool = False  #: for Rasa


SETS = (
    PeerSet(name="Chatbot", read=bench_learning.braun("Chatbot")),
    PeerSet(name="AskUbuntu", read=bench_learning.braun("AskUbuntu")),
    PeerSet(name="WebApplications", read=bench_learning.braun("WebApplications")),
    PeerSet(name="Kore.ai benchmark, in scope", read=bench_learning.kore),
    PeerSet(name="BANKING77, 10 per intent", read=bench_learning.banking77_few(10), is_long=True),
    PeerSet(name="BANKING77", read=bench_learning.banking77, rasa_epochs=2, is_long=True),
    PeerSet(name="SNIPS", read=bench_learning.snips, rasa_epochs=2, is_long=True),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerFigures:
    """What a peer says of one set."""

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


def nlpjs(asked: Asked) -> Iterator[PeerFigures]:
    """What NLP.js says."""
    node, modules = environments.install_node_package("peer-nlpjs", HERE / "peers" / "nlpjs")
    command = [str(node), str(HERE / "peers" / "nlpjs" / "learn.cjs"), str(modules)]
    return _answers(NLPJS, command, asked, {})


def rasa(asked: Asked, python: Path) -> Iterator[PeerFigures]:
    """What Rasa says."""
    python = environments.install_python("peer-rasa", HERE / "peers" / "rasa", python)
    epochs = {each.name: each.rasa_epochs for each, _, _ in asked}
    command = [str(python), str(HERE / "peers" / "rasa" / "learn.py")]
    return _answers(RASA, command, asked, epochs)


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
    for line in _lines(command, json.dumps(given)):
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


def _lines(command: Sequence[str], given: str) -> Iterator[str]:
    """What a peer answers, as it comes; its other words go to a log beside its installation."""
    with (environments.ROOT / "peers.log").open("w") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(given)
            process.stdin.close()
            yield from process.stdout
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=f"see {log.name}")


def _accuracy(labels: Sequence[str], test: Rows) -> float:
    return sum(label == intent for label, (_, intent) in zip(labels, test, strict=True)) / len(test)


def measure(data: Path = bench_learning.DATA) -> Iterator[PeerFigures]:
    """NLP.js's figures, and Rasa's of the small sets where there is a Python for it."""
    asked = read_sets(data)
    yield from _as_far_as_it_runs(nlpjs, asked)
    yield from _as_far_as_it_runs(_rasa, [row for row in asked if not row[0].is_long])


def measure_long(data: Path = bench_learning.DATA) -> Iterator[PeerFigures]:
    """Rasa's figures of the other sets, where there is a Python for it."""
    yield from _as_far_as_it_runs(_rasa, [row for row in read_sets(data) if row[0].is_long])


def _as_far_as_it_runs(peer: Callable[[Asked], Iterator[PeerFigures]], asked: Asked) -> Iterator[PeerFigures]:
    """A peer that cannot be installed or fails costs its own figures alone, and says why."""
    try:
        yield from peer(asked)
    except (AssertionError, OSError, subprocess.SubprocessError) as error:
        print(f"{peer.__name__} was not measured: {error}", file=sys.stderr)


def _rasa(asked: Asked) -> Iterator[PeerFigures]:
    python = python_for_rasa()
    if python is not None:
        yield from rasa(asked, python)


if __name__ == "__main__":
    for figures in measure_long() if "--long" in sys.argv[1:] else measure():
        print(json.dumps(asdict(figures)), flush=True)
