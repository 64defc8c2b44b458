"""The only printing: documents and tables on standard output, notes and progress on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

#: Lines that go to a file or a pipe are not folded.
_UNFOLDED_WIDTH = 10_000


def document(value: Any) -> None:
    """One JSON document on standard output."""
    print(json_text(value, ascii_only=not (sys.stdout.encoding or "").lower().startswith("utf")))


def json_text(value: Any, *, ascii_only: bool = False) -> str:
    """A value as JSON for people to read."""
    return json.dumps(value, ensure_ascii=ascii_only, indent=2)


def line(text: str = "") -> None:
    """One line of data."""
    print(text)


def note(text: str) -> None:
    """One line beside the data."""
    print(text, file=sys.stderr, flush=True)


def complaint(error: BaseException) -> None:
    """Why a command was not done, in one sentence."""
    if isinstance(error, OSError):
        sentence = _of_the_system(error)  # begins with the name of a file, which stays as it is
    else:
        said = str(error)
        sentence = said[:1].upper() + said[1:]
    note(f"Error: {sentence}{'' if sentence.endswith(('.', '!', '?')) else '.'}")


def _of_the_system(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str] = ()) -> None:
    """A table on standard output.

    :param right: the headings of columns that are aligned to the right
    """
    from rich.text import Text

    made = new_table()
    for heading in headings:
        made.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    data_console().print(made)


def new_table() -> Table:
    """A table in our style: one rule below the headings."""
    from rich import box
    from rich.table import Table

    return Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")


def data_console() -> Console:
    """Rich output for data."""
    return _console(stderr=False)


def progress_console() -> Console:
    """Rich output for progress: a terminal is redrawn, a file gets plain lines."""
    return _console(stderr=True)


def progress(what: str) -> tuple[Callable[[str, float], None], AbstractContextManager[object]]:
    """What to tell the fraction that is done, and what shows it: a bar in a terminal, one line elsewhere."""
    console = progress_console()
    if not console.is_terminal or console.is_dumb_terminal:
        note(what)
        return lambda _stage, _fraction: None, nullcontext()
    from rich.progress import BarColumn, Progress, TextColumn

    shown = Progress(TextColumn("{task.description}"), BarColumn(20), console=console, transient=True)
    task = shown.add_task(what, total=1.0)
    return lambda _stage, fraction: shown.update(task, completed=fraction), shown


def is_seen() -> bool:
    """Whether data goes to a terminal."""
    return sys.stdout.isatty()


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _UNFOLDED_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)
