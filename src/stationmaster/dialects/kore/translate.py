"""The core's statuses in Kore.ai's shapes."""

from __future__ import annotations

from typing import Any

from stationmaster.dialects.kore import auth, ids
from stationmaster.dialects.kore.wording import (
    ALWAYS_SHOWN,
    BUILDER_STATUS,
    FAQ_MESSAGE,
    FAQ_STATUS,
    FLAGS,
    ML_STATUS,
    moment,
)
from stationmaster.domain.aspects import AspectKind, contributions
from stationmaster.domain.dataset import Setting
from stationmaster.domain.tenants import UserId
from stationmaster.domain.training import RunStatus, TrainingRun, VersionStatus

#: The setting that says with which generation of the language engine a bot is trained.
NLP_VERSION = "NlpVersion"
_DEFAULT_NLP_VERSION = 3
_NLP_VERSIONS = range(1, 10)


def training_queued(run: TrainingRun) -> list[dict[str, Any]]:
    """The answer to a request for ML training."""
    return [{"message": "Training Queued.", "Training_ID": ids.short(run.id)}]


def ml_status(status: VersionStatus, nlp_version: str | None) -> dict[str, Any]:
    """How the ML models of a version stand.

    :param nlp_version: as the version has it now
    """
    run = status.newest
    word = ML_STATUS[run.status] if run else ML_STATUS[RunStatus.WAITING]
    flags = {name: parts.isdisjoint(status.out_of_step) for name, parts in FLAGS.items()}
    if run is None or run.status is not RunStatus.SUCCEEDED:
        return {"trainingStatus": word, **dict(list(flags.items())[:ALWAYS_SHOWN])}
    now = int(nlp_version or _DEFAULT_NLP_VERSION)
    return {
        "trainingStatus": word,
        **flags,
        "trainDetails": {"nlpVersion": now, "trainVersion": _trained_with(run) or now},
    }


def builder_status(status: VersionStatus) -> str:
    """The word of the builder's own status call."""
    run = status.newest
    return BUILDER_STATUS[run.status] if run else BUILDER_STATUS[RunStatus.WAITING]


def _trained_with(run: TrainingRun) -> int | None:
    """The engine generation that a run's material names, which its sums can be asked for."""
    kept = run.aspects.get((AspectKind.SETTING, NLP_VERSION))
    for number in _NLP_VERSIONS:
        said = dict(contributions(Setting(id=NLP_VERSION, value=str(number))))
        if said[AspectKind.SETTING, NLP_VERSION] == kept:
            return number
    return None


def faq_requested(run: TrainingRun, user_id: UserId) -> dict[str, Any]:
    """The answer to a request for FAQ training."""
    return {
        "_id": ids.to_wire(ids.DOCK_STATUS, run.id),
        "message": "in-progress",
        "status": "in-progress",
        "__v": 0,
        "lastModifiedBy": auth.user_id(user_id),
        "modifiedOn": moment(run.requested_at),
    }


def faq_status(run: TrainingRun, user_id: UserId) -> dict[str, Any]:
    """How the FAQ index of a version stands."""
    word = FAQ_STATUS[run.status]
    return {
        "_id": ids.to_wire(ids.DOCK_STATUS, run.id),
        "message": FAQ_MESSAGE[word],
        "status": word,
        "__v": 0,
        "modifiedOn": moment(run.ended_at or run.started_at or run.requested_at),
        "lastModifiedBy": auth.user_id(user_id),
    }
