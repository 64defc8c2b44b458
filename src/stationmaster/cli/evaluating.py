"""Cross-validation of a version's own material, with its progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from stationmaster.cli import output
from stationmaster.domain.dataset import LEARNED_KINDS, Dataset
from stationmaster.domain.evaluation import EvaluationReport

if TYPE_CHECKING:
    from stationmaster.learning.learner import Report

_CONFUSIONS = 3


def evaluate(dataset: Dataset) -> dict[str, EvaluationReport]:
    """The scores of intents and, where there are some, of learned entities."""
    from stationmaster.learning.evaluate import cross_validate_intents
    from stationmaster.learning.evaluate_spans import cross_validate_entities

    reports: dict[str, EvaluationReport] = {}
    judges: dict[str, Callable[[Dataset, Report], EvaluationReport]] = {"intents": cross_validate_intents}
    if any(entity.kind in LEARNED_KINDS for entity in dataset.entities):
        judges["entities"] = cross_validate_entities
    for what, cross_validate in judges.items():
        report, shown = _progress(f"Evaluating {what} by cross-validation")
        with shown:
            reports[what] = cross_validate(dataset, report)
    return reports


def _progress(what: str) -> tuple[Report, AbstractContextManager[object]]:
    console = output.progress_console()
    if not console.is_terminal or console.is_dumb_terminal:
        output.note(what)
        return lambda _stage, _fraction: None, nullcontext()
    from rich.progress import BarColumn, Progress, TextColumn

    progress = Progress(TextColumn(f"{what}"), BarColumn(20), console=console, transient=True)
    task = progress.add_task(what, total=1.0)
    return lambda _stage, fraction: progress.update(task, completed=fraction), progress


def show_evaluation(reports: Mapping[str, EvaluationReport]) -> None:
    """The scores as tables."""
    for what, report in reports.items():
        if not report.folds:
            output.line(f"Evaluation of {what}: too few labelled examples to hold some out.")
            continue
        output.line()
        output.line(
            f"Evaluation of {what}: {report.folds}-fold cross-validation over {report.examples} utterances, "
            f"micro F1 {report.micro_f1:.3f}"
        )
        rows = [
            (label, f"{s.precision:.2f}", f"{s.recall:.2f}", f"{s.f1:.2f}", str(s.support))
            for label, s in report.labels.items()
        ]
        numbers = ("Precision", "Recall", "F1", "Examples")
        output.table((what.capitalize(), *numbers), rows, right=numbers)
        worst = sorted(report.confusions.items(), key=lambda pair: -pair[1])[:_CONFUSIONS]
        if worst:
            output.line(f"Most often confused: {_pairs(worst)}.")


def _pairs(confusions: list[tuple[tuple[str, str], int]]) -> str:
    return "; ".join(f"{true} taken for {taken_for} ({count}×)" for (true, taken_for), count in confusions)
