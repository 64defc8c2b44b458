"""Every error of the vendor's table, in the form that the caller asked for; and attacks by XML."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from desk_wire import AI, DeskWire, open_desk_wire
from helpdesk import Helpdesk

from stationmaster.dialects.dialect import Inquiry
from stationmaster.dialects.superoffice import errors
from stationmaster.domain.errors import QuotaExceeded, RateLimited, StorageUnavailable
from stationmaster.domain.tenants import CallLimit, CredentialKind

GUESS = AI + "GuessCategory"
XML = "application/xml"


def detail(wire: DeskWire, content: bytes, content_type: str = "application/json", path: str = GUESS) -> str:
    reply = wire.send("POST", wire.root + path, content, Content_Type=content_type)
    assert (reply.status, reply.json["Message"]) == (400, "The request is invalid."), reply
    return str(reply.json["MessageDetail"])


@pytest.mark.parametrize(
    ("content", "content_type", "said"),
    [
        (b'{"TicketId":"seven"}', "application/json", "TicketId: text where a whole number belongs"),
        (b'{"TicketId":99999999999}', "application/json", "TicketId: the number is beyond"),
        (b"{", "application/json", "not valid JSON"),
        (b"[1]", "application/json", "a list where a GuessCategoryRequest belongs"),
        (b"\xff", "application/json", "not in its charset"),
        (b"<a><TicketId>x</TicketId></a>", XML, "TicketId: text where a whole number belongs"),
        (b"<a>", XML, "not valid XML"),
        (b"TicketId=x", "application/x-www-form-urlencoded", "TicketId"),
        (b"", "application/json", "null entry for parameter 'ticketId'"),
    ],
)
def test_what_cannot_be_read_is_named(wire: DeskWire, content: bytes, content_type: str, said: str) -> None:
    assert said in detail(wire, content, content_type)


BOMB = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>'
EXTERNAL = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><TicketId>&x;</TicketId></a>'
PARAMETER = b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]><a/>'
INCLUDE = (
    b'<a xmlns:xi="http://www.w3.org/2001/XInclude">'
    b'<TicketId><xi:include href="file:///etc/passwd" parse="text"/></TicketId></a>'
)


@pytest.mark.parametrize("attack", [BOMB, EXTERNAL, PARAMETER, INCLUDE, b"<a>" * 5000, b"<!DOCTYPE a><a/>"])
def test_xml_that_reaches_out_or_grows_is_refused(wire: DeskWire, attack: bytes) -> None:
    said = detail(wire, attack, XML)
    assert "root:" not in said
    assert "DOCTYPE" in said or "XInclude" in said or "nested" in said


def test_xml_with_too_many_elements_is_refused(wire: DeskWire) -> None:
    path = "Agents/List/GetTicketCategoryList"
    assert "elements" in detail(wire, b"<a>" + b"<int>1</int>" * 250_001 + b"</a>", XML, path)


def test_errors_come_in_the_form_that_is_asked_for(wire: DeskWire) -> None:
    reply = wire.ask("POST", GUESS, {"TicketId": "x"}, Accept="text/xml")
    assert reply.headers["content-type"] == "text/xml; charset=utf-8"
    assert b"<Message>The request is invalid.</Message><MessageDetail>TicketId" in reply.body
    unknown = wire.ask("GET", "Ticket/7", Accept=XML)
    assert (unknown.status, unknown.headers["content-type"]) == (404, "application/xml; charset=utf-8")
    assert b"<Error>true</Error><ErrorType>SoNotFoundException</ErrorType>" in unknown.body


def test_an_unknown_time_zone_is_named(wire: DeskWire) -> None:
    reply = wire.ask("POST", AI + "GetTrainingStatus", SO_TimeZone="Mars")
    assert (reply.status, "'Mars'" in reply.json["MessageDetail"]) == (400, True)


def test_an_unknown_path_and_method_are_said(wire: DeskWire) -> None:
    nowhere = wire.ask("GET", "Nothing")
    assert (nowhere.status, nowhere.json) == (
        404,
        {"Message": "No HTTP resource was found that matches the request URI."},
    )
    put = wire.ask("PUT", GUESS, {})
    assert (put.status, put.headers["allow"]) == (405, "GET, POST")
    assert put.json == {"Message": "The requested resource does not support http method 'PUT'."}


def test_what_there_is_not_is_404_at_rest_and_null_at_agents(wire: DeskWire) -> None:
    reply = wire.ask("GET", "Ticket/7")
    assert (reply.status, reply.json) == (
        404,
        {
            "Error": True,
            "ErrorType": "SoNotFoundException",
            "ErrorMessage": "There is no ticket with the id 7",
            "ErrorSource": "Stationmaster",
        },
    )
    assert wire.post("Agents/Ticket/GetTicketEntity?ticketEntityId=7") is None
    assert wire.post("Agents/Ticket/GetTicketMessageEntity?ticketMessageEntityId=7") is None
    assert wire.post("Agents/List/GetTicketCategoryEntity?ticketCategoryEntityId=7") is None
    assert wire.post("Agents/Selection/GetSelectionEntity?selectionEntityId=7") is None


def test_a_method_that_is_not_offered_says_so_and_describes_itself(wire: DeskWire) -> None:
    reply = wire.ask("POST", AI + "SummarizeTicket", {"TicketId": 1})
    assert (reply.status, reply.json["ErrorType"]) == (501, "NotImplementedException")
    assert "SummarizeTicket" in reply.json["ErrorMessage"]
    assert wire.get(AI + "SummarizeTicket")["Description"] == "Not offered by this server."


def test_a_get_describes_a_call_and_does_not_make_it(wire: DeskWire) -> None:
    told = wire.get("Agents/Ticket/SaveTicketEntity")
    assert (told["Verb"], told["Request"]["Title"]) == ("POST", "string")
    assert wire.get("Ticket")["value"] == []


def test_other_media_types_are_refused_where_a_body_is_read(wire: DeskWire) -> None:
    reply = wire.send("POST", wire.root + GUESS, b"TicketId: 1", Content_Type="text/yaml")
    assert (reply.status, "'text/yaml'" in reply.json["MessageDetail"]) == (415, True)


def test_accept_is_strict_only_where_that_is_set(helpdesk: Helpdesk, wire: DeskWire) -> None:
    assert wire.ask("POST", AI + "GetTrainingStatus", Accept="image/png").status == 200
    station = helpdesk.workshop.station
    strict = replace(station, settings=replace(station.settings, superoffice_strict_accept=True))
    with open_desk_wire(helpdesk.workshop, strict) as strictly:
        assert strictly.ask("POST", AI + "GetTrainingStatus", Accept="image/png").status == 406


def test_too_large_a_body_is_refused(helpdesk: Helpdesk) -> None:
    station = helpdesk.workshop.station
    small = replace(station, settings=replace(station.settings, max_body_bytes=100))
    with open_desk_wire(helpdesk.workshop, small) as wire:
        reply = wire.ask("POST", AI + "DetectLanguage", {"Text": "a" * 200})
    assert (reply.status, reply.json["Message"]) == (413, "The request is invalid.")


def test_whoever_calls_too_often_is_told_when_to_come_again(helpdesk: Helpdesk, wire: DeskWire) -> None:
    with helpdesk.workshop.station.access(writes=True) as access:
        access.set_limit("acme", CredentialKind.SUPEROFFICE_BEARER, CallLimit(per_second=1))
    replies = [wire.ask("POST", AI + "GetTrainingStatus") for _ in range(3)]
    late = replies[-1]
    assert (late.status, late.json["Error"], int(late.headers["retry-after"]) >= 1) == (429, True, True)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RateLimited(2), 429),
        (QuotaExceeded(2), 429),
        (StorageUnavailable(), 503),
        (ZeroDivisionError("secret"), 500),
    ],
)
def test_faults_are_told_without_their_text(
    error: Exception, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    inquiry = Inquiry(
        method="POST", path="/api", query_string="", query={}, headers={}, base_url="http://localhost"
    )
    answer = errors.render_error(error, inquiry)
    assert (answer.status, b"secret" in answer.body) == (status, False)
