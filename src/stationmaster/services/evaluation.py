"""Evaluations of trained sets, kept so that they can be shown again without computing."""

from __future__ import annotations

from collections.abc import Sequence

from stationmaster.domain.apps import Version
from stationmaster.domain.build import Fingerprint, TargetGroup, TargetId
from stationmaster.domain.evaluation import Evaluation
from stationmaster.domain.training import ModelTraining, RunRecord
from stationmaster.services.ports import Evaluations
from stationmaster.services.session import Session
from stationmaster.services.training import TrainingService


class EvaluationService:
    """Keeps the evaluation of a version's trained set with the run that trained it."""

    def __init__(self, session: Session, training: TrainingService, evaluations: Evaluations) -> None:
        self._session = session
        self._training = training
        self._evaluations = evaluations

    def kept(self, version: Version, group: TargetGroup = TargetGroup.ALL) -> Evaluation | None:
        """The evaluation of the set that is trained now, if it was evaluated before.

        A later run that trained nothing new has the evaluation of the run that did.

        :raises BlobDamaged: it was kept, and is missing or damaged now
        """
        record = self._training.trained_set(version, group)
        return self._of(record, version) if record else None

    def of_serving(self, version: Version, group: TargetGroup) -> Evaluation | None:
        """The evaluation of the set that answers now for a group that serves at once, if there is one.

        :raises BlobDamaged: it was kept, and is missing or damaged now
        """
        record = self._training.serving_set(version, group)
        return self._of(record, version) if record else None

    def _of(self, record: RunRecord, version: Version) -> Evaluation | None:
        asked_for = _fingerprints(record.models)
        ledger = self._session.stores.ledger
        for run_id, blob in ledger.evaluations(version.id).items():
            if _fingerprints(ledger.run(run_id).models) == asked_for:
                return self._evaluations.load(blob)
        return None

    def keep(self, version: Version, evaluation: Evaluation, *, of: RunRecord) -> bool:
        """Keep an evaluation with the run that trained what was evaluated; False if it is the newest no more."""
        record = self._training.trained_set(version, of.run.group)
        if record is None or _fingerprints(record.models) != _fingerprints(of.models):
            return False
        blob = self._evaluations.save(evaluation)
        self._session.stores.ledger.keep_evaluation(record.run, blob, self._session.clock.now())
        return True


def _fingerprints(models: Sequence[ModelTraining]) -> dict[TargetId, Fingerprint]:
    return {model.target.id: model.fingerprint for model in models}
