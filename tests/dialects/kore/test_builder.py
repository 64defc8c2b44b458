"""The builder's calls: login, client apps, one sentence at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from bot_wire import BotWire, token
from wire import UNSENT, Reply

from stationmaster.dialects.kore import auth, bots, ids
from stationmaster.domain.apps import App
from stationmaster.domain.dataset import Entity, EntityKind, Intent, Setting
from stationmaster.domain.tier import Tier
from stationmaster.services.tiers import ask_for_tier, tier_asked_for


@dataclass(frozen=True, kw_only=True)
class Builder:
    """A person who has logged in."""

    bots: BotWire
    headers: dict[str, str]
    user_id: str

    def ask(self, method: str, path: str, body: Any = UNSENT) -> Reply:
        sent = None if body is UNSENT else body
        answer = self.bots.client.request(method, f"/api/1.1{path}", json=sent, headers=self.headers)
        return Reply(status=answer.status_code, body=answer.content, headers=dict(answer.headers))

    def do(self, method: str, path: str, body: Any = UNSENT) -> Any:
        reply = self.ask(method, path, body)
        assert reply.status == 200, (path, reply)
        return reply.json


def log_in(bots: BotWire, password: str) -> Any:
    body = {
        "client_id": "1",
        "client_secret": "1",
        "scope": 1,
        "grant_type": "password",
        "username": bots.workshop.new_user.username,
        "password": password,
    }
    return bots.client.post("/api/1.1/oauth/token", json=body)


@pytest.fixture
def builder(bots: BotWire) -> Builder:
    answer = log_in(bots, bots.workshop.new_user.password).json()
    user_id = answer["authorization"]["resourceOwnerID"]
    assert user_id == answer["userInfo"]["id"] == auth.user_id(bots.workshop.owner.user_id)
    headers = {"Authorization": f"bearer {answer['authorization']['accessToken']}", "bot-language": "en"}
    person = Builder(bots=bots, headers=headers, user_id=user_id)
    accounts = person.do("GET", f"/users/{user_id}/AppControlList")["associatedAccounts"]
    headers["AccountId"] = accounts[0]["accountId"]
    return person


@pytest.fixture
def bot(bots: BotWire) -> App:
    with bots.workshop.services() as services:
        app, _ = services.apps.create(
            name="Hotel",
            culture="en",
            version_name="configured/en",
            items=[
                Intent(id="dc-1", name="Book a room"),
                Intent(id="dc-2", name="Cancel"),
                Entity(id="dc-3", name="City", kind=EntityKind.MACHINE_LEARNED),
            ],
            dialect="kore",
            app_id=ids.new(ids.BOT),
        )
    return app


def test_wrong_password_and_foreign_account_are_refused(bots: BotWire, builder: Builder) -> None:
    assert log_in(bots, "wrong").status_code == 401
    elsewhere = {**builder.headers, "AccountId": "0" * 24}
    path = f"/api/1.1/users/{builder.user_id}/AppControlList"
    assert bots.client.get(path, headers=elsewhere).status_code == 401


def test_sentences_are_added_changed_and_removed(builder: Builder, bot: App) -> None:
    path = f"/users/{builder.user_id}/builder/sentences"
    sentence = {
        "taskId": "dc-1",
        "taskName": "Book a room",
        "sentence": "a room in Oslo 🏨 please",
        "streamId": bot.id,
        "type": "DialogIntent",
        "entities": [{"startIndex": 10, "endIndex": 14, "entityId": "dc-3"}],
    }
    added = builder.do("POST", path, sentence)
    assert len(added["_id"]) == 24
    assert added["entities"] == sentence["entities"]
    assert "nluRules" not in added
    assert builder.ask("POST", path, sentence).status == 409
    changed = builder.do(
        "PUT", f"{path}/{added['_id']}", {"sentence": "call off", "taskId": "dc-2", "entities": []}
    )
    assert (changed["taskName"], changed["_id"]) == ("Cancel", added["_id"])
    assert changed["nluRules"]["shortUtterance"] == {
        "severity": "Warning",
        "wordCount": 2,
        "utteranceCount": 1,
    }
    assert [each["sentence"] for each in builder.do("GET", f"{path}?streamId={bot.id}")] == ["call off"]
    builder.do("DELETE", f"{path}/{added['_id']}")
    assert builder.ask("DELETE", f"{path}/{added['_id']}").status == 404


def test_bad_sentence_names_what_is_wrong_and_keeps_nothing(builder: Builder, bot: App) -> None:
    path = f"/users/{builder.user_id}/builder/sentences"
    reply = builder.ask("POST", path, {"taskName": "Fly", "sentence": "fly", "streamId": bot.id})
    assert reply.status == 400
    assert "Fly" in reply.json["errors"][0]["msg"]
    assert builder.do("GET", f"{path}?streamId={bot.id}") == []


def test_many_sentences_train_and_are_found(builder: Builder, bot: App) -> None:
    user = f"/users/{builder.user_id}"
    texts = {
        "book a room": ["I want a room", "a room please", "reserve a room"],
        "Cancel": ["call it off", "drop it"],
    }
    sentences = [{"sentence": text, "taskName": task} for task, found in texts.items() for text in found]
    imported = builder.do("POST", f"{user}/builder/sentences/stream/{bot.id}/bulk/import", sentences)
    assert imported["count"] == 5
    status_path = f"{user}/bt/streams/{bot.id}/autoTrainStatus?sentences=true&speech=false"
    builder.do("POST", f"{user}/builder/sentences/ml/train?streamId={bot.id}", {})
    assert builder.do("GET", status_path)["trainingStatus"] == "Waiting"
    builder.bots.workshop.run_waiting()
    assert builder.do("GET", status_path)["trainingStatus"] == "Finished"
    found = builder.do("POST", f"{user}/builder/streams/{bot.id}/findIntent", {"input": "reserve a room"})
    (winner,) = found["response"]["finalResolver"]["winningIntent"]
    assert winner["intent"] == "Book a room"


def test_utterances_for_none_flip_the_parameters_flag(builder: Builder, bot: App) -> None:
    user = f"/users/{builder.user_id}"
    builder.do("POST", f"{user}/builder/sentences/ml/train?streamId={bot.id}", {})
    path = f"{user}/builder/noneIntent/sentences"
    added = builder.do("POST", path, {"sentence": "what is the weather", "streamId": bot.id})
    status_path = f"{user}/bt/streams/{bot.id}/autoTrainStatus"
    assert builder.do("GET", status_path)["isMlInSyncWithMlparams"] is False
    builder.do("PUT", f"{path}/{added['_id']}", {"sentence": "how is the weather"})
    assert [each["sentence"] for each in builder.do("GET", f"{path}?streamId={bot.id}")] == [
        "how is the weather"
    ]
    builder.do("DELETE", f"{path}/{added['_id']}")
    assert builder.do("GET", status_path)["isMlInSyncWithMlparams"] is True


def test_client_app_calls_what_its_scopes_allow(builder: Builder, bots: BotWire, bot: App) -> None:
    root = f"/users/{builder.user_id}/sdk/apps"
    made = builder.do("POST", root, {"appName": "pipeline", "algorithm": "HS256", "bots": [bot.id]})
    client = BotWire(
        client=bots.client,
        workshop=bots.workshop,
        token=token(made["clientId"], made["clientSecret"]),
    )
    status = f"/bot/{bot.id}/ml/train/status"
    refused = client.ask("GET", status)
    assert refused.json == {"errors": [{"msg": "Permission denied. Scope is incorrect!", "code": 4002}]}
    builder.do("PUT", f"{root}/{made['clientId']}", {"scope": [{"scopes": ["test_and_train:ml"]}]})
    assert client.ask("GET", status).status == 200
    assert client.ask("GET", f"/bot/{bot.id}/faqs/train/status?language=en").status == 401
    unknown = builder.ask("PUT", f"{root}/{made['clientId']}", {"scope": [{"scopes": ["make:tea"]}]})
    assert (unknown.status, "make:tea" in unknown.json["errors"][0]["msg"]) == (400, True)


def test_uploaded_file_gets_an_id(builder: Builder) -> None:
    answer = builder.bots.client.post(
        f"/api/1.1/users/{builder.user_id}/file",
        files={"file": ("icon.png", b"png")},
        data={"fileContext": "marketplace", "fileExtension": "png"},
        headers=builder.headers,
    )
    assert len(answer.json()["fileId"]) == 24


def add_intent(builder: Builder, bot_id: str, name: str) -> str:
    """An intent with its dialog and a message node, as the vendor's benchmark makes them."""
    path = f"/builder/streams/{bot_id}"
    component = builder.do("POST", f"{path}/components?rnd=1", {"desc": "", "type": "intent", "intent": name})
    nodes = [{"nodeId": "intent0", "type": "intent", "componentId": component["_id"]}]
    dialog = builder.do("POST", f"{path}/dialogs", {"name": name, "shortDesc": name, "nodes": nodes})
    assert (component["name"], dialog["name"]) == (name, name)
    builder.do("PUT", f"{path}/components/{component['_id']}", {"name": name, "dialogId": dialog["_id"]})
    message = {"name": f"ResponseFor{name}", "type": "message", "message": [{"text": "ok", "type": "basic"}]}
    message_id = builder.do("POST", f"{path}/components", message)["_id"]
    nodes.append({"nodeId": "message1", "type": "message", "componentId": message_id})
    builder.do("PUT", f"{path}/dialogs/{dialog['_id']}", {"streamId": bot_id, "name": name, "nodes": nodes})
    return str(dialog["_id"])


def test_bot_is_made_trained_asked_and_removed_as_the_vendors_benchmark_does(builder: Builder) -> None:
    user = f"/users/{builder.user_id}"
    body = {"name": "Benchmark", "type": "default", "description": "b", "defaultLanguage": "en"}
    bot = builder.do("POST", f"{user}/builder/streams", body)
    bot_id = bot["_id"]
    assert bot["name"] == "Benchmark"
    builder.do("POST", "/market/streams", {"_id": bot_id, "name": "Benchmark", "icon": "0" * 24})
    fallback = add_intent(builder, bot_id, "Default Fallback Intent")
    dialogs = builder.do("GET", f"/builder/streams/{bot_id}/dialogs")
    assert dialogs[0]["refId"]
    builder.do("PUT", f"/builder/streams/{bot_id}/defaultDialogSettings", {"defaultDialogId": fallback})
    texts = {
        "transfer money": ["send money to my brother", "transfer 20 euros", "wire some money"],
        "show balance": ["how much money do I have", "show my balance", "what is on my account"],
    }
    for name in texts:
        add_intent(builder, bot_id, name)
    sentences = [{"sentence": text, "taskName": name} for name, found in texts.items() for text in found]
    builder.do("POST", f"{user}/builder/sentences/stream/{bot_id}/bulk/import", sentences)
    builder.do("POST", f"{user}/builder/sentences/ml/train?streamId={bot_id}", {})
    builder.bots.workshop.run_waiting()
    status = builder.do("GET", f"{user}/bt/streams/{bot_id}/autoTrainStatus")
    assert status["trainingStatus"] == "Finished"
    found = builder.do("POST", f"{user}/builder/streams/{bot_id}/findIntent", {"input": "show my balance"})
    assert [w["intent"] for w in found["response"]["finalResolver"]["winningIntent"]] == ["show balance"]
    builder.do("DELETE", f"{user}/builder/streams/{bot_id}")
    assert builder.ask("GET", f"/builder/streams/{bot_id}/dialogs").status == 400


def test_renamed_intent_keeps_its_sentences_and_starts_a_training(builder: Builder) -> None:
    user = f"/users/{builder.user_id}"
    bot_id = builder.do("POST", f"{user}/builder/streams", {"name": "Names"})["_id"]
    path = f"/builder/streams/{bot_id}/components"
    intent = builder.do("POST", path, {"type": "intent", "intent": "Greet"})
    sentence = {
        "taskId": intent["_id"],
        "taskName": "Greet",
        "sentence": "hello over there",
        "streamId": bot_id,
    }
    builder.do("POST", f"{user}/builder/sentences", sentence)
    builder.bots.workshop.run_waiting()
    status_path = f"{user}/bt/streams/{bot_id}/autoTrainStatus"
    before = builder.do("GET", status_path)
    assert before["trainingStatus"] == "Finished"
    assert (before["isMlInSyncWithIntentNode"], before["isMlInSyncWithSentences"]) == (False, False)
    builder.do("PUT", f"{path}/{intent['_id']}", {"name": "Welcome"})
    after = builder.do("GET", status_path)
    assert after["trainingStatus"] == "Waiting"
    (kept,) = builder.do("GET", f"{user}/builder/sentences?streamId={bot_id}")
    assert (kept["taskName"], kept["taskId"]) == ("Welcome", intent["_id"])


def test_other_parameters_leave_the_tier_that_the_operator_asked_for(builder: Builder) -> None:
    user = f"/users/{builder.user_id}"
    bot_id = builder.do("POST", f"{user}/builder/streams", {"name": "Tier"})["_id"]
    workshop = builder.bots.workshop
    with workshop.services() as services:
        (version,) = bots.versions(services, services.apps.get(bot_id)).values()
        ask_for_tier(services.labelling, version, Tier.STANDARD)
    (record,) = builder.do("GET", f"/builder/streams/{bot_id}/mlparams")
    changed = {**record, "intentParams": {**record["intentParams"], "useSynonyms": True}}
    builder.do("PUT", f"/builder/streams/{bot_id}/mlparams", changed)
    with workshop.services() as services:
        assert tier_asked_for(services.labelling, version) is Tier.STANDARD
        assert services.labelling.find(version, Setting, "UseSynonyms") == Setting(
            id="UseSynonyms", value="true"
        )


def test_patterns_parameters_and_validations(builder: Builder) -> None:
    user = f"/users/{builder.user_id}"
    bot_id = builder.do("POST", f"{user}/builder/streams", {"name": "Parameters"})["_id"]
    path = f"/builder/streams/{bot_id}"
    intent = builder.do("POST", f"{path}/components", {"type": "intent", "intent": "Greet"})
    builder.do("PUT", f"{path}/components/{intent['_id']}/patterns", {"patterns": ["good * morning"]})
    (record,) = builder.do("GET", f"{path}/mlparams")
    builder.do("POST", f"{user}/builder/sentences/ml/train?streamId={bot_id}", {})
    builder.bots.workshop.run_waiting()
    changed = {**record, "intentParams": {**record["intentParams"], "useSynonyms": True}}
    builder.do("PUT", f"{path}/mlparams", changed)
    status = builder.do("GET", f"{user}/bt/streams/{bot_id}/autoTrainStatus")
    assert (status["isMlInSyncWithMlparams"], status["isMlInSyncWithPatterns"]) == (False, True)
    found = builder.do("GET", f"/streams/{bot_id}/getBotLevelValidations?language=en")
    assert {"untrainedIntent": 1}.items() <= found["counts"].items()
