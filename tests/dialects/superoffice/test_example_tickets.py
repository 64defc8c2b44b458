"""The example file, from import to a suggestion, with the real learner."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from workshop import Workshop

from stationmaster.dialects.superoffice import jobs
from stationmaster.domain.dataset import Ticket
from stationmaster.domain.operations import OperationStatus
from stationmaster.domain.training import RunStatus
from stationmaster.services.work import OperationRunner

EXAMPLE = Path(__file__).parents[3] / "examples" / "superoffice" / "tickets.csv"


def test_example_file_trains_a_categoriser_that_understands_both_languages(workshop: Workshop) -> None:
    station = workshop.station
    with workshop.services() as services:
        operation = jobs.request_import(services, EXAMPLE.name, EXAMPLE.read_bytes())
    OperationRunner(
        station.database,
        blobs=station.blobs,
        clock=station.clock,
        open_services=station.services,
        handlers=jobs.HANDLERS,
    ).run_all()
    with workshop.services() as services:
        done = services.operations.get(operation.id)
        assert done.status is OperationStatus.SUCCEEDED, done.failure
        outcome = dict(done.outcome or {})
        assert (outcome["added"], outcome["rejected"]) == (216, 0)
        forecast = services.categorising.forecast(outcome["selectionId"])
        assert forecast.verdict is None
        assert Counter(forecast.by_category.values()) == {36: 6}
        run = services.categorising.train(outcome["selectionId"])
    workshop.run_waiting()
    with workshop.services() as services:
        record = services.training.run(run.id)
        assert record.run.status is RunStatus.SUCCEEDED, record.run.failure
        artefact = record.models[0].artefact
        assert artefact is not None
        assert artefact.accuracy_percent is not None
        assert artefact.accuracy_percent >= 65
        new = services.tickets.save(
            [
                Ticket(id="", subject="I forgot my password and cannot log in"),
                Ticket(id="", subject="Fakturaen er feil", body="Vi har fått to regninger for samme måned."),
                Ticket(id="", subject="No steam", body="The machine shows an error and leaks water."),
            ]
        )
        guessed = [services.categorising.guess(ticket.id) for ticket in new]
        tree = services.categories.tree()
    assert [tree.full_name(each.category.id) if each else None for each in guessed] == [
        "Account",
        "Billing",
        "Machines/Repair",
    ]
