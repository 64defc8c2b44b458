"""What a worker does with one task: train, keep, read back, probe, and only then say so."""

from __future__ import annotations

from collections.abc import Sequence

from stationmaster.domain.build import BlobHash, Target
from stationmaster.domain.dataset import Dataset
from stationmaster.learning import pipeline
from stationmaster.learning.embeddings import static_embeddings
from stationmaster.learning.fingerprint import identity
from stationmaster.learning.learner import Built, Report
from stationmaster.services.dispatch import TargetOutcome, TrainTask
from stationmaster.services.ports import Blobs, Snapshots

_VERIFYING = "verify"


def train(
    task: TrainTask, report: Report, *, blobs: Blobs, snapshots: Snapshots
) -> tuple[TargetOutcome, ...]:
    """What became of each target: a model that cannot be trained is an outcome, a fault of ours raises.

    :raises ProbeFailed: an artefact does not answer
    :raises BlobDamaged: the snapshot or an artefact cannot be read back
    """
    dataset = snapshots.load(task.snapshot)
    built = pipeline.build(task.learner, dataset, task.targets, report)
    kept = _keep(task, built, dataset, blobs=blobs, report=report)
    return tuple(_outcome(task, model, kept) for model in built)


def warm_up() -> None:
    """Load what every training needs, so that the first is as fast as the next."""
    static_embeddings()


def _keep(
    task: TrainTask, built: Sequence[Built], dataset: Dataset, *, blobs: Blobs, report: Report
) -> dict[bytes, BlobHash]:
    """Keep each distinct artefact once, and ask what was read back about each of its targets."""
    targets = {target.id: target for target in task.targets}
    kept: dict[bytes, BlobHash] = {}
    read_back: dict[bytes, bytes] = {}
    for number, model in enumerate(built):
        if model.artefact is None:
            continue
        report(_VERIFYING, number / len(built))
        if model.artefact not in kept:
            kept[model.artefact] = blobs.put(model.artefact)
            read_back[model.artefact] = blobs.read(kept[model.artefact])
        _probe(task, read_back[model.artefact], targets[model.target_id], dataset)
    return kept


def _probe(task: TrainTask, artefact: bytes, target: Target, dataset: Dataset) -> None:
    pipeline.probe(task.learner, artefact, target, dataset)


def _outcome(task: TrainTask, model: Built, kept: dict[bytes, BlobHash]) -> TargetOutcome:
    if model.artefact is None:
        return TargetOutcome(target_id=model.target_id, examples=model.examples, failure=model.failure)
    return TargetOutcome(
        target_id=model.target_id,
        examples=model.examples,
        blob=kept[model.artefact],
        identity=identity(task.fingerprints[model.target_id], task.learner),
    )
