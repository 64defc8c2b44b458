import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from workshop import Workshop, open_workshop, small_app, utterances

from stationmaster.domain.dataset import Dataset
from stationmaster.engine.encoding import BackgroundEncoder
from stationmaster.learning.encoder import Vectors, text_hash
from stationmaster.services.encoding import EncodingService

SECONDS = 10


class CountingEncoder:
    """Has seen so many texts; a vector is a text's length."""

    identity, dimensions = "counting", 1

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return np.array([[len(text)] for text in texts], np.float32)


def own_texts(dataset: Dataset) -> tuple[str, ...]:
    return tuple(utterance.text for utterance in dataset.utterances)


def background(
    workshop: Workshop, encoder: CountingEncoder, *, is_busy: Callable[[], bool] = lambda: False
) -> BackgroundEncoder:
    station = workshop.station
    service = EncodingService(station.database, station.clock, own_texts)
    return BackgroundEncoder(service, station.vectors, lambda: encoder, is_busy=is_busy, look_seconds=0.01)


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return open_workshop(tmp_path)


def test_what_was_stored_is_encoded_once(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    encoder = CountingEncoder()
    encoding = background(workshop, encoder)
    encoding.start()
    until(lambda: len(encoder.seen) == 6)
    with workshop.services() as services:
        services.labelling.add(version, utterances("Greet", "nice to see you"))
    until(lambda: len(encoder.seen) == 7)
    encoding.stop(SECONDS)
    assert encoder.seen[-1] == "nice to see you"
    kept = workshop.station.vectors.for_tenant(workshop.owner.tenant_id)
    assert kept.get("counting", [text_hash("hello there")])[text_hash("hello there")] == [11]


def test_nothing_is_encoded_while_others_are_at_work(workshop: Workshop) -> None:
    workshop.new_version(*small_app())
    encoder, at_work, asked = CountingEncoder(), [True], []

    def is_busy() -> bool:
        asked.append(True)
        return at_work[0]

    encoding = background(workshop, encoder, is_busy=is_busy)
    encoding.start()
    until(lambda: len(asked) > 2)
    assert not encoder.seen
    at_work[0] = False
    until(lambda: len(encoder.seen) == 6)
    encoding.stop(SECONDS)


def test_an_error_is_told_and_does_not_end_it(workshop: Workshop, caplog: pytest.LogCaptureFixture) -> None:
    class FailingOnce(CountingEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            if not self.seen:
                self.seen.append("failed")
                raise ValueError("no vector for this")
            return super().encode(texts)

    version = workshop.new_version(*small_app())
    encoder = FailingOnce()
    encoding = background(workshop, encoder)
    encoding.start()
    until(lambda: "could not be encoded" in caplog.text)
    with workshop.services() as services:
        services.labelling.add(version, utterances("Greet", "nice to see you"))
    until(lambda: "nice to see you" in encoder.seen)
    encoding.stop(SECONDS)
