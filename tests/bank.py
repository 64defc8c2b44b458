"""A bank's bot with a little of everything, and its help desk; each group of models is trained by itself."""

from __future__ import annotations

from workshop import Workshop, utterances

from stationmaster.domain.apps import Version
from stationmaster.domain.build import TICKETS_TO_LEARN, TargetGroup
from stationmaster.domain.dataset import Intent, Item, Pattern, PatternSyntax, Setting, Synonyms, Trait
from stationmaster.domain.faq import FaqEntry, SmallTalk
from stationmaster.domain.tickets import Category, Selection, Ticket
from stationmaster.domain.training import RunRecord
from stationmaster.services.services import Services
from stationmaster.services.ticket_material import TicketsToLearn


def bot() -> list[Item]:
    """A bank's bot with a little of everything."""
    return [
        Setting(id="ModelTier", value="standard"),
        Intent(id="pay", name="Pay Bill"),
        Intent(id="move", name="Transfer Funds"),
        *utterances("Pay Bill", "pay my bill", "I want to pay the electricity bill", "settle my invoice"),
        *utterances("Transfer Funds", "send money to my sister", "transfer 50 euros", "move funds abroad"),
        Pattern(
            id="p1", text="wire *~2 [ cash ~money ]", intent="Transfer Funds", syntax=PatternSyntax.SENTENCE
        ),
        Synonyms(id="s1", name="~money", words=("dough", "funds")),
        Synonyms(id="s2", name="card", words=("plastic",)),
        Trait(
            id="t1",
            group="Mood",
            name="Angry",
            texts=("this is outrageous", "I am furious", "terrible service"),
        ),
        Trait(
            id="t2",
            group="Mood",
            name="Happy",
            texts=("thank you so much", "this is great", "wonderful service"),
        ),
        SmallTalk(id="hi", name="greetings", questions=("~hello", "good morning"), answers=("Hello!",)),
        SmallTalk(
            id="who", name="about", questions=("what is your name", "who are you"), answers=("A bot.",)
        ),
        Synonyms(id="s3", name="~hello", words=("&lt; hi &gt;", "&lt; howdy &gt;")),
        FaqEntry(id="f1", questions=("How do I block my card?", "My card was stolen"), answer="Call us."),
        FaqEntry(id="f2", questions=("What are your opening hours?",), answer="From 9 to 5."),
        FaqEntry(id="f3", questions=("How do I open an account?",), answer="Online."),
    ]


SUBJECTS = {
    "1": (
        "printer jammed",
        "printer out of toner",
        "cannot print",
        "the printer is offline",
        "print queue stuck",
    ),
    "2": (
        "invoice is wrong",
        "refund my payment",
        "charged twice",
        "question about the bill",
        "VAT on invoice",
    ),
}


def tickets(repeats: int = 4) -> list[Item]:
    """Tickets about printers, then about invoices."""
    return [
        Ticket(
            id=str(10 * number + 100 * int(category_id) + repeat),
            subject=subject,
            body=f"Hello, {subject} since day {repeat}, please help. Case {number}",
            sender="anna@example.org",
            category_id=category_id,
        )
        for category_id, subjects in SUBJECTS.items()
        for number, subject in enumerate(subjects)
        for repeat in range(repeats)
    ]


def desk(*settings: Setting) -> list[Item]:
    """A help desk with two categories and a selection of all of its tickets."""
    return [
        Setting(id="ModelTier", value="standard"),
        Setting(id=TICKETS_TO_LEARN, value=TicketsToLearn(selection_id="1").to_text()),
        *settings,
        Category(id="1", name="Printers"),
        Category(id="2", name="Billing"),
        Selection(id="1", name="All", criteria=()),
    ]


def trained(workshop: Workshop, version: Version, group: TargetGroup) -> RunRecord:
    """What became of a run of one group."""
    with workshop.services() as services:
        run = services.training.request(fresh(services, version), group)
    workshop.run_waiting()
    with workshop.services() as services:
        return services.training.run(run.id)


def fresh(services: Services, version: Version) -> Version:
    """The version as it stands now."""
    return services.apps.version(version.app_id, version.name)
