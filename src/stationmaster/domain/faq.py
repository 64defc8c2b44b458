"""Questions with one answer each, small talk, and what a model makes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from stationmaster.domain.facets import Carried, Facet


@dataclass(frozen=True, kw_only=True, slots=True)
class FaqEntry:
    """One answer with the questions that it answers: the primary one first, then its alternatives."""

    facet: ClassVar[Facet] = Facet.FAQS
    id: str
    questions: tuple[str, ...]
    answer: str = ""
    tags: tuple[str, ...] = ()
    path: tuple[str, ...] = ()  #: names of the nodes that lead to it, the root first
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class SmallTalk:
    """What a user may say that has no task behind it, with what is said back."""

    facet: ClassVar[Facet] = Facet.SMALL_TALK
    id: str
    name: str  #: of the group and node that it belongs to
    questions: tuple[str, ...]
    answers: tuple[str, ...] = ()
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class FaqMatch:
    """An entry that may answer a text, with its score in [0, 1] and the question that came nearest."""

    entry_id: str
    score: float
    question: str
