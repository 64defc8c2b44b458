"""Refusals as the Python SDKs raise them."""

from __future__ import annotations

from typing import Any

import pytest
from clients import booking
from clients.running import NewTenant, RunScript
from live import LiveServer

DENIED = {
    "status": 401,
    "statusCode": 401,
    "message": "Access denied due to invalid subscription key. "
    "Make sure to provide a valid key for an active subscription.",
}
UNKNOWN_APP = "Cannot find an application with the specified ID"
UNKNOWN_VERSION = "Cannot find a task with the specified version ID"
TENANT = "with-strangers"


@pytest.fixture(scope="module")
def found(run_python: RunScript, server: LiveServer, new_tenant: NewTenant) -> dict[str, Any]:
    keys = server.create_tenant(TENANT)
    stranger = server.add_user(TENANT, "stranger@example.com")
    refused = {
        "unknown": "0" * 32,
        "malformed": "not a key",
        "endpoint key": keys.endpoint,
        "not a collaborator": stranger.authoring,
    }
    findings: dict[str, Any] = run_python(
        "errors.py",
        keys,
        examples=booking.examples(),
        intents=booking.INTENTS,
        refusedKeys=refused,
        anotherRegion=server.add_user(TENANT, "far@example.com", "--region", "westeurope").authoring,
        anotherTenant=new_tenant().authoring,
    )
    return findings


@pytest.mark.parametrize(
    ("occasion", "message"),
    [
        ("notRequested", "Training request is required before getting training status"),
        ("malformedAppId", "Value cannot be null. Parameter name: source"),
        ("unknownApp", UNKNOWN_APP),
        ("unknownVersion", UNKNOWN_VERSION),
        ("trainUnknownApp", UNKNOWN_APP),
        ("trainUnknownVersion", UNKNOWN_VERSION),
        ("anotherTenant", UNKNOWN_APP),
        ("duplicateVersion", "An application version with the same version ID (0.1) already exists"),
        ("importWithoutVersion", "Version ID cannot be null or empty"),
    ],
)
def test_bad_request_says_what_is_wrong(found: dict[str, Any], occasion: str, message: str) -> None:
    assert found[occasion] == {"status": 400, "error": {"code": "BadArgument", "message": message}}


@pytest.mark.parametrize("occasion", ["emptyIntentName", "duplicateIntent", "exampleOfUnknownIntent"])
def test_bad_edit_is_refused_with_a_reason(found: dict[str, Any], occasion: str) -> None:
    assert found[occasion]["status"] == 400
    assert found[occasion]["error"]["code"]
    assert found[occasion]["error"]["message"]


def test_untrained_version_is_not_published(found: dict[str, Any]) -> None:
    assert found["publishUntrained"]["status"] == 400
    assert "require training" in found["publishUntrained"]["error"]["message"]


@pytest.mark.parametrize("reason", ["unknown", "malformed", "endpoint key", "not a collaborator"])
def test_refused_key_gets_the_flat_form_of_401(found: dict[str, Any], reason: str) -> None:
    assert found["unauthorised"][reason] == DENIED


def test_key_of_another_region_is_refused_even_where_no_app_is_named(found: dict[str, Any]) -> None:
    assert found["anotherRegion"] == DENIED


def test_prediction_refusals_are_read_by_the_runtime_client(found: dict[str, Any]) -> None:
    wrong_key, too_long = found["prediction"]["wrongKey"], found["prediction"]["tooLong"]
    assert wrong_key == DENIED | {"statusCode": "401"}
    assert too_long["status"] == 414


def test_collaborator_is_let_in_and_out(run_python: RunScript, server: LiveServer) -> None:
    keys = server.create_tenant("with-collaborator")
    other = server.add_user("with-collaborator", "other@example.com")
    found = run_python(
        "collaborator.py",
        keys,
        examples=booking.examples(),
        otherKey=other.authoring,
        otherEmail="other@example.com",
    )
    assert found["before"] == found["after"] == DENIED
    assert found["listedBefore"] == 0
    assert found["permissions"]["emails"] == ["other@example.com"]
    assert found["seen"]["name"] == "shared"
