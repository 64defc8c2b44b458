"""Addresses, tenants, credentials, conventions: what holds for every call of SuperOffice."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from desk_wire import AI, Desk, DeskWire, open_desk_wire
from helpdesk import Helpdesk
from workshop import Workshop, open_workshop

from stationmaster.dialects.superoffice.operations import ai
from stationmaster.dialects.superoffice.routes import OFFERS
from stationmaster.dialects.superoffice.wire import negotiate, read_body
from stationmaster.dialects.superoffice.wire.carriers import CATEGORIZATION_STATUS_RESPONSE

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"
STATUS = AI + "GetTrainingStatus"


@pytest.fixture
def theirs(tmp_path: Path, helpdesk: Helpdesk) -> Iterator[Workshop]:
    """Another tenant of the same server."""
    opened = open_workshop(tmp_path / "data", tenant="other")
    yield opened
    opened.station.database.close()


@pytest.mark.parametrize(
    "root",
    [
        "/api/v1/",
        "/API/V1/",
        "/SuperOffice/api/v1/",
        "/superoffice/Api/v1/",
        "/{context}/api/v1/",
        "/{lower}/api/v1/",
    ],
)
def test_every_address_of_the_tenant_works(wire: DeskWire, root: str) -> None:
    at = wire.at(root.format(context=wire.context, lower=wire.context.lower()))
    for path in (STATUS, STATUS.lower(), STATUS + "/"):
        assert at.post(path)["ContextIdentifier"] == wire.context


@pytest.mark.parametrize("root", ["/Customer/api/v1/", "/Cust/api/v1/", "/Cust1x/api/v1/", "/api/api/v1/"])
def test_other_addresses_are_none(wire: DeskWire, root: str) -> None:
    assert wire.at(root).ask("POST", STATUS).status == 404


def test_kore_and_luis_keep_their_paths(wire: DeskWire) -> None:
    for path in ("/api/public/bot/st-1/mlstatus", "/api/1.1/builder/x", "/luis/api/v2.0/apps"):
        reply = wire.send("GET", path)
        assert b"Message" not in reply.body
        assert reply.status in {400, 401, 404}


def test_a_credential_at_anothers_address_is_refused_as_at_one_that_is_not_there(
    wire: DeskWire, theirs: Workshop
) -> None:
    own = f"/{wire.context}/api/v1/"
    others = f"/{theirs.new_user.tenant.context}/api/v1/"
    assert wire.at(own).ask("POST", STATUS).status == 200
    refusals = [
        wire.at(root).ask(
            offer.method, offer.path.removeprefix("/api/v1/").format(id=1, section="a", key="b")
        )
        for root in (others, "/Cust999999/api/v1/")
        for offer in OFFERS
        if offer.access == "user"
    ]
    first = refusals[0]
    assert (first.status, first.json) == (401, {"Message": "Authorization has been denied for this request."})
    assert {(reply.status, reply.body, tuple(sorted(reply.headers))) for reply in refusals} == {
        (first.status, first.body, tuple(sorted(first.headers)))
    }


def test_tenants_do_not_see_one_another(wire: DeskWire, theirs: Workshop) -> None:
    ticket = wire.ticket("ours alone", wire.category("Ours"))
    selection = wire.selection(ticket)
    with open_desk_wire(theirs, wire.workshop.station) as other:
        assert other.get("List/TicketCategory/Items") == []
        assert other.get("Ticket")["value"] == []
        for path in (f"Ticket/{ticket}", f"Selection/{selection}", f"Selection/{selection}/Members"):
            assert other.ask("GET", path).status == 404
        assert other.ask("POST", AI + "TrainCategoryGuesser", {"SelectionId": selection}).status == 404
        assert other.ask("DELETE", f"Ticket/{ticket}").status == 404
        assert other.post(AI + "GuessCategory", {"TicketId": ticket}) == 0
    assert wire.get(f"Ticket/{ticket}")["Title"] == "ours alone"


def test_ways_to_log_in_can_be_switched_off(helpdesk: Helpdesk) -> None:
    station, user = helpdesk.workshop.station, helpdesk.workshop.new_user
    basic = base64.b64encode(f"{user.username}:{user.password}".encode()).decode()
    for allowed in (True, False):
        settings = replace(station.settings, superoffice_with_username=allowed)
        with open_desk_wire(helpdesk.workshop, replace(station, settings=settings)) as wire:
            reply = replace(wire, authorization=f"Basic {basic}").ask("POST", STATUS)
        assert reply.status == (200 if allowed else 401)


def test_a_browser_logs_in_and_out(wire: DeskWire) -> None:
    user, site = wire.workshop.new_user, f"/{wire.context}/"
    browser = replace(wire, authorization=None)

    def log_in(password: str, form: str | None = None) -> Any:
        page = browser.send("GET", site + "login")
        field = re.search(rb'name="form" value="(\w+)"', page.body)
        assert field is not None
        fields = {"form": form or field[1].decode(), "username": user.username, "password": password}
        return browser.client.post(site + "login", data=fields)

    assert log_in("wrong").status_code == 401
    assert log_in(user.password, form="of another page").status_code == 403
    done = log_in(user.password)
    assert done.status_code == 200
    token = browser.client.cookies["XSRF-TOKEN"]
    assert f'name="XSRF_TOKEN" value="{token}"' in done.text
    assert browser.ask("POST", STATUS).status == 401
    assert browser.ask("POST", STATUS, X_XSRF_TOKEN="x").status == 401
    assert browser.ask("POST", STATUS, X_XSRF_TOKEN=token).status == 200
    assert browser.send("POST", site + "logout").status == 401
    session = browser.client.cookies["ASP.NET_SessionId"]
    assert browser.client.post(site + "logout", data={"XSRF_TOKEN": token}).status_code == 200
    cookie = f"ASP.NET_SessionId={session}; XSRF-TOKEN={token}"
    assert browser.ask("POST", STATUS, X_XSRF_TOKEN=token, Cookie=cookie).status == 401


def test_pages_of_named_origins_may_call(helpdesk: Helpdesk, wire: DeskWire) -> None:
    origin = "https://crm.example.com"
    station = helpdesk.workshop.station
    assert "access-control-allow-origin" not in wire.ask("POST", STATUS, Origin=origin).headers
    named = replace(station.settings, superoffice_cors_origin=f"https://a.example {origin}")
    with open_desk_wire(helpdesk.workshop, replace(station, settings=named)) as open_to_some:
        before = replace(open_to_some, authorization=None).ask(
            "OPTIONS", STATUS, Origin=origin, Access_Control_Request_Headers="authorization"
        )
        assert (before.status, before.headers["access-control-allow-headers"]) == (204, "authorization")
        for reply in (before, open_to_some.ask("POST", STATUS, Origin=origin)):
            assert reply.headers["access-control-allow-origin"] == origin
            assert reply.headers["access-control-allow-credentials"] == "true"
        stranger = open_to_some.ask("POST", STATUS, Origin="https://b.example")
        assert "access-control-allow-origin" not in stranger.headers
    every = replace(station.settings, superoffice_cors_origin="*")
    with open_desk_wire(helpdesk.workshop, replace(station, settings=every)) as open_to_all:
        reply = open_to_all.ask("POST", STATUS, Origin=origin)
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in reply.headers


def test_the_site_tells_of_itself_to_everybody(wire: DeskWire) -> None:
    stranger = replace(wire, authorization=None, root="/api")
    assert stranger.get("")["v1"] == "http://testserver/api/v1/"
    calls = stranger.get("/v1")
    assert set(calls["http://testserver/api/v1/Ticket/{id}"]) == {"GET", "PUT", "PATCH", "DELETE"}
    assert set(calls["http://testserver/api/v1/Agents/AI/GuessCategory"]) == {"GET", "POST"}
    known = stranger.get(f"/state/{wire.context}")
    assert (known["State"], known["IsRunning"], known["ContextIdentifier"]) == ("Running", True, wire.context)
    assert stranger.get("/state/Cust999999")["State"] == "Unknown"


def test_zones_are_listed_with_their_ids(wire: DeskWire) -> None:
    codes = {zone["TZLocationCode"]: zone for zone in wire.get("timezone")}
    assert (codes["NO"]["TZLocationID"], codes["US-NY"]["TZLocationID"]) == (261, 460)
    assert codes["NO"]["TimeZoneSTDRules"]["TZOffset"] == 60
    assert codes["NO"]["TimeZoneDSTRules"]["TZOffset"] == 120
    assert wire.get("timezone/default")["TZLocationCode"] == "UTC"


def sample() -> str:
    page = next(SEEDS.glob("000_*.txt"), None) if SEEDS.is_dir() else None
    if page is None:
        pytest.skip("the vendor's page is not beside this checkout")
    text = page.read_text("utf-8")
    return text[text.index("\n{") : text.rindex("}") + 1]


@pytest.fixture
def like_the_sample(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A server whose status has the values of the vendor's sample; gives the sample."""
    text = sample()
    values = read_body(negotiate({}, {}), CATEGORIZATION_STATUS_RESPONSE, text.encode())
    desk.wire.category("Any")
    monkeypatch.setattr(ai, "categorization_status", lambda *_, **__: values)
    return json.loads(text)


def test_the_vendors_sample_has_our_members_order_and_types(wire: DeskWire, like_the_sample: Any) -> None:
    told = wire.status()

    def shape(value: Any, name: str = "") -> Any:
        if name == "TableRight":
            return "right"  # the sample says {} where clients are sent null
        if isinstance(value, dict):
            return [(key, shape(item, key)) for key, item in value.items()]
        return type(value).__name__

    assert shape(told) == shape(like_the_sample)
    current = told["CurrentModel"]
    assert current["ModelBuiltDateTime"] == "2011-02-25T17:28:47"
    assert (current["Accuracy"], current["TicketCountForTraining"]) == (10806.032, 166)
    # The sample's word for the right is none of a field's.
    assert current["FieldProperties"]["fieldName"]["FieldRight"]["Mask"] == "None"
    assert told["TableRight"] == {"Mask": "Delete", "Reason": ""}


def test_the_vendors_sample_in_xml(wire: DeskWire, like_the_sample: Any) -> None:
    reply = wire.ask("POST", STATUS, Accept="application/xml;q=0.9, text/xml")
    assert reply.headers["content-type"] == "text/xml; charset=utf-8"
    names = re.findall(rb"<(\w+)", reply.body)
    assert names[0] == b"CategorizationStatusResponse"
    for order in (
        (b"<TableRight>", b"<FieldProperties>", b"<ContextIdentifier>", b"<Status>", b"<CurrentModel>"),
        (
            b"<ModelBuiltDateTime>",
            b"<Accuracy>10806.032<",
            b"<TicketCountForTraining>166<",
            b"<PreviousModel>",
        ),
    ):
        places = [reply.body.index(part) for part in order]
        assert places == sorted(places)
    assert b"<FieldPropertyDictionaryKeyValuePair><Key>fieldName</Key><Value><FieldRight>" in reply.body


def test_what_is_not_selected_is_null(wire: DeskWire, like_the_sample: Any) -> None:
    for asked in ("$select=Status,CurrentModel%2FAccuracy", "%24select=status,currentmodel/accuracy"):
        told = wire.post(f"{STATUS}?{asked}")
        assert told["Status"] == like_the_sample["Status"]
        assert told["CurrentModel"] == {
            "ModelBuiltDateTime": None,
            "Accuracy": 10806.032,
            "TicketCountForTraining": None,
            "TableRight": None,
            "FieldProperties": None,
        }
        assert told["ContextIdentifier"] is told["PreviousModel"] is told["TableRight"] is None


@pytest.mark.parametrize(
    ("zone", "told", "named"),
    [
        (None, "2011-02-25T17:28:47", "UTC"),
        ("NO,includeTZOffset", "2011-02-25T18:28:47+01:00", "NO"),
        ("460", "2011-02-25T12:28:47", "US-NY"),
        ("includeTZOffset", "2011-02-25T17:28:47Z", "UTC"),
        ("Asia/Tokyo", "2011-02-26T02:28:47", "Asia/Tokyo"),
    ],
)
def test_times_are_told_in_the_zone_that_is_asked_for(
    wire: DeskWire, like_the_sample: Any, zone: str | None, told: str, named: str
) -> None:
    headers = {} if zone is None else {"SO_TimeZone": zone}
    reply = wire.ask("POST", STATUS, **headers)
    assert reply.json["CurrentModel"]["ModelBuiltDateTime"] == told
    assert reply.headers["so-timezone"] == named
