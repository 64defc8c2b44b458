"""How much is spent on understanding a text: what an owner may ask for, and what a training made of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stationmaster.domain.errors import InvalidItem


class Tier(StrEnum):
    """What the setting `ModelTier` may say; a model is never served by `auto`."""

    STANDARD = "standard"  #: grams and a static table
    ENHANCED = "enhanced"  #: a sentence encoder too
    AUTO = "auto"  #: what cross-validation, the number of texts and the latency budget say


class TierReason(StrEnum):
    """What decided the tier that serves."""

    ASKED = "asked"  #: the owner
    TRIED = "tried"  #: texts that were held out from a model of each tier
    SIZE = "size"  #: the number of texts, for which trying both says too little or costs too much
    NO_ENCODER = "no_encoder"  #: no sentence encoder is installed
    LANGUAGE = "language"  #: the sentence encoder does not know the version's language


@dataclass(frozen=True, kw_only=True, slots=True)
class TierTrial:
    """What a model of one tier made of texts that it had not seen."""

    tier: Tier
    accuracy: float  #: the share that was right
    loss: float
    texts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TierDecision:
    """Which tier one learner's model has, and why; trials only where they decided."""

    asked: Tier
    serves: Tier
    reason: TierReason
    trials: tuple[TierTrial, ...] = ()
    added_ms: float = 0.0  #: what the encoder is taken to add to a prediction, where trials decided
    budget_ms: float = 0.0  #: what it may add


def tier_from(value: str) -> Tier:
    """The tier that a setting asks for.

    :raises InvalidItem: it names none
    """
    said = value.strip().lower()
    if said not in set(Tier):
        raise InvalidItem(f"the setting ModelTier cannot be {value[:60]!r}: it is {_ANY}")
    return Tier(said)


def tier_said(value: str | None) -> Tier:
    """The tier that a kept setting asks for; one that is absent or unknown is `auto`."""
    said = (value or "").strip().lower()
    return Tier(said) if said in set(Tier) else Tier.AUTO


_ANY = f"{', '.join(Tier)}".replace(", auto", " or auto")
