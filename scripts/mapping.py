"""Writes docs/dialects/mapping.md: one status of the core, in the words of every dialect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from stationmaster.dialects.kore import wording as kore
from stationmaster.dialects.luis import translate as luis
from stationmaster.dialects.superoffice import wording as superoffice
from stationmaster.domain.training import ModelStatus, RunStatus, VersionTraining

PAGE = Path(__file__).parents[1] / "docs" / "dialects" / "mapping.md"

_HEAD = """# One status, four views

Written by `make mapping` from the tables that the dialects answer with; a test holds it to them. Every view
is read from one snapshot of the ledger, by one function (`status_of`).
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_runs(), "", *_models(), "", *_versions(), "", *_flags(), ""])


def _table(*rows: tuple[str, ...]) -> Iterator[str]:
    head, *rest = rows
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rest:
        yield f"| {' | '.join(row)} |"


def _runs() -> Iterator[str]:
    yield "## The newest run of a group of models"
    yield ""
    yield "SuperOffice's word depends on whether a model serves: the second is told where none does."
    yield ""
    rows = [
        (
            status.value,
            f"`{kore.ML_STATUS[status]}`",
            f"`{kore.BUILDER_STATUS[status]}`",
            f"`{kore.FAQ_STATUS[status]}`",
            " or ".join(dict.fromkeys(f"`{word}`" for word in superoffice.STATUS[status])),
        )
        for status in RunStatus
    ]
    yield from _table(("run", "Kore.ai ML", "Kore.ai builder", "Kore.ai FAQ", "SuperOffice"), *rows)
    yield ""
    yield (
        "No run yet: Kore.ai bots are trained when they are made, so they always have one; SuperOffice says "
        f"`{superoffice.UNAVAILABLE}`; LUIS answers 400 and asks for a request."
    )


def _models() -> Iterator[str]:
    yield "## A model, in the newest run that was not cancelled"
    yield ""
    rows = [(status.value, f"{number} `{word}`") for status, (number, word) in luis.MODEL_STATUS.items()]
    assert luis.MODEL_STATUS.keys() == set(ModelStatus)
    yield from _table(("model", "LUIS row"), *rows)


def _versions() -> Iterator[str]:
    yield "## A version"
    yield ""
    rows = [(state.value, f"`{luis.VERSION_STATUS[state]}`") for state in VersionTraining]
    yield from _table(("version", "LUIS `trainingStatus`"), *rows)


def _flags() -> Iterator[str]:
    yield "## Material that was edited after the newest request"
    yield ""
    yield f"The first {kore.ALWAYS_SHOWN} flags are shown in every state, the others once training has finished."
    yield ""
    rows = [
        (f"`{flag}`", ", ".join(sorted(part.replace("_", " ") for part in parts)))
        for flag, parts in kore.FLAGS.items()
    ]
    yield from _table(("Kore.ai flag, false if", "an edit to"), *rows)


if __name__ == "__main__":
    PAGE.write_text(page())
