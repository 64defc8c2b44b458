"""What a user wants: one joint model over all intents of a version."""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from stationmaster.domain.build import Target, targets_of
from stationmaster.domain.dataset import NONE_INTENT, Dataset
from stationmaster.domain.training import Failure, FailureCode
from stationmaster.learning.calibrate import Curve, fit_curve
from stationmaster.learning.encoder import VectorCache
from stationmaster.learning.features import Features
from stationmaster.learning.featurise import Readings, best_vector_columns, dense_columns, fit_read
from stationmaster.learning.folds import stratified_folds
from stationmaster.learning.intent_model import IntentModel
from stationmaster.learning.intent_texts import (
    TrainingText,
    hashes_of,
    pattern_words,
    trainable_labels,
    training_texts,
)
from stationmaster.learning.learner import Built, Report
from stationmaster.learning.neighbours import Neighbours
from stationmaster.learning.none_examples import NONE_EXAMPLE_COUNT
from stationmaster.learning.pattern_texts import patterns_of
from stationmaster.learning.scope import Scope, fit_scope
from stationmaster.learning.sentence_patterns import sentences_of
from stationmaster.learning.softmax import Labelled, OnIteration, Weights, fit_softmax
from stationmaster.learning.text_style import TextStyle, style_of
from stationmaster.learning.tiers import (
    Tier,
    Trial,
    asked_for,
    better,
    can_be_enhanced,
    feature_weights,
    neighbours_share,
    penalty,
    styles_to_try,
    trial,
)
from stationmaster.learning.warm import Parent, parent_for, start_of

__all__ = [
    "IntentModel",
    "TrainingText",
    "build_intents",
    "fit_intents",
    "fit_texts",
    "pattern_words",
    "trainable_labels",
    "training_texts",
]

STAGE = "intents"

ITERATIONS = 40
#: From the weights of a fit that held some texts out to those of all texts.
FINAL_ITERATIONS = 30
#: From the weights of a model that was trained before, on nearly the same texts.
WARM_ITERATIONS = 3
#: Weights that a model may have; with many intents the vocabulary is cut to fit.
_MOST_WEIGHTS = 4_000_000
_LEAST_GRAMS = 2_000
_FOLDS = 5
#: What all fits for calibration together may cost in one iteration: additions over features and
#: weights, for each class.
_CALIBRATION_EFFORT = 60_000_000
_WEIGHT_EFFORT = 10
_READINGS_KEPT, _TEXTS_KEPT = 4, 50_000


def fit_intents(
    dataset: Dataset,
    targets: Iterable[Target],
    report: Report,
    *,
    parents: Sequence[bytes] = (),
    kept: VectorCache | None = None,
) -> IntentModel:
    """The joint model over those of the targets that have material, and None.

    :param parents: artefacts that serve now; where one fits the material, training begins with its weights
    :param kept: vectors of the sentence encoder from earlier trainings
    """
    return _fit(dataset, targets, report, parents, kept).model


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fitted:
    """A model, the texts that it was made from as they were read, and the hash of its parent."""

    model: IntentModel
    readings: Readings
    parent: str | None = None

    @property
    def decided_by(self) -> tuple[str, ...]:
        """What decided the model's bytes, beyond its fingerprint and its surroundings."""
        return (self.parent,) if self.parent else ()


def _fit(
    dataset: Dataset,
    targets: Iterable[Target],
    report: Report,
    parents: Sequence[bytes],
    kept: VectorCache | None,
) -> _Fitted:
    labels = trainable_labels(dataset, targets)
    fitted = _fit_to(dataset, training_texts(dataset, labels), report, parents, kept)
    return replace(fitted, model=replace(fitted.model, patterns=patterns_of(labels, dataset)))


def _fit_to(
    dataset: Dataset,
    texts: Sequence[TrainingText],
    report: Report,
    parents: Sequence[bytes],
    kept: VectorCache | None,
) -> _Fitted:
    tier = asked_for(dataset)
    parent = parent_for(texts, parents, style_of(dataset), tier)
    if parent is not None:
        return _fit_warm(texts, parent, report, kept)
    utterances = sum(text.is_utterance for text in texts)
    possible = tier is not Tier.STANDARD and can_be_enhanced(dataset)
    styles = styles_to_try(style_of(dataset), tier, utterances=utterances, possible=possible)
    return _fit_cold(texts, styles, report, kept=kept, tier=tier)


def fit_texts(
    texts: Sequence[TrainingText],
    style: TextStyle,
    report: Report,
    *,
    calibrated: bool = True,
    kept: VectorCache | None = None,
) -> IntentModel:
    """The joint model over the labels of these texts."""
    return _fit_cold(texts, [style], report, calibrated=calibrated, kept=kept).model


def _fit_cold(
    texts: Sequence[TrainingText],
    styles: Sequence[TextStyle],
    report: Report,
    *,
    calibrated: bool = True,
    kept: VectorCache | None = None,
    tier: Tier = Tier.AUTO,
) -> _Fitted:
    report(STAGE, 0.0)
    fittings = [_Fitting(texts, Readings(style, kept)) for style in styles]
    parts = fittings[0].held_out_parts() if calibrated or len(styles) > 1 else []
    progress = _Progress(report, len(parts) * len(fittings))
    fits = [[fitting.without(part, progress.of_next_fit()) for part in parts] for fitting in fittings]
    trials = [fitting.trial_of(parts, found) for fitting, found in zip(fittings, fits, strict=True) if parts]
    chosen = better(trials) if trials else 0
    fitting, found = fittings[chosen], fits[chosen]
    weights = fitting.fit(
        fitting.labelled,
        progress.of_next_fit(),
        start=found[-1] if found else None,
        iterations=FINAL_ITERATIONS if found else ITERATIONS,
    )
    report(STAGE, 1.0)
    curve, scope = fitting.calibration(parts, found) if parts else (Curve(), Scope())
    model = IntentModel(
        labels=fitting.labels,
        featuriser=fitting.featuriser,
        weights=_rounded(weights),
        curve=curve,
        scope=scope,
        neighbours=fitting.neighbours(fitting.labelled),
        training={
            "tier": tier.value,
            "trials": [
                {"encoded": style.encoded, **asdict(each)}
                for each, style in zip(trials, styles, strict=False)
            ],
        },
        origin=hashes_of(texts),
    )
    return _Fitted(model=model, readings=fitting.readings)


def _fit_warm(
    texts: Sequence[TrainingText], parent: Parent, report: Report, kept: VectorCache | None
) -> _Fitted:
    """The model that a few iterations make of its parent, whose calibration it keeps."""
    report(STAGE, 0.0)
    model = parent.model
    readings = _READINGS.take(parent.hash) or Readings(model.featuriser.style, kept)
    fitting = _Fitting(texts, readings)
    weights = fitting.fit(
        fitting.labelled,
        lambda done: report(STAGE, done / WARM_ITERATIONS),
        start=start_of(model, fitting.featuriser),
        iterations=WARM_ITERATIONS,
    )
    report(STAGE, 1.0)
    warm = IntentModel(
        labels=fitting.labels,
        featuriser=fitting.featuriser,
        weights=_rounded(weights),
        curve=model.curve,
        scope=model.scope,
        neighbours=fitting.neighbours(fitting.labelled),
        training={**model.training, "parent": parent.hash},
        origin=model.origin,
    )
    return _Fitted(model=warm, readings=readings, parent=parent.hash)


class _Progress:
    """Tells how far several fits in a row are."""

    def __init__(self, report: Report, trials: int) -> None:
        self._report = report
        self._total = ITERATIONS * trials + (FINAL_ITERATIONS if trials else ITERATIONS)
        self._fits = -1

    def of_next_fit(self) -> OnIteration:
        """What the next fit tells of its iterations."""
        self._fits += 1
        before = self._fits * ITERATIONS
        return lambda done: self._report(STAGE, min((before + done) / self._total, 1.0))


class _Fitting:
    """One set of texts as numbers in one style, fitted whole and without held-out parts."""

    def __init__(self, texts: Sequence[TrainingText], readings: Readings) -> None:
        self._texts = texts
        self.readings = readings
        self.labels = tuple(sorted({text.label for text in texts}))
        number = {label: position for position, label in enumerate(self.labels)}
        read = readings.read([text.text for text in texts])
        weights = feature_weights(readings.style, texts=len(texts), labels=len(self.labels))
        most = max(_LEAST_GRAMS, _MOST_WEIGHTS // len(self.labels))
        has_vectors = dense_columns(readings.style) > 0
        self.featuriser = fit_read(
            read, readings.style, weights=weights, most=most, counts_unknown=not has_vectors
        )
        self.labelled = Labelled(
            features=self.featuriser.features_read(read),
            classes=np.array([number[text.label] for text in texts], dtype=np.intp),
            importance=np.array([text.importance for text in texts], dtype=np.float32),
        )

    def fit(
        self, labelled: Labelled, on_iteration: OnIteration, *, iterations: int, start: Weights | None = None
    ) -> Weights:
        """The joint weights of these texts."""
        return fit_softmax(
            labelled,
            class_count=len(self.labels),
            penalty=penalty(self.readings.style, texts=len(self._texts), labels=len(self.labels)),
            iterations=iterations,
            on_iteration=on_iteration,
            start=start,
        )

    def held_out_parts(self) -> list[NDArray[np.intp]]:
        """The rows to hold out in turn: all where fits are cheap, some where they are dear."""
        rows = np.array([i for i, text in enumerate(self._texts) if text.is_utterance], dtype=np.intp)
        chosen = [self._texts[row] for row in rows]
        folds = stratified_folds([text.label for text in chosen], [text.text for text in chosen], _FOLDS)
        features: Features = self.labelled.features
        effort = len(self.labels) * (features.grams.nnz + _WEIGHT_EFFORT * features.shape[1])
        parts = [rows[folds == fold] for fold in range(max(1, min(_FOLDS, _CALIBRATION_EFFORT // effort)))]
        return [part for part in parts if len(part)]

    def neighbours(self, labelled: Labelled) -> Neighbours | None:
        """What these texts say of others by their vectors."""
        style, class_count = self.readings.style, len(self.labels)
        share = neighbours_share(style, texts=len(self._texts), labels=class_count)
        if not share:
            return None
        columns = best_vector_columns(style)
        return Neighbours.of(labelled, class_count=class_count, dimensions=columns, share=share)

    def without(self, held_out: NDArray[np.intp], on_iteration: OnIteration) -> Weights:
        """The joint weights of the other texts."""
        return self.fit(self._others(held_out), on_iteration, iterations=ITERATIONS)

    def _others(self, held_out: NDArray[np.intp]) -> Labelled:
        return self.labelled.rows(np.setdiff1d(np.arange(len(self._texts)), held_out))

    def calibration(
        self, held_out: Sequence[NDArray[np.intp]], fits: Sequence[Weights]
    ) -> tuple[Curve, Scope]:
        """What fits that which was said of texts by weights that had not seen them."""
        (logits, classes), none = self._unseen(held_out, fits), self.labels.index(NONE_INTENT)
        bias = np.repeat([weights.bias for weights in fits], [len(part) for part in held_out], axis=0)
        scope = fit_scope(logits, classes, none, bias if self.featuriser.unknown else None)
        return fit_curve(logits, classes), scope

    def trial_of(self, held_out: Sequence[NDArray[np.intp]], fits: Sequence[Weights]) -> Trial:
        """How good the fits are on texts that they had not seen."""
        return trial(*self._unseen(held_out, fits))

    def _unseen(
        self, held_out: Sequence[NDArray[np.intp]], fits: Sequence[Weights]
    ) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        unseen, none = [], self.labels.index(NONE_INTENT)
        for part, weights in zip(held_out, fits, strict=True):
            features, neighbours = self.labelled.features.rows(part), self.neighbours(self._others(part))
            logits = weights.logits(features)
            unseen.append(neighbours.heard(logits, features.dense, always=none) if neighbours else logits)
        return np.concatenate(unseen), np.concatenate([self.labelled.classes[part] for part in held_out])


def _rounded(weights: Weights) -> Weights:
    """The weights as an artefact keeps them, so that a loaded model scores exactly as the fitted one."""
    return Weights(
        table=weights.table.astype(np.float16).astype(np.float32),
        bias=weights.bias.astype(np.float16).astype(np.float32),
    )


class _KeptReadings:
    """Texts that this process read for its last trainings, by the hash of the artefact that came of them.

    An artefact's hash is known only to who has the artefact, so that no tenant gains by another's texts.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, Readings] = OrderedDict()

    def take(self, artefact: str) -> Readings | None:
        """What was read for this artefact, for one user only."""
        with self._lock:
            return self._kept.pop(artefact, None)

    def keep(self, artefact: bytes, readings: Readings) -> None:
        """Remember what was read for this artefact, and forget the oldest."""
        with self._lock:
            self._kept[hashlib.sha256(artefact).hexdigest()] = readings
            while len(self._kept) > _READINGS_KEPT or (
                self._kept and sum(map(len, self._kept.values())) > _TEXTS_KEPT
            ):
                self._kept.popitem(last=False)


_READINGS = _KeptReadings()


def build_intents(
    dataset: Dataset,
    targets: Sequence[Target],
    report: Report,
    *,
    parents: Sequence[bytes] = (),
    kept: VectorCache | None = None,
) -> tuple[Built, ...]:
    """The artefact of each stale intent; they share one, since all intents are fitted together."""
    everything = targets_of(dataset.intents, ())
    labels = trainable_labels(dataset, everything)
    utterances = Counter(utterance.intent for utterance in dataset.utterances)
    artefact: bytes | None = None
    decided_by: tuple[str, ...] = ()
    if any(target.name in labels for target in targets):
        fitted = _fit(dataset, everything, report, parents, kept)
        model = replace(fitted.model, sentences=sentences_of(labels, dataset))
        artefact, decided_by = model.to_bytes(), fitted.decided_by
        _READINGS.keep(artefact, fitted.readings)
    return tuple(
        Built(
            target_id=target.id,
            examples=utterances[target.name] + (NONE_EXAMPLE_COUNT if target.name == NONE_INTENT else 0),
            artefact=artefact if target.name in labels else None,
            failure=None if target.name in labels else _few_labels(target),
            decided_by=decided_by if target.name in labels else (),
        )
        for target in targets
    )


def _few_labels(target: Target) -> Failure:
    return Failure(
        code=FailureCode.FEW_LABELS,
        sentence=f"The intent {target.name!r} has neither utterances nor patterns to learn from.",
        item=target.name,
    )
