"""The groups of a version, each trained and served by itself, from a request to a prediction."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from workshop import Workshop, open_workshop, utterances

from stationmaster.domain.apps import Version
from stationmaster.domain.build import TICKETS_TO_LEARN, TargetGroup
from stationmaster.domain.dataset import Intent, Item, Pattern, PatternSyntax, Setting, Synonyms, Trait
from stationmaster.domain.errors import NotTrained
from stationmaster.domain.evaluation import Subject
from stationmaster.domain.faq import FaqEntry, SmallTalk
from stationmaster.domain.prediction import Prediction
from stationmaster.domain.tickets import Category, Criterion, Selection, Ticket
from stationmaster.domain.training import FailureCode, RunRecord, RunStatus
from stationmaster.services.ticket_material import TicketsToLearn

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def bot() -> list[Item]:
    """A bank's bot with a little of everything."""
    return [
        Setting(id="ModelTier", value="standard"),
        Intent(id="pay", name="Pay Bill"),
        Intent(id="move", name="Transfer Funds"),
        *utterances("Pay Bill", "pay my bill", "I want to pay the electricity bill", "settle my invoice"),
        *utterances("Transfer Funds", "send money to my sister", "transfer 50 euros", "move funds abroad"),
        Pattern(id="p1", text="wire *~2 [ cash ~money ]", intent="Transfer Funds", syntax=PatternSyntax.SENTENCE),
        Synonyms(id="s1", name="~money", words=("dough", "funds")),
        Synonyms(id="s2", name="card", words=("plastic",)),
        Trait(id="t1", group="Mood", name="Angry", texts=("this is outrageous", "I am furious", "terrible service")),
        Trait(id="t2", group="Mood", name="Happy", texts=("thank you so much", "this is great", "wonderful service")),
        SmallTalk(id="hi", name="greetings", questions=("~hello", "good morning"), answers=("Hello!",)),
        SmallTalk(id="who", name="about", questions=("what is your name", "who are you"), answers=("A bot.",)),
        Synonyms(id="s3", name="~hello", words=("&lt; hi &gt;", "&lt; howdy &gt;")),
        FaqEntry(id="f1", questions=("How do I block my card?", "My card was stolen"), answer="Call us."),
        FaqEntry(id="f2", questions=("What are your opening hours?",), answer="From 9 to 5."),
        FaqEntry(id="f3", questions=("How do I open an account?",), answer="Online."),
    ]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return open_workshop(tmp_path)


def trained(workshop: Workshop, version: Version, group: TargetGroup) -> RunRecord:
    with workshop.services() as services:
        run = services.training.request(workshop_version(services, version), group)
    workshop.run_waiting()
    with workshop.services() as services:
        return services.training.run(run.id)


def workshop_version(services: object, version: Version) -> Version:
    return services.apps.version(version.app_id, version.name)  # type: ignore[attr-defined, no-any-return]


def said(workshop: Workshop, version: Version, text: str) -> Prediction:
    with workshop.services() as services:
        return services.prediction.predict_serving(version, text, reference=NOW)


def test_each_group_is_trained_by_itself_and_serves_at_once(workshop: Workshop) -> None:
    version = workshop.new_version(*bot())
    with pytest.raises(NotTrained, match="no models in service"):
        said(workshop, version, "hello")
    assert trained(workshop, version, TargetGroup.FAQ).run.status is RunStatus.SUCCEEDED
    prediction = said(workshop, version, "What are your opening hours?")
    assert prediction.faqs[0].entry_id == "f2" and prediction.faqs[0].score == 1.0
    assert prediction.intents == ()
    record = trained(workshop, version, TargetGroup.ML)
    assert record.run.status is RunStatus.SUCCEEDED, [m.failure for m in record.models]
    prediction = said(workshop, version, "please pay my bill")
    assert prediction.intents[0].label == "Pay Bill"
    assert prediction.faqs
