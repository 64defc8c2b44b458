"""Measure learned entities on public sets: `python scripts/bench_entities.py`.

An entity counts as found where its first and last character and its type are right. SNIPS is learned whole; and, as
in its makers' comparison of services, from 70 utterances of one intent at a time, here the mean of three draws.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import mean, median

import bench_learning

from stationmaster.domain.dataset import Dataset, Entity, EntityKind, EntitySpan, Utterance
from stationmaster.learning.entities import fit_entities
from stationmaster.learning.entity_model import EntityModel
from stationmaster.learning.span_features import text_settings_of, tokens_of
from stationmaster.learning.tokens import covering

FEW, DRAWS = 70, 3
FEW_NAME = f"SNIPS, {FEW} utterances of one intent"
Labelled = tuple[str, tuple[EntitySpan, ...]]
Rows = Sequence[Labelled]


@dataclass(frozen=True, kw_only=True, slots=True)
class EntityFigures:
    """What one set says of the entities' learner."""

    name: str
    train_texts: int
    test_texts: int
    span_f1: float
    slot_mean_f1: float  #: the mean over entity types, however rare
    train_seconds: float
    artefact_bytes: int
    predict_p50_ms: float


def braun(data: Path, name: str) -> tuple[Rows, Rows]:
    """One of the three corpora of Braun et al., whose labels count words and punctuation marks."""
    sentences = json.loads((data / "braun2017" / f"{name}Corpus.json").read_text("utf-8"))["sentences"]
    train: list[Labelled] = []
    test: list[Labelled] = []
    for sentence in sentences:
        words = [match.span() for match in re.finditer(r"\w+|[^\w\s]", sentence["text"])]
        spans = tuple(
            EntitySpan(entity=e["entity"], start=words[e["start"]][0], end=words[e["stop"]][1])
            for e in sentence["entities"]
            if e["stop"] < len(words)
        )
        (train if sentence["training"] else test).append((sentence["text"], spans))
    return train, test


def snips(data: Path) -> tuple[Rows, Rows]:
    """SNIPS in the usual split, whose labels begin and go on by words."""
    return _tagged(data / "snips" / "train.jsonl"), _tagged(data / "snips" / "test.jsonl")


def _tagged(path: Path) -> Rows:
    return [
        _joined(row["tokens"], row["bio"]) for row in map(json.loads, path.read_text("utf-8").splitlines())
    ]


def _joined(words: Sequence[str], tags: Sequence[str]) -> Labelled:
    spans: list[EntitySpan] = []
    at = 0
    for word, tag in zip(words, tags, strict=True):
        kind, _, entity = tag.partition("-")
        if kind == "I" and spans:
            entity, at_first = spans[-1].entity, spans.pop().start
            spans.append(EntitySpan(entity=entity, start=at_first, end=at + len(word)))
        elif kind != "O":
            spans.append(EntitySpan(entity=entity, start=at, end=at + len(word)))
        at += len(word) + 1
    return " ".join(words), tuple(spans)


def snips_intents(data: Path) -> Iterator[tuple[Rows, Rows]]:
    """The original texts of each intent: 300 to learn from, 100 to be asked."""
    folder = data / "snips" / "original-2017-06"
    for path in sorted(folder.glob("train_*.json")):
        intent = path.stem.removeprefix("train_")
        yield _pieced(path, intent), _pieced(folder / f"validate_{intent}.json", intent)


def _pieced(path: Path, intent: str) -> Rows:
    rows = []
    for row in json.loads(path.read_text("utf-8"))[intent]:
        text, spans = "", []
        for piece in row["data"]:
            said = piece["text"].strip()
            start = len(text) + piece["text"].find(said)
            if said and "entity" in piece:
                spans.append(EntitySpan(entity=piece["entity"], start=start, end=start + len(said)))
            text += piece["text"]
        rows.append((text, tuple(spans)))
    return rows


def dataset_of(rows: Rows) -> Dataset:
    """An app whose only intent has these utterances."""
    names = sorted({span.entity for _, spans in rows for span in spans})
    return Dataset(
        culture="en-us",
        entities=tuple(Entity(id=name, name=name, kind=EntityKind.MACHINE_LEARNED) for name in names),
        utterances=tuple(
            Utterance(id=str(number), text=text, intent="Any", spans=spans)
            for number, (text, spans) in enumerate(rows)
        ),
    )


def measure(name: str, train: Rows, test: Rows) -> EntityFigures:
    """Train on one part, and find the entities of the other."""
    dataset = dataset_of(train)
    started = time.perf_counter()
    artefact = fit_entities(dataset, lambda stage, fraction: None).to_bytes()
    train_seconds = time.perf_counter() - started
    model = EntityModel.from_bytes(artefact)
    settings = text_settings_of(dataset)
    right, labelled, claimed, seconds = Counter[str](), Counter[str](), Counter[str](), []
    for text, spans in test:
        tokens = tokens_of(text, settings)
        gold = set()
        for span in spans:  # labels cover whole tokens, as those of utterances do when they are learned from
            covered = covering(tokens, span.start, span.end)
            assert covered is not None
            first, last = covered
            gold.add((span.entity, tokens[first].start, tokens[last - 1].end))
        started = time.perf_counter()
        found = {(span.type, span.start, span.end) for span in model.predict(text)}
        seconds.append(time.perf_counter() - started)
        right.update(entity for entity, *_ in gold & found)
        labelled.update(entity for entity, *_ in gold)
        claimed.update(entity for entity, *_ in found)
    return EntityFigures(
        name=name,
        train_texts=len(train),
        test_texts=len(test),
        span_f1=_f1(right.total(), labelled.total(), claimed.total()),
        slot_mean_f1=mean(_f1(right[each], labelled[each], claimed[each]) for each in labelled),
        train_seconds=train_seconds,
        artefact_bytes=len(artefact),
        predict_p50_ms=median(seconds) * 1000,
    )


def _f1(right: int, labelled: int, claimed: int) -> float:
    return 2 * right / (labelled + claimed) if labelled + claimed else 1.0


def measure_few(data: Path) -> EntityFigures:
    """Each intent of SNIPS from few of its utterances; the mean of all."""
    figures = [
        measure("", Random(seed).sample(train, FEW), test)
        for train, test in snips_intents(data)
        for seed in range(DRAWS)
    ]
    return EntityFigures(
        name=FEW_NAME,
        train_texts=FEW,
        test_texts=figures[0].test_texts,
        span_f1=mean(each.span_f1 for each in figures),
        slot_mean_f1=mean(each.slot_mean_f1 for each in figures),
        train_seconds=mean(each.train_seconds for each in figures),
        artefact_bytes=round(mean(each.artefact_bytes for each in figures)),
        predict_p50_ms=mean(each.predict_p50_ms for each in figures),
    )


def measure_all(data: Path = bench_learning.DATA) -> Iterator[EntityFigures]:
    """The figures of every set."""
    for name in ("Chatbot", "AskUbuntu", "WebApplications"):
        yield measure(name, *braun(data, name))
    yield measure_few(data)
    yield measure("SNIPS", *snips(data))


if __name__ == "__main__":
    for each in measure_all():
        print(json.dumps(asdict(each)), flush=True)
