"""Tickets, and what became of learning their categories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stationmaster.domain.evaluation import EvaluationReport


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticket:
    """One case with its text as plain text; the category is absent where nobody has chosen one."""

    id: str
    subject: str = ""
    body: str = ""
    sender: str = ""
    mailbox: str = ""
    attachment_names: tuple[str, ...] = ()
    category_id: str | None = None


class CategoriserVerdict(StrEnum):
    """How a training of a categoriser ended."""

    TOO_LITTLE_DATA = "too_little_data"  #: no model
    NOT_DIVERSE = "not_diverse"  #: no model
    LOW_ACCURACY = "low_accuracy"  #: a model that is often wrong
    SUCCESS = "success"


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoriserResult:
    """What a training saw and how good its model is on tickets that it had not seen."""

    verdict: CategoriserVerdict
    tickets_used: int
    tickets_skipped: int  #: without text or without a category
    dropped: Mapping[str, int] = field(default_factory=dict)  #: category -> its tickets: too few to learn
    accuracy_percent: float | None = None  #: from 0 to 100 with two decimals; none where there is no model
    baseline_percent: float | None = None  #: what naming the largest category each time would reach
    evaluation: EvaluationReport | None = None
