from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from workshop import Workshop, open_workshop, small_app, utterances

from stationmaster.domain.dataset import Dataset
from stationmaster.services.encoding import EncodingService


@dataclass
class Clock:
    """Told what time it is."""

    time: datetime

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return open_workshop(tmp_path)


def own_texts(dataset: Dataset) -> tuple[str, ...]:
    return tuple(utterance.text for utterance in dataset.utterances)


def service_of(workshop: Workshop, clock: Clock) -> EncodingService:
    return EncodingService(workshop.station.database, clock, own_texts)


def seen(service: EncodingService) -> list[int]:
    return [len(stored.texts) for stored in service.stored()]


def test_a_version_is_seen_once_for_each_edit(workshop: Workshop) -> None:
    clock = Clock(workshop.station.clock.now())
    version, service = workshop.new_version(*small_app()), service_of(workshop, clock)
    assert (seen(service), seen(service)) == ([6], [])
    with workshop.services() as services:
        services.labelling.add(version, utterances("Greet", "nice to see you"))
    assert (seen(service), seen(service)) == ([7], [])


def test_an_edit_that_was_committed_late_is_seen(workshop: Workshop) -> None:
    clock = Clock(workshop.station.clock.now())
    service = service_of(workshop, clock)
    clock.time += timedelta(seconds=30)
    assert seen(service) == []
    workshop.new_version(*small_app())
    assert seen(service) == [6]


def test_edits_of_other_days_wait_for_a_training(workshop: Workshop) -> None:
    workshop.new_version(*small_app())
    later = Clock(workshop.station.clock.now() + timedelta(days=2))
    assert seen(service_of(workshop, later)) == []


def test_a_version_without_texts_to_encode_is_passed_over(workshop: Workshop) -> None:
    workshop.new_version(*small_app())
    station = workshop.station
    assert not list(EncodingService(station.database, station.clock, lambda dataset: ()).stored())


def test_texts_come_with_their_tenant(workshop: Workshop, tmp_path: Path) -> None:
    other = open_workshop(tmp_path, tenant="other")
    other.new_version(*small_app())
    service = service_of(workshop, Clock(workshop.station.clock.now()))
    assert [stored.tenant_id for stored in service.stored()] == [other.owner.tenant_id]
    assert service.tenants() == {workshop.owner.tenant_id, other.owner.tenant_id}
