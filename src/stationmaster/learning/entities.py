"""Learned entities: one conditional random field finds them all, with their children and roles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from stationmaster.domain.build import Target, entity_of
from stationmaster.domain.dataset import Dataset, EntityKind, Utterance
from stationmaster.domain.prediction import PredictedSpan
from stationmaster.learning.artefact import read_artefact, write_artefact
from stationmaster.learning.field import Field, fit_field
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
    tags_for,
)

FORMAT = "stationmaster-spans-1"
READING_STAGE = "reading utterances"
LEARNING_STAGE = "learning entities"

#: Above this many utterances speed counts for more than the last point of accuracy.
LARGE_DATASET = 1_000
_REPORT_EVERY = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class _Example:
    text: str
    spans: tuple[TaggedSpan, ...]


class EntityModel:
    """Finds learned entities in a text; may be used by several threads at once."""

    def __init__(self, *, tags: Sequence[SpanTag], settings: TextSettings, field: bytes) -> None:
        self.tags = tuple(tags)
        self._settings = settings
        self._data = field
        self._field = Field(field) if field else None

    def predict(self, text: str) -> tuple[PredictedSpan, ...]:
        """The spans found, from left to right; they do not overlap."""
        tokens = tokens_of(text, self._settings)
        if self._field is None or not tokens:
            return ()
        return tuple(
            PredictedSpan(
                kind=self.tags[span.number].kind,
                type=self.tags[span.number].type,
                start=tokens[span.first].start,
                end=tokens[span.last - 1].end,
                score=span.score,
                role=self.tags[span.number].role or None,
            )
            for span in self._field.spans(features_of(tokens, self._settings))
        )

    def to_bytes(self) -> bytes:
        """This model as an artefact."""
        manifest = {
            "format": FORMAT,
            "settings": asdict(self._settings),
            "tags": [[tag.type, tag.role, tag.kind.value] for tag in self.tags],
        }
        arrays = {"field": np.frombuffer(self._data, dtype=np.uint8)} if self._data else {}
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
    field = fit_field(
        _sequences(examples, tags, settings, report, with_small_letters=not is_large),
        is_large=is_large,
        on_progress=lambda fraction: report(LEARNING_STAGE, fraction),
    )
    return EntityModel(tags=tags, settings=settings, field=field)


def _sequences(
    examples: Sequence[_Example],
    tags: Sequence[SpanTag],
    settings: TextSettings,
    report: Report,
    *,
    with_small_letters: bool,
) -> Iterator[tuple[list[list[str]], list[str]]]:
    numbers = {tag: number for number, tag in enumerate(tags)}
    for position, example in enumerate(examples):
        if position % _REPORT_EVERY == 0:
            report(READING_STAGE, position / len(examples))
        tokens = tokens_of(example.text, settings)
        labels = tags_for(example.spans, len(tokens), numbers)
        yield features_of(tokens, settings), labels
        if with_small_letters and is_cased(tokens):
            yield features_of(tokens, settings, in_small_letters=True), labels


def _examples(dataset: Dataset, settings: TextSettings) -> list[_Example]:
    learned = learned_entities(dataset)
    examples = [
        _Example(text=u.text, spans=snapped(labels_of(u, learned), tokens_of(u.text, settings)))
        for u in dataset.utterances
    ]
    return sorted(examples, key=lambda example: (example.text, example.spans))
