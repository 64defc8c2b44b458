"""What models say of a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stationmaster.domain.dataset import EntityKind
from stationmaster.domain.faq import FaqMatch


@dataclass(frozen=True, kw_only=True, slots=True)
class ScoredLabel:
    """A label with its score in [0, 1]; scores of different labels are independent."""

    label: str
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class PredictedSpan:
    """An entity found at `[start, end)`, in code points.

    `type` is the entity's name, `Parent::Child` for a child, or the prebuilt's own type.
    `resolution` is what the mention stands for, ready for JSON. `parts` are what a composite is put together
    from, or what was found within a nested entity; they are listed beside it, too.
    """

    kind: EntityKind
    type: str
    start: int
    end: int
    score: float | None = None
    role: str | None = None
    resolution: Mapping[str, Any] | None = None
    parts: tuple[PredictedSpan, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PredictedTrait:
    """A trait that a text has, with its score in [0, 1]."""

    group: str
    name: str
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchedPattern:
    """A sentence pattern that a text fits, whatever scores say."""

    intent: str
    pattern: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Prediction:
    """All that a set of models says of one text; what has a score is sorted, the best first."""

    text: str
    intents: tuple[ScoredLabel, ...]
    entities: tuple[PredictedSpan, ...] = ()
    patterns: tuple[MatchedPattern, ...] = ()
    traits: tuple[PredictedTrait, ...] = ()  #: those whose scores reach their thresholds
    small_talk: tuple[FaqMatch, ...] = ()
    faqs: tuple[FaqMatch, ...] = ()
