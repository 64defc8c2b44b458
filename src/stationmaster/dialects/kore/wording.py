"""The words and flags of Kore.ai's statuses: tables only, each held complete by a test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from stationmaster.domain.aspects import none_part
from stationmaster.domain.dataset import Facet, NoneSource
from stationmaster.domain.operations import OperationStatus
from stationmaster.domain.training import RunStatus

ML_STATUS: Mapping[RunStatus, str] = {
    RunStatus.WAITING: "Inprogress",
    RunStatus.RUNNING: "Inprogress",
    RunStatus.SUCCEEDED: "Finished",
    RunStatus.FAILED: "Failed",
    RunStatus.CANCELLED: "Failed",
}

#: The builder's twin of the status has a word for what waits.
BUILDER_STATUS: Mapping[RunStatus, str] = {
    RunStatus.WAITING: "Waiting",
    RunStatus.RUNNING: "In Progress",
    RunStatus.SUCCEEDED: "Finished",
    RunStatus.FAILED: "Failed",
    RunStatus.CANCELLED: "Failed",
}

FAQ_STATUS: Mapping[RunStatus, str] = {
    RunStatus.WAITING: "in-progress",
    RunStatus.RUNNING: "in-progress",
    RunStatus.SUCCEEDED: "success",
    RunStatus.FAILED: "failure",
    RunStatus.CANCELLED: "failure",
}

#: The vendor's page writes the word for success, and no other, with a capital here.
FAQ_MESSAGE: Mapping[str, str] = {
    "in-progress": "in-progress",
    "success": "Success",
    "failure": "failure",
}

#: Of ML utterances.
IMPORT_STATUS: Mapping[OperationStatus, str] = {
    OperationStatus.WAITING: "pending",
    OperationStatus.RUNNING: "pending",
    OperationStatus.SUCCEEDED: "success",
    OperationStatus.FAILED: "failed",
    OperationStatus.CANCELLED: "failed",
}

#: Of bots; their exports too.
BOT_STATUS: Mapping[OperationStatus, str] = {
    OperationStatus.WAITING: "pending",
    OperationStatus.RUNNING: "pending",
    OperationStatus.SUCCEEDED: "success",
    OperationStatus.FAILED: "failure",
    OperationStatus.CANCELLED: "failure",
}

DOCK_STATUS: Mapping[OperationStatus, str] = {
    OperationStatus.WAITING: "IN_PROGRESS",
    OperationStatus.RUNNING: "IN_PROGRESS",
    OperationStatus.SUCCEEDED: "SUCCESS",
    OperationStatus.FAILED: "FAILED",
    OperationStatus.CANCELLED: "FAILED",
}

PUBLISH_STATUS: Mapping[OperationStatus, str] = {
    OperationStatus.WAITING: "in-progress",
    OperationStatus.RUNNING: "in-progress",
    OperationStatus.SUCCEEDED: "successful",
    OperationStatus.FAILED: "failed",
    OperationStatus.CANCELLED: "failed",
}

BATCH_STATUS: Mapping[OperationStatus, str] = {
    OperationStatus.WAITING: "running",
    OperationStatus.RUNNING: "running",
    OperationStatus.SUCCEEDED: "completed",
    OperationStatus.FAILED: "failed",
    OperationStatus.CANCELLED: "failed",
}

#: Each flag with the parts of the material that it speaks of: it holds while none of them has been edited
#: since the latest request for training. The first six are shown in every state, the others once finished.
FLAGS: Mapping[str, frozenset[str]] = {
    "isMlInSyncWithSentences": frozenset({Facet.UTTERANCES.value}),
    "isMlInSyncWithSynonyms": frozenset({Facet.SYNONYMS.value}),
    "isMlInSyncWithMlparams": frozenset({Facet.SETTINGS.value, none_part(NoneSource.CUSTOM)}),
    "isMlInSyncWithTraits": frozenset({Facet.TRAITS.value}),
    "isMlInSyncWithSmallTalk": frozenset({Facet.SMALL_TALK.value}),
    "isMlInSyncWithUBTraining": frozenset({Facet.LINKED_APPS.value}),
    "isMlInSyncWithEntityNode": frozenset({Facet.ENTITIES.value}),
    "isMlInSyncWithIntentNode": frozenset({Facet.INTENTS.value}),
    "isMlInSyncWithPatterns": frozenset({Facet.PATTERNS.value}),
    "isMlInSyncWithBTUtterances": frozenset({none_part(NoneSource.BATCH_TEST)}),
}
ALWAYS_SHOWN = 6


def moment(at: datetime) -> str:
    """UTC with milliseconds, as the vendor writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
