"""Questions with one answer each, and what a model makes of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class FaqEntry:
    """One answer with the questions that it answers: the primary one first, then its alternatives."""

    id: str
    questions: tuple[str, ...]
    answer: str = ""
    tags: tuple[str, ...] = ()
    path: tuple[str, ...] = ()  #: names of the nodes that lead to it, the root first


@dataclass(frozen=True, kw_only=True, slots=True)
class FaqMatch:
    """An entry that may answer a text, with its score in [0, 1] and the question that came nearest."""

    entry_id: str
    score: float
    question: str
