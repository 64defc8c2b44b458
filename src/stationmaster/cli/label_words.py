"""What an evaluation says of each label, and what to label next: in words, the same in tables and on pages."""

from __future__ import annotations

from stationmaster.domain.evaluation import NOTHING, Confusion, EvaluationReport, Interval, Subject
from stationmaster.domain.label_advice import LabelAdvice, Remedy

SCORE_HEADINGS = ("Precision", "Recall", "F1", "95% of F1", "Examples")
NO_SCORE = "–"
#: What the examples of some subjects are called.
_EXAMPLES = {
    Subject.ENTITIES: ("label", "labels"),
    Subject.TRAITS: ("text", "texts"),
    Subject.FAQS: ("question", "questions"),
    Subject.CATEGORIES: ("ticket", "tickets"),
}
_UTTERANCES = ("utterance", "utterances")


def counted(subject: Subject, count: int) -> str:
    """So many examples of a subject."""
    one, several = _EXAMPLES.get(subject, _UTTERANCES)
    return f"{f'{count:,}' if count else 'no'} {one if count == 1 else several}"


def counted_tried(subject: Subject, count: int) -> str:
    """So many examples that were tried: of entities, the texts that they were looked for in."""
    return counted(Subject.INTENTS if subject is Subject.ENTITIES else subject, count)


def score_rows(report: EvaluationReport) -> list[tuple[str, ...]]:
    """The scores of each label by `SCORE_HEADINGS`; a dash stands for what could not be tried."""
    rows: list[tuple[str, ...]] = []
    for label in sorted(report.labels.keys() | report.untried.keys()):
        scores = report.labels.get(label)
        if scores and scores.support:
            rows.append(
                (
                    label,
                    f"{scores.precision:.2f}",
                    f"{scores.recall:.2f}",
                    f"{scores.f1:.2f}",
                    between(scores.f1_interval),
                    f"{scores.support:,}",
                )
            )
            continue
        precision = f"{scores.precision:.2f}" if scores else NO_SCORE
        examples = report.untried.get(label, 0)
        rows.append((label, precision, NO_SCORE, NO_SCORE, _not_tried(examples), f"{examples:,}"))
    return rows


def _not_tried(examples: int) -> str:
    return f"not tried: {examples} example{'' if examples == 1 else 's'}"


def between(interval: Interval | None, *, digits: int = 2) -> str:
    """Where a score may lie."""
    return f"{interval.low:.{digits}f} to {interval.high:.{digits}f}" if interval else ""


def advice_sentence(subject: Subject, advice: LabelAdvice) -> str:
    """What was found of one label, and what to do for it."""
    has = counted(subject, advice.examples)
    if advice.scores is None:
        return f"{_quoted(advice.label)} has {has}, too few to be tried: add {advice.more} more at least."
    f1 = f"F1 {advice.scores.f1:.2f}, between {between(advice.scores.f1_interval).replace(' to ', ' and ')}"
    return f"{_quoted(advice.label)} has {has}, {f1}{_taken(advice)}: {_remedy(advice)}."


def _quoted(label: str) -> str:
    """A label as it stands in a sentence: some are sentences themselves."""
    return f"“{label}”" if " " in label else label


def _taken(advice: LabelAdvice) -> str:
    return "" if advice.rival is None else f"; {_confused(advice.label, advice.rival)}"


def _confused(label: str, confusion: Confusion) -> str:
    times = f"{confusion.count}×"
    if confusion.predicted == NOTHING:
        return f"it was not found ({times})"
    if confusion.true == NOTHING:
        return f"it was found where none is ({times})"
    if confusion.true == label:
        return f"it was taken for {_quoted(confusion.predicted)} ({times})"
    return f"{_quoted(confusion.true)} was taken for it ({times})"


def _remedy(advice: LabelAdvice) -> str:
    rival = advice.rival
    other = (rival.predicted if rival.true == advice.label else rival.true) if rival else NOTHING
    if advice.remedy is Remedy.CHECK:
        beside = f" and those of {_quoted(other)}" if other else ""
        return f"look whether its labels{beside} agree, for more of the same will hardly help"
    if advice.remedy is Remedy.TELL_APART and other:
        return f"add some {advice.more} more, above all such as could be meant as {_quoted(other)}"
    if advice.remedy is Remedy.TELL_APART:
        return f"add some {advice.more} more, in other words and places than those there are"
    return f"add some {advice.more} more, for so few leave open how good it is"
