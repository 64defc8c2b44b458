"""Learned entities: conditional random fields find them, with their children, parts and roles.

One field finds all entities that never lie on the same words. Those that do, such as a composite and what it is
put together from, are shared out to several; the parts of a nested entity are looked for within it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from stationmaster.domain.aspects import entity_of
from stationmaster.domain.build import Target
from stationmaster.domain.dataset import Dataset, EntityKind, Utterance
from stationmaster.learning.entity_model import TOP, EntityModel
from stationmaster.learning.field import FieldTrainer, FittedField
from stationmaster.learning.groups import find_groups
from stationmaster.learning.learner import Built, Report
from stationmaster.learning.lexicon import lexicon_of
from stationmaster.learning.pattern_texts import patterns_naming
from stationmaster.learning.span_features import (
    TextSettings,
    is_cased,
    text_settings_of,
    tokens_of,
    words_in,
)
from stationmaster.learning.span_reader import Own, Reading, SpanReader
from stationmaster.learning.span_values import Numbered, span_values
from stationmaster.learning.tagging import (
    SpanTag,
    TaggedSpan,
    all_of,
    labels_of,
    layers_of,
    learned_entities,
    snapped,
    tags_for,
)
from stationmaster.learning.topics import find_topics

READING_STAGE = "reading utterances"
LEARNING_STAGE = "learning entities"

#: Above this many utterances speed counts for more than the last point of accuracy.
LARGE_DATASET = 1_000
#: With fewer labelled texts doubtful words are taken for what is looked for.
_FEW_LABELLED = 50
_REPORT_EVERY = 100
#: Topics at most, from coarse to fine, and how many texts one must be of on the average.
_TOPICS = ((8, 120), (24, 40))
#: Groups of words; where there is much to learn from, words speak for themselves.
_LIKES, _LIKES_UP_TO = 64, 300


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class _Example:
    text: str
    spans: tuple[TaggedSpan, ...]

    def sequences(self, length: int) -> Iterator[tuple[str, int, int, tuple[TaggedSpan, ...]]]:
        """The stretches in which spans are looked for: the whole text, and within each span that has parts."""
        yield TOP, 0, length, self.spans
        yield from _within(self.spans)


def _within(spans: Sequence[TaggedSpan]) -> Iterator[tuple[str, int, int, tuple[TaggedSpan, ...]]]:
    for span in spans:
        yield span.tag.type, span.first, span.last, span.parts
        yield from _within(span.parts)


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
    tags = sorted({span.tag for example in examples for span in all_of(example.spans)})
    if not tags:
        return _model(dataset, (), None, {})
    numbers = {tag: number for number, tag in enumerate(tags)}
    reader, counted = _reader(dataset, settings, examples, numbers)
    trainings = _trainings(examples, numbers)
    for example, reading in _readings(examples, reader, counted, report):
        for level, first, last, spans in example.sequences(len(reading.tokens)):
            features = reading.features if level == TOP else reading.within(first, last)
            for training in trainings.get(level, ()):
                training.trainer.add(features, tags_for(spans, first, last, training.numbers))
    fields: dict[str, list[FittedField]] = {}
    in_order = [(level, training) for level in sorted(trainings) for training in trainings[level]]
    for done, (level, training) in enumerate(in_order):
        progress = _progress(report, done, len(in_order))
        fields.setdefault(level, []).append(training.trainer.fit(progress))
    return _model(dataset, tags, reader, fields)


def _model(
    dataset: Dataset,
    tags: Sequence[SpanTag],
    reader: SpanReader | None,
    fields: Mapping[str, list[FittedField]],
) -> EntityModel:
    """What was learned, with what is defined beside it: the parts of composites, and patterns for roles."""
    entities = learned_entities(dataset).values()
    return EntityModel(
        tags=tags,
        reader=reader,
        fields=fields,
        composites={
            entity.name: [child.name for child in entity.children]
            for entity in entities
            if entity.kind is EntityKind.COMPOSITE
        },
        patterns=patterns_naming({entity.name for entity in entities if entity.roles}, dataset),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Training:
    """One field to be learned, and the numbers of what it finds."""

    trainer: FieldTrainer
    numbers: Mapping[SpanTag, int]


def _trainings(examples: Sequence[_Example], numbers: Mapping[SpanTag, int]) -> dict[str, list[_Training]]:
    """The fields of each level that has anything to find."""
    sequences: dict[str, list[tuple[TaggedSpan, ...]]] = {}
    for example in examples:
        for level, _, _, spans in example.sequences(0):
            sequences.setdefault(level, []).append(spans)
    return {
        level: [_training(found, {tag: numbers[tag] for tag in layer}) for layer in layers_of(found)]
        for level, found in sequences.items()
        if any(found)
    }


def _training(found: Sequence[Sequence[TaggedSpan]], numbers: Mapping[SpanTag, int]) -> _Training:
    labelled = sum(any(span.tag in numbers for span in spans) for spans in found)
    trainer = FieldTrainer(is_large=len(found) > LARGE_DATASET, is_doubtful=labelled < _FEW_LABELLED)
    return _Training(trainer=trainer, numbers=numbers)


def _reader(
    dataset: Dataset, settings: TextSettings, examples: Sequence[_Example], numbers: Mapping[SpanTag, int]
) -> tuple[SpanReader, dict[_Example, Own]]:
    """A reader of texts like these, and what it counts of each."""
    distinct = sorted(set(examples))
    words = [words_in(example.text, settings) for example in distinct]
    labelled = [(its, _numbered(example, numbers)) for its, example in zip(words, distinct, strict=True)]
    likes = _LIKES if len(distinct) <= _LIKES_UP_TO else 0
    texts = [(its, [number for *_, number in spans]) for its, spans in labelled]
    divisions = [min(most, len(distinct) // least) for most, least in _TOPICS]
    topics, put = find_topics(texts, [count for count in divisions if count > 1])
    reader = SpanReader(
        settings=settings,
        lexicon=lexicon_of(dataset, settings),
        values=span_values(labelled),
        topics=topics,
        likes=find_groups(chain.from_iterable(words), likes, culture=dataset.culture),
        is_brief=len(examples) > LARGE_DATASET,
    )
    own = (Own(spans=spans, topics=its) for (_, spans), its in zip(labelled, put, strict=True))
    return reader, dict(zip(distinct, own, strict=True))


def _readings(
    examples: Sequence[_Example], reader: SpanReader, counted: Mapping[_Example, Own], report: Report
) -> Iterator[tuple[_Example, Reading]]:
    is_large = len(examples) > LARGE_DATASET
    for position, example in enumerate(examples):
        if position % _REPORT_EVERY == 0:
            report(READING_STAGE, position / len(examples))
        own = counted[example]
        reading = reader.read(example.text, own=own)
        yield example, reading
        if not is_large and is_cased(reading.tokens):
            yield example, reader.read(example.text, own=own, in_small_letters=True)


def _numbered(example: _Example, numbers: Mapping[SpanTag, int]) -> list[Numbered]:
    return [(span.first, span.last, numbers[span.tag]) for span in all_of(example.spans)]


def _progress(report: Report, done: int, fields: int) -> Callable[[float], None]:
    return lambda fraction: report(LEARNING_STAGE, (done + fraction) / fields)


def _examples(dataset: Dataset, settings: TextSettings) -> list[_Example]:
    learned = learned_entities(dataset)
    return sorted(
        _Example(text=u.text, spans=snapped(labels_of(u, learned), tokens_of(u.text, settings)))
        for u in dataset.utterances
    )
