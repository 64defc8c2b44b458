from __future__ import annotations

import uuid

import pytest

from stationmaster.dialects.kore import ids


def test_an_id_on_the_wire_is_a_uuid_of_version_5_and_leads_back() -> None:
    for _ in range(100):
        ours = str(uuid.uuid4())
        theirs = ids.to_wire(ids.CLIENT_APP, ours)
        assert theirs.startswith("cs-")
        assert uuid.UUID(theirs.removeprefix("cs-")).version == 5
        assert ids.from_wire(ids.CLIENT_APP, theirs) == ours


@pytest.mark.parametrize(
    "wire_id",
    [
        "",
        "cs-",
        "cs",
        "5a8f3a0e-0c5d-5a6f-8f3c-2f0d6a1b9c11",
        "st-5a8f3a0e-0c5d-5a6f-8f3c-2f0d6a1b9c11",
        "CS-5a8f3a0e-0c5d-5a6f-8f3c-2f0d6a1b9c11",
        "cs-5A8F3A0E-0c5d-5a6f-8f3c-2f0d6a1b9c11",
        "cs-5a8f3a0e-0c5d-4a6f-8f3c-2f0d6a1b9c11",
        "cs-5a8f3a0e-0c5d-5a6f-8f3c-2f0d6a1b9c11\n",
        " cs-5a8f3a0e-0c5d-5a6f-8f3c-2f0d6a1b9c11",
        "cs-5a8f3a0e0c5d5a6f8f3c2f0d6a1b9c11",
    ],
)
def test_what_is_spelt_otherwise_names_nothing(wire_id: str) -> None:
    assert ids.from_wire(ids.CLIENT_APP, wire_id) is None


def test_only_a_random_uuid_has_a_wire_form() -> None:
    with pytest.raises(ValueError, match="no random UUID"):
        ids.to_wire(ids.USER, "id of somebody")


def test_a_short_id_has_24_digits() -> None:
    assert ids.short("5a8f3a0e-0c5d-4a6f-8f3c-2f0d6a1b9c11") == "5a8f3a0e0c5d4a6f8f3c2f0d"
