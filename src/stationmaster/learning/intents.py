"""What a user wants: one joint model over all intents of a version."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray

from stationmaster.domain.build import Target, targets_of
from stationmaster.domain.dataset import NONE_INTENT, Dataset
from stationmaster.domain.prediction import ScoredLabel
from stationmaster.domain.training import Failure, FailureCode
from stationmaster.learning.calibrate import Curve, fit_curve
from stationmaster.learning.featurise import Featuriser, TextStyle, fit_featuriser, style_of
from stationmaster.learning.folds import stratified_folds
from stationmaster.learning.learner import Built, Report
from stationmaster.learning.none_examples import NONE_EXAMPLE_COUNT, none_examples
from stationmaster.learning.softmax import Labelled, OnIteration, Weights, fit_softmax

STAGE = "intents"
FORMAT = "stationmaster-intents-1"

#: How much a pattern's words count against a real utterance.
PATTERN_IMPORTANCE = 0.5
#: How much a built-in None example counts at most, and all of them against the rest. Chosen by
#: cross-validation inside training data: with more, None takes utterances of apps with few examples.
BUILT_IN_IMPORTANCE = 0.25
BUILT_IN_SHARE = 0.1
#: Shared by the classes: each has weights of its own, so with many of them each counts for less.
PENALTY = 5e-4
ITERATIONS = 50
#: From the weights of a fit that held some texts out to those of all texts.
FINAL_ITERATIONS = 20
#: Weights that a model may have; with many intents the vocabulary is cut to fit.
_MOST_WEIGHTS = 4_000_000
_LEAST_GRAMS = 2_000
_FOLDS = 5
#: What all fits for calibration together may cost in one iteration: additions over features and
#: weights, for each class.
_CALIBRATION_EFFORT = 60_000_000
_WEIGHT_EFFORT = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingText:
    """One text to learn from."""

    label: str
    text: str
    importance: float = 1.0
    is_utterance: bool = True  #: labelled by the app's owner; others are never held out


@dataclass(frozen=True, kw_only=True, slots=True)
class IntentModel:
    """Scores every trained intent for a text; never changes after fitting."""

    labels: tuple[str, ...]
    featuriser: Featuriser
    weights: Weights
    curve: Curve

    def predict(self, text: str) -> tuple[ScoredLabel, ...]:
        """The intents with their independent scores, the best first."""
        columns, values = self.featuriser.features_of(text)
        logits = values @ self.weights.table[columns] + self.weights.bias
        scores = self.curve.scores(logits).tolist()
        order = np.argsort(-logits, kind="stable").tolist()
        return tuple(ScoredLabel(label=self.labels[i], score=scores[i]) for i in order)

    def to_bytes(self) -> bytes:
        """The model as one safetensors file."""
        manifest = {
            "format": FORMAT,
            "labels": self.labels,
            "style": asdict(self.featuriser.style),
            "curve": asdict(self.curve),
        }
        tensors = self.featuriser.tensors()
        tensors["weights"] = self.weights.table.astype(np.float16)
        tensors["bias"] = self.weights.bias.astype(np.float16)
        return safetensors.numpy.save(
            tensors, {"manifest": json.dumps(manifest, ensure_ascii=False, sort_keys=True)}
        )

    @staticmethod
    def from_bytes(blob: bytes) -> IntentModel:
        """The model that `to_bytes` wrote."""
        manifest = json.loads(_metadata(blob)["manifest"])
        if manifest["format"] != FORMAT:
            raise ValueError(f"not an intent model of this version: {manifest['format']}")
        tensors = safetensors.numpy.load(blob)
        return IntentModel(
            labels=tuple(manifest["labels"]),
            featuriser=Featuriser.from_tensors(TextStyle(**manifest["style"]), tensors),
            weights=Weights(
                table=tensors["weights"].astype(np.float32), bias=tensors["bias"].astype(np.float32)
            ),
            curve=Curve(**manifest["curve"]),
        )


def _metadata(blob: bytes) -> Mapping[str, str]:
    length = int.from_bytes(blob[:8], "little")
    metadata: Mapping[str, str] = json.loads(blob[8 : 8 + length])["__metadata__"]
    return metadata


def trainable_labels(dataset: Dataset, targets: Iterable[Target]) -> frozenset[str]:
    """The intents among the targets that have something to learn from, and None."""
    taught = {u.intent for u in dataset.utterances} | {p.intent for p in dataset.patterns}
    return frozenset({t.name for t in targets if t.name in taught} | {NONE_INTENT})


def training_texts(dataset: Dataset, labels: frozenset[str]) -> tuple[TrainingText, ...]:
    """All texts of these intents, in an order that does not depend on when they were added."""
    texts = [TrainingText(label=u.intent, text=u.text) for u in dataset.utterances if u.intent in labels]
    texts += [
        TrainingText(
            label=pattern.intent,
            text=pattern_words(pattern.text),
            importance=PATTERN_IMPORTANCE,
            is_utterance=False,
        )
        for pattern in dataset.patterns
        if pattern.intent in labels
    ]
    share = BUILT_IN_SHARE * sum(text.importance for text in texts) / NONE_EXAMPLE_COUNT
    importance = min(share, BUILT_IN_IMPORTANCE) or BUILT_IN_IMPORTANCE
    texts += [
        TrainingText(label=NONE_INTENT, text=text, importance=importance, is_utterance=False)
        for text in none_examples(dataset.culture)
    ]
    return tuple(sorted(texts, key=lambda t: (t.label, t.text, t.is_utterance)))


_INNERMOST_ENTITY = re.compile(r"\{[^{}]*\}")
_GROUPING = re.compile(r"[\[\]()|^]")


def pattern_words(pattern: str) -> str:
    """The words of a pattern: its entities left out, its options and groups unfolded."""
    previous = None
    while previous != pattern:
        previous, pattern = pattern, _INNERMOST_ENTITY.sub(" ", pattern)
    return " ".join(_GROUPING.sub(" ", pattern).split())


def fit_intents(dataset: Dataset, targets: Iterable[Target], report: Report) -> IntentModel:
    """The joint model over those of the targets that have material, and None."""
    texts = training_texts(dataset, trainable_labels(dataset, targets))
    return fit_texts(texts, style_of(dataset), report)


def fit_texts(
    texts: Sequence[TrainingText], style: TextStyle, report: Report, *, calibrated: bool = True
) -> IntentModel:
    """The joint model over the labels of these texts."""
    report(STAGE, 0.0)
    labels = tuple(sorted({text.label for text in texts}))
    most = max(_LEAST_GRAMS, _MOST_WEIGHTS // len(labels))
    featuriser = fit_featuriser([text.text for text in texts], style, most=most)
    fitting = _Fitting(texts, labels, featuriser)
    held_out = fitting.held_out_parts() if calibrated else []
    total = ITERATIONS * len(held_out) + (FINAL_ITERATIONS if held_out else ITERATIONS)

    def after(fits: int) -> OnIteration:
        return lambda done: report(STAGE, (ITERATIONS * fits + done) / total)

    fits = [fitting.without(part, after(number)) for number, part in enumerate(held_out)]
    curve = fitting.curve_of(held_out, fits) if held_out else Curve()
    weights = fitting.fit(fitting.labelled, after(len(held_out)), start=fits[-1] if fits else None)
    report(STAGE, 1.0)
    return IntentModel(labels=labels, featuriser=featuriser, weights=_rounded(weights), curve=curve)


class _Fitting:
    """One set of texts as numbers, fitted whole and without held-out parts."""

    def __init__(self, texts: Sequence[TrainingText], labels: Sequence[str], featuriser: Featuriser) -> None:
        self._texts = texts
        self._class_count = len(labels)
        number = {label: position for position, label in enumerate(labels)}
        self.labelled = Labelled(
            features=featuriser.transform([text.text for text in texts]),
            classes=np.array([number[text.label] for text in texts], dtype=np.intp),
            importance=np.array([text.importance for text in texts], dtype=np.float32),
        )

    def fit(self, labelled: Labelled, on_iteration: OnIteration, *, start: Weights | None = None) -> Weights:
        """The joint weights of these texts."""
        return fit_softmax(
            labelled,
            class_count=self._class_count,
            penalty=PENALTY / self._class_count,
            iterations=FINAL_ITERATIONS if start else ITERATIONS,
            on_iteration=on_iteration,
            start=start,
        )

    def held_out_parts(self) -> list[NDArray[np.intp]]:
        """The rows to hold out in turn: all where fits are cheap, some where they are dear."""
        rows = np.array([i for i, text in enumerate(self._texts) if text.is_utterance], dtype=np.intp)
        chosen = [self._texts[row] for row in rows]
        folds = stratified_folds([text.label for text in chosen], [text.text for text in chosen], _FOLDS)
        features = self.labelled.features
        effort = self._class_count * (features.nnz + _WEIGHT_EFFORT * features.shape[1])
        parts = [rows[folds == fold] for fold in range(max(1, min(_FOLDS, _CALIBRATION_EFFORT // effort)))]
        return [part for part in parts if len(part)]

    def without(self, held_out: NDArray[np.intp], on_iteration: OnIteration) -> Weights:
        """The joint weights of the other texts."""
        kept = np.setdiff1d(np.arange(len(self._texts)), held_out)
        return self.fit(self.labelled.rows(kept), on_iteration)

    def curve_of(self, held_out: Sequence[NDArray[np.intp]], fits: Sequence[Weights]) -> Curve:
        """The curve that fits what was said of texts by weights that had not seen them."""
        features, classes = self.labelled.features, self.labelled.classes
        logits = [weights.logits(features[part]) for part, weights in zip(held_out, fits, strict=True)]
        return fit_curve(np.concatenate(logits), np.concatenate([classes[part] for part in held_out]))


def _rounded(weights: Weights) -> Weights:
    """The weights as an artefact keeps them, so that a loaded model scores exactly as the fitted one."""
    return Weights(
        table=weights.table.astype(np.float16).astype(np.float32),
        bias=weights.bias.astype(np.float16).astype(np.float32),
    )


def build_intents(dataset: Dataset, targets: Sequence[Target], report: Report) -> tuple[Built, ...]:
    """The artefact of each stale intent; they share one, since all intents are fitted together."""
    everything = targets_of(dataset.intents, ())
    labels = trainable_labels(dataset, everything)
    utterances = Counter(utterance.intent for utterance in dataset.utterances)
    is_needed = any(target.name in labels for target in targets)
    artefact = fit_intents(dataset, everything, report).to_bytes() if is_needed else None
    return tuple(
        Built(
            target_id=target.id,
            examples=utterances[target.name] + (NONE_EXAMPLE_COUNT if target.name == NONE_INTENT else 0),
            artefact=artefact if target.name in labels else None,
            failure=None if target.name in labels else _few_labels(target),
        )
        for target in targets
    )


def _few_labels(target: Target) -> Failure:
    return Failure(
        code=FailureCode.FEW_LABELS,
        sentence=f"The intent {target.name!r} has neither utterances nor patterns to learn from.",
        item=target.name,
    )
