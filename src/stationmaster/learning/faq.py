"""Which FAQ entry answers a text: nearness of meaning, with shared words and characters as a tie-breaker.

An entry is as near as its nearest question and its context: the middle of all its questions and of its
primary question read together with tags, path and answer. Entries with many like them are near to everything, so
how crowded it is around an entry counts against it. What lifts a score above one half is found in the
entries themselves: how near questions come to entries that do not answer them, and alternative questions
to their own entry without them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stationmaster.domain.dataset import language_of
from stationmaster.domain.faq import FaqEntry, FaqMatch
from stationmaster.learning.artefact import read_artefact, write_artefact
from stationmaster.learning.embeddings import DIMENSIONS, installed_embeddings, weights_version
from stationmaster.learning.encoder import Encoder, encoder_named
from stationmaster.learning.featurise import Featuriser, fit_featuriser
from stationmaster.learning.learner import Report
from stationmaster.learning.text_digest import text_digest
from stationmaster.learning.text_style import (
    UNSPACED_LANGUAGES,
    TextStyle,
    character_grams,
    normalise,
    says_something,
    style_from,
    word_grams,
)

STAGE = "faq"
FORMAT = "stationmaster-faq-2"

#: Entries whose score is lower do not answer.
THRESHOLD = 0.5
_STEEPNESS = 12.0
#: Where scores pass one half if an app has too few questions to tell.
_USUAL_CENTRE = 0.5
_USUAL_CENTRE_LEXICAL = 0.3
_USUAL_COUNT = 10
_SAMPLE = 400
#: Entries that make a crowd, which are a tenth of all at most, and those among which they are looked for.
_CROWD, _CROWD_SHARE, _CROWD_AMONG = 10, 0.1, 1_000
_BATCH = 64
_DECIMALS = 6

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StaticSentences:
    """The static table as an encoder of sentences."""

    identity: str
    dimensions: int = DIMENSIONS

    def encode(self, texts: Sequence[str]) -> Floats:
        """The mean of each text's token vectors."""
        style = TextStyle()
        return np.stack([installed_embeddings().encode(normalise(text, style)) for text in texts])


def static_sentences() -> StaticSentences | None:
    """The static table, or nothing where it is not installed."""
    version = weights_version()
    return StaticSentences(f"static-{version}") if version else None


@dataclass(frozen=True, kw_only=True, slots=True)
class FaqSettings:
    """What decides a model beside its entries."""

    lexical_weight: float = 0.1  #: of shared words and characters beside an encoder
    context_weight: float = 1.0  #: of an entry's context beside its nearest question
    crowding_weight: float = (
        0.5  #: of the nearness of an entry's like, as cross-domain local scaling takes it
    )
    use_answers: bool = True
    answer_characters: int = 300  #: of an answer that are read


@dataclass(frozen=True, kw_only=True, slots=True)
class FaqModel:
    """Ranks the entries for a text; never changes after fitting."""

    ids: tuple[str, ...]
    questions: tuple[str, ...]
    starts: NDArray[np.intp]  #: the number of each entry's first question
    settings: FaqSettings
    featuriser: Featuriser
    grams: sparse.csr_array  #: one row for each feature, one column for each question
    vectors: Floats  #: one row for each question
    contexts: Floats  #: one row for each entry
    crowding: Floats  #: how much nearer than usual the entries like each are
    encoder: Encoder | None
    centre: float
    exact: dict[str, list[int]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def owners(self) -> NDArray[np.intp]:
        """The number of each question's entry."""
        return np.repeat(np.arange(len(self.ids)), np.diff([*self.starts, len(self.questions)]))

    def answer(self, text: str, *, top: int = 5) -> tuple[FaqMatch, ...]:
        """The entries nearest to a text, the best first; nothing for a text that says nothing."""
        normalised = normalise(text, self.featuriser.style).strip()
        if not self.ids or not says_something(normalised):
            return ()
        by_question, by_entry = self._nearness(text)
        scores = np.round(_scores(by_entry, self.centre), _DECIMALS)
        for entry in self.exact.get(normalised, ()):
            scores[entry] = 1.0
        best = _best(scores, by_entry, top)
        return tuple(
            FaqMatch(
                entry_id=self.ids[entry],
                score=float(scores[entry]),
                question=self.questions[self._nearest_question(entry, by_question)],
            )
            for entry in best
        )

    def best(self, text: str) -> FaqMatch | None:
        """The entry that answers a text, or nothing where none is near enough."""
        matches = self.answer(text, top=1)
        return matches[0] if matches and matches[0].score >= THRESHOLD else None

    def _nearness(self, text: str) -> tuple[Floats, Floats]:
        """How near each question and each entry is."""
        lexical = _lexical(self.featuriser, self.grams, text, len(self.questions))
        if self.encoder is None:
            return lexical, np.maximum.reduceat(lexical, self.starts)
        (vector,) = self.encoder.encode([text])
        if not vector.any():  # the encoder knows none of its words
            return lexical, np.maximum.reduceat(lexical, self.starts)
        return self._joined(lexical, vector)

    def _joined(self, lexical: Floats, vector: Floats) -> tuple[Floats, Floats]:
        settings = self.settings
        by_question: Floats = self.vectors @ vector + np.float32(settings.lexical_weight) * lexical
        nearest = np.maximum.reduceat(by_question, self.starts)
        context = self.contexts @ vector
        return by_question, _entry_nearness(nearest, context, self.crowding, settings)

    def _nearest_question(self, entry: int, by_question: Floats) -> int:
        start = int(self.starts[entry])
        end = int(self.starts[entry + 1]) if entry + 1 < len(self.starts) else len(self.questions)
        return start + int(np.argmax(np.round(by_question[start:end], _DECIMALS)))

    def to_bytes(self) -> bytes:
        """The model as one safetensors file."""
        manifest = {
            "format": FORMAT,
            "ids": self.ids,
            "questions": self.questions,
            "settings": asdict(self.settings),
            "style": asdict(self.featuriser.style),
            "encoder": self.encoder.identity if self.encoder else None,
            "centre": self.centre,
        }
        arrays: dict[str, NDArray[Any]] = dict(self.featuriser.tensors())
        arrays["starts"] = self.starts.astype(np.int64)
        arrays["vectors"] = self.vectors.astype(np.float16)
        arrays["contexts"] = self.contexts.astype(np.float16)
        arrays["crowding"] = self.crowding
        arrays["gram_starts"] = self.grams.indptr.astype(np.int64)
        arrays["gram_questions"] = self.grams.indices.astype(np.int32)
        arrays["gram_weights"] = self.grams.data.astype(np.float16)
        return write_artefact(manifest, arrays)

    @staticmethod
    def from_bytes(data: bytes, encoder: Encoder | None) -> FaqModel:
        """The model that `to_bytes` wrote.

        :raises MissingWeights: the model was trained with another encoder
        """
        manifest, arrays = read_artefact(data, FORMAT)
        featuriser = Featuriser.from_tensors(style_from(manifest["style"]), arrays)
        questions = tuple(manifest["questions"])
        parts = (arrays["gram_weights"].astype(np.float32), arrays["gram_questions"], arrays["gram_starts"])
        model = FaqModel(
            ids=tuple(manifest["ids"]),
            questions=questions,
            starts=arrays["starts"].astype(np.intp),
            settings=FaqSettings(**manifest["settings"]),
            featuriser=featuriser,
            grams=sparse.csr_array(parts, shape=(featuriser.size, len(questions))),
            vectors=arrays["vectors"].astype(np.float32),
            contexts=arrays["contexts"].astype(np.float32),
            crowding=arrays["crowding"],
            encoder=encoder_named(manifest["encoder"], encoder),
            centre=manifest["centre"],
        )
        return replace(model, exact=_exact(model))


def fit_faq(
    entries: Sequence[FaqEntry],
    *,
    culture: str,
    encoder: Encoder | None,
    report: Report,
    settings: FaqSettings | None = None,
) -> FaqModel:
    """The index of these entries; those without a question are left out."""
    settings = settings or FaqSettings()
    report(STAGE, 0.0)
    entries = sorted(filter(_asked, entries), key=lambda e: e.id)
    asked = [_asked(entry) for entry in entries]
    questions = tuple(question for group in asked for question in group)
    starts = np.cumsum([0, *map(len, asked)])[:-1].astype(np.intp)
    style = TextStyle(by_character=language_of(culture) in UNSPACED_LANGUAGES)
    featuriser = fit_featuriser(questions, style)
    report(STAGE, 0.1)
    grams = _halved(featuriser.transform(questions).grams.T.tocsr()) if questions else _no_grams()
    report(STAGE, 0.2)
    vectors, contexts = _encoded(entries, questions, starts, encoder, settings, report)
    model = FaqModel(
        ids=tuple(entry.id for entry in entries),
        questions=questions,
        starts=starts,
        settings=settings,
        featuriser=featuriser,
        grams=grams,
        vectors=vectors,
        contexts=contexts,
        crowding=_crowding(contexts, [entry.id for entry in entries]),
        encoder=encoder if questions else None,
        centre=0.0,
    )
    model = replace(model, exact=_exact(model), centre=_centre_of(model))
    report(STAGE, 1.0)
    return model


def _encoded(
    entries: Sequence[FaqEntry],
    questions: Sequence[str],
    starts: NDArray[np.intp],
    encoder: Encoder | None,
    settings: FaqSettings,
    report: Report,
) -> tuple[Floats, Floats]:
    """The questions' vectors and the entries' contexts, as exactly as an artefact keeps them."""
    if encoder is None or not questions:
        return np.zeros((len(questions), 0), np.float32), np.zeros((len(entries), 0), np.float32)
    texts = texts_read(entries, settings)
    parts: list[Floats] = []
    for first in range(0, len(texts), _BATCH):
        parts.append(encoder.encode(texts[first : first + _BATCH]))
        report(STAGE, 0.2 + 0.7 * min(1.0, (first + _BATCH) / len(texts)))
    vectors = np.concatenate(parts)
    contexts = np.add.reduceat(vectors[: len(questions)], starts) + vectors[len(questions) :]
    return _as_kept(vectors[: len(questions)]), _as_kept(_to_unit_length(contexts))


def texts_read(entries: Sequence[FaqEntry], settings: FaqSettings | None = None) -> list[str]:
    """All that an encoder reads of these entries: their questions, and each entry as a whole."""
    settings = settings or FaqSettings()
    texts = [question for entry in entries for question in _asked(entry)]
    return texts + [_read_together(e, _asked(e)[0], settings) for e in entries if _asked(e)]


def _asked(entry: FaqEntry) -> tuple[str, ...]:
    return tuple(question for question in entry.questions if question.strip())


def _read_together(entry: FaqEntry, question: str, settings: FaqSettings) -> str:
    answer = entry.answer[: settings.answer_characters] if settings.use_answers else ""
    return " ".join(part for part in (question, *entry.path, *entry.tags, answer) if part)


def _lexical(featuriser: Featuriser, grams: sparse.csr_array, text: str, count: int) -> Floats:
    """How many weighted words and characters a text shares with each question, in [0, 1]."""
    shared = np.zeros(count, dtype=np.float32)
    normalised = normalise(text, featuriser.style)
    words = Counter(word_grams(normalised, featuriser.style))
    for found, vocabulary in (
        (words, featuriser.words),
        (Counter(character_grams(normalised)), featuriser.characters),
    ):
        for column, value in _weighted(found, vocabulary, featuriser.rarity, count):
            first, last = grams.indptr[column], grams.indptr[column + 1]
            shared[grams.indices[first:last]] += value * grams.data[first:last]
    return shared


def _weighted(
    found: Counter[str], vocabulary: Mapping[str, int], rarity: Floats, count: int
) -> Iterator[tuple[int, np.float32]]:
    """The known grams with their weights; those that no question has count towards the text's length."""
    unseen = log(1 + count) + 1
    columns = [vocabulary.get(gram) for gram in found]
    weights = [
        (1 + log(times)) * (unseen if column is None else float(rarity[column]))
        for column, times in zip(columns, found.values(), strict=True)
    ]
    length = sqrt(sum(weight * weight for weight in weights))
    for column, weight in zip(columns, weights, strict=True):
        if column is not None:
            yield column, np.float32(weight / length)


def _halved(grams: sparse.csr_array) -> sparse.csr_array:
    """Weights such that equal texts share one half by words and one half by characters."""
    grams.data = _as_kept(grams.data * np.float32(0.5))
    grams.sort_indices()
    return grams


def _no_grams() -> sparse.csr_array:
    return sparse.csr_array((0, 0), dtype=np.float32)


def _centre_of(model: FaqModel) -> float:
    """The nearness between that of entries that do not answer and that of those that do."""
    usual = _USUAL_CENTRE if model.encoder else _USUAL_CENTRE_LEXICAL
    wrong, right = _seen_nearness(model)
    level = (_USUAL_COUNT * usual + len(wrong) * _quantile(wrong, 0.9, usual)) / (_USUAL_COUNT + len(wrong))
    if len(right) >= _USUAL_COUNT:
        level = (level + _quantile(right, 0.1, usual)) / 2
    return round(float(level), _DECIMALS)


def _quantile(values: Sequence[float], share: float, otherwise: float) -> float:
    return float(np.quantile(values, share)) if values else otherwise


def _seen_nearness(model: FaqModel) -> tuple[list[float], list[float]]:
    """Of some questions: the nearness of the best other entry, and of their own without them."""
    wrong: list[float] = []
    right: list[float] = []
    owners = model.owners
    for number in _sampled(model.questions, _SAMPLE):
        owner = int(owners[number])
        lexical = _lexical(model.featuriser, model.grams, model.questions[number], len(owners))
        vector = model.vectors[number]
        by_question, by_entry = (
            model._joined(lexical, vector)
            if model.encoder
            else (lexical, np.maximum.reduceat(lexical, model.starts))
        )
        others = np.delete(by_entry, owner)
        if len(others):
            wrong.append(float(others.max()))
        fellows = np.flatnonzero(owners == owner)
        fellows = fellows[fellows != number]
        if len(fellows):
            nearest = by_question[fellows].max()
            context = _to_unit_length(model.vectors[fellows].sum(axis=0)) @ vector if model.encoder else None
            right.append(float(_without(nearest, context, model.crowding[owner], model.settings)))
    return wrong, right


def _without(
    nearest: np.float32, context: np.float32 | None, crowding: np.float32, settings: FaqSettings
) -> np.float32:
    if context is None:
        return nearest
    return np.float32(_entry_nearness(nearest, context, crowding, settings))


def _entry_nearness(nearest: Any, context: Any, crowding: Any, settings: FaqSettings) -> Any:
    """An entry's nearest question and its context in one number, less what its crowd is worth to each."""
    weight = np.float32(settings.context_weight)
    crowd = (1 + weight) * np.float32(settings.crowding_weight) * crowding
    return (nearest + weight * context - crowd) / np.float32(1 + weight + settings.lexical_weight)


def _crowding(contexts: Floats, ids: Sequence[str]) -> Floats:
    """How near the entries most like each are, against the mean of all."""
    count = len(contexts)
    among = _sampled(ids, _CROWD_AMONG)
    crowd = min(_CROWD, int(_CROWD_SHARE * len(among)))
    if not crowd or not contexts.shape[1]:
        return np.zeros(count, np.float32)
    found = np.empty(count, np.float32)
    for first in range(0, count, _CROWD_AMONG):
        part = contexts[first : first + _CROWD_AMONG] @ contexts[among].T
        own = np.arange(first, first + len(part))[:, None] == np.array(among)
        part[own] = -1.0
        found[first : first + len(part)] = np.partition(part, -crowd, axis=1)[:, -crowd:].mean(axis=1)
    return np.asarray(found - found.mean(), np.float32)


def _sampled(texts: Sequence[str], count: int) -> list[int]:
    """Some of the texts, the same ones whatever the order in which they were added."""
    keys = [text_digest(text) for text in texts]
    return sorted(range(len(texts)), key=lambda number: (keys[number], number))[:count]


def _scores(nearness: Floats, centre: float) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-_STEEPNESS * (nearness.astype(np.float64) - centre)))


def _best(scores: NDArray[np.float64], nearness: Floats, top: int) -> list[int]:
    """The best entries; ties go to the nearer, then to the smaller id."""
    count = min(max(top, 0), len(scores))
    if count == 0:
        return []
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    candidates = np.flatnonzero(scores >= least)
    near = np.round(nearness[candidates], _DECIMALS)
    return [int(i) for i in candidates[np.lexsort((candidates, -near, -scores[candidates]))][:count]]


def _exact(model: FaqModel) -> dict[str, list[int]]:
    """The entries that ask exactly this."""
    found: dict[str, list[int]] = {}
    for question, owner in zip(model.questions, model.owners.tolist(), strict=True):
        found.setdefault(normalise(question, model.featuriser.style).strip(), []).append(owner)
    return found


def _to_unit_length(vectors: Floats) -> Floats:
    lengths = np.sqrt(np.square(vectors).sum(axis=-1, keepdims=True))
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _as_kept(values: Floats) -> Floats:
    return values.astype(np.float16).astype(np.float32)
