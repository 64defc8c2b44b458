"""Measure the learners on public sets with their authors' splits: `python scripts/bench_learning.py DIR`.

DIR holds `braun2017/*Corpus.json`, `banking77/{train,test}.csv` and so on; it defaults to the development
data next to the checkout. With `--tier standard` or `--tier enhanced` every set is learned so; without, each
as its own row says.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy as np

from stationmaster.domain.build import MODEL_TIER, targets_of
from stationmaster.domain.dataset import NONE_INTENT, Dataset, Intent, Setting, Utterance
from stationmaster.learning.encoder import MemoryVectorCache, VectorCache
from stationmaster.learning.intent_model import IntentModel
from stationmaster.learning.intents import build_intents

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "nlu"

Rows = Sequence[tuple[str, str]]
_BINS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class IntentFigures:
    """What one set says of the intents' learner."""

    name: str
    tier: str  #: asked for
    learned_tier: str
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


def banking77_few(count: int) -> Callable[[Path], tuple[Rows, Rows]]:
    """A reader of BANKING77 with so many training texts for each intent, 5 or 10."""

    def read(data: Path) -> tuple[Rows, Rows]:
        folder = data / "banking77"
        return _lines(folder / f"train_{count}.jsonl"), _csv(folder / "test.csv")

    return read


def _csv(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]


def kore(data: Path) -> tuple[Rows, Rows]:
    """Kore.ai's benchmark, only what belongs to one of its four intents."""
    train, test = _kore(data)
    return train, [(text, intent) for text, intent in test if intent != NONE_INTENT]


def _kore(data: Path) -> tuple[Rows, Rows]:
    folder = data / "kore-nlp-benchmark"
    with (folder / "ML_Train.csv").open(encoding="utf-8", errors="replace", newline="") as file:
        train = [(text, intent) for intent, text in csv.reader(file)]
    names = {intent.casefold(): intent for _, intent in train}
    with (folder / "ML_TestData.csv").open(encoding="utf-8", errors="replace", newline="") as file:
        rows = [(row["Utterance"], row["Expected Task Name"]) for row in csv.DictReader(file)]
    return train, [(text, names.get(intent.casefold(), NONE_INTENT)) for text, intent in rows]


def snips(data: Path) -> tuple[Rows, Rows]:
    """The seven intents of SNIPS, whose texts come in words."""
    return _words(data / "snips" / "train.jsonl"), _words(data / "snips" / "test.jsonl")


def _words(path: Path) -> Rows:
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [(" ".join(row["tokens"]), row["intent"]) for row in rows]


def _lines(path: Path) -> Rows:
    return [(row["text"], row["intent"]) for row in map(json.loads, path.read_text("utf-8").splitlines())]


#: Name, tier asked for, least accuracy, reader; the tier "standard" is what `auto` would choose for large sets.
SETS: Sequence[tuple[str, str, float, Callable[[Path], tuple[Rows, Rows]]]] = (
    ("Chatbot", "standard", 0.97, braun("Chatbot")),
    ("AskUbuntu", "standard", 0.92, braun("AskUbuntu")),
    ("WebApplications", "standard", 0.83, braun("WebApplications")),
    ("Chatbot", "enhanced", 0.97, braun("Chatbot")),
    ("AskUbuntu", "enhanced", 0.92, braun("AskUbuntu")),
    ("WebApplications", "enhanced", 0.83, braun("WebApplications")),
    ("Chatbot", "auto", 0.97, braun("Chatbot")),
    ("AskUbuntu", "auto", 0.92, braun("AskUbuntu")),
    ("WebApplications", "auto", 0.83, braun("WebApplications")),
    ("BANKING77, 5 per intent", "enhanced", 0.75, banking77_few(5)),
    ("BANKING77, 10 per intent", "enhanced", 0.85, banking77_few(10)),
    ("BANKING77", "standard", 0.925, banking77),
    ("BANKING77", "enhanced", 0.93, banking77),
    ("SNIPS", "standard", 0.96, snips),
    ("Kore.ai benchmark, in scope", "standard", 0.9, kore),
    ("Kore.ai benchmark, in scope", "auto", 0.88, kore),
)


def dataset_of(rows: Rows, culture: str = "en-us", tier: str = "auto") -> Dataset:
    """An app with these utterances."""
    names = sorted({intent for _, intent in rows} | {NONE_INTENT})
    return Dataset(
        culture=culture,
        intents=tuple(Intent(id=f"intent-{number}", name=name) for number, name in enumerate(names)),
        utterances=tuple(
            Utterance(id=str(number), text=text, intent=intent) for number, (text, intent) in enumerate(rows)
        ),
        settings=(Setting(id=MODEL_TIER, value=tier),),
    )


def measure_intents(
    name: str, floor: float, train: Rows, test: Rows, *, tier: str = "auto", kept: VectorCache | None = None
) -> IntentFigures:
    """Train on one part, and predict the other.

    :param kept: vectors from before, as a server keeps them; encoding is then no part of the seconds
    """
    dataset = dataset_of(train, tier=tier)
    if tier != "standard" and kept is not None:
        learn(dataset, kept=kept)
    wall, cpu = time.perf_counter(), time.process_time()
    artefact = learn(dataset, kept=kept)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
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
        tier=tier,
        learned_tier="enhanced" if model.featuriser.style.encoded else "standard",
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


def learn(dataset: Dataset, *, parents: Sequence[bytes] = (), kept: VectorCache | None = None) -> bytes:
    targets = targets_of(dataset.intents, ())
    built = build_intents(dataset, targets, lambda stage, fraction: None, parents=parents, kept=kept)
    artefact = built[0].artefact
    assert artefact is not None
    return artefact


@dataclass(frozen=True, kw_only=True, slots=True)
class AgainFigures:
    """What training costs after one utterance was added."""

    name: str
    train_seconds: float
    train_cpu_seconds: float
    accuracy_before: float
    accuracy: float


def measure_again(data: Path) -> AgainFigures:
    """Train BANKING77 without its last text, and again with it."""
    train, test = banking77(data)
    before = learn(dataset_of(train[:-1], tier="standard"))
    dataset = dataset_of(train, tier="standard")
    wall, cpu = time.perf_counter(), time.process_time()
    after = learn(dataset, parents=[before])
    return AgainFigures(
        name="BANKING77, one utterance added",
        train_seconds=time.perf_counter() - wall,
        train_cpu_seconds=time.process_time() - cpu,
        accuracy_before=_accuracy(before, test),
        accuracy=_accuracy(after, test),
    )


def _accuracy(artefact: bytes, test: Rows) -> float:
    model = IntentModel.from_bytes(artefact)
    return sum(model.predict(text)[0].label == intent for text, intent in test) / len(test)


@dataclass(frozen=True, kw_only=True, slots=True)
class ScopeFigures:
    """How well a model tells texts of its app from others."""

    name: str
    tier: str
    auroc: float  #: a text of the app has more that speaks for it than a text of another subject
    in_scope_accuracy: float
    in_scope_to_none: float
    outsiders_to_none: float


def measure_scope(data: Path, tier: str, kept: VectorCache) -> Iterator[ScopeFigures]:
    """Train the 50 intents of BANKING77-OOS, and ask it about its own texts and others."""
    folder = data / "banking77-oos"
    model = IntentModel.from_bytes(
        learn(dataset_of(_lines(folder / "in_scope.train.jsonl"), tier=tier), kept=kept)
    )
    own = _lines(folder / "in_scope.test.jsonl")
    labels = [model.predict(text)[0].label for text, _ in own]
    belonging = [model.belonging(text) for text, _ in own]
    for outsiders in ("ood-oos", "id-oos"):
        others = _lines(folder / f"{outsiders}.test.jsonl")
        said = [model.predict(text)[0].label for text, _ in others]
        yield ScopeFigures(
            name=f"BANKING77-OOS, {outsiders}",
            tier=tier,
            auroc=_auroc(belonging, [model.belonging(text) for text, _ in others]),
            in_scope_accuracy=sum(label == intent for label, (_, intent) in zip(labels, own, strict=True))
            / len(own),
            in_scope_to_none=labels.count(NONE_INTENT) / len(own),
            outsiders_to_none=said.count(NONE_INTENT) / len(others),
        )


def _auroc(higher: Sequence[float], lower: Sequence[float]) -> float:
    ranks = np.argsort(np.argsort(np.array([*higher, *lower]), kind="stable"), kind="stable") + 1
    count = len(higher)
    return float(ranks[:count].sum() - count * (count + 1) / 2) / (count * len(lower))


@dataclass(frozen=True, kw_only=True, slots=True)
class OutsiderFigures:
    """How many texts that belong to no intent are taken for one."""

    name: str
    outsiders: int
    taken_for_an_intent: int


def measure_outsiders(data: Path) -> OutsiderFigures:
    """The negative rows of Kore.ai's benchmark."""
    train, test = _kore(data)
    model = IntentModel.from_bytes(learn(dataset_of(train, tier="standard")))
    others = [text for text, intent in test if intent == NONE_INTENT]
    taken = sum(model.predict(text)[0].label != NONE_INTENT for text in others)
    return OutsiderFigures(
        name="Kore.ai benchmark, negative", outsiders=len(others), taken_for_an_intent=taken
    )


def _calibration_error(answers: Sequence[tuple[float, bool]]) -> float:
    """How far the best labels' mean scores are from how often they are right, in bins of equal size."""
    ranked = sorted(answers)
    size = -(-len(ranked) // _BINS)
    parts = [ranked[first : first + size] for first in range(0, len(ranked), size)]
    gaps = (abs(sum(score for score, _ in part) - sum(right for _, right in part)) for part in parts)
    return sum(gaps) / len(ranked)


def measure_all_intents(
    data: Path = DATA, tier: str | None = None, kept: VectorCache | None = None
) -> Iterator[IntentFigures]:
    """The figures of every set."""
    kept = kept or MemoryVectorCache()
    for name, own_tier, floor, read in SETS:
        yield measure_intents(name, floor, *read(data), tier=tier or own_tier, kept=kept)


def main() -> int:
    """Print the figures as JSON lines; 1 when a floor is missed."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("data", nargs="?", type=Path, default=DATA)
    arguments.add_argument("--tier", choices=("standard", "enhanced", "auto"))
    given = arguments.parse_args()
    missed = 0
    for each in measure_all_intents(given.data, given.tier):
        _print(each)
        missed += each.accuracy < each.floor
    if given.tier in {None, "standard"}:
        _print(measure_again(given.data))
    _print(measure_outsiders(given.data))
    kept = MemoryVectorCache()
    for tier in (given.tier,) if given.tier else ("standard", "enhanced"):
        for figures in measure_scope(given.data, tier, kept):
            _print(figures)
    return int(missed > 0)


def _print(figures: IntentFigures | AgainFigures | ScopeFigures | OutsiderFigures) -> None:
    print(json.dumps({key: _short(value) for key, value in asdict(figures).items()}), flush=True)


def _short(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value


if __name__ == "__main__":
    sys.exit(main())
