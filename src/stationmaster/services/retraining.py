"""When a categoriser is trained again without being asked: never, unless somebody has said so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from stationmaster.domain.errors import ItemNotFound
from stationmaster.domain.tenants import CredentialKind, Principal
from stationmaster.domain.training import TrainingRun
from stationmaster.services.ports import Database

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class RetrainRule:
    """What makes a training due; nothing does where both are absent."""

    every_days: float | None = None
    after_tickets: int | None = None  #: new or put into another category since the last request


class RetrainReason(StrEnum):
    """Why a training is due."""

    SCHEDULE = "schedule"
    TICKETS = "tickets"


def retraining_due(
    rule: RetrainRule,
    *,
    now: datetime,
    last_requested_at: datetime | None,
    is_training: bool,
    changed_tickets: Callable[[int], int],
) -> RetrainReason | None:
    """Why a training is due now; only after somebody has asked for a first one.

    :param changed_tickets: counts up to this many
    """
    if last_requested_at is None or is_training:
        return None
    if rule.every_days and now - last_requested_at >= timedelta(days=rule.every_days):
        return RetrainReason.SCHEDULE
    if rule.after_tickets and changed_tickets(rule.after_tickets) >= rule.after_tickets:
        return RetrainReason.TICKETS
    return None


class Retrains(Protocol):
    """The categoriser of one tenant."""

    def retraining_due(self) -> RetrainReason | None: ...

    def train_again(self) -> TrainingRun: ...


class OpenCategoriser(Protocol):
    """Opens a caller's categoriser in one transaction."""

    def __call__(self, caller: Principal, *, writes: bool) -> AbstractContextManager[Retrains]: ...


def retrain_where_due(database: Database, open_categoriser: OpenCategoriser) -> tuple[TrainingRun, ...]:
    """Ask for the trainings that are due, in each tenant in the name of its first user.

    Where one cannot be asked for, as its selection is gone, the other tenants' are.
    """
    with database.reading() as stores:
        users = [users[0] for tenant in stores.access.tenants() if (users := stores.access.users(tenant.id))]
    runs = []
    for user in users:
        caller = Principal(
            tenant_id=user.tenant_id, user_id=user.id, email=user.email, kind=CredentialKind.LOCAL
        )
        with open_categoriser(caller, writes=False) as categoriser:
            due = categoriser.retraining_due()
        if due:
            try:
                with open_categoriser(caller, writes=True) as categoriser:
                    runs.append(categoriser.train_again())
            except ItemNotFound as error:
                logger.warning("the training that is due for %s is not asked for: %s", user.email, error)
    return tuple(runs)
