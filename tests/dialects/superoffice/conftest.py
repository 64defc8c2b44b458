"""A helpdesk and its SuperOffice wire."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk_wire import Desk, DeskWire, open_desk
from helpdesk import Helpdesk


@pytest.fixture
def desk(helpdesk: Helpdesk) -> Iterator[Desk]:
    with open_desk(helpdesk) as opened:
        yield opened


@pytest.fixture
def wire(desk: Desk) -> DeskWire:
    return desk.wire
