from __future__ import annotations

from dataclasses import replace

import pytest
from travel import DATASET, entity, no_report

from stationmaster.domain.dataset import Child, EntityKind, EntitySpan, Pattern, Utterance
from stationmaster.learning.artefact import write_artefact
from stationmaster.learning.entities import fit_entities
from stationmaster.learning.entity_model import EntityModel

SIZES = ("large", "small", "huge", "tiny", "big")
ORDER = entity("Order", children=(Child(id="s", name="Size"),))
BOX = entity("Box", EntityKind.COMPOSITE, children=(Child(id="o", name="Order"),))


def utterance(number: int, size: str) -> Utterance:
    end = 2 + len(size)
    label = EntitySpan(
        entity="Order", start=2, end=end + 6, children=(EntitySpan(entity="Size", start=2, end=end),)
    )
    box = EntitySpan(entity="Box", start=0, end=end + 6)
    return Utterance(id=str(number), text=f"a {size} pizza please", intent="Order", spans=(label, box))


PIZZA = replace(
    DATASET,
    entities=(ORDER, BOX),
    utterances=tuple(utterance(number, size) for number, size in enumerate(SIZES)),
    patterns=(Pattern(id="p", text="{Order}", intent="Order"),),
)


def test_all_that_was_learned_survives_its_bytes() -> None:
    model = fit_entities(PIZZA, no_report)
    loaded = EntityModel.from_bytes(model.to_bytes())
    assert loaded.to_bytes() == model.to_bytes()
    found = loaded.predict("a small pizza please")
    assert [(s.type, s.start, s.end, [part.type for part in s.parts]) for s in found] == [
        ("Box", 0, 13, []),
        ("Order", 2, 13, ["Order::Size"]),
    ]
    assert (loaded.composites, loaded.tags) == ({"Box": frozenset({"Order"})}, model.tags)


def test_an_entity_without_roles_holds_no_patterns() -> None:
    assert fit_entities(PIZZA, no_report).patterns.texts == ()


def test_another_artefact_is_refused() -> None:
    with pytest.raises(ValueError, match="not stationmaster-spans"):
        EntityModel.from_bytes(write_artefact({"format": "stationmaster-spans-1"}, {}))
