"""Apps and versions: what is shown of them, and what may be done to them."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from wire import Wire
from workshop import Workshop, small_app

from stationmaster.dialects.luis.cultures import CULTURES
from stationmaster.domain.apps import Version

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def version(workshop: Workshop) -> Version:
    return workshop.new_version(*small_app())


@pytest.fixture
def published(luis: Wire, version: Version) -> Version:
    luis.train(version.app_id)
    assert luis.publish(version.app_id).status == 201
    return version


def versions_of(version: Version) -> str:
    return f"/apps/{version.app_id}/versions"


def refusal(luis: Wire, method: str, path: str, body: Any) -> str:
    """What a refused call says."""
    reply = luis.ask(method, path, body)
    assert (reply.status, reply.json["error"]["code"]) == (400, "BadArgument")
    return reply.message


def test_a_new_app_is_shown_as_it_was_made(luis: Wire) -> None:
    given = {
        "name": "Café \U0001f35c",
        "culture": "fr-fr",
        "description": "plats",
        "initialVersionId": "1.0",
        "usageScenario": "Bots",
        "domain": "Other",
    }
    app_id = luis.create("/apps/", given)
    assert str(uuid.UUID(app_id)) == app_id
    shown = luis.get(f"/apps/{app_id}")
    assert MOMENT.fullmatch(shown.pop("createdDateTime"))
    assert shown == {
        "id": app_id,
        "name": given["name"],
        "description": "plats",
        "culture": "fr-fr",
        "usageScenario": "Bots",
        "domain": "Other",
        "versionsCount": 1,
        "endpoints": {},
        "endpointHitsCount": 0,
        "activeVersion": "1.0",
        "ownerEmail": "owner@acme",
        "tokenizerVersion": "1.0.0",
    }
    assert luis.get("/apps")[0]["id"] == app_id
    (intent,) = luis.get(f"/apps/{app_id}/versions/1.0/intents")
    assert intent["name"] == "None"


def test_a_name_belongs_to_one_app_of_a_tenant(luis: Wire) -> None:
    luis.create("/apps", {"name": "one", "culture": "en-us"})
    second = luis.create("/apps", {"name": "two", "culture": "en-us"})
    assert "exists" in refusal(luis, "POST", "/apps", {"name": "one", "culture": "en-us"})
    assert "exists" in refusal(luis, "PUT", f"/apps/{second}", {"name": "one"})


def test_an_app_is_renamed_described_and_deleted(luis: Wire, version: Version) -> None:
    app = f"/apps/{version.app_id}"
    assert luis.done("PUT", app, {"name": "renamed", "description": "better"})
    assert luis.done("PUT", app, {"name": "renamed"})
    shown = luis.get(app)
    assert (shown["name"], shown["description"]) == ("renamed", "better")
    assert luis.done("DELETE", f"{app}?force=true")
    assert luis.get("/apps") == []
    assert luis.ask("GET", app).message == "Cannot find an application with the specified ID"


@pytest.mark.parametrize(
    ("page", "numbers"),
    [
        ("", range(7)),
        ("skip=5", (5, 6)),
        ("take=2", (0, 1)),
        ("skip=2&take=1]", (2,)),
        ("skip=99", ()),
        ("take=0", ()),
    ],
)
def test_lists_are_read_in_pages(luis: Wire, page: str, numbers: Any) -> None:
    for number in range(7):
        luis.create("/apps", {"name": f"app {number}", "culture": "en-us"})
    assert [app["name"] for app in luis.get(f"/apps?{page}")] == [f"app {number}" for number in numbers]


def test_publishing_says_where_the_app_answers(luis: Wire, version: Version) -> None:
    luis.train(version.app_id)
    reply = luis.publish(version.app_id)
    assert reply.status == 201
    shown = reply.json
    assert MOMENT.fullmatch(shown["publishedDateTime"])
    assert shown["endpointUrl"].endswith(f"/luis/v2.0/apps/{version.app_id}")
    assert (shown["versionId"], shown["isStaging"]) == ("0.1", False)
    assert luis.get(f"/apps/{version.app_id}")["endpoints"] == {"PRODUCTION": shown}
    assert list(luis.get(f"/apps/{version.app_id}/endpoints").values()) == [shown["endpointUrl"]]


def test_staging_and_production_answer_apart(luis: Wire, published: Version) -> None:
    assert luis.predict(published.app_id, "hello", "staging=true").status == 410
    assert luis.publish(published.app_id, staging=True).json["isStaging"] is True
    assert luis.predict(published.app_id, "hello", "staging=true").status == 200
    assert luis.get(f"/apps/{published.app_id}")["endpoints"].keys() == {"PRODUCTION", "STAGING"}


def test_an_app_that_is_not_published_says_so(luis: Wire, version: Version) -> None:
    reply = luis.predict(version.app_id, "hello")
    assert reply.status == 410
    assert reply.json["statusCode"] == 410


def test_a_query_of_more_than_500_characters_is_too_long(luis: Wire, published: Version) -> None:
    assert luis.predict(published.app_id, "a" * 500).status == 200
    assert luis.predict(published.app_id, "a" * 501).status == 414


def test_without_verbose_there_is_the_top_intent_only(luis: Wire, published: Version) -> None:
    brief = luis.predict(published.app_id, "hello there", "log=true").json
    full = luis.predict(published.app_id, "hello there", "verbose=true").json
    assert list(brief) == ["query", "topScoringIntent", "entities"]
    assert list(full) == ["query", "topScoringIntent", "intents", "entities"]
    assert full["intents"][0] == full["topScoringIntent"] == brief["topScoringIntent"]
    scores = [intent["score"] for intent in full["intents"]]
    assert scores == sorted(scores, reverse=True)


def test_settings_of_publication_are_kept(luis: Wire, version: Version) -> None:
    path = f"/apps/{version.app_id}/publishsettings"
    off = {"id": version.app_id, "sentimentAnalysis": False, "speech": False, "spellChecker": False}
    assert luis.get(path) == off
    assert luis.done("PUT", path, {"sentimentAnalysis": True, "speech": True})
    assert luis.done("PUT", path, {"speech": False})
    assert luis.get(path) == off | {"sentimentAnalysis": True}


def test_choices_that_a_client_offers(luis: Wire) -> None:
    assert {each["code"] for each in luis.get("/apps/cultures")} == CULTURES.keys()
    assert "Bots" in luis.get("/apps/usagescenarios")
    assert "Other" in luis.get("/apps/domains")


def test_a_version_tells_its_times_and_counts(luis: Wire, version: Version) -> None:
    path = f"{versions_of(version)}/0.1/"
    fresh = luis.get(path)
    assert (fresh["intentsCount"], fresh["entitiesCount"]) == (3, 0)
    assert (fresh["lastTrainedDateTime"], fresh["lastPublishedDateTime"]) == (None, None)
    luis.train(version.app_id)
    luis.publish(version.app_id)
    shown = luis.get(path)
    moments = ("createdDateTime", "lastModifiedDateTime", "lastTrainedDateTime", "lastPublishedDateTime")
    assert all(MOMENT.fullmatch(shown[name]) for name in moments)
    assert shown["lastModifiedDateTime"] == fresh["lastModifiedDateTime"]
    assert shown["endpointUrl"].endswith(version.app_id)
    assert luis.get(versions_of(version)) == [shown]


@pytest.mark.parametrize("name", ["a/b", "1:0", "50%", "what?", "a b!", "#1", "x" * 129])
def test_names_that_a_version_cannot_have(luis: Wire, version: Version, name: str) -> None:
    for method, path in (("POST", "0.1/clone"), ("PUT", "0.1/")):
        message = refusal(luis, method, f"{versions_of(version)}/{path}", {"version": name})
        assert name in message


def test_a_version_needs_a_name(luis: Wire, version: Version) -> None:
    message = refusal(luis, "POST", f"{versions_of(version)}/0.1/clone", {"version": " "})
    assert message == "Version ID cannot be null or empty"


def test_two_versions_of_one_name(luis: Wire, version: Version) -> None:
    taken = "An application version with the same version ID (0.2) already exists"
    versions = versions_of(version)
    luis.create(f"{versions}/0.1/clone", {"version": "0.2"})
    assert refusal(luis, "POST", f"{versions}/0.1/clone", {"version": "0.2"}) == taken
    assert refusal(luis, "PUT", f"{versions}/0.1/", {"version": "0.2"}) == taken
    file = luis.get(f"{versions}/0.1/export")
    assert refusal(luis, "POST", f"{versions}/import?versionId=0.2", file) == taken


def test_a_renamed_version_stays_published_and_trained(luis: Wire, published: Version) -> None:
    assert luis.done("PUT", f"{versions_of(published)}/0.1/", {"version": "final"})
    shown = luis.get(f"/apps/{published.app_id}")
    assert shown["activeVersion"] == "final"
    assert shown["endpoints"]["PRODUCTION"]["versionId"] == "final"
    assert luis.get(f"{versions_of(published)}/final/")["trainingStatus"] == "Trained"
    assert luis.predict(published.app_id, "hello").status == 200


def test_the_version_in_production_and_the_last_one_stay(luis: Wire, published: Version) -> None:
    versions = versions_of(published)
    assert "only one" in luis.ask("DELETE", f"{versions}/0.1/").message
    luis.create(f"{versions}/0.1/clone", {"version": "0.2"})
    assert "published" in luis.ask("DELETE", f"{versions}/0.1/").message
    assert luis.done("DELETE", f"{versions}/0.2/")
    assert [each["version"] for each in luis.get(versions)] == ["0.1"]


def test_settings_of_a_version_are_kept_each_once(luis: Wire, version: Version) -> None:
    path = f"{versions_of(version)}/0.1/settings"
    twice = [{"name": "NormalizePunctuation", "value": value} for value in ("true", "false", "true")]
    assert luis.done("PUT", path, [*twice, {"name": "UseAllTrainingData", "value": "true"}])
    assert luis.get(path) == [twice[-1], {"name": "UseAllTrainingData", "value": "true"}]
    assert luis.done("PUT", path, twice[1:2])
    assert luis.get(path)[0] == twice[1]


def test_a_tier_that_there_is_not_is_refused_and_nothing_of_its_request_is_kept(
    luis: Wire, version: Version
) -> None:
    path = f"{versions_of(version)}/0.1/settings"
    tier = [{"name": "ModelTier", "value": "enhanced"}]
    assert luis.done("PUT", path, tier)
    wrong = [{"name": "NormalizePunctuation", "value": "true"}, {"name": "ModelTier", "value": "enhaned"}]
    refused = luis.ask("PUT", path, wrong)
    assert refused.status == 400
    assert refused.json["error"] == {
        "code": "BadArgument",
        "message": "the setting ModelTier cannot be 'enhaned': it is standard, enhanced or auto",
    }
    assert luis.get(path) == tier


def test_a_setting_that_was_set_back_needs_no_training(luis: Wire, version: Version) -> None:
    path = f"{versions_of(version)}/0.1/settings"
    on, off = ([{"name": "NormalizePunctuation", "value": value}] for value in ("true", "false"))
    assert luis.done("PUT", path, on)
    luis.train(version.app_id)
    assert luis.done("PUT", path, [*off, *on, *off])
    assert luis.get(f"{versions_of(version)}/0.1/")["trainingStatus"] == "NeedsTraining"
    assert luis.done("PUT", path, [*on, *off, *on])
    assert luis.get(f"{versions_of(version)}/0.1/")["trainingStatus"] == "Trained"


def test_a_version_of_another_culture_is_not_imported(luis: Wire, version: Version) -> None:
    file = luis.get(f"{versions_of(version)}/0.1/export") | {"culture": "de-de"}
    assert "de-de" in refusal(luis, "POST", f"{versions_of(version)}/import?versionId=0.2", file)
