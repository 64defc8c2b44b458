"""Whether an English text sounds content or not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from stationmaster.learning.language import language_of

if TYPE_CHECKING:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

ENGLISH = "en"
_MOST_CHARACTERS = 20_000
#: What sounds less so is as good as nothing: words like `number` weigh a little too.
_LEAST_SCORE = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentiment:
    """How a text sounds, from -100 to 100, and how sure that is, from 0 to 100."""

    score: int
    confidence: int


def sentiment_of(text: str) -> Sentiment | None:
    """How a text sounds; nothing where no word of it tells, or it is not in English.

    It is the surer the more words tell, and the more of them say the same.
    """
    start = text[:_MOST_CHARACTERS]
    if language_of(start) not in {ENGLISH, None}:
        return None
    told = _analyser().polarity_scores(start)
    good, bad = told["pos"], told["neg"]
    telling = sum(word.strip(_SIGNS) in _analyser().lexicon for word in start.lower().split())
    if not telling or not good + bad or abs(told["compound"]) < _LEAST_SCORE:
        return None
    agreement = abs(good - bad) / (good + bad)
    return Sentiment(
        score=round(100 * told["compound"]), confidence=round(100 * agreement * telling / (telling + 1))
    )


_SIGNS = ".,;:!?\"'()[]"


@lru_cache(maxsize=1)
def _analyser() -> SentimentIntensityAnalyzer:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()
