"""Measure FAQ retrieval on StackFAQ: `python scripts/bench_retrieval.py [DIR] [--json]`.

DIR holds `stackfaq/faq.jsonl`; it defaults to the development data next to the checkout. The paraphrases
are the queries; in the second setting each entry's first three are alternative questions instead.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import bench_learning
import numpy as np

from stationmaster.domain.faq import FaqEntry
from stationmaster.learning.encoder import Encoder, sentence_encoder
from stationmaster.learning.faq import (
    THRESHOLD,
    FaqModel,
    FaqSettings,
    fit_faq,
    static_sentences,
)

ALTERNATIVES = 3
LARGE = 50_000


@dataclass(frozen=True, kw_only=True, slots=True)
class FaqFigures:
    """What one setting says of the retriever."""

    encoder: str
    setting: str
    queries: int
    recall_at_1: float
    reciprocal_rank: float
    answered: float  #: share of the queries whose right entry passed the threshold first
    wrongly_answered: float  #: of the queries whose entry was taken out
    fit_seconds: float
    artefact_bytes: int
    predict_p50_ms: float


def read_entries(data: Path) -> list[dict[str, Any]]:
    """The set's rows."""
    lines = (data / "stackfaq" / "faq.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def split(
    rows: Sequence[dict[str, Any]], alternatives: int, answers: bool
) -> tuple[list[FaqEntry], list[tuple[str, str]]]:
    """The entries, and the queries with the id of the entry that answers each."""
    entries = [
        FaqEntry(
            id=f"{row['id']:04}",
            questions=(row["question"], *row["paraphrases"][:alternatives]),
            answer=row["answers"][0] if answers else "",
        )
        for row in rows
    ]
    queries = [(text, f"{row['id']:04}") for row in rows for text in row["paraphrases"][alternatives:]]
    return entries, queries


def fit(entries: Sequence[FaqEntry], encoder: Encoder | None) -> FaqModel:
    """A model with the settings that everybody gets."""
    return fit_faq(
        entries, culture="en-us", encoder=encoder, report=lambda stage, fraction: None, settings=FaqSettings()
    )


def measure(
    setting: str,
    entries: Sequence[FaqEntry],
    queries: Sequence[tuple[str, str]],
    encoder: Encoder | None,
) -> FaqFigures:
    """Fit the entries and ask the queries, then again without every second entry."""
    started = time.perf_counter()
    model = fit(entries, encoder)
    fit_seconds = time.perf_counter() - started
    ranks, seconds, answered = [], [], 0
    for text, entry_id in queries:
        started = time.perf_counter()
        matches = model.answer(text, top=len(entries))
        seconds.append(time.perf_counter() - started)
        ranks.append([match.entry_id for match in matches].index(entry_id) + 1)
        answered += ranks[-1] == 1 and matches[0].score >= THRESHOLD
    half = fit(entries[::2], encoder)
    strangers = [text for text, entry_id in queries if int(entry_id) % 2]
    return FaqFigures(
        encoder=encoder.identity if encoder else "none",
        setting=setting,
        queries=len(queries),
        recall_at_1=ranks.count(1) / len(ranks),
        reciprocal_rank=sum(1 / rank for rank in ranks) / len(ranks),
        answered=answered / len(queries),
        wrongly_answered=sum(half.best(text) is not None for text in strangers) / len(strangers),
        fit_seconds=fit_seconds,
        artefact_bytes=len(model.to_bytes()),
        predict_p50_ms=median(seconds) * 1000,
    )


class RandomVectors:
    """Vectors of a sentence encoder's size without its work, to measure ranking alone."""

    identity = "random-384"
    dimensions = 384

    def __init__(self) -> None:
        self._numbers = np.random.default_rng(0)

    def encode(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """One random vector of length one for each text."""
        vectors = self._numbers.standard_normal((len(texts), 384), dtype=np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def large_entries(rows: Sequence[dict[str, Any]], count: int) -> list[FaqEntry]:
    """So many made-up entries with two questions each, of the words of the set."""
    words = sorted({word for row in rows for text in row["paraphrases"] for word in text.split()})
    chance = Random(0)
    return [
        FaqEntry(
            id=f"{number:06}",
            questions=(" ".join(chance.choices(words, k=9)), " ".join(chance.choices(words, k=9))),
        )
        for number in range(count)
    ]


def measure_large(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Seconds and memory of an index as large as Kore.ai allows."""
    entries = large_entries(rows, LARGE)
    started = time.perf_counter()
    model = fit(entries, RandomVectors())
    fitted = time.perf_counter()
    seconds = []
    for row in rows[:100]:
        asked = time.perf_counter()
        model.answer(row["question"])
        seconds.append(time.perf_counter() - asked)
    return {
        "entries": LARGE,
        "questions": len(model.questions),
        "fit_seconds": fitted - started,
        "artefact_bytes": len(model.to_bytes()),
        "predict_p50_ms": median(seconds) * 1000,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def encoders() -> list[Encoder | None]:
    """Every encoder that is installed here, and none."""
    found = [static_sentences(), sentence_encoder()]
    return [None, *(encoder for encoder in found if encoder)]


def measure_all(rows: Sequence[dict[str, Any]]) -> Iterator[FaqFigures]:
    """The figures of every encoder and setting."""
    settings = {
        "question only": split(rows, 0, False),
        "question and answer": split(rows, 0, True),
        "with 3 alternatives": split(rows, ALTERNATIVES, False),
        "with 3 alternatives and answer": split(rows, ALTERNATIVES, True),
    }
    for encoder in encoders():
        for setting, (entries, queries) in settings.items():
            yield measure(setting, entries, queries, encoder)


def main(arguments: Sequence[str]) -> None:
    """Print the figures."""
    paths = [argument for argument in arguments if not argument.startswith("--")]
    rows = read_entries(Path(paths[0]) if paths else bench_learning.DATA)
    figures = list(measure_all(rows))
    large = measure_large(rows)
    if "--json" in arguments:
        print(json.dumps({"stackfaq": [asdict(figure) for figure in figures], "large": large}, indent=2))
        return
    for figure in figures:
        print(
            f"{figure.encoder[:24]:24} {figure.setting:31} recall@1 {figure.recall_at_1:6.1%} "
            f"MRR {figure.reciprocal_rank:6.1%} answered {figure.answered:6.1%} "
            f"wrongly {figure.wrongly_answered:6.1%} fit {figure.fit_seconds:6.2f} s "
            f"p50 {figure.predict_p50_ms:5.2f} ms {figure.artefact_bytes / 1e6:5.2f} MB"
        )
    print(json.dumps({name: round(value, 2) for name, value in large.items()}))


if __name__ == "__main__":
    main(sys.argv[1:])
