"""What SuperOffice never shows of its categoriser: calls of this server's own, below a path of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import msgspec

from stationmaster.dialects.dialect import Answer, BodyKind
from stationmaster.dialects.superoffice.asking import Asked, Offer, rest
from stationmaster.dialects.superoffice.errors import NothingFound
from stationmaster.dialects.superoffice.jobs import IMPORT, request_import
from stationmaster.dialects.superoffice.operations.ai import training_status
from stationmaster.dialects.superoffice.tasks import (
    number_of_operation,
    number_of_run,
    operation_task,
    outcome_of,
    reason_of,
)
from stationmaster.dialects.superoffice.translate_lists import full_name
from stationmaster.dialects.superoffice.wire import Scalar
from stationmaster.domain.build import TargetGroup
from stationmaster.domain.errors import MalformedBody
from stationmaster.domain.evaluation import EvaluationReport, Subject
from stationmaster.domain.operations import Operation, OperationStatus
from stationmaster.services.categories import CategoryTree
from stationmaster.services.categorising import CategoriserOptions

ROOT = "/Stationmaster/Categoriser"

#: So many trainings, confused pairs and suggestions are told.
_TRAININGS, _CONFUSIONS, _SUGGESTIONS = 20, 20, 3

#: Each option under its name on the wire.
_OPTIONS: Mapping[str, str] = {
    "".join(part.capitalize() for part in option.name.split("_")): option.name
    for option in fields(CategoriserOptions)
}


def restore(asked: Asked) -> Answer:
    asked.services.categorising.restore()
    return training_status(asked)


def report(asked: Asked) -> Answer:
    services = asked.services
    version = services.categorising.version()
    evaluation = services.evaluation.of_serving(version, TargetGroup.CATEGORIES) if version else None
    found = (evaluation or {}).get(Subject.CATEGORIES)
    if found is None:
        raise NothingFound("there is no report: no model that could be tried on unseen tickets serves")
    return asked.answer(Scalar.ANY, _report(found, services.categories.tree()))


def _report(found: EvaluationReport, tree: CategoryTree) -> dict[str, Any]:
    return {
        "Method": found.method.value,
        "Tickets": found.examples,
        "Accuracy": round(100 * found.micro_f1, 2),
        "Categories": [
            {
                **_named(label, tree),
                "Support": scores.support,
                "Precision": round(scores.precision, 4),
                "Recall": round(scores.recall, 4),
                "F1": round(scores.f1, 4),
            }
            for label, scores in found.labels.items()
        ],
        "Confusions": [
            {
                "Category": _named(each.true, tree),
                "TakenFor": _named(each.predicted, tree),
                "Count": each.count,
            }
            for each in found.confusions[:_CONFUSIONS]
        ],
    }


def _named(category_id: str, tree: CategoryTree) -> dict[str, Any]:
    category = tree.get(category_id)
    number = int(category_id) if category_id.isdecimal() else 0
    return {"TicketCategoryId": number, "Fullname": full_name(category, tree) if category else ""}


def trainings(asked: Asked) -> Answer:
    told = []
    for run in asked.services.categorising.recent(_TRAININGS):
        record = asked.services.training.run(run.id)
        told.append(
            {
                "Id": number_of_run(run),
                "Status": run.status.value,
                "Outcome": outcome_of(record),
                "Reason": reason_of(record),
                "Requested": asked.exchange.clock.write(run.requested_at),
                "Ended": asked.exchange.clock.write(run.ended_at) if run.ended_at else None,
            }
        )
    return asked.answer(Scalar.ANY, told)


def suggestions(asked: Asked) -> Answer:
    ticket_id = asked.query_value("TicketId")
    tree = asked.services.categories.tree()
    told = [
        {**_named(each.category.id, tree), "Score": round(each.score, 4)}
        for each in asked.services.categorising.ranked(str(ticket_id), most=_SUGGESTIONS)
    ]
    return asked.answer(Scalar.ANY, told)


def acceptance(asked: Asked) -> Answer:
    tree = asked.services.categories.tree()
    found = asked.services.categorising.acceptance()
    accepted, refused = (
        sum(getattr(each, name) for each in found.values()) for name in ("accepted", "refused")
    )
    told = {
        "Accepted": accepted,
        "Refused": refused,
        "Rate": round(accepted / (accepted + refused), 4) if found else None,
        "Categories": [
            {
                **_named(category_id, tree),
                "Accepted": each.accepted,
                "Refused": each.refused,
                "Rate": None if each.rate is None else round(each.rate, 4),
            }
            for category_id, each in found.items()
        ],
    }
    return asked.answer(Scalar.ANY, told)


def dry_run(asked: Asked) -> Answer:
    tree = asked.services.categories.tree()
    forecast = asked.services.categorising.forecast(str(asked.query_value("SelectionId")))
    told = {
        "Usable": forecast.usable,
        "Outcome": forecast.verdict.value if forecast.verdict else None,
        "Categories": [
            {**_named(category_id, tree), "Tickets": count, "IsDropped": category_id in forecast.too_few}
            for category_id, count in forecast.by_category.items()
        ],
        "Unusable": dict(forecast.unusable),
    }
    return asked.answer(Scalar.ANY, told)


def settings(asked: Asked) -> Answer:
    options = asked.services.categorising.options()
    return asked.answer(Scalar.ANY, {name: getattr(options, field) for name, field in _OPTIONS.items()})


def set_settings(asked: Asked) -> Answer:
    sent = asked.body(Scalar.ANY)
    if not isinstance(sent, dict):
        raise MalformedBody("The body is not an object of settings")
    names = {name.lower(): name for name in _OPTIONS}
    changed: dict[str, Any] = {}
    for said, value in sent.items():
        name = names.get(said.lower())
        if name is None:
            raise MalformedBody(f"{said[:60]!r} is none of {', '.join(_OPTIONS)}")
        kind = type(getattr(CategoriserOptions(), _OPTIONS[name]))
        try:
            changed[_OPTIONS[name]] = msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            raise MalformedBody(f"{name}: {error}") from error
    categorising = asked.services.categorising
    categorising.set_options(replace(categorising.options(), **changed))
    return settings(asked)


def start_import(asked: Asked) -> Answer:
    """The body is the file; the query string says its name, and what its columns are."""
    query = asked.call.query
    selection = query.get("selectionid")
    operation = request_import(
        asked.services,
        query.get("name", "").strip() or "tickets.csv",
        asked.call.body,
        columns=_columns(query.get("columns", "")),
        separator=query.get("separator", "/"),
        selection_id=str(asked.query_value("SelectionId")) if selection else None,
    )
    return asked.answer(Scalar.ANY, _import(operation))


def _columns(text: str) -> dict[str, str]:
    """Pairs of a field and its column, as in `subject:Betreff,body:Nachricht`."""
    pairs = [part.partition(":") for part in text.split(",") if part.strip()]
    return {field.strip().lower(): column.strip() for field, _, column in pairs}


def import_status(asked: Asked) -> Answer:
    return asked.answer(Scalar.ANY, _import(_operation(asked)))


def rejected(asked: Asked) -> Answer:
    operation = _operation(asked)
    if operation.result is None:
        raise NothingFound(f"import {asked.id_of('id')} has no report of rejected rows")
    headers = {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="rejected.csv"',
    }
    return Answer(status=200, body=asked.services.operations.read(operation.result), headers=headers)


def _operation(asked: Asked) -> Operation:
    number = asked.id_of("id")
    for operation in asked.services.operations.with_status(*OperationStatus):
        if operation.kind == IMPORT and number_of_operation(operation) == number:
            return operation
    raise NothingFound(f"there is no import with the id {number}")


def _import(operation: Operation) -> dict[str, Any]:
    task = operation_task(operation)
    outcome = dict(operation.outcome or {})
    if outcome.get("selectionId"):
        outcome["selectionId"] = int(outcome["selectionId"])
    return {
        "Id": task["Id"],
        "Status": operation.status.value,
        "ProgressPercent": task["ProgressPercent"],
        "RowsDone": operation.done,
        "Failure": operation.failure,
        **{name[:1].upper() + name[1:]: value for name, value in outcome.items()},
        "FirstRejected": [
            {"Row": line.task, "Reason": line.name} for line in operation.log if line.status == "rejected"
        ],
    }


OFFERS: tuple[Offer, ...] = (
    *rest("POST", f"{ROOT}/Restore", restore, says="Puts the previous model in service again.", writes=True),
    *rest("GET", f"{ROOT}/Report", report, says="Gives scores of each category on unseen tickets."),
    *rest("GET", f"{ROOT}/Trainings", trainings, says="Gives how the newest trainings ended, and why."),
    *rest("GET", f"{ROOT}/Suggestions", suggestions, says="Gives the three best categories with scores."),
    *rest("GET", f"{ROOT}/Acceptance", acceptance, says="Gives what people made of suggestions."),
    *rest("GET", f"{ROOT}/DryRun", dry_run, says="Gives what a training on a selection would find."),
    *rest("GET", f"{ROOT}/Settings", settings, says="Gives the settings of training and suggestions."),
    *rest("PUT", f"{ROOT}/Settings", set_settings, says="Changes settings.", writes=True),
    Offer(
        method="POST",
        path=f"/api/v1{ROOT}/Import",
        answers=start_import,
        says="Takes in tickets from a CSV, XLSX or JSON lines file.",
        writes=True,
        body=BodyKind.IMPORT,
    ),
    *rest("GET", f"{ROOT}/Import/{{id}}", import_status, says="Gives how an import stands."),
    *rest("GET", f"{ROOT}/Import/{{id}}/Rejected", rejected, says="Gives the rows left out, as CSV."),
)
