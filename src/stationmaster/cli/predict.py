"""`stationmaster predict`: what a trained version says of texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from stationmaster.cli import output
from stationmaster.cli.documents import named, prediction_document
from stationmaster.cli.exits import BadInput
from stationmaster.cli.lines import STANDARD_INPUT, lines_of
from stationmaster.cli.local import Found, find, opened
from stationmaster.cli.options import LOCAL_TENANT, AppReference, AsJson, DataDir, TenantName, VersionName
from stationmaster.domain.build import TargetGroup
from stationmaster.domain.prediction import PredictedSpan, Prediction, ScoredLabel
from stationmaster.domain.tickets import Category, Ticket
from stationmaster.services.services import Services

_INTENTS = 3


def predict(
    app: AppReference,
    text: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT", help="Each text, or - for the lines of standard input.", show_default=False
        ),
    ],
    version: VersionName = None,
    tenant: TenantName = LOCAL_TENANT,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Predict what a trained version says of texts, published or not: of tickets, their category."""
    is_one = len(text) == 1 and text != [STANDARD_INPUT]
    texts = list(_texts(text))
    with opened(data_dir) as station:
        found = find(station, tenant, app, version)
        with station.services(found.caller, writes=False) as services:
            predictions = predictions_of(services, found, texts)
    if as_json:
        named_version = named(found.app, found.version)
        documents = [{**named_version, **prediction_document(each)} for each in predictions]
        output.document(documents[0] if is_one else documents)
        return
    for number, prediction in enumerate(predictions):
        if not is_one:
            output.line(("\n" if number else "") + prediction.text)
        _show(prediction, label="Category" if TargetGroup.CATEGORIES in found.app.groups else "Intent")


def _texts(given: Sequence[str]) -> Iterator[str]:
    for number, each in enumerate(given, start=1):
        if each == STANDARD_INPUT:
            yield from lines_of(each)
            continue
        try:
            each.encode()
        except UnicodeEncodeError as error:
            raise BadInput(f"text {number} is not UTF-8: {each!r}") from error
        yield each


def predictions_of(services: Services, found: Found, texts: Sequence[str]) -> Sequence[Prediction]:
    """What a version says of each text, as its dialect answers; of tickets, their category.

    :raises NotTrained: it has no models for that
    """
    reference = datetime.now().astimezone()  # "tomorrow" is meant as this machine's clock sees it
    if TargetGroup.ALL in found.app.groups:
        return services.prediction.predict_all_trained(found.version, texts, reference=reference)
    if TargetGroup.CATEGORIES in found.app.groups:
        return [_categorised(services, found, text) for text in texts]
    return tuple(services.prediction.serving(found.version).predict_all(texts, reference=reference))


def _categorised(services: Services, found: Found, text: str) -> Prediction:
    ranked = services.prediction.guess_category(found.version, Ticket(id="0", subject=text))
    names = {category.id: category.name for category in services.labelling.all_of(found.version, Category)}
    categories = (ScoredLabel(label=names[each.label], score=each.score) for each in ranked)
    return Prediction(text=text, intents=tuple(categories))


def _show(prediction: Prediction, *, label: str) -> None:
    for heading, matches in (("FAQ", prediction.faqs), ("Small talk", prediction.small_talk)):
        if matches:
            _show_scores(heading, [(match.question, match.score) for match in matches[:_INTENTS]])
            output.line()
    _show_scores(label, [(scored.label, scored.score) for scored in prediction.intents[:_INTENTS]])
    if prediction.traits:
        output.line()
        _show_scores("Trait", [(f"{each.group}: {each.name}", each.score) for each in prediction.traits])
    if not prediction.entities:
        return
    output.line()
    rows = [
        (
            span.type,
            prediction.text[span.start : span.end],
            span.role or "",
            "" if span.score is None else f"{span.score:.3f}",
            _resolved(span),
        )
        for span in prediction.entities
    ]
    output.table(("Entity", "Text", "Role", "Score", "Resolution"), rows, right=("Score",))


def _show_scores(heading: str, scored: Sequence[tuple[str, float]]) -> None:
    rows = [(name, f"{score:.3f}") for name, score in scored]
    output.table((heading, "Score"), rows, right=("Score",))


def _resolved(span: PredictedSpan) -> str:
    """What the mention stands for, in short; --json has all of it."""
    resolution = span.resolution or {}
    values = resolution.get("values", [resolution])
    return ", ".join(map(_value, values))


def _value(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    if "start" in value or "end" in value:
        return f"{value.get('start', '…')} to {value.get('end', '…')}"
    return " ".join(str(value[key]) for key in ("value", "unit") if value.get(key) is not None)
