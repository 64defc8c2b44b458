"""Measure the learners on public sets with their authors' splits: `python scripts/bench_learning.py DIR`.

DIR holds `braun2017/*Corpus.json` and `banking77/{train,test}.csv`; it defaults to the development data
next to the checkout.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from stationmaster.domain.build import targets_of
from stationmaster.domain.dataset import NONE_INTENT, Dataset, Intent, Utterance
from stationmaster.learning.intent_model import IntentModel
from stationmaster.learning.intents import build_intents

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "nlu"

Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class IntentFigures:
    """What one set says of the intents' learner."""

    name: str
    accuracy: float  #: equals micro F1, None counted
    floor: float
    train_texts: int
    test_texts: int
    train_seconds: float
    train_cpu_seconds: float
    artefact_bytes: int
    load_ms: float
    predict_p50_ms: float
    calibration_error: float


def braun(name: str) -> Callable[[Path], tuple[Rows, Rows]]:
    """A reader of one of the three corpora of Braun et al. (2017)."""

    def read(data: Path) -> tuple[Rows, Rows]:
        sentences = json.loads((data / "braun2017" / f"{name}Corpus.json").read_text("utf-8"))["sentences"]
        train = [(s["text"], s["intent"]) for s in sentences if s["training"]]
        return train, [(s["text"], s["intent"]) for s in sentences if not s["training"]]

    return read


def banking77(data: Path) -> tuple[Rows, Rows]:
    """The whole of BANKING77."""
    return _csv(data / "banking77" / "train.csv"), _csv(data / "banking77" / "test.csv")


def banking77_ten(data: Path) -> tuple[Rows, Rows]:
    """BANKING77 with ten training texts for each intent."""
    lines = (data / "banking77" / "train_10.jsonl").read_text("utf-8").splitlines()
    rows = [(row["text"], row["intent"]) for row in map(json.loads, lines)]
    return rows, _csv(data / "banking77" / "test.csv")


def _csv(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]


SETS: Sequence[tuple[str, float, Callable[[Path], tuple[Rows, Rows]]]] = (
    ("Chatbot", 0.97, braun("Chatbot")),
    ("AskUbuntu", 0.92, braun("AskUbuntu")),
    ("WebApplications", 0.83, braun("WebApplications")),
    ("BANKING77, 10 per intent", 0.0, banking77_ten),
    ("BANKING77", 0.925, banking77),
)


def dataset_of(rows: Rows, culture: str = "en-us") -> Dataset:
    """An app with these utterances."""
    names = sorted({intent for _, intent in rows} | {NONE_INTENT})
    return Dataset(
        culture=culture,
        intents=tuple(Intent(id=f"intent-{number}", name=name) for number, name in enumerate(names)),
        utterances=tuple(
            Utterance(id=str(number), text=text, intent=intent) for number, (text, intent) in enumerate(rows)
        ),
    )


def measure_intents(name: str, floor: float, train: Rows, test: Rows) -> IntentFigures:
    """Train on one part, and predict the other."""
    dataset = dataset_of(train)
    wall, cpu = time.perf_counter(), time.process_time()
    built = build_intents(dataset, targets_of(dataset.intents, ()), lambda stage, fraction: None)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    artefact = built[0].artefact
    assert artefact is not None
    loading = time.perf_counter()
    model = IntentModel.from_bytes(artefact)
    loading = time.perf_counter() - loading
    answers, seconds = [], []
    for text, intent in test:
        started = time.perf_counter()
        best = model.predict(text)[0]
        seconds.append(time.perf_counter() - started)
        answers.append((best.score, best.label == intent))
    return IntentFigures(
        name=name,
        accuracy=sum(right for _, right in answers) / len(answers),
        floor=floor,
        train_texts=len(train),
        test_texts=len(test),
        train_seconds=wall,
        train_cpu_seconds=cpu,
        artefact_bytes=len(artefact),
        load_ms=loading * 1000,
        predict_p50_ms=median(seconds) * 1000,
        calibration_error=_calibration_error(answers),
    )


def _calibration_error(answers: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """How far the best labels' mean scores are from how often they are right, in bins of equal size."""
    ranked = sorted(answers)
    size = -(-len(ranked) // bins)
    parts = [ranked[first : first + size] for first in range(0, len(ranked), size)]
    gaps = (abs(sum(score for score, _ in part) - sum(right for _, right in part)) for part in parts)
    return sum(gaps) / len(ranked)


def measure_all_intents(data: Path = DATA) -> list[IntentFigures]:
    """The figures of every set."""
    return [measure_intents(name, floor, *read(data)) for name, floor, read in SETS]


def main() -> int:
    """Print the figures as JSON lines; 1 when a floor is missed."""
    figures = measure_all_intents(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
    for each in figures:
        print(json.dumps({key: _short(value) for key, value in asdict(each).items()}))
    return int(any(each.accuracy < each.floor for each in figures))


def _short(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value


if __name__ == "__main__":
    sys.exit(main())
