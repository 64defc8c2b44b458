from __future__ import annotations

from dataclasses import replace

import pytest
from travel import AIRLINES, DATASET, entity, no_report, target, targets

from stationmaster.domain.build import LearnerName, Target
from stationmaster.domain.dataset import Dataset, EntityKind, Intent, Sublist
from stationmaster.learning.pipeline import ProbeFailed, build, probe, probe_shared


def built(name: str, dataset: Dataset = DATASET) -> tuple[Target, bytes]:
    wanted = target(name, dataset)
    (result,) = build(wanted.learner, dataset, [wanted], no_report)
    assert result.artefact is not None
    return wanted, result.artefact


@pytest.mark.parametrize("name", [t.name for t in targets()])
def test_what_was_built_answers_its_probe(name: str) -> None:
    wanted, artefact = built(name)
    probe(wanted.learner, artefact, wanted, DATASET)


@pytest.mark.parametrize("learner", [LearnerName.INTENTS, LearnerName.SPANS, LearnerName.MATCHER])
def test_every_wanted_target_is_answered_for_in_order(learner: LearnerName) -> None:
    wanted = [t for t in targets() if t.learner is learner]
    assert [b.target_id for b in build(learner, DATASET, wanted, no_report)] == [t.id for t in wanted]


@pytest.mark.parametrize("name", ["Travel", "Place", "Airline"])
def test_damaged_bytes_fail_the_probe(name: str) -> None:
    wanted, artefact = built(name)
    with pytest.raises(ProbeFailed, match=name):
        probe(wanted.learner, artefact[: len(artefact) // 2], wanted, DATASET)


def test_an_intent_model_without_the_target_fails_the_probe() -> None:
    wanted, artefact = built("Travel")
    stranger = replace(wanted, name="Stranger")
    with pytest.raises(ProbeFailed, match="no score"):
        probe(wanted.learner, artefact, stranger, DATASET)


def test_a_list_that_does_not_find_its_first_value_fails_the_probe() -> None:
    wanted, artefact = built("Airline")
    other = replace(AIRLINES, sublists=(Sublist(id=1, canonical="Ryanair"),))
    with pytest.raises(ProbeFailed, match="first value"):
        probe(wanted.learner, artefact, wanted, replace(DATASET, entities=(other,)))


def test_an_empty_list_and_a_list_of_blank_values_answer_their_probes() -> None:
    for sublists in ((), (Sublist(id=1, canonical=" "),)):
        dataset = replace(DATASET, entities=(entity("L", EntityKind.LIST, sublists=sublists),))
        wanted, artefact = built("L", dataset)
        probe(wanted.learner, artefact, wanted, dataset)


def test_a_version_with_nothing_but_none_is_built_and_probed() -> None:
    empty = Dataset(culture="en-us", intents=(Intent(id="n", name="None"),))
    wanted, artefact = built("None", empty)
    probe(wanted.learner, artefact, wanted, empty)


def test_targets_that_share_an_artefact_are_probed_together() -> None:
    wanted = [t for t in targets() if t.learner is LearnerName.INTENTS]
    artefact = build(LearnerName.INTENTS, DATASET, wanted, no_report)[0].artefact
    assert artefact is not None
    probe_shared(LearnerName.INTENTS, artefact, wanted, DATASET)
    with pytest.raises(ProbeFailed, match="Stranger"):
        probe_shared(LearnerName.INTENTS, artefact, [*wanted, replace(wanted[0], name="Stranger")], DATASET)
