"""The ten flags, against a model of their own that knows neither hashes nor the ledger."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from bot_wire import BotWire

from stationmaster.dialects.kore import ids
from stationmaster.domain.apps import App, Version
from stationmaster.domain.dataset import (
    Entity,
    EntityKind,
    Intent,
    Item,
    LinkedApp,
    NoneSource,
    NoneUtterance,
    Pattern,
    Setting,
    Sublist,
    Synonyms,
    Trait,
    Utterance,
)
from stationmaster.domain.faq import SmallTalk
from stationmaster.domain.training import Failure, FailureCode
from stationmaster.services.dispatch import TargetOutcome, TrainTask

EDITS = 300
Make = Callable[[str, str], Item]

#: What flips each flag: an item of this kind, with a number to be told apart by and a word that may change.
KINDS: dict[str, list[Make]] = {
    "isMlInSyncWithSentences": [lambda n, w: Utterance(id=f"u{n}", text=f"say {n} {w}", intent="Greet")],
    "isMlInSyncWithSynonyms": [lambda n, w: Synonyms(id=f"s{n}", name=f"word{n}", words=(w,))],
    "isMlInSyncWithMlparams": [
        lambda n, w: Setting(id=f"Param{n}", value=w),
        lambda n, w: NoneUtterance(id=f"c{n}", text=f"nothing {n} {w}", source=NoneSource.CUSTOM),
    ],
    "isMlInSyncWithTraits": [lambda n, w: Trait(id=f"t{n}", name=f"trait{n}", group="mood", texts=(w,))],
    "isMlInSyncWithSmallTalk": [lambda n, w: SmallTalk(id=f"q{n}", name=f"talk{n}", questions=(w,))],
    "isMlInSyncWithUBTraining": [lambda n, w: LinkedApp(id=f"l{n}", name=f"bot{n}", texts=(w,))],
    "isMlInSyncWithEntityNode": [
        lambda n, w: Entity(
            id=f"e{n}",
            name=f"entity{n}",
            kind=EntityKind.LIST,
            sublists=(Sublist(id=1, canonical=w),),
        )
    ],
    "isMlInSyncWithIntentNode": [lambda n, w: Intent(id=f"i{n}", name=f"intent {n} {w}")],
    "isMlInSyncWithPatterns": [lambda n, w: Pattern(id=f"p{n}", text=f"please {n} {w}", intent="Greet")],
    "isMlInSyncWithBTUtterances": [
        lambda n, w: NoneUtterance(id=f"b{n}", text=f"test {n} {w}", source=NoneSource.BATCH_TEST)
    ],
}
SHOWN_BEFORE_THE_END = list(KINDS)[:6]
BAD = Failure(code=FailureCode.BAD_LABEL, sentence="A label is at fault.")


class Twin:
    """What a person who keeps notes would say of the flags."""

    def __init__(self) -> None:
        self.material: dict[str, dict[str, Item]] = {flag: {} for flag in KINDS}
        self.asked_for: dict[str, dict[str, Item]] = {flag: {} for flag in KINDS}
        self.word = "Inprogress"

    def request(self) -> None:
        self.asked_for = {flag: dict(items) for flag, items in self.material.items()}

    def flags(self) -> dict[str, bool]:
        found = {flag: self.material[flag] == self.asked_for[flag] for flag in KINDS}
        if self.word == "Finished":
            return found
        return {flag: found[flag] for flag in SHOWN_BEFORE_THE_END}


class Bot:
    """A bot whose every part is edited at random, with trainings that end at random in between."""

    def __init__(self, bots: BotWire, app: App, version: Version, seed: int) -> None:
        self.bots, self.app, self.version = bots, app, version
        self.random = random.Random(seed)
        self.dispatching = bots.workshop.station.dispatching()
        self.twin = Twin()
        self.tasks: list[TrainTask] = []

    def edit(self) -> None:
        flag = self.random.choice(list(KINDS))
        known = self.twin.material[flag]
        action = self.random.choice(("add", "add", "change", "remove", "undo", "same"))
        if action == "add" or not known:
            item = self._make(flag, str(self.random.randrange(10**9)))
            self._put(flag, item)
        elif action == "change":
            number = next(iter(known))
            self._put(flag, replace(known[number], **self._other(known[number])))
        elif action == "remove":
            self._remove(flag, self.random.choice(list(known)))
        elif action == "undo":
            number = self.random.choice(list(known))
            gone = known[number]
            self._remove(flag, number)
            self._put(flag, gone)
        else:
            number = self.random.choice(list(known))
            self._put(flag, replace(known[number], carried={"seen": self.random.random()}))

    def _make(self, flag: str, number: str) -> Item:
        return self.random.choice(KINDS[flag])(number, f"w{self.random.randrange(5)}")

    def _other(self, item: Item) -> dict[str, Any]:
        word = f"other {self.random.randrange(10**9)}"
        match item:
            case Utterance() | NoneUtterance() | Pattern():
                return {"text": word}
            case Setting():
                return {"value": word}
            case Synonyms():
                return {"words": (word,)}
            case Trait() | LinkedApp():
                return {"texts": (word,)}
            case SmallTalk():
                return {"questions": (word,)}
            case Entity():
                return {"sublists": (Sublist(id=1, canonical=word),)}
            case _:
                return {"name": word}

    def _put(self, flag: str, item: Item) -> None:
        with self.bots.workshop.services() as services:
            services.labelling.put(services.apps.version(self.app.id, self.version.name), [item])
        self.twin.material[flag][item.id] = replace(item, carried={})

    def _remove(self, flag: str, item_id: str) -> None:
        item = self.twin.material[flag].pop(item_id)
        with self.bots.workshop.services() as services:
            version = services.apps.version(self.app.id, self.version.name)
            services.labelling.remove(version, item.facet, [item_id])

    def request(self) -> None:
        assert self.bots.ask("POST", f"/bot/{self.app.id}/ml/train").status == 200
        self.twin.request()
        self.twin.word = "Inprogress"

    def start(self) -> None:
        for task in self.dispatching.start_next():
            self.dispatching.begin(task)
            self.tasks.append(task)

    def end(self, *, fails: bool) -> None:
        while self.tasks:
            task = self.tasks.pop()
            blob = None if fails else self.bots.workshop.station.blobs.put(self.random.randbytes(8))
            self.dispatching.finish(
                task,
                [
                    TargetOutcome(target_id=target.id, examples=1, blob=blob, failure=BAD if fails else None)
                    for target in task.targets
                ],
            )

    def compare(self) -> None:
        answer = self.bots.get(f"/bot/{self.app.id}/ml/train/status")
        self.twin.word = answer["trainingStatus"]
        flags = {name: value for name, value in answer.items() if name.startswith("isMl")}
        assert flags == self.twin.flags(), answer


@pytest.fixture
def bot(bots: BotWire) -> Bot:
    with bots.workshop.services() as services:
        app, version = services.apps.create(
            name="Flags",
            culture="en",
            version_name="configured/en",
            items=[Intent(id="greet", name="Greet")],
            dialect="kore",
            app_id=ids.new(ids.BOT),
        )
    return Bot(bots, app, version, seed=7)


@pytest.mark.timeout(600)
def test_each_flag_says_what_was_edited_since_the_latest_request(bot: Bot) -> None:
    bot.request()
    words: set[str] = set()
    for _ in range(EDITS):
        bot.edit()
        bot.compare()
        if bot.random.random() < 0.2:
            bot.request()
            bot.compare()
        if bot.random.random() < 0.2:
            bot.start()
            bot.compare()
        if bot.random.random() < 0.3:
            bot.end(fails=bot.random.random() < 0.3)
            bot.compare()
        words.add(bot.twin.word)
    assert words == {"Inprogress", "Finished", "Failed"}


def test_intents_facet_is_out_of_step_by_a_rename_alone(bot: Bot) -> None:
    bot.request()
    with bot.bots.workshop.services() as services:
        version = services.apps.version(bot.app.id, bot.version.name)
        (greet,) = (i for i in services.labelling.all_of(version, Intent) if i.name == "Greet")
        services.labelling.change(version, replace(greet, name="Welcome"))
    status = bot.bots.get(f"/bot/{bot.app.id}/ml/train/status")
    assert status["isMlInSyncWithSentences"] is True
