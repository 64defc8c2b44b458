"""`stationmaster predict`: what a trained version says of a text."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from stationmaster.cli import output
from stationmaster.cli.documents import named, prediction_document
from stationmaster.cli.local import Found, find, opened
from stationmaster.cli.options import LOCAL_TENANT, AppReference, AsJson, DataDir, TenantName, VersionName
from stationmaster.domain.build import TargetGroup
from stationmaster.domain.prediction import PredictedSpan, Prediction, ScoredLabel
from stationmaster.domain.tickets import Category, Ticket
from stationmaster.services.services import Services

_INTENTS = 3


def predict(
    app: AppReference,
    text: Annotated[str, typer.Argument(metavar="TEXT", show_default=False)],
    version: VersionName = None,
    tenant: TenantName = LOCAL_TENANT,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Predict what a trained version says of a text, published or not: of tickets, its category."""
    with opened(data_dir) as station:
        found = find(station, tenant, app, version)
        with station.services(found.caller, writes=False) as services:
            prediction = _prediction(services, found, text)
    if as_json:
        output.document({**named(found.app, found.version), **prediction_document(prediction)})
    else:
        _show(prediction)


def _prediction(services: Services, found: Found, text: str) -> Prediction:
    reference = datetime.now().astimezone()  # "tomorrow" is meant as this machine's clock sees it
    if TargetGroup.ALL in found.app.groups:
        return services.prediction.predict_trained(found.version, text, reference=reference)
    if TargetGroup.CATEGORIES in found.app.groups:
        ranked = services.prediction.guess_category(found.version, Ticket(id="0", subject=text))
        names = {
            category.id: category.name for category in services.labelling.all_of(found.version, Category)
        }
        categories = (ScoredLabel(label=names[each.label], score=each.score) for each in ranked)
        return Prediction(text=text, intents=tuple(categories))
    return services.prediction.predict_serving(found.version, text, reference=reference)


def _show(prediction: Prediction) -> None:
    said = (*prediction.faqs, *prediction.small_talk)[:_INTENTS]
    if said:
        output.table(("Question", "Score"), [(m.question, f"{m.score:.3f}") for m in said], right=("Score",))
        output.line()
    intents = [(scored.label, f"{scored.score:.3f}") for scored in prediction.intents[:_INTENTS]]
    output.table(("Intent", "Score"), intents, right=("Score",))
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
