"""A dozen utterances with every kind of entity, and short ways to write labelled material."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stationmaster.domain.build import Target, targets_of
from stationmaster.domain.dataset import (
    Child,
    Dataset,
    Entity,
    EntityKind,
    EntitySpan,
    Intent,
    Role,
    Setting,
    Sublist,
    Utterance,
)

_LABEL = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<entity>[^)@]*)(?:@(?P<role>[^)]*))?\)")


def no_report(_stage: str, _fraction: float) -> None:
    """Progress that nobody watches."""


def utterance(marked: str, intent: str = "Travel", number: int = 1) -> Utterance:
    """An utterance whose labels are written `[Paris](City)` or `[Paris](City@to)`."""
    text, spans, position = "", [], 0
    for label in _LABEL.finditer(marked):
        text += marked[position : label.start()]
        end = len(text) + len(label["text"])
        spans.append(EntitySpan(entity=label["entity"], start=len(text), end=end, role=label["role"]))
        text += label["text"]
        position = label.end()
    return Utterance(id=str(number), text=text + marked[position:], intent=intent, spans=tuple(spans))


def utterances(marked: Iterable[str], intent: str = "Travel") -> tuple[Utterance, ...]:
    """Utterances of one intent."""
    return tuple(utterance(text, intent, number) for number, text in enumerate(marked, start=1))


def roles(*names: str) -> tuple[Role, ...]:
    """Roles with these names."""
    return tuple(Role(id=f"role-{name}", name=name) for name in names)


def entity(name: str, kind: EntityKind = EntityKind.MACHINE_LEARNED, **fields: object) -> Entity:
    """An entity whose id is made from its name."""
    return Entity(id=f"entity-{name}", name=name, kind=kind, **fields)  # type: ignore[arg-type]


AIRLINES = entity(
    "Airline",
    EntityKind.LIST,
    roles=roles("preferred", "avoided"),
    sublists=(
        Sublist(id=1, canonical="Delta", synonyms=("DL", "delta air lines", "partner")),
        Sublist(id=2, canonical="Virgin", synonyms=("VS", "partner")),
    ),
)
HIERARCHICAL = entity(
    "Place",
    EntityKind.HIERARCHICAL,
    children=(Child(id="c1", name="From"), Child(id="c2", name="To")),
)

TRAVEL = utterances(
    [
        "fly from [Paris](Place::From) to [London](Place::To)",
        "book a flight from [Rome](Place::From) to [Madrid](Place::To)",
        "i want to go to [Vienna](Place::To) from [Oslo](Place::From)",
        "get me to [New York](Place::To) from [San Francisco](Place::From)",
        "fly to [Tokyo](Place::To) with [Delta](Airline@preferred)",
        "fly to [Lima](Place::To) but not with [Virgin](Airline@avoided)",
        "a flight to [Cairo](Place::To) with [delta](Airline@preferred) please",
        "anything but not with [VS](Airline@avoided) to [Bonn](Place::To)",
        "leave on [Monday](Day@outward) and return on [Friday](Day@homeward)",
        "leave on [Sunday](Day@outward) , return on [Tuesday](Day@homeward)",
        "i leave on [Thursday](Day@outward) and i return on [Saturday](Day@homeward)",
        "for [2](number@adults) adults and [3](number@children) children",
        "we are [4](number@adults) adults and [1](number@children) child",
        "for [two](number@adults) adults with [one](number@children) child",
    ]
)
CANCEL = utterances(["cancel my booking", "please cancel it", "i do not want the ticket AB123"], "Cancel")

DATASET = Dataset(
    culture="en-us",
    intents=tuple(Intent(id=f"intent-{name}", name=name) for name in ("Travel", "Cancel", "None")),
    entities=(
        HIERARCHICAL,
        entity("Day", roles=roles("outward", "homeward")),
        AIRLINES,
        entity("Ticket", EntityKind.REGEX, regex=r"[a-z]{2}\d{3}"),
        entity("number", EntityKind.PREBUILT, roles=roles("adults", "children")),
        entity("Trip", EntityKind.COMPOSITE, children=(Child(id="c3", name="Place"),)),
        entity("Title", EntityKind.PATTERN_ANY),
        entity("Unlabelled"),
    ),
    utterances=TRAVEL + CANCEL,
)


def targets(dataset: Dataset = DATASET) -> tuple[Target, ...]:
    """All targets of a dataset."""
    return targets_of(dataset.intents, dataset.entities)


def target(name: str, dataset: Dataset = DATASET) -> Target:
    """The target of this name."""
    return next(target for target in targets(dataset) if target.name == name)


def setting(name: str) -> Setting:
    """A setting that is switched on."""
    return Setting(id=name, value="true")
