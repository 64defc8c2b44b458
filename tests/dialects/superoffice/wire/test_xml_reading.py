"""XML as clients write it, and as attackers do."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from stationmaster.dialects.superoffice.wire import carriers as c
from stationmaster.dialects.superoffice.wire import ticket_carriers as t
from stationmaster.dialects.superoffice.wire import xml_reading
from stationmaster.dialects.superoffice.wire.kinds import Kind, Scalar
from stationmaster.dialects.superoffice.wire.xml_reading import MAX_DEPTH, read_xml
from stationmaster.domain.errors import MalformedBody

SOAP = "http://www.superoffice.net/ws/crm/NetServer/Services88"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


@pytest.mark.parametrize(
    ("kind", "text", "tree"),
    [
        (c.GUESS_CATEGORY, "<GuessCategoryRequest><TicketId>5</TicketId></GuessCategoryRequest>", {"TicketId": "5"}),
        (c.GUESS_CATEGORY, f'<n:x xmlns:n="{SOAP}"><n:ticketid>5</n:ticketid></n:x>', {"TicketId": "5"}),
        (c.GUESS_CATEGORY, f'<x xmlns="{SOAP}" version="1"><TicketId unit="y">5</TicketId></x>', {"TicketId": "5"}),
        (c.GUESS_CATEGORY, '<?xml version="1.0"?><!-- hi --><x>\n <TicketId>\n5</TicketId><?p i?></x>',
         {"TicketId": "\n5"}),
        (c.GUESS_CATEGORY, f'<x xmlns:i="{XSI}"><TicketId i:nil="true"/></x>', {"TicketId": None}),
        (c.GUESS_CATEGORY, '<x><TicketId nil="true">5</TicketId></x>', {"TicketId": "5"}),
        (c.DETECT_LANGUAGE, "<x><Text>a &lt;b&gt; &#229;<![CDATA[<c>]]></Text></x>", {"Text": "a <b> å<c>"}),
        (c.INTS, "<ArrayOfint><int>1</int><whatever>2</whatever></ArrayOfint>", ["1", "2"]),
        (c.INTS, "<ArrayOfint/>", []),
        (Scalar.INT, '<int xmlns="http://schemas.microsoft.com/2003/10/Serialization/">11</int>', "11"),
        (c.ADD_SELECTION_MEMBERS, "<x><Ids><int>1</int></Ids><SelectionId>9</SelectionId></x>",
         {"Ids": ["1"], "SelectionId": "9"}),
        (t.TICKET_ENTITY,
         "<x><ExtraFields><P><Key>a</Key><Value>1</Value></P><P><Value>2</Value><Key>b</Key></P><P><Key>c</Key></P>"
         "</ExtraFields></x>", {"ExtraFields": {"a": "1", "b": "2", "c": None}}),
        (t.TICKET_ENTITY, "<x><Odd><A>1</A><A>2</A><B/></Odd><Foo_x0020_bar>3</Foo_x0020_bar></x>",
         {"Odd": {"A": ["1", "2"], "B": ""}, "Foo bar": "3"}),
        (t.TICKET_ENTITY, "<x><_xD83D__xDE42_>1</_xD83D__xDE42_><_xD800_>2</_xD800_></x>", {"🙂": "1", "�": "2"}),
    ],
)  # fmt: skip
def test_elements_are_matched_by_local_name_in_any_order(kind: Kind, text: str, tree: Any) -> None:
    assert read_xml(kind, text) == tree


LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10 if level else "lol"}">' for level in range(10))
TICKET = "<TicketId>{}</TicketId>"
ATTACKS = {
    "billion laughs": f"<!DOCTYPE x [{LAUGHS}]><x><TicketId>&l9;</TicketId></x>",
    "quadratic blowup": f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><x>{"&a;" * 50_000}</x>',
    "external entity": '<!DOCTYPE x [<!ENTITY a SYSTEM "{url}">]><x><TicketId>&a;</TicketId></x>',
    "external file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x><TicketId>&a;</TicketId></x>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % a SYSTEM "{url}"> %a;]><x/>',
    "external subset": '<!DOCTYPE x SYSTEM "{url}"><x/>',
    "public subset": '<!DOCTYPE x PUBLIC "-//X" "{url}"><x/>',
    "doctype alone": "<!DOCTYPE x><x/>",
    "xinclude": '<x xmlns:y="http://www.w3.org/2001/XInclude"><TicketId><y:include href="{url}"/></TicketId></x>',
    "xinclude as text": '<x><include xmlns="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/></x>',
    "undeclared entity": "<x><TicketId>&nobody;</TicketId></x>",
    "entity outside the root": "&a;",
    "unbound prefix": "<n:x/>",
    "deep nesting": "<x>" * 100_000,
    "deep nesting, closed": "<x>" * 1_000 + "</x>" * 1_000,
    "two roots": "<x/><x/>",
    "no element": "<?xml version='1.0'?>",
    "nul": "<x>\0</x>",
    "attribute twice": '<x a="1" a="2"/>',
    "wrong close": "<x><y></x></y>",
    "bad reference": "<x>&#0;</x>",
    "nothing": "x",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_refused_and_fetch_nothing(attack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/x.dtd"
        monkeypatch.setattr("builtins.open", lambda *_, **__: pytest.fail("a file was opened"))
        with pytest.raises(MalformedBody):
            read_xml(c.GUESS_CATEGORY, ATTACKS[attack].replace("{url}", url))
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_doctype_is_refused_before_its_entities_are_read() -> None:
    with pytest.raises(MalformedBody, match="DOCTYPE"):
        read_xml(c.GUESS_CATEGORY, "<!DOCTYPE x [<!ENTITY broken")


def test_elements_nest_to_the_bound_and_no_further() -> None:
    inner = MAX_DEPTH - 1
    assert "Odd" in read_xml(c.GUESS_CATEGORY, "<x>" + "<Odd>" * inner + "</Odd>" * inner + "</x>")
    with pytest.raises(MalformedBody, match="nested more than 64 deep"):
        read_xml(c.GUESS_CATEGORY, "<x>" + "<Odd>" * (inner + 1) + "</Odd>" * (inner + 1) + "</x>")


def test_a_flood_of_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_reading, "MAX_ELEMENTS", 100)
    assert len(read_xml(c.INTS, "<x>" + "<a/>" * 99 + "</x>")) == 99
    with pytest.raises(MalformedBody, match="more than 100 elements"):
        read_xml(c.INTS, "<x>" + "<a/>" * 100 + "</x>")


def test_elements_within_a_plain_value_and_entries_without_a_key_are_refused_by_name() -> None:
    with pytest.raises(MalformedBody, match="TicketId: elements where a plain value belongs"):
        read_xml(c.GUESS_CATEGORY, "<x><TicketId><int>5</int></TicketId></x>")
    with pytest.raises(MalformedBody, match="Pair: an entry without a Key"):
        read_xml(t.TICKET_ENTITY, "<x><ExtraFields><Pair/></ExtraFields></x>")
