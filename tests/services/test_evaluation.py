from __future__ import annotations

import os
from pathlib import Path

import pytest
from workshop import Workshop, small_app, utterances

from stationmaster.domain.apps import Version
from stationmaster.domain.errors import BlobDamaged
from stationmaster.domain.evaluation import Confusion, Evaluation, EvaluationReport, LabelScores, Subject
from stationmaster.domain.training import RunRecord

EVALUATION: Evaluation = {
    Subject.INTENTS: EvaluationReport(
        examples=6,
        folds=3,
        micro_f1=0.5,
        labels={"Greet": LabelScores(precision=0.5, recall=0.25, f1=1 / 3, support=4)},
        confusions=(Confusion(true="Greet", predicted="Book", count=3),),
    )
}


def train(workshop: Workshop, version: Version) -> RunRecord:
    """Train the version as it stands and return what serves then."""
    with workshop.services() as services:
        services.training.request(version)
    workshop.run_waiting()
    with workshop.services() as services:
        record = services.training.trained_set(version)
    assert record is not None
    return record


@pytest.fixture
def trained(workshop: Workshop) -> tuple[Version, RunRecord]:
    version = workshop.new_version(*small_app())
    return version, train(workshop, version)


def test_a_kept_evaluation_is_shown_again(workshop: Workshop, trained: tuple[Version, RunRecord]) -> None:
    version, record = trained
    with workshop.services() as services:
        assert services.evaluation.kept(version) is None
        assert services.evaluation.keep(version, EVALUATION, of=record)
    with workshop.services() as services:
        assert services.evaluation.kept(version) == EVALUATION


def test_a_run_that_trained_nothing_new_has_the_evaluation_of_the_one_that_did(
    workshop: Workshop, trained: tuple[Version, RunRecord]
) -> None:
    version, record = trained
    with workshop.services() as services:
        services.evaluation.keep(version, EVALUATION, of=record)
    assert train(workshop, version).run.id != record.run.id
    with workshop.services() as services:
        assert services.evaluation.kept(version) == EVALUATION


def test_what_has_changed_since_has_no_evaluation(
    workshop: Workshop, trained: tuple[Version, RunRecord]
) -> None:
    version, record = trained
    with workshop.services() as services:
        services.evaluation.keep(version, EVALUATION, of=record)
        services.labelling.add(version, utterances("Greet", "good evening"))
    changed = workshop.fresh(version)
    with workshop.services() as services:
        assert services.evaluation.kept(changed) is None
        assert not services.evaluation.keep(changed, EVALUATION, of=record)
    newer = train(workshop, changed)
    with workshop.services() as services:
        assert services.evaluation.kept(changed) is None
        assert not services.evaluation.keep(changed, EVALUATION, of=record)
        assert services.evaluation.keep(changed, EVALUATION, of=newer)


def test_an_evaluation_of_another_format_is_none(
    workshop: Workshop, trained: tuple[Version, RunRecord]
) -> None:
    version, record = trained
    stored = workshop.station.blobs.put(b'{"format": "stationmaster-evaluation-99"}')
    with workshop.station.database.writing() as stores:
        ledger = stores.for_tenant(version.tenant_id).ledger
        ledger.keep_evaluation(record.run, stored, workshop.station.clock.now())
    with workshop.services() as services:
        assert services.evaluation.kept(version) is None


def test_kept_evaluations_are_not_collected_until_their_version_goes(
    workshop: Workshop, trained: tuple[Version, RunRecord]
) -> None:
    version, record = trained
    with workshop.services() as services:
        services.evaluation.keep(version, EVALUATION, of=record)
        services.evaluation.keep(version, EVALUATION, of=record)
    make_old(workshop.station.settings.blob_dir)
    workshop.station.dispatching().collect_blobs()
    with workshop.services() as services:
        assert services.evaluation.kept(version) == EVALUATION
        services.apps.delete(services.apps.get(version.app_id))
    with workshop.station.database.reading() as stores:
        assert not stores.dispatch.referenced_blobs()


def test_a_lost_evaluation_is_damage(workshop: Workshop, trained: tuple[Version, RunRecord]) -> None:
    version, record = trained
    with workshop.services() as services:
        services.evaluation.keep(version, EVALUATION, of=record)
    make_old(workshop.station.settings.blob_dir)
    workshop.station.blobs.delete_unless(set(), older_than=workshop.station.clock.now())
    with workshop.services() as services, pytest.raises(BlobDamaged):
        services.evaluation.kept(version)


def make_old(folder: Path) -> None:
    """Date all blobs to long ago."""
    for path in folder.glob("??/*"):
        os.utime(path, (0, 0))
