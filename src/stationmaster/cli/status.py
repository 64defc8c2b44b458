"""`stationmaster status`: how the training of apps stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stationmaster.cli import output
from stationmaster.cli.documents import model_document, named, run_document, tiers_document
from stationmaster.cli.local import apps_of, find, opened
from stationmaster.cli.options import LOCAL_TENANT, AsJson, DataDir, TenantName, VersionName
from stationmaster.cli.words import (
    GROUP_WORDS,
    MODEL_WORDS,
    RUN_WORDS,
    VERSION_WORDS,
    tier_line,
    why_failed,
    why_stale,
)
from stationmaster.domain.apps import App, Version
from stationmaster.domain.build import TargetGroup
from stationmaster.domain.training import RunRecord, VersionStatus

if TYPE_CHECKING:
    from stationmaster.bootstrap import Station


def status(
    app: Annotated[
        str | None,
        typer.Argument(
            metavar="[APP]", help="The app's name or id; all apps without it.", show_default=False
        ),
    ] = None,
    version: VersionName = None,
    tenant: TenantName = LOCAL_TENANT,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show how the training of one app, or of all, stands."""
    if app is None:
        _status_of_all(tenant, data_dir, as_json=as_json)
        return
    with opened(data_dir) as station:
        found = find(station, tenant, app, version)
        with station.services(found.caller, writes=False) as services:
            statuses = [
                Standing(app=found.app, version=found.version, group=group, status=status)
                for group in found.app.groups
                for status in [services.training.status(found.version, group)]
            ]
    if as_json:
        documents = [_with_models(standing) for standing in statuses]
        output.document(documents[0] if len(documents) == 1 else documents)
    else:
        for standing in statuses:
            _show(standing)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How one group of a version's models stands."""

    app: App
    version: Version
    group: TargetGroup
    status: VersionStatus

    @property
    def title(self) -> str:
        named = f"{self.app.name} {self.version.name}"
        return named if self.group is TargetGroup.ALL else f"{named} {GROUP_WORDS[self.group]}"


def _status_of_all(tenant: str, data_dir: Path | None, *, as_json: bool) -> None:
    with opened(data_dir) as station:
        statuses = _all(station, tenant)
    if as_json:
        output.document([_summary(standing) for standing in statuses])
        return
    rows = [
        (
            standing.app.name,
            standing.version.name,
            GROUP_WORDS[standing.group],
            VERSION_WORDS[standing.status.training],
            ""
            if standing.status.last_trained_at is None
            else f"{standing.status.last_trained_at:%Y-%m-%d %H:%M:%S}",
            standing.app.id,
        )
        for standing in statuses
    ]
    output.table(("App", "Version", "Models", "Training", "Last trained (UTC)", "Id"), rows)


def _all(station: Station, tenant: str) -> list[Standing]:
    statuses: list[Standing] = []
    for caller, app in apps_of(station, tenant):
        with station.services(caller, writes=False) as services:
            for version in services.apps.versions(app):
                statuses += (
                    Standing(app=app, version=version, group=group, status=status)
                    for group in app.groups
                    for status in [services.training.status(version, group)]
                )
    return statuses


def _with_models(standing: Standing) -> dict[str, Any]:
    models = [model_document(model) for model in standing.status.models]
    return {**_summary(standing), "models": models}


def _summary(standing: Standing) -> dict[str, Any]:
    status = standing.status
    return {
        **named(standing.app, standing.version),
        "group": standing.group,
        "training": status.training,
        "wasRequested": status.was_requested,
        "lastTrainedAt": status.last_trained_at.isoformat() if status.last_trained_at else None,
        "runsAhead": status.runs_ahead,
        "signOfLifeAgeSeconds": status.sign_of_life_age_seconds,
        "run": run_document(status.run) if status.run else None,
        "current": _serving(status.current),
        "previous": _serving(status.previous),
        "tiers": tiers_document(status.tiers),
    }


def _serving(record: RunRecord | None) -> dict[str, Any] | None:
    """The models of a group that serves at once: of a run, with how good they are where that was measured."""
    if record is None:
        return None
    artefacts = [model.artefact for model in record.models if model.artefact]
    return {
        "run": record.run.number,
        "builtAt": max((each.trained_at for each in artefacts), default=record.run.requested_at).isoformat(),
        "examples": sum(each.examples for each in artefacts),
        "accuracyPercent": next((each.accuracy_percent for each in artefacts), None),
        "warning": next((each.warning for each in artefacts), None),
    }


def _show(standing: Standing) -> None:
    status = standing.status
    output.line(f"{standing.title}: {VERSION_WORDS[status.training]}")
    if status.run is None:
        output.line("Training was never requested.")
        return
    output.line(f"Run {status.run.number} {RUN_WORDS[status.run.status]}{_whereabouts(status)}.")
    for name, served in (("In service", _serving(status.current)), ("Before it", _serving(status.previous))):
        if served and served["accuracyPercent"] is not None:
            output.line(
                f"{name}: the model of run {served['run']}, {served['examples']} examples, "
                f"right in {served['accuracyPercent']:.2f} % of those it had not seen."
            )
            if served["warning"]:
                output.line(f"  {served['warning']}")
    for learner, decision in status.tiers.items():
        output.line(tier_line(learner, decision))
    rows = [
        (
            model.target.name,
            model.target.kind,
            MODEL_WORDS[model.status],
            str(model.examples),
            why_failed(model.failure) if model.failure else why_stale(model.reasons),
        )
        for model in status.models
    ]
    output.table(("Model", "Kind", "Status", "Examples", "Why"), rows, right=("Examples",))


def _whereabouts(status: VersionStatus) -> str:
    run = status.run
    if status.runs_ahead:
        return f"; {status.runs_ahead} before it"
    if run is None or run.progress is None or status.sign_of_life_age_seconds is None:
        return ""
    age = f"{status.sign_of_life_age_seconds:.1f} s ago"
    return f": {run.progress.stage}, {run.progress.fraction:.0%} done {age}"
