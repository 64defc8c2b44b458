"""An evaluation as one web page that needs nothing else: no script, no font, no network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from stationmaster.cli.exits import BadInput
from stationmaster.cli.label_words import SCORE_HEADINGS, advice_sentence, between, counted_tried, score_rows
from stationmaster.cli.page.markup import Markup, joined, tag
from stationmaster.cli.page.plots import (
    MOST_CELLS,
    MOST_ROWS,
    confused_labels,
    confusion_plot,
    f1_plot,
    named,
    reliability_plot,
    worst_labels,
)
from stationmaster.cli.words import (
    CHANGE_WORDS,
    METHOD_WORDS,
    NOTHING_TO_EVALUATE,
    percent,
    tier_line,
    unknown_before,
)
from stationmaster.domain.apps import App, Version
from stationmaster.domain.build import LearnerName
from stationmaster.domain.evaluation import (
    NOTHING,
    Calibration,
    Change,
    Comparison,
    Evaluation,
    EvaluationReport,
    Method,
    Subject,
)
from stationmaster.domain.label_advice import label_advice
from stationmaster.domain.tier import TierDecision

_MISTAKES = 100
#: The page may load and run nothing, whatever an utterance says.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_page(file: Path, page: str) -> None:
    """
    :raises BadInput: it cannot be written there
    """
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"the file {file} cannot be written: {error.strerror}") from error


def evaluation_page(
    app: App,
    version: Version,
    evaluation: Evaluation,
    comparisons: Mapping[Subject, Comparison] | None = None,
    *,
    against: str = "",
    tiers: Mapping[LearnerName, TierDecision] | None = None,
) -> str:
    """The whole page."""
    title = f"{app.name} {version.name}: evaluation"
    style = files(__name__).joinpath("style.css").read_text(encoding="utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("title", title),
        tag("style", Markup(style)),
    )
    body = tag(
        "body",
        tag(
            "header",
            tag("h1", title),
            tag("p", f"Culture {version.culture}. {_PREFACE}", class_="quiet"),
            *(tag("p", tier_line(learner, each), class_="quiet") for learner, each in (tiers or {}).items()),
        ),
        tag(
            "main",
            *(_comparison(subject, each, against) for subject, each in (comparisons or {}).items()),
            *(_report(subject, report) for subject, report in evaluation.items()),
            "" if evaluation else tag("p", NOTHING_TO_EVALUATE.capitalize()),
        ),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


_PREFACE = (
    "Every score is that of models that did not learn from the utterance that they were tried on. An interval "
    "says where the score would lie, 95 times of 100, with other utterances of the same kind."
)


def _report(subject: Subject, report: EvaluationReport) -> Markup:
    heading = tag("h2", subject.capitalize())
    if report.method is Method.TOO_SMALL:
        return tag("section", heading, tag("p", "Too few labelled examples to hold some out."))
    return tag(
        "section",
        heading,
        _tiles(subject, report),
        _advice(subject, report),
        _labels(subject, report),
        _confusions(subject, report),
        _calibration(subject, report.calibration) if report.calibration else "",
        _unsure(report),
        _mistakes(report),
    )


def _tiles(subject: Subject, report: EvaluationReport) -> Markup:
    method = METHOD_WORDS[report.method].format(folds=report.folds)
    tiles = [
        ("Micro F1", f"{report.micro_f1:.3f}", between(report.micro_interval)),
        ("Macro F1", f"{report.macro_f1:.3f}", "mean over labels"),
        ("Tried", counted_tried(subject, report.examples), method),
    ]
    if report.calibration:
        tiles.append(("Calibration error", percent(report.calibration.error), "between score and truth"))
    return _tile_list(tiles)


def _tile_list(tiles: Iterable[tuple[str, str, str]]) -> Markup:
    """Numbers side by side, each with its name and a remark."""
    return tag(
        "dl",
        *(
            tag("div", tag("dt", name), tag("dd", value, tag("small", remark)))
            for name, value, remark in tiles
        ),
        class_="tiles",
    )


def _labels(subject: Subject, report: EvaluationReport) -> Markup:
    if not report.labels and not report.untried:
        return tag("p", "No label was there to be found, and none was found.")
    shown, judged = len(worst_labels(report)), sum(scores.support > 0 for scores in report.labels.values())
    more = f" Shown are the {MOST_ROWS} lowest of {judged}; the table has all." if judged > shown else ""
    return joined(
        tag("h3", "Each label"),
        tag(
            "p",
            "Precision is the share of its predictions that are right, recall the share of its examples that are "
            f"found; F1 joins the two.{more}",
            class_="quiet",
        ),
        tag(
            "div",
            tag("div", f1_plot(f"{subject}-f1", report) if shown else "", class_="plot"),
            _table(
                "Scores of each label", ("Label", *SCORE_HEADINGS), score_rows(report), numbers=SCORE_HEADINGS
            ),
            class_="beside",
        ),
    )


def _confusions(subject: Subject, report: EvaluationReport) -> Markup:
    if not report.confusions:
        return joined(tag("h3", "Confusions"), tag("p", "None."))
    labels = confused_labels(report)
    involved = {label for c in report.confusions for label in (c.true, c.predicted)}
    more = f" Shown are the {MOST_CELLS} labels with the most errors." if len(involved) > len(labels) else ""
    rows = [(named(c.true), named(c.predicted), f"{c.count:,}") for c in report.confusions]
    return joined(
        tag("h3", "Confusions"),
        tag("p", f"What was labelled one thing and taken for another.{more}", class_="quiet"),
        tag(
            "div",
            tag("div", confusion_plot(f"{subject}-confusions", report), class_="plot"),
            _table("Confusions", ("Labelled", "Predicted", "Times"), rows, numbers=("Times",)),
            class_="beside",
        ),
    )


def _calibration(subject: Subject, calibration: Calibration) -> Markup:
    rows = [
        (f"{b.low:.1f} to {b.high:.1f}", f"{b.mean_score:.2f}", percent(b.right), f"{b.count:,}")
        for b in calibration.bins
    ]
    headings = ("Score", "Mean score", "Right", "Answers")
    return joined(
        tag("h3", "Do scores mean what they say?"),
        tag(
            "p",
            "Of the answers with a score near 0.8, some 80 of 100 should be right. Dots below the dashed line are "
            "answers that claim too much, dots above it claim too little.",
            class_="quiet",
        ),
        tag(
            "div",
            tag("div", reliability_plot(f"{subject}-reliability", calibration), class_="plot"),
            _table("Answers by score", headings, rows, numbers=headings),
            class_="beside",
        ),
    )


def _advice(subject: Subject, report: EvaluationReport) -> Markup:
    advice = label_advice(subject, report)
    if not advice:
        return Markup()
    return joined(
        tag("h3", "What to label next"),
        tag(
            "p",
            "These would gain most from more examples: they have few, or their F1 is low or not known well.",
            class_="quiet",
        ),
        tag("ol", *(tag("li", advice_sentence(subject, each)) for each in advice), class_="advice"),
    )


def _unsure(report: EvaluationReport) -> Markup:
    if not report.unsure:
        return Markup()
    rows = [
        (u.text, named(u.true), named(u.predicted), f"{u.score:.2f}", named(u.rival), f"{u.margin:.2f}")
        for u in report.unsure
    ]
    return joined(
        tag("h3", "Least sure answers"),
        tag(
            "p",
            "Right or wrong, these could as well have been answered otherwise: texts like them teach most.",
            class_="quiet",
        ),
        _table(
            f"Answers with the smallest lead over the next one: {len(rows)}",
            ("Text", "Labelled", "Predicted", "Score", "Next", "Lead"),
            rows,
            numbers=("Score", "Lead"),
        ),
    )


def _mistakes(report: EvaluationReport) -> Markup:
    if not report.mistakes:
        return Markup()
    rows = [
        (
            m.text,
            _said(m.text, m.true, m.true_span),
            _said(m.text, m.predicted, m.predicted_span),
            "" if m.score is None else f"{m.score:.2f}",
        )
        for m in report.mistakes[:_MISTAKES]
    ]
    return joined(
        tag("h3", "Surest mistakes"),
        tag(
            "p",
            "Look at these first: where the model is sure, it may be the label that is wrong.",
            class_="quiet",
        ),
        _table(
            f"The surest wrong answers: {len(rows)}",
            ("Text", "Labelled", "Predicted", "Score"),
            rows,
            numbers=("Score",),
        ),
    )


def _comparison(subject: Subject, comparison: Comparison, against: str) -> Markup:
    counts = {change: comparison.count(change) for change in Change}
    tiles = [
        (f"Right in {against}", f"{comparison.right_before:,}", f"of {comparison.examples:,} utterances"),
        ("Right now", f"{comparison.right_after:,}", f"of {comparison.examples:,} utterances"),
        *((CHANGE_WORDS[change].capitalize(), f"{count:,}", "") for change, count in counts.items()),
    ]
    rows = [
        (CHANGE_WORDS[c.change], c.text, *map(named, (c.true, c.before, c.after))) for c in comparison.changed
    ]
    classes = [f"change {c.change}" for c in comparison.changed]
    return tag(
        "section",
        tag("h2", f"{subject.capitalize()}: what changed since {against}"),
        tag(
            "p",
            "Both sets answer this version's utterances, which one or both may have learned from: read this as a "
            f"list of differences, not as a score. Luck alone would divide fixed and broken so unevenly in "
            f"{percent(comparison.chance)} of cases. {unknown_before(comparison, against)}",
            class_="quiet",
        ),
        _tile_list(tiles),
        _table(
            "Utterances that are answered otherwise",
            ("Change", "Utterance", "Labelled", f"In {against}", "Now"),
            rows,
            first_classes=classes,
        )
        if rows
        else tag("p", "Every utterance is answered as before."),
    )


def _table(
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[str] = (),
    first_classes: Sequence[str] = (),
) -> Markup:
    def cells(row: Sequence[str], number: int) -> Iterable[Markup]:
        first = {"class_": first_classes[number]} if first_classes else {}
        yield tag("th", row[0], scope="row", **first)
        for heading, cell in zip(headings[1:], row[1:], strict=True):
            yield tag("td", cell, **({"class_": "number"} if heading in numbers else {}))

    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption),
            tag("thead", tag("tr", *(_heading(heading, numbers) for heading in headings))),
            tag("tbody", *(tag("tr", *cells(row, number)) for number, row in enumerate(rows))),
        ),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def _heading(heading: str, numbers: Sequence[str]) -> Markup:
    return tag("th", heading, scope="col", **({"class_": "number"} if heading in numbers else {}))


def _said(text: str, label: str, span: tuple[int, int] | None) -> str:
    if label == NOTHING or span is None:
        return named(label)
    return f"{label} “{text[span[0] : span[1]]}”"
