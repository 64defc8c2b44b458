"""Learned entities: one conditional random field finds them all, with their children and roles."""

from __future__ import annotations

import ctypes
import re
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pycrfsuite

from stationmaster.domain.build import Target, entity_of
from stationmaster.domain.dataset import Dataset, EntityKind, Utterance
from stationmaster.domain.prediction import PredictedSpan
from stationmaster.learning.artefact import read_artefact, write_artefact
from stationmaster.learning.learner import Built, Report
from stationmaster.learning.span_features import (
    TextSettings,
    features_of,
    is_cased,
    text_settings_of,
    tokens_of,
)
from stationmaster.learning.tagging import (
    SpanTag,
    TaggedSpan,
    labels_of,
    learned_entities,
    snapped,
    spans_from,
    tags_for,
)

FORMAT = "stationmaster-spans-1"
READING_STAGE = "reading utterances"
LEARNING_STAGE = "learning entities"

#: The averaged perceptron is a little worse and six times as fast.
LARGE_DATASET = 1_000

_ALGORITHMS: Mapping[bool, tuple[str, Mapping[str, float]]] = {
    False: ("lbfgs", {"c1": 0.05, "c2": 0.05, "max_iterations": 100}),
    True: ("ap", {"max_iterations": 12}),
}
_ITERATION = re.compile(r"\*{5} Iteration #(\d+) \*{5}")
_REPORT_EVERY = 100
_SHUFFLE_SEED = 1
_MAGIC = b"lCRF"
_crfsuite_random = threading.Lock()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Example:
    text: str
    spans: tuple[TaggedSpan, ...]


class EntityModel:
    """Finds learned entities in a text; may be used by several threads at once."""

    def __init__(self, *, tags: Sequence[SpanTag], settings: TextSettings, field: bytes) -> None:
        self.tags = tuple(tags)
        self._settings = settings
        self._field = field  # the tagger reads from these bytes as long as it lives
        self._tagger = _tagger(field) if field else None
        self._lock = threading.Lock()

    def predict(self, text: str) -> tuple[PredictedSpan, ...]:
        """The spans found, from left to right; they do not overlap."""
        tokens = tokens_of(text, self._settings)
        if self._tagger is None or not tokens:
            return ()
        features = pycrfsuite.ItemSequence(features_of(tokens, self._settings))
        with self._lock:
            tags: list[str] = self._tagger.tag(features)
            found = list(spans_from(tags, self.tags))
            scores = [_score(self._tagger, tags, span) for span in found]
        return tuple(
            PredictedSpan(
                kind=span.tag.kind,
                type=span.tag.type,
                start=tokens[span.first].start,
                end=tokens[span.last - 1].end,
                score=score,
                role=span.tag.role or None,
            )
            for span, score in zip(found, scores, strict=True)
        )

    def to_bytes(self) -> bytes:
        """This model as an artefact."""
        manifest = {
            "format": FORMAT,
            "settings": asdict(self._settings),
            "tags": [[tag.type, tag.role, tag.kind.value] for tag in self.tags],
        }
        arrays = {"field": np.frombuffer(self._field, dtype=np.uint8)} if self._field else {}
        return write_artefact(manifest, arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> EntityModel:
        """The model that an artefact holds.

        :raises ValueError: the bytes hold none
        """
        manifest, arrays = read_artefact(data)
        if manifest.get("format") != FORMAT:
            raise ValueError(f"not a model of spans of this version: {manifest.get('format')}")
        return cls(
            tags=[
                SpanTag(type=name, role=role, kind=EntityKind(kind)) for name, role, kind in manifest["tags"]
            ],
            settings=TextSettings(**manifest["settings"]),
            field=arrays["field"].tobytes() if "field" in arrays else b"",
        )


def _score(tagger: pycrfsuite.Tagger, tags: Sequence[str], span: TaggedSpan) -> float:
    """The mean of the marginal probabilities of the span's tags."""
    total = sum(tagger.marginal(tags[position], position) for position in range(span.first, span.last))
    return float(min(1.0, max(0.0, total / (span.last - span.first))))


def build_entities(dataset: Dataset, targets: Sequence[Target], report: Report) -> tuple[Built, ...]:
    """One joint artefact for all targets; an entity without labels is built too, and is never found."""
    counts = example_counts(dataset.utterances)
    artefact = fit_entities(dataset, report).to_bytes()
    return tuple(
        Built(target_id=target.id, examples=counts[target.name], artefact=artefact) for target in targets
    )


def example_counts(utterances: Sequence[Utterance]) -> Counter[str]:
    """How many utterances are labelled with each entity."""
    return Counter(name for u in utterances for name in {entity_of(span) for span in u.spans})


def fit_entities(dataset: Dataset, report: Report) -> EntityModel:
    """Learn every learned entity of the dataset; utterances without labels tell what is none.

    A small dataset is learned a second time without its capitals, since users often type none.
    The order of utterances and entities does not matter, as it does not to their fingerprint.
    """
    settings = text_settings_of(dataset)
    examples = _examples(dataset, settings)
    tags = sorted({span.tag for example in examples for span in example.spans})
    if not tags:
        return EntityModel(tags=(), settings=settings, field=b"")
    is_large = len(examples) > LARGE_DATASET
    algorithm, parameters = _ALGORITHMS[is_large]
    trainer = _ReportingTrainer(algorithm, parameters, report)
    numbers = {tag: number for number, tag in enumerate(tags)}
    for position, example in enumerate(examples):
        if position % _REPORT_EVERY == 0:
            report(READING_STAGE, position / len(examples))
        tokens = tokens_of(example.text, settings)
        labels = tags_for(example.spans, len(tokens), numbers)
        trainer.append(features_of(tokens, settings), labels)
        if is_cased(tokens) and not is_large:
            trainer.append(features_of(tokens, settings, in_small_letters=True), labels)
    return EntityModel(tags=tags, settings=settings, field=_trained(trainer))


def _examples(dataset: Dataset, settings: TextSettings) -> list[_Example]:
    learned = learned_entities(dataset)
    examples = [
        _Example(text=u.text, spans=snapped(labels_of(u, learned), tokens_of(u.text, settings)))
        for u in dataset.utterances
    ]
    return sorted(examples, key=lambda example: (example.text, example.spans))


class _ReportingTrainer(pycrfsuite.Trainer):  # type: ignore[misc]
    """Tells how many iterations are done; what `report` raises ends the training at once."""

    def __init__(self, algorithm: str, parameters: Mapping[str, float], report: Report) -> None:
        super().__init__(algorithm, dict(parameters), verbose=False)
        self._iterations = parameters["max_iterations"]
        self._report = report

    def message(self, message: str) -> None:
        iteration = _ITERATION.match(message)
        if iteration:
            self._report(LEARNING_STAGE, min(1.0, int(iteration[1]) / self._iterations))


def _trained(trainer: _ReportingTrainer) -> bytes:
    with tempfile.TemporaryDirectory(prefix="stationmaster-") as folder, _crfsuite_random:
        # CRFsuite shuffles with the C library's generator and never seeds it.
        ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None).srand(_SHUFFLE_SEED)
        path = Path(folder, "field.crfsuite")
        trainer.train(str(path))
        return path.read_bytes()


def _tagger(field: bytes) -> pycrfsuite.Tagger:
    # CRFsuite trusts the size in the header and would read beyond the end.
    if field[:4] != _MAGIC or int.from_bytes(field[4:8], "little") != len(field):
        raise ValueError("these are not the bytes of a conditional random field")
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(field)
    return tagger
