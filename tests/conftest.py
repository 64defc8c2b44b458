"""Fixtures that tests of several layers share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpdesk import Helpdesk, open_helpdesk
from wire import Wire, open_wire
from workshop import Workshop, open_workshop


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    opened = open_workshop(tmp_path / "data")
    yield opened
    opened.station.database.close()


@pytest.fixture
def luis(workshop: Workshop) -> Iterator[Wire]:
    """A LUIS client with the key of the workshop's owner."""
    with open_wire(workshop) as wire:
        yield wire


@pytest.fixture
def helpdesk(tmp_path: Path) -> Iterator[Helpdesk]:
    opened = open_helpdesk(tmp_path / "data")
    yield opened
    opened.workshop.station.database.close()
