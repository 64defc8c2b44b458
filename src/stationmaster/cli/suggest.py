"""`stationmaster suggest`: which texts that nobody has labelled would teach most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stationmaster.cli import output
from stationmaster.cli.documents import named
from stationmaster.cli.lines import lines_of
from stationmaster.cli.local import Found, find, opened
from stationmaster.cli.options import LOCAL_TENANT, AppReference, AsJson, DataDir, TenantName, VersionName
from stationmaster.cli.predict import predictions_of
from stationmaster.domain.dataset import Utterance

if TYPE_CHECKING:
    from stationmaster.bootstrap import Station
    from stationmaster.learning.suggest import Distinct, Suggestion

#: So many texts are asked for together: their answers are in memory at the same time.
_TOGETHER = 2_000


def suggest(
    app: AppReference,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-",
            help="Texts that people said, one a line; - is standard input.",
            show_default=False,
        ),
    ],
    most: Annotated[int, typer.Option("--most", min=1, help="How many texts to suggest at most.")] = 20,
    version: VersionName = None,
    tenant: TenantName = LOCAL_TENANT,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Suggest which texts of a log to label: those that the trained version can hardly decide about.

    Near-equal texts are suggested once, and what is labelled already never.
    """
    from stationmaster.learning.suggest import distinct_texts, most_telling

    lines = [line for line in lines_of(file) if line.strip()]
    with opened(data_dir) as station:
        found = find(station, tenant, app, version)
        with station.services(found.caller, writes=False) as services:
            labelled = [utterance.text for utterance in services.labelling.all_of(found.version, Utterance)]
        distinct = distinct_texts(lines, labelled)
        suggestions = most_telling(_unsure(station, found, distinct), most=most)
    if as_json:
        output.document(
            {
                **named(found.app, found.version),
                "texts": len(lines),
                "labelledAlready": distinct.known,
                "distinct": len(distinct.times),
                "suggestions": [_document(suggestion) for suggestion in suggestions],
            }
        )
    else:
        _show(suggestions, distinct, len(lines))


def _unsure(station: Station, found: Found, distinct: Distinct) -> Iterator[Suggestion]:
    from stationmaster.learning.suggest import unsure

    texts = list(distinct.times)
    report, shown = output.progress(f"Asking about {len(texts)} texts")
    with shown, station.services(found.caller, writes=False) as services:
        for first in range(0, len(texts), _TOGETHER):
            report("predict", first / len(texts))
            predictions = predictions_of(services, found, texts[first : first + _TOGETHER])
            yield from unsure(predictions, distinct.times)


def _document(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "text": suggestion.text,
        "times": suggestion.times,
        "lead": suggestion.margin,
        "guesses": [{"label": guess.label, "score": guess.score} for guess in suggestion.guesses],
    }


def _show(suggestions: Sequence[Suggestion], distinct: Distinct, lines: int) -> None:
    output.line(
        f"Texts: {lines}; labelled already: {distinct.known}; others that say something new: "
        f"{len(distinct.times)}; worth labelling first: {len(suggestions)}."
    )
    rows = [
        (
            suggestion.text,
            *(f"{guess.label} {guess.score:.2f}" for guess in suggestion.guesses[:2]),
            f"{suggestion.margin:.2f}",
            str(suggestion.times),
        )
        for suggestion in suggestions
    ]
    if rows:
        output.table(("Text", "Best guess", "Next", "Lead", "Times"), rows, right=("Lead", "Times"))
