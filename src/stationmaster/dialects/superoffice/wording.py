"""The words of SuperOffice's training status: they tell of the service, not of the last attempt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stationmaster.domain.training import ModelTraining, RunRecord, RunStatus, VersionStatus

RUNNING, FINISHED, UNAVAILABLE = "running", "finished", "unavailable"

#: By the newest run: the word where a model serves, and where none does.
STATUS: Mapping[RunStatus, tuple[str, str]] = {
    RunStatus.WAITING: (RUNNING, RUNNING),
    RunStatus.RUNNING: (RUNNING, RUNNING),
    RunStatus.SUCCEEDED: (FINISHED, FINISHED),
    RunStatus.FAILED: (FINISHED, UNAVAILABLE),
    RunStatus.CANCELLED: (FINISHED, UNAVAILABLE),
}


def status_word(status: VersionStatus) -> str:
    """What the vendor would call this."""
    if status.newest is None:
        return UNAVAILABLE
    serving, empty = STATUS[status.newest.status]
    return serving if status.current else empty


def categorization_status(status: VersionStatus, *, context: str) -> dict[str, Any]:
    """The carrier of the status call.

    :param context: what the tenant's URLs begin with
    """
    return {
        "ContextIdentifier": context,
        "Status": status_word(status),
        "CurrentModel": _model(status.current),
        "PreviousModel": _model(status.previous),
    }


def _model(record: RunRecord | None) -> dict[str, Any] | None:
    categoriser = next(iter(record.models), None) if record else None
    return _details(categoriser) if categoriser else None


def _details(model: ModelTraining) -> dict[str, Any] | None:
    if model.artefact is None:
        return None
    return {
        "ModelBuiltDateTime": model.artefact.trained_at,
        "Accuracy": model.artefact.accuracy_percent or 0.0,
        "TicketCountForTraining": model.artefact.examples,
    }
