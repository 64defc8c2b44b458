"""What the intents of a version are learned from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stationmaster.domain.build import Target
from stationmaster.domain.dataset import NONE_INTENT, Dataset
from stationmaster.learning.none_examples import NONE_EXAMPLE_COUNT, none_examples

#: How much a pattern's words count against a real utterance.
PATTERN_IMPORTANCE = 0.5
#: How much a built-in None example counts at most, and all of them against the rest. Chosen by
#: cross-validation inside training data: with more, None takes utterances of apps with few examples.
BUILT_IN_IMPORTANCE = 0.25
BUILT_IN_SHARE = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingText:
    """One text to learn from."""

    label: str
    text: str
    importance: float = 1.0
    is_utterance: bool = True  #: labelled by the app's owner; others are never held out


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


def hashes_of(texts: Sequence[TrainingText]) -> NDArray[np.uint64]:
    """One number for each labelled text, sorted: enough to tell how much two trainings have in common."""
    numbers = {
        int.from_bytes(
            hashlib.sha256(f"{t.label}\n{t.text}".encode("utf-8", "surrogatepass")).digest()[:8], "little"
        )
        for t in texts
    }
    return np.array(sorted(numbers), dtype=np.uint64)
