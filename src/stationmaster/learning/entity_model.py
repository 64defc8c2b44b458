"""Fitted fields that find learned entities in a text, and their bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from stationmaster.domain.dataset import EntityKind
from stationmaster.domain.prediction import PredictedSpan
from stationmaster.learning.artefact import read_artefact, write_artefact
from stationmaster.learning.field import Field, FittedField
from stationmaster.learning.lexicon import Stretches
from stationmaster.learning.pattern_texts import PatternTexts
from stationmaster.learning.span_reader import Reading, SpanReader
from stationmaster.learning.tagging import SpanTag

FORMAT = "stationmaster-spans-3"

#: The level of what lies within nothing; the others are named by the type whose parts are looked for.
TOP = ""


class EntityModel:
    """Finds learned entities in a text; may be used by several threads at once.

    :param tags: what the numbers stand for that the fields find
    :param fields: at each level the fields that are asked
    :param composites: the parts of each composite, by name
    :param patterns: those that say which roles the entities play
    """

    def __init__(
        self,
        *,
        tags: Sequence[SpanTag],
        reader: SpanReader | None,
        fields: Mapping[str, Sequence[FittedField]],
        composites: Mapping[str, Sequence[str]],
        patterns: PatternTexts,
    ) -> None:
        self.tags = tuple(tags)
        self.composites = {name: frozenset(parts) for name, parts in composites.items()}
        self.patterns = patterns
        self._reader = reader
        self._fitted = fields
        self._fields = {level: tuple(map(Field, fitted)) for level, fitted in fields.items()}

    def predict(self, text: str, found: Stretches | None = None) -> tuple[PredictedSpan, ...]:
        """The spans found, from left to right, each with its parts; those of different entities may overlap.

        :param found: where the prebuilt entities are, if that has been found out already
        """
        if self._reader is None:
            return ()
        reading = self._reader.read(text, found=found)
        return self._found(TOP, reading, 0, len(reading.tokens))

    def _found(self, level: str, reading: Reading, first: int, last: int) -> tuple[PredictedSpan, ...]:
        spans = self._spans(level, reading, first, last) if first < last else ()
        return tuple(sorted(spans, key=lambda span: (span.start, -span.end, span.type, span.role or "")))

    def _spans(self, level: str, reading: Reading, first: int, last: int) -> Iterator[PredictedSpan]:
        features = reading.features if level == TOP else reading.within(first, last)
        for field in self._fields.get(level, ()):
            for span in field.spans(features):
                tag = self.tags[span.number]
                begin, end = first + span.first, first + span.last
                yield PredictedSpan(
                    kind=tag.kind,
                    type=tag.type,
                    start=reading.tokens[begin].start,
                    end=reading.tokens[end - 1].end,
                    score=span.score,
                    role=tag.role or None,
                    parts=self._found(tag.type, reading, begin, end) if tag.type in self._fields else (),
                )

    def to_bytes(self) -> bytes:
        """This model as an artefact."""
        fields = [(level, field) for level, fitted in sorted(self._fitted.items()) for field in fitted]
        manifest = {
            "format": FORMAT,
            "reader": self._reader.manifest() if self._reader else None,
            "tags": [[tag.type, tag.role, tag.kind.value] for tag in self.tags],
            "fields": [[level, field.is_doubtful] for level, field in fields],
            "composites": {name: sorted(parts) for name, parts in self.composites.items()},
            "patterns": self.patterns.manifest(),
        }
        arrays = {
            f"field {number}": np.frombuffer(field.data, np.uint8) for number, (_, field) in enumerate(fields)
        }
        return write_artefact(manifest, arrays | dict(self._reader.arrays() if self._reader else {}))

    @classmethod
    def from_bytes(cls, data: bytes) -> EntityModel:
        """The model that an artefact holds.

        :raises ValueError: the bytes hold none
        """
        manifest, arrays = read_artefact(data, FORMAT)
        fields: dict[str, list[FittedField]] = {}
        for number, (level, is_doubtful) in enumerate(manifest["fields"]):
            field = FittedField(data=arrays[f"field {number}"].tobytes(), is_doubtful=is_doubtful)
            fields.setdefault(level, []).append(field)
        return cls(
            tags=[
                SpanTag(type=name, role=role, kind=EntityKind(kind)) for name, role, kind in manifest["tags"]
            ],
            reader=SpanReader.restored(manifest["reader"], arrays) if manifest["reader"] else None,
            fields=fields,
            composites=manifest["composites"],
            patterns=PatternTexts.restored(manifest["patterns"]),
        )
