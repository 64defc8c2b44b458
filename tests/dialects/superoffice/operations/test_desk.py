"""Categories, tickets, messages and selections by agents and by REST."""

from __future__ import annotations

from typing import Any

import pytest
from desk_wire import Desk, DeskWire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LISTS = "Agents/List/"
TICKETS = "Agents/Ticket/"
ITEMS = "List/TicketCategory/Items"


def refusal(wire: DeskWire, method: str, path: str, body: Any) -> str:
    reply = wire.ask(method, path, body)
    assert reply.status == 400, reply
    return str(reply.json["MessageDetail"])


def test_a_category_is_changed_in_the_parts_that_are_sent(wire: DeskWire) -> None:
    parent = wire.category('NO:"Drift";US:"Operations"')
    number = wire.category("Printing", ParentId=parent, ExternalName="Print", Flags="Internal, MembersOnly")
    changed = wire.post(LISTS + "SaveTicketCategoryEntity", {"ticketcategoryid": number, "NAME": "Paper"})
    assert (changed["Name"], changed["ExternalName"]) == ("Paper", "Print")
    assert changed["Flags"] == "Internal, MembersOnly"
    assert changed["Fullname"] == 'NO:"Drift/Paper";US:"Operations/Paper"'
    assert wire.get(f"{ITEMS}/{number}", SO_Language="no")["Fullname"] == "Drift/Paper"
    top = wire.ask("PATCH", f"{ITEMS}/{number}", {"parentId": -1}).json
    assert (top["ParentId"], top["Fullname"]) == (-1, "Paper")


def test_rights_are_explained_in_the_callers_language(wire: DeskWire) -> None:
    told = wire.get(f"{ITEMS}/default", Accept_Language="de")
    assert told["FieldProperties"]["Name"]["FieldRight"] == {
        "Mask": "Update, UIHintMandatory",
        "Reason": "Dieses Feld muss ausgefüllt werden",
    }


def test_categories_that_cannot_be_are_named(wire: DeskWire) -> None:
    parent = wire.category("Parent")
    child = wire.category("Child", ParentId=parent)
    assert "has no name" in refusal(wire, "POST", ITEMS, {"Name": " "})
    assert "below itself" in refusal(wire, "PUT", f"{ITEMS}/{parent}", {"ParentId": child})
    assert "'Child' is not there" in refusal(wire, "PUT", f"{ITEMS}/{child}", {"ParentId": 77})
    assert refusal(wire, "DELETE", f"{ITEMS}/{parent}", {}) == (
        "the category 'Parent' cannot go before 'Child' below it"
    )
    assert wire.ask("DELETE", f"{ITEMS}/{child}").status == 204
    assert wire.ask("GET", f"{ITEMS}/{child}").status == 404
    assert [each["Name"] for each in wire.get("MDOList/ejcategory")] == ["Parent"]


def test_a_deleted_category_stays_with_its_tickets(wire: DeskWire) -> None:
    category = wire.category("Old")
    ticket = wire.ticket("kept", category)
    assert (
        wire.ask("POST", f"{LISTS}DeleteTicketCategoryEntity?ticketCategoryEntityId={category}").status == 204
    )
    told = wire.get(f"Ticket/{ticket}")
    assert told["Category"]["Name"] == "Old"
    assert wire.ask("PUT", f"Ticket/{ticket}", told).status == 200
    assert "no category" in refusal(
        wire, "POST", "Ticket", {"Title": "x", "Category": {"TicketCategoryId": category}}
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(own=JSON)
def test_members_that_nobody_knows_come_back_untouched(desk: Desk, own: Any) -> None:
    number = desk.wire.ticket("a ticket", OurOwn=own)
    assert desk.wire.get(f"Ticket/{number}")["OurOwn"] == own
    changed = desk.wire.ask("PUT", f"Ticket/{number}", {"title": "another"}).json
    assert (changed["Title"], changed["OurOwn"]) == ("another", own)


def test_known_members_keep_their_types(wire: DeskWire) -> None:
    sent = {
        "Title": "a ticket",
        "deadline": "2026-03-01T09:30:00+01:00",
        "createdAt": "2020-01-01T10:00:00",
        "priority": {"ticketPriorityId": 3, "flags": "External, Default"},
        "tags": [{"id": 1, "name": "red"}],
        "baseStatus": "postponedweek",
        "timeSpent": 15,
    }
    number = wire.post("Ticket", sent)["TicketId"]
    told = wire.get(f"Ticket/{number}", SO_TimeZone="NO,includeTZOffset")
    assert told["Deadline"] == "2026-03-01T09:30:00+01:00"
    assert told["CreatedAt"] == "2020-01-01T10:00:00Z"
    assert (told["Priority"]["TicketPriorityId"], told["Priority"]["Flags"]) == (3, "External, Default")
    assert [(tag["Id"], tag["Name"]) for tag in told["Tags"]] == [(1, "red")]
    assert (told["BaseStatus"], told["TimeSpent"], told["ReadStatus"]) == ("Postponed", 15, "Unknown")


def test_an_entity_that_is_sent_back_changes_nothing(wire: DeskWire) -> None:
    number = wire.ticket("a ticket", wire.category("Any"), Author="Ada", Origin="Email")
    wire.post("TicketMessage", {"Ticket": {"TicketId": number}, "Body": "hello"})
    told = wire.get(f"Ticket/{number}")
    assert wire.ask("PUT", f"Ticket/{number}", told).json == told


def test_a_ticket_is_sent_and_told_in_xml(wire: DeskWire) -> None:
    body = "<TicketEntity><title>På tide</title><Slevel>Internal</Slevel><Own><A>1</A></Own></TicketEntity>"
    reply = wire.send(
        "POST", "/api/v1/Ticket", body.encode(), Content_Type="application/xml", Accept="application/xml"
    )
    assert reply.status == 200
    assert "<Title>På tide</Title>".encode() in reply.body
    assert b"<Slevel>Internal</Slevel>" in reply.body
    assert b"<Own><A>1</A></Own>" in reply.body
    fields = wire.send(
        "POST", "/api/v1/Ticket", b"title=From+a+form", Content_Type="application/x-www-form-urlencoded"
    )
    assert fields.json["Title"] == "From a form"


def test_messages_are_told_as_text_in_order(wire: DeskWire) -> None:
    number = wire.ticket("a ticket")
    html = "<html><head><style>p{}</style></head><body><p>Hi &amp; bye</p><script>x()</script></body></html>"
    first = wire.post("TicketMessage", {"ticket": {"ticketId": number}, "htmlBody": html})
    wire.post("TicketMessage", {"ticket": {"ticketId": number}, "body": "second", "slevel": "Internal"})
    assert (first["Body"], first["HtmlBody"]) == ("Hi & bye", html)
    assert first["Ticket"]["Title"] == "a ticket"
    told = wire.get(f"Ticket/{number}/Messages")
    assert [each["Body"] for each in told] == ["Hi & bye", "second"]
    assert wire.get(f"Ticket/{number}")["NumMessages"] == 2
    changed = wire.ask(
        "PATCH", f"TicketMessage/{first['EjMessageId']}", {"HtmlBody": "<b>new</b>", "Body": None}
    )
    assert changed.json["Body"] == "new"
    several = wire.post(
        TICKETS + "GetTicketMessageEntities", {"TicketId": number, "MessageIds": [first["EjMessageId"]]}
    )
    assert [each["Body"] for each in several] == ["new"]
    gone = wire.ask(
        "POST", TICKETS + "DeleteTicketMessageEntity", {"TicketMessageEntityId": first["EjMessageId"]}
    )
    assert gone.status == 204
    assert wire.get(f"Ticket/{number}")["NumMessages"] == 1


def test_a_message_needs_a_ticket(wire: DeskWire) -> None:
    assert "Ticket.TicketId" in refusal(wire, "POST", "TicketMessage", {"Body": "lost"})


def test_a_patch_takes_steps_in_order_or_changes_nothing(wire: DeskWire) -> None:
    number = wire.ticket("a ticket", Tags=[{"Id": 1, "Name": "red"}])
    steps = [
        {"op": "test", "path": "/Title", "value": "a ticket"},
        {"op": "replace", "path": "/title", "value": "another"},
        {"op": "add", "path": "/Tags/-", "value": {"Id": 2, "Name": "blue"}},
        {"op": "remove", "path": "/tags/0"},
    ]
    told = wire.ask("PATCH", f"Ticket/{number}", steps).json
    assert (told["Title"], [tag["Name"] for tag in told["Tags"]]) == ("another", ["blue"])
    for broken in (
        [{"op": "replace", "path": "/Title", "value": "x"}, {"op": "test", "path": "/Title", "value": "y"}],
        [{"op": "remove", "path": "/Nothing"}],
        [{"op": "copy", "path": "/Title"}],
        [{"op": "add", "path": "/Tags/9", "value": {}}],
        [{"op": "replace", "path": "/Title", "value": 5}],
        ["x"],
        5,
    ):
        assert wire.ask("PATCH", f"Ticket/{number}", broken).status == 400, broken
    assert wire.get(f"Ticket/{number}")["Title"] == "another"


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["Alpha", "beta", "Gamma's"]),
        ("$filter=title eq 'ALPHA'", ["Alpha"]),
        ("$filter=title eq 'Gamma''s'", ["Gamma's"]),
        ("$filter=contains(title,'a') and baseStatus ne 'Closed'", ["Alpha", "Gamma's"]),
        ("$filter=substringof('et', title)", ["beta"]),
        ("$filter=not (startswith(title,'a') or title eq 'beta')", ["Gamma's"]),
        ("$filter=ticketId in (1, 3)&$orderby=ticketId desc", ["Gamma's", "Alpha"]),
        ("$filter=createdAt ge 2021-06-01 and createdAt lt 2022-06-01T00:00:00", ["beta"]),
        ("$filter=category eq null", ["beta", "Gamma's"]),
        ("$orderby=title desc", ["Gamma's", "beta", "Alpha"]),
        ("$orderby=title&$skip=1&$top=1", ["beta"]),
    ],
)
def test_tickets_are_found(wire: DeskWire, search: str, found: list[str]) -> None:
    wire.ticket("Alpha", wire.category("Any"), CreatedAt="2021-01-01T00:00:00")
    wire.ticket("beta", BaseStatus="Closed", CreatedAt="2022-01-01T00:00:00")
    wire.ticket("Gamma's", CreatedAt="2023-01-01T00:00:00")
    assert [row["title"] for row in wire.get("Ticket?" + search)["value"]] == found


def test_pages_follow_one_another_and_columns_are_chosen(wire: DeskWire) -> None:
    for number in range(3):
        wire.ticket(f"ticket {number}")
    first = wire.get("Ticket?$select=Title&$top=2")
    assert first["value"] == [
        {"PrimaryKey": str(number), "EntityName": "ticket", "title": f"ticket {number - 1}"}
        for number in (1, 2)
    ]
    following = wire.send("GET", first["odata.nextLink"]).json
    assert ([row["title"] for row in following["value"]], following["odata.nextLink"]) == (["ticket 2"], None)


@pytest.mark.parametrize(
    "search",
    [
        "$filter=nothing eq 1",
        "$filter=title eq",
        "$filter=title like 'x'",
        "$filter=(title eq 'x'",
        "$filter=title eq 'x",
        "$filter=createdAt gt 'soon'",
        "$filter=" + "(" * 100 + "title eq 'x'" + ")" * 100,
        "$filter=not (" + " or ".join(f"(title eq '{n}' and body eq '{n}')" for n in range(12)) + ")",
        "$orderby=nothing",
        "$orderby=title sideways",
        "$top=x",
        "$skip=-1",
    ],
)
def test_searches_that_cannot_be_read_are_refused(wire: DeskWire, search: str) -> None:
    assert wire.ask("GET", "Ticket?" + search).status == 400


def test_a_dynamic_selection_holds_what_fits(wire: DeskWire) -> None:
    category = wire.category("Any")
    fitting = wire.ticket("fits", category, CreatedAt="2024-01-01T00:00:00")
    wire.ticket("too old", category, CreatedAt="2020-01-01T00:00:00")
    wire.ticket("elsewhere")
    made = wire.post("Selection", {"Name": "Fits", "SelectionType": "Dynamic"})
    number = made["SelectionId"]
    criteria = [
        {"Name": "category", "Operator": "=", "Values": [f"[I:{category}]"]},
        {"Name": "ticket.createdAt", "Operator": "after", "Values": ["2023-01-01"]},
        {"Name": "title", "Operator": "is", "Values": ["not this"], "IsActive": False},
    ]
    told = wire.post(
        "Agents/Selection/SetDynamicSelectionCriteria", {"SelectionId": number, "Criteria": criteria}
    )
    assert told == wire.post("Agents/Selection/GetDynamicSelectionCriteria", {"SelectionId": number})
    assert [(each["Name"], each["Operator"]) for each in told] == [
        ("category", "oneOf"),
        ("createdAt", "greater"),
    ]
    assert wire.get(f"Selection/{number}/Members") == [fitting]
    for broken in (
        {"Name": "colour", "Operator": "=", "Values": []},
        {"Name": "title", "Operator": "resembles", "Values": []},
        {"Name": "title", "Operator": "is", "Values": ["a"], "InterOperator": "Or"},
    ):
        body = {"SelectionId": number, "Criteria": [broken]}
        assert wire.ask("POST", "Agents/Selection/SetDynamicSelectionCriteria", body).status == 400
    assert "decided by its criteria" in refusal(wire, "POST", f"Selection/{number}/Members/Add", [fitting])


def test_a_static_selection_holds_what_is_put_in(wire: DeskWire) -> None:
    tickets = [wire.ticket(f"ticket {number}") for number in range(3)]
    number = wire.selection(*tickets)
    assert wire.post(f"Selection/{number}/Members/Add", [*tickets, 77]) == 0
    assert wire.ask("POST", f"Selection/{number}/Members/Remove", tickets[:1]).status == 204
    assert wire.get(f"Selection/{number}/Members") == tickets[1:]
    assert wire.get(f"Selection/{number}")["MemberCount"] == 2
    assert wire.ask("DELETE", f"Ticket/{tickets[1]}").status == 204
    assert wire.get(f"Selection/{number}/Members") == tickets[2:]
    reply = wire.ask("GET", f"Selection/{number}/Members", Accept="application/xml")
    assert f"<int>{tickets[2]}</int>".encode() in reply.body
    assert wire.ask("DELETE", f"Selection/{number}").status == 204
    assert wire.ask("GET", f"Selection/{number}").status == 404


def test_selections_of_other_things_are_refused(wire: DeskWire) -> None:
    assert "contact" in refusal(wire, "POST", "Selection", {"Name": "x", "TargetTableName": "contact"})
    assert "Combined" in refusal(wire, "POST", "Selection", {"Name": "x", "SelectionType": "Combined"})


def test_preferences_are_kept_whatever_their_case(wire: DeskWire) -> None:
    assert wire.get("Preference/HugoAI/CSCategorize")["RawValue"] == "0"
    assert wire.ask("GET", "Preference/Any/Thing").status == 404
    wire.post("Agents/Preference/SavePreferenceEntity", {
        "Preference": {"Specification": {"Section": "Any", "Key": "Thing"}, "RawValue": "42"},
        "RemoveLowerLevels": False,
    })  # fmt: skip
    assert wire.get("Preference/any/THING")["RawValue"] == "42"
    asked = {"Specifications": [{"Section": "Any", "Key": "Thing"}, {"Section": "No", "Key": "Such"}]}
    assert [each["RawValue"] for each in wire.post("Agents/Preference/GetPreferences", asked)] == ["42"]


def test_files_of_tickets_are_taken_in(desk: Desk) -> None:
    wire, root = desk.wire, "Stationmaster/Categoriser/Import"
    rows = "Betreff;Text;Kategorie\nDrucker;druckt nicht;IT/Druck\n;;IT\nRechnung;falsch;Geld\n"
    path = f"{wire.root}{root}?name=alt.csv&columns=subject:Betreff,category:Kategorie"
    started = wire.send("POST", path, rows.encode(), Content_Type="text/csv").json
    assert started["Status"] == "waiting"
    assert wire.get(f"BatchTask/{started['Id']}")["State"] == "New"
    desk.helpdesk.workshop.run_operations()
    done = wire.get(f"{root}/{started['Id']}")
    assert (done["Status"], done["Added"], done["Rejected"]) == ("succeeded", 2, 1)
    assert len(wire.get(f"Selection/{done['SelectionId']}/Members")) == 2
    assert [each["Row"] for each in done["FirstRejected"]] == ["row 3"]
    report = wire.ask("GET", f"{root}/{started['Id']}/Rejected")
    assert report.headers["content-type"] == "text/csv; charset=utf-8"
    assert report.body.startswith(b"row,reason,text")
    assert [each["Fullname"] for each in wire.get(ITEMS)].count("IT/Druck") == 1
    refused = wire.send("POST", f"{wire.root}{root}?name=x.csv", b"a;b\n1;2\n")
    assert (refused.status, "subject or a body" in refused.json["MessageDetail"]) == (400, True)
    assert wire.ask("GET", f"{root}/77").status == 404
