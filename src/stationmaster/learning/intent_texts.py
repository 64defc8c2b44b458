"""What the intents of a version are learned from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stationmaster.domain.build import FAQS_ARE_NONE, Target
from stationmaster.domain.dataset import NONE_INTENT, Dataset, Pattern, PatternSyntax
from stationmaster.learning.none_examples import NONE_EXAMPLE_COUNT, none_examples
from stationmaster.learning.sentence_patterns import sentence_words
from stationmaster.learning.text_digest import text_digest

#: How much a pattern's words count against a real utterance.
PATTERN_IMPORTANCE = 0.5
#: How much an intent's name counts: it says what its owner means. Chosen by cross-validation inside training
#: data; with five examples for each intent, names are worth a point.
NAME_IMPORTANCE = 0.5
#: How much a built-in None example counts at most, and all of them against the rest. Chosen by
#: cross-validation inside training data: with more, None takes utterances of apps with few examples.
BUILT_IN_IMPORTANCE = 0.25
BUILT_IN_SHARE = 0.1
#: How much a question of a FAQ or a text of another app counts as one of no intent, and all of them at most
#: against the rest.
OTHERS_IMPORTANCE = 0.5
OTHERS_SHARE = 0.5
_MOST_OF_OTHERS = 5_000


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
            text=_words_of_pattern(pattern),
            importance=PATTERN_IMPORTANCE,
            is_utterance=False,
        )
        for pattern in dataset.patterns
        if pattern.intent in labels
    ]
    texts += [
        TrainingText(label=label, text=name_words(label), importance=NAME_IMPORTANCE, is_utterance=False)
        for label in sorted(labels - {NONE_INTENT})
    ]
    texts += _of_no_intent(dataset, {text.text for text in texts})
    texts += built_in_none(dataset.culture, taught=sum(text.importance for text in texts))
    return tuple(sorted(texts, key=lambda t: (t.label, t.text, t.is_utterance)))


def built_in_none(culture: str, *, taught: float) -> list[TrainingText]:
    """What belongs to nothing in any app, beside texts that count so much together."""
    importance = min(BUILT_IN_SHARE * taught / NONE_EXAMPLE_COUNT, BUILT_IN_IMPORTANCE) or BUILT_IN_IMPORTANCE
    return [
        TrainingText(label=NONE_INTENT, text=text, importance=importance, is_utterance=False)
        for text in none_examples(culture)
    ]


def _of_no_intent(dataset: Dataset, known: Collection[str]) -> list[TrainingText]:
    """What an app's owner says is meant for no intent: as such, as a question of a FAQ, or for another app."""
    settings = dataset.setting_values
    learns = settings.get("LearnNone") != "false"
    texts = [TrainingText(label=NONE_INTENT, text=none.text) for none in dataset.none_utterances if learns]
    others = {text for app in dataset.linked_apps for text in app.texts}
    if learns and settings.get(FAQS_ARE_NONE, "false") != "false":
        others |= {question for entry in dataset.faqs for question in entry.questions}
    chosen = sorted(others - set(known), key=lambda text: (_number_of(text), text))[:_MOST_OF_OTHERS]
    importance = min(OTHERS_IMPORTANCE, OTHERS_SHARE * len(known) / max(1, len(chosen))) or OTHERS_IMPORTANCE
    return texts + [
        TrainingText(label=NONE_INTENT, text=text, importance=importance, is_utterance=False)
        for text in chosen
    ]


def _words_of_pattern(pattern: Pattern) -> str:
    is_sentence = pattern.syntax is PatternSyntax.SENTENCE
    return sentence_words(pattern.text) if is_sentence else pattern_words(pattern.text)


_INNERMOST_ENTITY = re.compile(r"\{[^{}]*\}")
_GROUPING = re.compile(r"[\[\]()|^]")


def pattern_words(pattern: str) -> str:
    """The words of a pattern: its entities left out, its options and groups unfolded."""
    previous = None
    while previous != pattern:
        previous, pattern = pattern, _INNERMOST_ENTITY.sub(" ", pattern)
    return " ".join(_GROUPING.sub(" ", pattern).split())


_BETWEEN_WORDS_OF_NAME = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\W_]+")


def name_words(name: str) -> str:
    """The words of an intent's name, however they are joined."""
    return " ".join(_BETWEEN_WORDS_OF_NAME.sub(" ", name).split())


def hashes_of(texts: Sequence[TrainingText]) -> NDArray[np.uint64]:
    """One number for each labelled text, sorted: enough to tell how much two trainings have in common."""
    return np.array(sorted({_number_of(f"{t.label}\n{t.text}") for t in texts}), dtype=np.uint64)


def _number_of(text: str) -> int:
    return int.from_bytes(text_digest(text)[:8], "little")
