"""POST train asks for training, GET train tells how every model stands."""

from __future__ import annotations

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.luis.auth import Access
from stationmaster.dialects.luis.translate import (
    VERSION_PATH,
    training_requested,
    training_rows,
    version_of,
)
from stationmaster.domain.errors import TrainingNotRequested


def train_version(call: Call) -> Answer:
    run = call.services.training.request(version_of(call))
    return json_answer(202, training_requested(run))


def training_status(call: Call) -> Answer:
    version = version_of(call)
    status = call.services.training.status(version)
    if not status.was_requested:
        raise TrainingNotRequested
    return json_answer(200, training_rows(status))


_A = Access.AUTHORING
ROUTES = (
    Route("POST", f"{VERSION_PATH}/train", train_version, _A, writes=True),
    Route("GET", f"{VERSION_PATH}/train", training_status, _A, is_status=True),
)
