"""Follows one run: redrawn in a terminal, told line by line elsewhere."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Protocol

from stationmaster.cli import output
from stationmaster.cli.words import MODEL_WORDS, RUN_WORDS, why_failed
from stationmaster.domain.build import LearnerName, TargetId
from stationmaster.domain.training import ModelStatus, ModelTraining, RunRecord

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

_LOOK_SECONDS = 0.1
_BAR_WIDTH = 20
#: Lines that the heading and the edges take.
_FRAME_LINES = 6
_STYLES = {
    ModelStatus.TRAINING: "bold cyan",
    ModelStatus.SUCCEEDED: "green",
    ModelStatus.UP_TO_DATE: "dim",
    ModelStatus.FAILED: "bold red",
    ModelStatus.CANCELLED: "yellow",
}
#: What a short window shows first.
_ORDER = (ModelStatus.FAILED, ModelStatus.TRAINING, ModelStatus.WAITING)


class Display(Protocol):
    """Shows a run to whoever waits for it."""

    def show(self, record: RunRecord) -> None: ...


def follow(read: Callable[[], RunRecord]) -> RunRecord:
    """Show a run until it has ended."""
    display, shown = _display()
    with shown:
        while True:
            record = read()
            display.show(record)
            if record.run.status.is_final:
                return record
            time.sleep(_LOOK_SECONDS)


def _display() -> tuple[Display, AbstractContextManager[object]]:
    console = output.progress_console()
    if not console.is_terminal or console.is_dumb_terminal:
        return Lines(), nullcontext()
    from rich.live import Live

    # Where the result follows on the same screen, it need not stand there twice.
    live = Live(console=console, auto_refresh=False, transient=output.is_seen(), vertical_overflow="crop")
    return Redrawn(live, lines=max(4, console.height - _FRAME_LINES)), live


class Lines:
    """One line for each change of a run or a stage, and one for each model that has ended."""

    def __init__(self) -> None:
        self._said: str | None = None
        self._models: dict[TargetId, ModelStatus] = {}

    def show(self, record: RunRecord) -> None:
        run = record.run
        said = f"Run {run.number} {RUN_WORDS[run.status]}"
        if run.progress and not run.status.is_final:
            said += f": {run.progress.stage}"
        for model in record.models:
            if model.status.is_final and self._models.get(model.target.id) is not model.status:
                self._models[model.target.id] = model.status
                output.note(_ended(model))
        if said != self._said:
            self._said = said
            output.note(said)


def _ended(model: ModelTraining) -> str:
    said = f"  {model.target.kind} {model.target.name}: {MODEL_WORDS[model.status]}"
    if model.failure is None or model.status is not ModelStatus.FAILED:
        return said
    return f"{said}: {why_failed(model.failure)}"


class Redrawn:
    """A table with a row for each model."""

    def __init__(self, live: Live, *, lines: int) -> None:
        self._live = live
        self._lines = lines

    def show(self, record: RunRecord) -> None:
        self._live.update(render(record, lines=self._lines), refresh=True)


def render(record: RunRecord, *, lines: int) -> RenderableType:
    """A run as a table of at most so many rows."""
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.text import Text

    shown = _most_telling(record.models, lines)
    fraction = model_fraction(record)
    table = output.new_table()
    table.add_column("Model", no_wrap=True)
    table.add_column("Kind", no_wrap=True)
    table.add_column("State", no_wrap=True, width=max(map(len, MODEL_WORDS.values())))
    table.add_column("Progress", no_wrap=True, width=_BAR_WIDTH)
    table.add_column("Examples", no_wrap=True, justify="right")
    for model in shown:
        bar: RenderableType = ""
        if model.status is ModelStatus.TRAINING and fraction is not None:
            bar = ProgressBar(total=1.0, completed=fraction, width=_BAR_WIDTH)
        state = Text(MODEL_WORDS[model.status], style=_STYLES.get(model.status, ""))
        table.add_row(Text(model.target.name), Text(model.target.kind), state, bar, str(model.examples))
    hidden = len(record.models) - len(shown)
    rest = [Text(f"… and {hidden} more", style="dim")] if hidden else []
    return Group(Text(heading_of(record), style="bold"), table, *rest)


def heading_of(record: RunRecord) -> str:
    """The state of a run in one line, with its stage while it runs."""
    run = record.run
    counts = Counter(MODEL_WORDS[model.status] for model in record.models)
    said = f"Run {run.number} {RUN_WORDS[run.status]}"
    if run.progress and not run.status.is_final:
        said += f": {run.progress.stage}, {run.progress.fraction:.0%}"
    return f"{said} ({', '.join(f'{count} {word}' for word, count in counts.items())})"


def model_fraction(record: RunRecord) -> float | None:
    """How far the models are that are being trained; None where it may be another learner's word."""
    learners: set[LearnerName] = {
        model.target.learner for model in record.models if model.status is ModelStatus.TRAINING
    }
    progress = record.run.progress
    return progress.fraction if progress and len(learners) == 1 else None


def _most_telling(models: tuple[ModelTraining, ...], lines: int) -> list[ModelTraining]:
    if len(models) <= lines:
        return list(models)
    rank = {status: number for number, status in enumerate(_ORDER)}
    return sorted(models, key=lambda model: rank.get(model.status, len(rank)))[:lines]
