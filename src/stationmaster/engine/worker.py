"""What a worker does with one task: train, keep, read back, probe, and only then say so."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from stationmaster.domain.build import BlobHash, LearnerName, Target
from stationmaster.domain.errors import BlobDamaged
from stationmaster.domain.evaluation import Subject
from stationmaster.domain.tenants import TenantId
from stationmaster.domain.tier import TierDecision
from stationmaster.learning import pipeline
from stationmaster.learning.categories import no_tickets
from stationmaster.learning.embeddings import static_embeddings
from stationmaster.learning.encoder import VectorCache, sentence_encoder
from stationmaster.learning.fingerprint import identity
from stationmaster.learning.learner import Built, Report
from stationmaster.learning.tier_decision import tier_decision
from stationmaster.services.dispatch import TargetOutcome, TrainTask
from stationmaster.services.ports import Blobs, Evaluations, Snapshots, TicketSnapshots

#: What a learner's own evaluation judges.
SUBJECT_OF = {LearnerName.CATEGORISER: Subject.CATEGORIES}

logger = logging.getLogger(__name__)


def train(
    task: TrainTask,
    report: Report,
    *,
    blobs: Blobs,
    snapshots: Snapshots,
    ticket_snapshots: TicketSnapshots,
    evaluations: Evaluations,
    kept_of: Callable[[TenantId], VectorCache] | None = None,
) -> tuple[TargetOutcome, ...]:
    """What became of each target: a model that cannot be trained is an outcome, a fault of ours raises.

    :param kept_of: the kept vectors of a tenant's texts
    :raises ProbeFailed: an artefact does not answer
    :raises BlobDamaged: the snapshot or an artefact cannot be read back
    """
    if task.has_tickets:
        dataset, tickets = ticket_snapshots.load(task.snapshot)
    else:
        dataset, tickets = snapshots.load(task.snapshot), no_tickets
    built = pipeline.build(
        task.learner,
        dataset,
        task.targets,
        report,
        parents=_readable(task.parents, blobs),
        kept=kept_of(task.tenant_id) if kept_of else None,
        tickets=tickets,
        in_service_percent=task.in_service_percent,
    )
    targets = {target.id: target for target in task.targets}
    sharing: dict[bytes, list[Target]] = {}
    tiers: dict[bytes, TierDecision | None] = {}
    for model in built:
        if model.artefact is not None:
            sharing.setdefault(model.artefact, []).append(targets[model.target_id])
            if model.artefact not in tiers:
                tiers[model.artefact] = tier_decision(task.learner, model, dataset)
    blob_of: dict[bytes, BlobHash] = {}
    for number, (artefact, owners) in enumerate(sharing.items()):
        report("verify", number / len(sharing))
        blob_of[artefact] = blobs.put(artefact)
        pipeline.probe_shared(task.learner, blobs.read(blob_of[artefact]), owners, dataset)
    return tuple(
        replace(
            _outcome(task, model, blob_of),
            tier=tiers.get(model.artefact) if model.artefact else None,
            report=_kept(task.learner, model, evaluations),
        )
        for model in built
    )


def _readable(parents: Sequence[BlobHash], blobs: Blobs) -> list[bytes]:
    """Those of the parents that can be read: without the others training only takes longer."""
    found = []
    for parent in parents:
        try:
            found.append(blobs.read(parent))
        except BlobDamaged:
            logger.warning("training begins without artefact %s: it cannot be read", parent)
    return found


def warm_up() -> None:
    """Load what trainings need, so that the first is as fast as the next."""
    static_embeddings()
    sentence_encoder()


def _outcome(task: TrainTask, model: Built, blob_of: dict[bytes, BlobHash]) -> TargetOutcome:
    if model.artefact is None:
        return TargetOutcome(target_id=model.target_id, examples=model.examples, failure=model.failure)
    return TargetOutcome(
        target_id=model.target_id,
        examples=model.examples,
        blob=blob_of[model.artefact],
        identity=identity(task.fingerprints[model.target_id], task.learner, model.decided_by),
        accuracy_percent=model.accuracy_percent,
        warning=model.warning,
    )


def _kept(learner: LearnerName, model: Built, evaluations: Evaluations) -> BlobHash | None:
    if model.evaluation is None:
        return None
    return evaluations.save({SUBJECT_OF[learner]: model.evaluation})
