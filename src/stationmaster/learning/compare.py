"""Two sets of artefacts on the same labelled utterances: what one gets right and the other does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import comb

from stationmaster.domain.dataset import LEARNED_KINDS, Dataset, Utterance
from stationmaster.domain.evaluation import Change, ChangedExample, Comparison, Subject
from stationmaster.domain.prediction import Prediction
from stationmaster.learning.evaluate_spans import Found, labelled
from stationmaster.learning.span_features import text_settings_of
from stationmaster.learning.tagging import learned_entities

#: The text of an utterance, its labels in words, and what each set says of it in words.
_Answered = tuple[str, str, str, str]


def compare(
    dataset: Dataset, before: Sequence[Prediction], after: Sequence[Prediction]
) -> dict[Subject, Comparison]:
    """What became of each utterance from one set of predictions to another, for intents and learned entities.

    :param before: of the dataset's utterances, in their order, as are those `after`
    """
    utterances = dataset.utterances
    intents = _compared(
        (utterance.text, utterance.intent, _best(first), _best(second))
        for utterance, first, second in zip(utterances, before, after, strict=True)
    )
    known = {scored.label for prediction in before for scored in prediction.intents}
    unknown = tuple(sorted({utterance.intent for utterance in utterances} - known))
    compared = {Subject.INTENTS: replace(intents, unknown_before=unknown)}
    if learned_entities(dataset):
        compared[Subject.ENTITIES] = _compared(
            (utterance.text, _labels(utterance, dataset), _found(first), _found(second))
            for utterance, first, second in zip(utterances, before, after, strict=True)
        )
    return compared


def _best(prediction: Prediction) -> str:
    return prediction.intents[0].label if prediction.intents else ""


def _labels(utterance: Utterance, dataset: Dataset) -> str:
    return _in_words(
        utterance.text, labelled(utterance, learned_entities(dataset), text_settings_of(dataset))
    )


def _found(prediction: Prediction) -> str:
    spans = (Found.of(span) for span in prediction.entities if span.kind in LEARNED_KINDS)
    return _in_words(prediction.text, spans)


def _in_words(text: str, spans: Iterable[Found]) -> str:
    """The spans with their places: equal only where the same things are found at the same places."""
    ordered = sorted(spans, key=lambda span: (span.start, span.end, span.label))
    return ", ".join(f"{s.label} “{text[s.start : s.end]}” at {s.start}" for s in ordered)


def _compared(answers: Iterable[_Answered]) -> Comparison:
    examples = right_before = right_after = 0
    changed = []
    for text, true, before, after in answers:
        examples += 1
        right_before += before == true
        right_after += after == true
        if before != after:
            change = Change.STILL_WRONG
            if after == true:
                change = Change.FIXED
            elif before == true:
                change = Change.BROKEN
            changed.append(ChangedExample(text=text, change=change, true=true, before=before, after=after))
    order = list(Change)
    changed.sort(key=lambda example: (order.index(example.change), example.true, example.text))
    fixed, broken = (
        sum(example.change is change for example in changed) for change in (Change.FIXED, Change.BROKEN)
    )
    return Comparison(
        examples=examples,
        right_before=right_before,
        right_after=right_after,
        chance=_chance(fixed, broken),
        changed=tuple(changed),
    )


def _chance(fixed: int, broken: int) -> float:
    """The exact two-sided sign test: how often coins would fall at least as unevenly."""
    both, fewer = fixed + broken, min(fixed, broken)
    tail = sum(comb(both, count) for count in range(fewer + 1))
    return float(min(1.0, 2 * tail / (1 << both)))
