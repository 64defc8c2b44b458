"""A workshop and its Kore.ai wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bot_wire import BotWire, open_bot_wire
from workshop import open_workshop


@pytest.fixture
def bots(tmp_path: Path) -> Iterator[BotWire]:
    workshop = open_workshop(tmp_path)
    with open_bot_wire(workshop) as wire:
        yield wire
    workshop.station.database.close()
