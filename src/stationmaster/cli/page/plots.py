"""Plots as inline SVG: their colours are those of the page, and each has a title and a description."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from unicodedata import east_asian_width

from stationmaster.cli.page.markup import Markup, joined, tag
from stationmaster.cli.words import percent
from stationmaster.domain.evaluation import NOTHING, Calibration, EvaluationReport, LabelScores

MOST_ROWS = 40
MOST_CELLS = 24
NOTHING_WORD = "(nothing)"

_NAME_CHARACTERS = 24
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def _figure(key: str, title: str, description: str, *shapes: str, width: int, height: int) -> Markup:
    return tag(
        "svg",
        tag("title", title, id=f"{key}-title"),
        tag("desc", description, id=f"{key}-description"),
        *shapes,
        role="img",
        aria_labelledby=f"{key}-title {key}-description",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
    )


def _short(name: str) -> str:
    """As much of a name as there is room for: Chinese and Japanese characters take that of two."""
    ends = list(accumulate(2 if east_asian_width(character) in "WF" else 1 for character in name))
    if not ends or ends[-1] <= _NAME_CHARACTERS:
        return name
    return f"{name[: bisect_left(ends, _NAME_CHARACTERS)]}…"


# --- F1 of each label


_F1_LEFT, _F1_WIDTH, _F1_ROW, _F1_TOP = 190, 300, 24, 26


def worst_labels(report: EvaluationReport) -> list[tuple[str, LabelScores]]:
    """The labels that have examples, the lowest F1 first; of many, only the first ones."""
    judged = [(label, scores) for label, scores in report.labels.items() if scores.support]
    return sorted(judged, key=lambda pair: (pair[1].f1, pair[0]))[:MOST_ROWS]


def f1_plot(key: str, report: EvaluationReport) -> Markup:
    """A dot for each label's F1 on a line for its interval."""
    rows = worst_labels(report)
    height = _F1_TOP + _F1_ROW * len(rows) + 8
    description = "; ".join(f"{label} {scores.f1:.2f}" for label, scores in rows[:5])
    return _figure(
        key,
        "F1 of each label, the lowest first",
        f"A dot is the F1, its line the 95% interval. Lowest: {description}.",
        *(_f1_tick(tick, height) for tick in _TICKS),
        *(_f1_row(label, scores, _F1_TOP + _F1_ROW * n) for n, (label, scores) in enumerate(rows)),
        width=_F1_LEFT + _F1_WIDTH + 52,
        height=height,
    )


def _f1_x(value: float) -> float:
    return round(_F1_LEFT + value * _F1_WIDTH, 1)


def _f1_tick(tick: float, height: int) -> Markup:
    x = _f1_x(tick)
    return joined(
        tag("line", x1=x, x2=x, y1=_F1_TOP - 8, y2=height - 4, class_="grid"),
        tag("text", f"{tick:g}", x=x, y=_F1_TOP - 13, class_="tick middle"),
    )


def _f1_row(label: str, scores: LabelScores, top: int) -> Markup:
    middle = top + _F1_ROW / 2
    interval = scores.f1_interval
    whisker = (
        tag("line", x1=_f1_x(interval.low), x2=_f1_x(interval.high), y1=middle, y2=middle, class_="whisker")
        if interval
        else Markup()
    )
    return tag(
        "g",
        tag("title", f"{label}: F1 {scores.f1:.3f}, {scores.support} examples"),
        tag("text", _short(label), x=_F1_LEFT - 12, y=middle + 4, class_="name end"),
        whisker,
        tag("circle", cx=_f1_x(scores.f1), cy=middle, r=5, class_="dot"),
        tag("text", f"{scores.f1:.2f}", x=_F1_LEFT + _F1_WIDTH + 16, y=middle + 4, class_="value"),
    )


# --- what is taken for what


_CELL, _CELLS_LEFT, _CELLS_TOP = 24, 170, 140


def confused_labels(report: EvaluationReport) -> list[str]:
    """The labels with the most confusions, by name; nothing comes last."""
    errors: dict[str, int] = {}
    for confusion in report.confusions:
        for label in (confusion.true, confusion.predicted):
            errors[label] = errors.get(label, 0) + confusion.count
    most = sorted(errors, key=lambda label: (-errors[label], label))[:MOST_CELLS]
    return sorted(most, key=lambda label: (label == NOTHING, label))


def confusion_plot(key: str, report: EvaluationReport) -> Markup:
    """Rows are what was labelled, columns what was predicted; the deeper the colour, the larger the share."""
    labels = confused_labels(report)
    counts = {(c.true, c.predicted): c.count for c in report.confusions}
    counts.update({(label, label): count for label, count in report.right.items()})
    size = _CELL * len(labels)
    cells = [
        _cell(true, predicted, counts.get((true, predicted), 0), _row_total(true, labels, counts), x, y)
        for y, true in enumerate(labels)
        for x, predicted in enumerate(labels)
    ]
    worst = "; ".join(
        f"{named(c.true)} taken for {named(c.predicted)} {c.count} times" for c in report.confusions[:3]
    )
    return _figure(
        key,
        "What was labelled (rows) and what was predicted (columns)",
        f"Off the diagonal are errors. Most often: {worst}.",
        tag("text", "labelled ↓   predicted →", x=_CELLS_LEFT - 12, y=_CELLS_TOP - 10, class_="tick end"),
        *(_row_name(label, n) for n, label in enumerate(labels)),
        *(_column_name(label, n) for n, label in enumerate(labels)),
        *cells,
        width=_CELLS_LEFT + size + 90,
        height=_CELLS_TOP + size + 6,
    )


def named(label: str) -> str:
    """A label as the page shows it."""
    return NOTHING_WORD if label == NOTHING else label


def _row_total(true: str, labels: Sequence[str], counts: dict[tuple[str, str], int]) -> int:
    return sum(counts.get((true, predicted), 0) for predicted in labels)


def _cell(true: str, predicted: str, count: int, of: int, x: int, y: int) -> Markup:
    left, top = _CELLS_LEFT + _CELL * x, _CELLS_TOP + _CELL * y
    frame = {"x": left + 1, "y": top + 1, "width": _CELL - 2, "height": _CELL - 2, "rx": 3}
    if not count:
        return tag("rect", **frame, class_="cell")
    share = count / of
    kind = "right" if true == predicted else "wrong"
    ink = "deep" if share > 0.5 else "pale"
    return tag(
        "g",
        tag("title", f"{named(true)} → {named(predicted)}: {count} of {of}"),
        tag("rect", **frame, class_=f"cell {kind}", fill_opacity=f"{0.15 + 0.85 * share:.2f}"),
        tag("text", str(count), x=left + _CELL / 2, y=top + _CELL / 2 + 4, class_=f"count middle {ink}"),
    )


def _row_name(label: str, number: int) -> Markup:
    y = _CELLS_TOP + _CELL * number + _CELL / 2 + 4
    return tag("text", _short(named(label)), x=_CELLS_LEFT - 12, y=y, class_="name end")


def _column_name(label: str, number: int) -> Markup:
    x, y = _CELLS_LEFT + _CELL * number + _CELL / 2 + 2, _CELLS_TOP - 8
    return tag("text", _short(named(label)), x=x, y=y, class_="name", transform=f"rotate(-50 {x:g} {y:g})")


# --- whether scores mean what they say


_SIDE, _RELIABILITY_LEFT, _RELIABILITY_TOP, _BARS = 300, 54, 14, 60


def reliability_plot(key: str, calibration: Calibration) -> Markup:
    """The share that was right over the score that was claimed; bars below count the answers."""
    most = max(part.count for part in calibration.bins)
    base = _RELIABILITY_TOP + _SIDE
    shapes = [_reliability_tick(tick) for tick in _TICKS]
    shapes.append(tag("line", x1=_x(0), x2=_x(1), y1=_y(0), y2=_y(1), class_="ideal"))
    for part in calibration.bins:
        says = f"claimed {percent(part.mean_score)}, right {percent(part.right)}, {part.count} answers"
        x, y, bar = _x(part.mean_score), _y(part.right), _BARS * part.count / most
        shapes.append(
            tag(
                "g",
                tag("title", says),
                tag("line", x1=x, x2=x, y1=_y(part.mean_score), y2=y, class_="gap"),
                tag("circle", cx=x, cy=y, r=round(3.5 + 5 * math.sqrt(part.count / most), 1), class_="dot"),
                tag(
                    "rect",
                    x=_x(part.low) + 2,
                    y=round(base + 50 + _BARS - bar, 1),
                    width=_SIDE / 10 - 4,
                    height=round(bar, 1),
                    class_="bar",
                ),
            )
        )
    return _figure(
        key,
        "Scores and what came true",
        f"On the dashed line, scores mean what they say. The calibration error is {percent(calibration.error)}.",
        *shapes,
        tag("text", "score claimed", x=_x(0.5), y=base + 36, class_="tick middle"),
        tag(
            "text",
            "share right",
            x=14,
            y=_y(0.5),
            class_="tick middle",
            transform=f"rotate(-90 14 {_y(0.5)})",
        ),
        tag("text", "answers by score", x=_x(0.5), y=base + 50 + _BARS + 16, class_="tick middle"),
        width=_RELIABILITY_LEFT + _SIDE + 20,
        height=base + 50 + _BARS + 24,
    )


def _x(value: float) -> float:
    return round(_RELIABILITY_LEFT + value * _SIDE, 1)


def _y(value: float) -> float:
    return round(_RELIABILITY_TOP + (1 - value) * _SIDE, 1)


def _reliability_tick(tick: float) -> Markup:
    return joined(
        tag("line", x1=_x(tick), x2=_x(tick), y1=_y(0), y2=_y(1), class_="grid"),
        tag("line", x1=_x(0), x2=_x(1), y1=_y(tick), y2=_y(tick), class_="grid"),
        tag("text", f"{tick:g}", x=_x(tick), y=_y(0) + 18, class_="tick middle"),
        tag("text", f"{tick:g}", x=_x(0) - 8, y=_y(tick) + 4, class_="tick end"),
    )
