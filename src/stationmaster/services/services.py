"""All use cases of one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stationmaster.services.apps import AppService
from stationmaster.services.categories import CategoryService
from stationmaster.services.categorising import CategorisingService
from stationmaster.services.evaluation import EvaluationService
from stationmaster.services.labelling import LabellingService
from stationmaster.services.operations import OperationService
from stationmaster.services.ports import Blobs, Evaluations
from stationmaster.services.prediction import HitCounter, PredictionService, Predictors
from stationmaster.services.selections import SelectionService
from stationmaster.services.session import Session
from stationmaster.services.ticket_desk import TicketDesk
from stationmaster.services.tickets import TicketService
from stationmaster.services.training import LearnerVersions, TrainingService


@dataclass(frozen=True, kw_only=True, slots=True)
class Services:
    """What a dialect's handler may call."""

    apps: AppService
    labelling: LabellingService
    training: TrainingService
    prediction: PredictionService
    evaluation: EvaluationService
    operations: OperationService
    categories: CategoryService
    tickets: TicketService
    selections: SelectionService
    categorising: CategorisingService


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceFactory:
    """Makes the services of a call from what lives as long as the process."""

    learner_versions: LearnerVersions
    check_regex: Callable[[str], None]
    predictors: Predictors
    evaluations: Evaluations
    blobs: Blobs
    hits: HitCounter

    def of(self, session: Session) -> Services:
        labelling = LabellingService(session, check_regex=self.check_regex)
        training = TrainingService(session, self.learner_versions)
        prediction = PredictionService(session, training, self.predictors, self.hits)
        desk = TicketDesk(session)
        return Services(
            apps=AppService(session, labelling, self.blobs),
            labelling=labelling,
            training=training,
            prediction=prediction,
            evaluation=EvaluationService(session, training, self.evaluations),
            operations=OperationService(session, self.blobs),
            categories=CategoryService(desk),
            tickets=TicketService(desk, session.clock),
            selections=SelectionService(desk),
            categorising=CategorisingService(session, desk, training, prediction),
        )
