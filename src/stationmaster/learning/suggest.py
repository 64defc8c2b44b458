"""Which unlabelled texts are worth labelling: those that a model can hardly decide about, alike ones once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from stationmaster.domain.prediction import Prediction, ScoredLabel

#: A best label that leads by so much is sure enough: another text of its kind teaches nothing.
_SURE_FROM = 0.8
#: From this share of common trigrams on, labelling one text tells what labelling the other would.
_ALIKE = 0.8
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Distinct:
    """Texts of which no two say the same."""

    times: Mapping[str, int]  #: how often each was said, by the first wording
    known: int  #: how many others are labelled already


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """A text that should be labelled, with what the model thinks, the best first."""

    text: str
    times: int  #: how often it was said, but for capitals, accents, punctuation and figures
    guesses: tuple[ScoredLabel, ...]

    @property
    def margin(self) -> float:
        """By how much of a score the best label leads."""
        return self.guesses[0].score - self.guesses[1].score


def distinct_texts(texts: Iterable[str], labelled: Iterable[str]) -> Distinct:
    """The texts that say something new; capitals, accents, punctuation and figures make no difference."""
    known = set(map(_key, labelled))
    first: dict[str, str] = {}
    times: dict[str, int] = {}
    labelled_already = 0
    for text in map(str.strip, texts):
        key = _key(text)
        if key in known:
            labelled_already += bool(key)
        elif key:
            wording = first.setdefault(key, text)
            times[wording] = times.get(wording, 0) + 1
    return Distinct(times=times, known=labelled_already)


def unsure(predictions: Iterable[Prediction], times: Mapping[str, int]) -> Iterator[Suggestion]:
    """The texts whose best label hardly leads, or has a low score itself; None is a label like others."""
    for prediction in predictions:
        if len(prediction.intents) > 1:
            suggestion = Suggestion(
                text=prediction.text, times=times[prediction.text], guesses=prediction.intents[:3]
            )
            if suggestion.margin < _SURE_FROM:
                yield suggestion


def most_telling(suggestions: Iterable[Suggestion], *, most: int) -> list[Suggestion]:
    """The texts whose labels would teach most, the least sure first; of near-equal ones the first only."""
    kept: list[tuple[Suggestion, frozenset[str]]] = []
    for each in sorted(suggestions, key=lambda s: (s.margin, s.guesses[0].score, s.text)):
        if len(kept) == most:
            break
        grams = _trigrams(each.text)
        if not any(_share(grams, other) >= _ALIKE for _, other in kept):
            kept.append((each, grams))
    return [suggestion for suggestion, _ in kept]


def _key(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(_NUMBER.sub("0", plain)))


def _trigrams(text: str) -> frozenset[str]:
    padded = f" {_key(text)} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
