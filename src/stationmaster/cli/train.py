"""`stationmaster train`: from a file to trained and evaluated models, with or without a server."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stationmaster.cli import output
from stationmaster.cli.documents import model_document, named, run_document, tiers_document
from stationmaster.cli.evaluating import evaluation_of, show_evaluation
from stationmaster.cli.evaluation_documents import evaluation_document
from stationmaster.cli.exits import ExitCode
from stationmaster.cli.follow import follow
from stationmaster.cli.importing import ImportedFile, keep, read_file, tell_of_import
from stationmaster.cli.local import edited_versions, find, opened
from stationmaster.cli.options import LOCAL_TENANT, AsJson, DataDir, HtmlPage, TenantName
from stationmaster.cli.page import evaluation_page, write_page
from stationmaster.cli.words import GROUP_WORDS, MODEL_WORDS, RUN_WORDS, tier_line, why_failed, why_stale
from stationmaster.domain.apps import App, Version
from stationmaster.domain.build import TargetGroup
from stationmaster.domain.dataset import Dataset
from stationmaster.domain.evaluation import Evaluation
from stationmaster.domain.tenants import Principal
from stationmaster.domain.training import (
    FailureCode,
    ModelStatus,
    RunId,
    RunRecord,
    RunStatus,
    TrainingRun,
    tiers_of,
)
from stationmaster.services.services import Services

if TYPE_CHECKING:
    from stationmaster.bootstrap import Station

#: How long a cancelled run may take to end before it is left to the next dispatcher.
_CANCEL_SECONDS = 10.0
_LOOK_SECONDS = 0.1


def train(
    what: Annotated[
        str,
        typer.Argument(
            metavar="FILE|APP",
            help="A LUIS app as JSON, or the name or id of what is here.",
            show_default=False,
        ),
    ],
    tenant: TenantName = LOCAL_TENANT,
    data_dir: DataDir = None,
    evaluation: Annotated[bool, typer.Option(help="Evaluate by cross-validation after the training.")] = True,
    page: HtmlPage = None,
    as_json: AsJson = False,
) -> None:
    """Import an app, train it and evaluate it; or train an app, bot or categoriser that is here.

    A file whose app is known becomes a new version of it, or, if a version says exactly the same, that one
    is brought up to date. Where a server runs on the data directory, it trains; none is needed. Ctrl-C
    cancels.
    """
    file = Path(what)
    with opened(data_dir) as station:
        if not file.exists() and file.suffix != ".json":
            train_known(station, tenant, what, as_json=as_json)
            return
        kept = keep(station, tenant, read_file(file, most_bytes=station.settings.max_import_bytes))
        tell_of_import(kept)
        with station.services(kept.caller, writes=True) as services:
            dataset = services.labelling.dataset(kept.version)
            run_id = services.training.request(kept.version).id
        record = see_through(station, kept.caller, run_id)
        is_evaluated = evaluation and _is_worth_it(record, dataset)
        evaluated = evaluation_of(station, kept.caller, kept.version) if is_evaluated else {}
    if page is not None and evaluated:
        write_page(page, evaluation_page(kept.app, kept.version, evaluated, tiers=tiers_of(record)))
    elif page is not None:
        output.note(f"Nothing was evaluated, so {page} was not written.")
    if as_json:
        output.document(_document(kept, record, evaluated))
    else:
        show_run(kept.app, kept.version, record)
        show_evaluation(evaluated)
    if record.run.status is not RunStatus.SUCCEEDED:
        raise typer.Exit(ExitCode.TRAINING_FAILED)


def train_known(station: Station, tenant: str, reference: str, *, as_json: bool) -> None:
    """Train every group of what is here: of a bot, its versions of development.

    :raises AppNotFound: the tenant has no such app
    """
    found = find(station, tenant, reference)
    documents = []
    with station.services(found.caller, writes=True) as services:
        runs = [
            (version, _request(services, version, group).id)
            for version in edited_versions(services, found)
            for group in found.app.groups
        ]
    has_failed = False
    for version, run_id in runs:
        record = see_through(station, found.caller, run_id)
        has_failed |= record.run.status is not RunStatus.SUCCEEDED
        documents.append({**named(found.app, version), **_run_document(record)})
        if not as_json:
            show_run(found.app, version, record)
    if as_json:
        output.document(documents[0] if len(documents) == 1 else documents)
    if has_failed:
        raise typer.Exit(ExitCode.TRAINING_FAILED)


def _request(services: Services, version: Version, group: TargetGroup) -> TrainingRun:
    """A training; a categoriser that nobody has trained yet learns from the newest selection."""
    if group is not TargetGroup.CATEGORIES:
        return services.training.request(version, group)
    selections = services.selections.all()
    if services.categorising.wanted() or not selections:
        return services.categorising.train_again()
    return services.categorising.train(selections[-1].id)


def see_through(station: Station, caller: Principal, run_id: RunId) -> RunRecord:
    """Follow a run to its end; a server trains, or this process. Ctrl-C cancels it."""
    from stationmaster.bootstrap import dispatching_here

    def read() -> RunRecord:
        with station.services(caller, writes=False) as services:
            return services.training.run(run_id)

    log = _log_to_file(station)
    if read().run.status.is_final:
        return follow(read)
    with dispatching_here(station):
        try:
            record = follow(read)
        except KeyboardInterrupt:
            _cancel(station, caller, run_id, read)
            raise
    if any(model.failure and model.failure.code is FailureCode.INTERNAL for model in record.models):
        output.note(f"The log is in {log}.")
    return record


def _log_to_file(station: Station) -> Path:
    """What the log says must not break into the progress on the same terminal."""
    log = station.settings.data_dir / "train.log"
    handler = logging.FileHandler(log, delay=True, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    return log


def _cancel(station: Station, caller: Principal, run_id: RunId, read: Callable[[], RunRecord]) -> None:
    output.note("Cancelling …")
    with station.services(caller, writes=True) as services:
        services.training.cancel(run_id)
    deadline = time.monotonic() + _CANCEL_SECONDS
    while not (run := read().run).status.is_final and time.monotonic() < deadline:
        time.sleep(_LOOK_SECONDS)
    said = RUN_WORDS[run.status] if run.status.is_final else "will be cancelled by whoever trains next"
    output.note(f"Run {run.number} {said}.")


def _is_worth_it(record: RunRecord, dataset: Dataset) -> bool:
    return record.run.status is not RunStatus.CANCELLED and bool(dataset.utterances)


def _document(kept: ImportedFile, record: RunRecord, evaluation: Evaluation) -> dict[str, Any]:
    return {
        **named(kept.app, kept.version),
        "imported": kept.kept,
        "repairs": list(kept.repairs),
        **_run_document(record),
        "evaluation": evaluation_document(evaluation),
    }


def _run_document(record: RunRecord) -> dict[str, Any]:
    models = [model_document(model) for model in record.models]
    return {
        "group": record.run.group,
        "run": run_document(record.run),
        "tiers": tiers_document(tiers_of(record)),
        "models": models,
    }


def show_run(app: App, version: Version, record: RunRecord) -> None:
    """What a run did to each model, in a table."""
    run = record.run
    took = (
        f" in {(run.ended_at - run.started_at).total_seconds():.2f} s"
        if run.started_at and run.ended_at
        else ""
    )
    group = "" if run.group is TargetGroup.ALL else f" {GROUP_WORDS[run.group]}"
    output.line(f"{app.name} {version.name}{group}: training {RUN_WORDS[run.status]}{took}.")
    rows = [
        (
            model.target.name,
            model.target.kind,
            MODEL_WORDS[model.status],
            str(model.examples),
            why_stale(model.reasons),
        )
        for model in record.models
    ]
    output.table(("Model", "Kind", "Status", "Examples", "Why it was stale"), rows, right=("Examples",))
    for learner, decision in tiers_of(record).items():
        output.line(tier_line(learner, decision))
    for model in record.models:
        if model.failure and model.status is ModelStatus.FAILED:
            output.line(f"{model.target.name} failed ({model.failure.code}): {why_failed(model.failure)}")
        elif model.artefact and model.artefact.warning:
            output.line(model.artefact.warning)
