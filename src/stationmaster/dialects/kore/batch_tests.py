"""What a batch test counts: how often the intent that was expected won, and how often none rightly did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from stationmaster.dialects.kore.files.batches import Case
from stationmaster.dialects.kore.files.components import task_key
from stationmaster.dialects.kore.files.tables import write_table
from stationmaster.domain.dataset import NONE_INTENT

_DIGITS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """One case, and what won; `score` is that of the first winner."""

    case: Case
    winners: tuple[str, ...]
    score: float | None = None

    @property
    def outcome(self) -> str:
        """`TP`, `TN`, `FP` or `FN`: positive is a case that expects an intent.

        One that expects an intent is missed when another one wins, or none, or several do; what expects none
        is taken for something when anything wins.
        """
        if task_key(self.case.intent) == task_key(NONE_INTENT):
            return "FP" if self.winners else "TN"
        if len(self.winners) == 1 and task_key(self.winners[0]) == task_key(self.case.intent):
            return "TP"
        return "FP" if self.winners else "FN"


def metrics(tried: Sequence[Tried]) -> dict[str, Any]:
    """The figures of a run, in the vendor's words; a share of nothing is 0."""
    counts = {word: sum(each.outcome == word for each in tried) for word in ("TP", "TN", "FP", "FN")}
    right = counts["TP"] + counts["TN"]
    precision = _share(counts["TP"], counts["TP"] + counts["FP"])
    recall = _share(counts["TP"], counts["TP"] + counts["FN"])
    f1 = _share(2 * counts["TP"], 2 * counts["TP"] + counts["FP"] + counts["FN"])
    return {
        "f1_score": round(f1, _DIGITS),
        "precision": round(precision, _DIGITS),
        "recall": round(recall, _DIGITS),
        "results": {
            **counts,
            "success": right,
            "failure": len(tried) - right,
            "totalUtterances": len(tried),
            "successPercentage": round(100 * _share(right, len(tried)), 2),
        },
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def report_csv(tried: Sequence[Tried]) -> bytes:
    """A row for each case."""
    header = ("Utterance", "Expected Intent", "Matched Intent", "Score", "Result", "Status")
    return write_table([header, *(_row(each) for each in tried)])


def _row(tried: Tried) -> tuple[object, ...]:
    is_right = tried.outcome in ("TP", "TN")
    winners = " | ".join(tried.winners) or NONE_INTENT
    score = "" if tried.score is None else round(tried.score, _DIGITS)
    return tried.case.input, tried.case.intent, winners, score, tried.outcome, "pass" if is_right else "fail"


def report_json(tried: Sequence[Tried]) -> bytes:
    """An object for each case, and the figures of all."""
    names = ("utterance", "expectedIntent", "matchedIntent", "score", "result", "status")
    rows = [dict(zip(names, _row(each), strict=True)) for each in tried]
    return msgspec.json.format(msgspec.json.encode({**metrics(tried), "utterances": rows}), indent=2)
