"""Every row of the error table, and which of two faults is told of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from bot_wire import BotWire, token
from florist import imported, upload

from stationmaster.dialects.kore import auth, errors
from stationmaster.dialects.kore.errors import errors_of
from stationmaster.domain.tenants import EVERY, CredentialKind

ADMIN, BUILDER = CredentialKind.KORE_ADMIN_CONSOLE, CredentialKind.KORE_BOT_BUILDER
CREDENTIALS = (401, "Invalid SDK credentials", 4002)
NOT_A_TOKEN = (401, "Invalid JWT token", 4002)
SCOPE = (401, "Permission denied. Scope is incorrect!", 4002)
METHOD = (405, "Method Not Allowed", 405)
BOT = (400, "Invalid StreamId", 400)
REQUEST = (400, "Invalid request ID", 400)
FILE = (400, "Invalid file id", 400)
CSV = (400, "CSV format is incorrect", 400)
NOTHING_CHOSEN = (400, "Please select at least one component", 400)
SUITE, RUN = (400, "Test Suite not found", 400), (400, "Test Result not found.", 400)
NO_QUESTIONS, NO_EXTRACTION = (400, "Could not find any questions", 400), (400, "resource not found", 400)
URL = (400, "Please provide http:// in Url", 400)
IMPROPER = (400, "Improper payload", 400)
ARGUMENTS = (412, "Validation errors/ Invalid arguments", 412)

UNKNOWN_BOT = "st-00000000-0000-5000-8000-000000000000"
UNKNOWN_FILE = "0" * 24


def told(reply: Any) -> tuple[int, str, Any]:
    (error,) = reply.json["errors"]
    assert list(reply.json) == ["errors"]
    assert list(error) == ["msg", "code"]
    return reply.status, error["msg"], error["code"]


def with_app(bots: BotWire, kind: CredentialKind, grants: dict[str, frozenset[str]]) -> BotWire:
    """The same client with the token of a client app that may do this and no more."""
    owner = bots.workshop.owner
    with bots.workshop.station.access(writes=True) as access:
        new = access.client_apps.create(owner.tenant_id, owner.user_id, name="x", kind=kind, grants=grants)
    return replace(bots, token=token(auth.client_id(new.app.id), new.secret))


@pytest.fixture
def bot(bots: BotWire) -> str:
    return imported(bots)


def test_credentials_that_are_refused(bots: BotWire, bot: str) -> None:
    path = f"/bot/{bot}/ml/train"
    assert told(replace(bots, token=None).ask("POST", path)) == CREDENTIALS
    assert told(replace(bots, token="corrupted").ask("POST", path)) == NOT_A_TOKEN
    assert bots.token is not None
    assert told(replace(bots, token=bots.token[:-4] + "AAAA").ask("POST", path)) == CREDENTIALS
    unknown = token("cs-00000000-0000-5000-8000-000000000000", "x" * 40)
    assert told(replace(bots, token=unknown).ask("POST", path)) == CREDENTIALS
    other = with_app(bots, BUILDER, {UNKNOWN_BOT: frozenset({EVERY})})
    assert told(other.ask("POST", path)) == CREDENTIALS
    assert told(bots.of_kind(BUILDER).ask("POST", f"/bot/{UNKNOWN_BOT}/ml/train")) == CREDENTIALS
    assert told(with_app(bots, ADMIN, {EVERY: frozenset({"test_and_train:faq"})}).ask("POST", path)) == SCOPE


def requests(bots: BotWire, bot: str) -> Iterator[tuple[str, str, Any, tuple[int, str, int]]]:
    """Requests of a caller who may do everything, with what is wrong with each."""
    malformed, config = upload(bots, b"a,b\n", "a.csv"), upload(bots, {})
    empty = upload(bots, b"question,answer\n", "a.csv")
    b, s = f"/bot/{bot}", f"/stream/{bot}"
    extraction = bots.post(f"{s}/qna/import?language=en", {"fileId": empty, "name": "taken"})["_id"]
    yield "GET", f"{b}/ml/train", None, METHOD
    yield "PUT", f"{b}/mlimport/status/x", None, METHOD
    yield "POST", f"/bot/{UNKNOWN_BOT}/ml/train", None, BOT
    yield "GET", f"{b}/mlimport/status/bir-x", None, REQUEST
    yield "GET", "/bot/import/status/bir-x", None, REQUEST
    yield "POST", "/bot/import", {"botDefinition": UNKNOWN_FILE, "configInfo": config}, FILE
    yield "POST", f"{b}/import", {"botDefinition": config, "configInfo": UNKNOWN_FILE}, FILE
    yield "POST", f"{s}/qna/import", {"fileId": UNKNOWN_FILE, "name": "x"}, FILE
    yield "POST", f"{b}/mlimport", {"fileId": UNKNOWN_FILE, "fileName": "x"}, FILE
    yield "POST", f"{b}/mlimport", {"fileId": malformed, "fileName": "x"}, CSV
    yield "POST", f"{b}/export", {"exportOptions": {"tasks": []}}, NOTHING_CHOSEN
    yield "POST", f"{s}/testsuite/none/run", {}, SUITE
    yield "GET", f"{s}/testsuite/Developer%20defined%20utterances/tr-x/status", None, RUN
    yield "GET", f"{s}/qna/{extraction}/questions", None, NO_QUESTIONS
    yield "GET", f"{s}/qna/ke-x/questions", None, NO_EXTRACTION
    yield "POST", f"{s}/qna/import", {"fileUrl": "example.org", "name": "x"}, URL
    duplicate = (400, "Mentioned knowledge extraction name was duplicate", 400)
    yield "POST", f"{s}/qna/import", {"fileId": empty, "name": "taken"}, duplicate
    yield "POST", f"{b}/faqs/train", {}, ARGUMENTS
    yield "POST", f"{b}/publish", {"initiateTraining": True}, ARGUMENTS
    yield "POST", "/bot/import", {"botDefinition": config}, ARGUMENTS
    yield "POST", f"{b}/import", {"configInfo": config}, ARGUMENTS


def test_every_row_of_the_table(bots: BotWire, bot: str) -> None:
    for method, path, body, expected in requests(bots, bot):
        reply = bots.ask(method, path) if body is None else bots.ask(method, path, body)
        assert told(reply) == expected, (method, path)
    find = bots.send("POST", f"/api/v1.1/rest/bot/{bot}/findIntent", content=b'{"text": "x"}')
    assert told(find) == IMPROPER


def test_of_several_faults_the_first_in_order_is_told(bots: BotWire, bot: str) -> None:
    """Method, token, bot, scope, request id, arguments: each request has all faults from one of them on."""
    corrupted = replace(bots, token="corrupted")
    scopeless = with_app(bots, ADMIN, {EVERY: frozenset({"test_and_train:faq"})})
    of_unknown, of_known = f"/bot/{UNKNOWN_BOT}", f"/bot/{bot}"
    assert told(corrupted.ask("DELETE", f"{of_unknown}/mlimport/status/x")) == METHOD
    assert (
        told(corrupted.ask("GET", f"{of_unknown}/faqs/train/status", x_http_method_override="put")) == METHOD
    )
    assert told(corrupted.ask("GET", f"{of_unknown}/mlimport/status/x")) == NOT_A_TOKEN
    assert told(scopeless.ask("GET", f"{of_unknown}/mlimport/status/x")) == BOT
    assert told(scopeless.ask("GET", f"{of_known}/mlimport/status/x")) == SCOPE
    assert told(scopeless.ask("GET", "/bot/import/status/x")) == SCOPE
    assert told(bots.ask("GET", f"{of_known}/mlimport/status/x")) == REQUEST
    assert told(corrupted.ask("POST", f"{of_unknown}/faqs/train", {})) == NOT_A_TOKEN
    assert told(bots.ask("POST", f"{of_unknown}/faqs/train", {})) == BOT
    assert told(scopeless.ask("POST", f"{of_known}/publish", {})) == SCOPE
    assert told(bots.ask("POST", f"{of_known}/publish", {})) == ARGUMENTS


def test_what_nobody_foresaw_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    answer = errors.render_error(ZeroDivisionError("secret"), tells_reason=True)
    assert (answer.status, answer.body) == (500, errors_of(500, "Internal Server Error", 500).body)
    assert "secret" in caplog.text
