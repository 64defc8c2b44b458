"""Requests read and replies written, in every form that is offered."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationmaster.dialects.superoffice.wire import (
    ArrayOf,
    DictionaryOf,
    Kind,
    NotAcceptable,
    Scalar,
    UnknownTimeZone,
    UnsupportedContent,
    negotiate,
    read_body,
    write_body,
)
from stationmaster.dialects.superoffice.wire import carriers as c
from stationmaster.dialects.superoffice.wire import ticket_carriers as t
from stationmaster.dialects.superoffice.wire.kinds import Carrier, Flags, Words, members_by_name
from stationmaster.dialects.superoffice.wire.masks import all_bits
from stationmaster.domain.errors import BodyTooLarge, MalformedBody

SEED = Path(__file__).parents[4].parent / "shared" / "seeds" / "000_9d0c4b31faffba78.txt"
FIELD = {"FieldRight": {"Mask": 3, "Reason": ""}, "FieldType": "System.String", "FieldLength": 0}
MODEL = {
    "ModelBuiltDateTime": datetime(2021, 3, 10, 8, 15, tzinfo=UTC),
    "Accuracy": 92.31,
    "TicketCountForTraining": 58,
    "TableRight": None,
    "FieldProperties": {"Accuracy": FIELD},
}
STATUS = {
    "ContextIdentifier": "Cust12345",
    "Status": "finished",
    "CurrentModel": MODEL,
    "PreviousModel": None,
    "TableRight": {"Mask": 11, "Reason": ""},
    "FieldProperties": {},
}
FIELD_TEXT = {
    "FieldRight": {"Mask": "Update", "Reason": ""},
    "FieldType": "System.String",
    "FieldLength": 0,
}
STATUS_JSON = {
    "ContextIdentifier": "Cust12345",
    "Status": "finished",
    "CurrentModel": {
        "ModelBuiltDateTime": "2021-03-10T09:15:00",
        "Accuracy": 92.31,
        "TicketCountForTraining": 58,
        "TableRight": None,
        "FieldProperties": {"Accuracy": FIELD_TEXT},
    },
    "PreviousModel": None,
    "TableRight": {"Mask": "Select, Update, Delete", "Reason": ""},
    "FieldProperties": {},
}
STATUS_XML = (
    '<CategorizationStatusResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
    "<TableRight><Mask>Select Update Delete</Mask><Reason/></TableRight><FieldProperties/>"
    "<ContextIdentifier>Cust12345</ContextIdentifier><Status>finished</Status>"
    '<CurrentModel><TableRight i:nil="true"/><FieldProperties>'
    "<FieldPropertyDictionaryKeyValuePair><Key>Accuracy</Key><Value>"
    "<FieldRight><Mask>Update</Mask><Reason/></FieldRight>"
    "<FieldType>System.String</FieldType><FieldLength>0</FieldLength>"
    "</Value></FieldPropertyDictionaryKeyValuePair></FieldProperties>"
    "<ModelBuiltDateTime>2021-03-10T09:15:00</ModelBuiltDateTime><Accuracy>92.31</Accuracy>"
    "<TicketCountForTraining>58</TicketCountForTraining></CurrentModel>"
    '<PreviousModel i:nil="true"/>'
    "</CategorizationStatusResponse>"
)


def written(kind: Kind, value: Any, *, select: str = "", **headers: str) -> bytes:
    """A reply's body; header names are written with underscores for hyphens."""
    named = {name.replace("_", "-"): said for name, said in headers.items()}
    exchange = negotiate(named, {"$select": select} if select else {}, base_zone="NO")
    return write_body(exchange, kind, value)[0]


def read(kind: Kind, body: bytes | str, content_type: str = "application/json", **options: Any) -> Any:
    exchange = negotiate({"content-type": content_type}, {}, base_zone="NO")
    return read_body(exchange, kind, body.encode() if isinstance(body, str) else body, **options)


def test_the_status_is_written_in_json_as_the_vendor_orders_it() -> None:
    body = written(c.CATEGORIZATION_STATUS_RESPONSE, STATUS)
    assert json.loads(body) == STATUS_JSON
    assert body == json.dumps(STATUS_JSON, separators=(",", ":")).encode()


def test_the_status_is_written_in_xml_as_the_vendor_orders_it() -> None:
    body = written(c.CATEGORIZATION_STATUS_RESPONSE, STATUS, accept="application/xml")
    assert body.decode() == STATUS_XML
    ElementTree.fromstring(body)


@pytest.mark.parametrize(
    ("content_type", "body"), [("text/json", json.dumps(STATUS_JSON)), ("text/xml", STATUS_XML)]
)
def test_what_was_written_reads_as_the_same_value(content_type: str, body: str) -> None:
    assert read(c.CATEGORIZATION_STATUS_RESPONSE, body, content_type) == STATUS


def shape(value: Any) -> Any:
    """Members, order and types; what the entries of a dictionary are called is filler."""
    if isinstance(value, dict):
        return [(name, shape(item)) for name, item in value.items()]
    return type(value)


def sample() -> Any:
    """The sample answer of the vendor's page on GetTrainingStatus."""
    if not SEED.exists():
        pytest.skip("the vendor's page lies beside this checkout, in ../shared, and is not there")
    return json.loads(
        SEED.read_text().split("Content-Type: application/json; charset=utf-8\n")[-1].split("```")[0]
    )


def test_the_vendors_sample_has_our_members_in_our_order_with_our_types() -> None:
    page = sample()
    value = read(c.CATEGORIZATION_STATUS_RESPONSE, json.dumps(page))
    told = json.loads(written(c.CATEGORIZATION_STATUS_RESPONSE, value))
    for model in (page["CurrentModel"], page["PreviousModel"]):
        assert model["TableRight"] == {}  # the page leaves out what it has to say
        model["TableRight"] = {"Mask": "", "Reason": None}
    assert shape(told) == shape(page)
    assert told["TableRight"]["Mask"] == "Delete"
    assert told["CurrentModel"]["ModelBuiltDateTime"] == "2011-02-25T18:28:47"
    assert told["CurrentModel"]["Accuracy"] == 10806.032


def test_the_mask_of_the_vendors_sample_is_no_right_and_is_not_said_again() -> None:
    value = read(c.CATEGORIZATION_STATUS_RESPONSE, json.dumps(sample()))
    told = json.loads(written(c.CATEGORIZATION_STATUS_RESPONSE, value))
    assert told["FieldProperties"]["fieldName"]["FieldRight"]["Mask"] == "None"


def test_the_vendors_sample_is_the_same_value_in_xml() -> None:
    value = read(c.CATEGORIZATION_STATUS_RESPONSE, json.dumps(sample()))
    body = written(c.CATEGORIZATION_STATUS_RESPONSE, value, accept="text/xml")
    root = ElementTree.fromstring(body)
    assert [child.tag for child in root] == [
        "TableRight", "FieldProperties", "ContextIdentifier", "Status", "CurrentModel", "PreviousModel",
    ]  # fmt: skip
    assert [child.tag for child in root[4]] == [
        "TableRight", "FieldProperties", "ModelBuiltDateTime", "Accuracy", "TicketCountForTraining",
    ]  # fmt: skip
    again = read(c.CATEGORIZATION_STATUS_RESPONSE, body, "text/xml")
    assert written(c.CATEGORIZATION_STATUS_RESPONSE, again, accept="text/xml") == body


def test_a_handler_says_only_what_it_knows() -> None:
    told = json.loads(written(c.TICKET_CATEGORY_ENTITY, {"TicketCategoryId": 7, "Name": "Billing"}))
    assert told == {
        "TicketCategoryId": 7, "ParentId": 0, "Name": "Billing", "Fullname": None, "CategoryMaster": 0,
        "Flags": "Unknown", "DelegateMethod": "Unknown", "ExternalName": None,
        "ClosingStatus": "UserDefined", "MsgClosingStatus": "UserDefined", "AssignmentLag": 0,
        "ReplyTemplate": 0, "NotificationEmail": None, "DefaultTicketStatus": None,
        "DefaultMessageStatus": None, "EffectiveReplyTemplateId": 0, "ExtraFields": {}, "CustomFields": {},
        "TableRight": None, "FieldProperties": {},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "in_json", "in_xml"),
    [
        (Scalar.INT, 11, "11", '<int xmlns="http://schemas.microsoft.com/2003/10/Serialization/">11</int>'),
        (Scalar.TEXT, "a<b", '"a<b"',
         '<string xmlns="http://schemas.microsoft.com/2003/10/Serialization/">a&lt;b</string>'),
        (Scalar.BOOL, True, "true",
         '<boolean xmlns="http://schemas.microsoft.com/2003/10/Serialization/">true</boolean>'),
        (c.INTS, [1, 2], "[1,2]",
         '<ArrayOfint xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><int>1</int><int>2</int></ArrayOfint>'),
        (ArrayOf(item=c.PREFERENCE_SPEC), [], "[]",
         '<ArrayOfPreferenceSpec xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/>'),
        (t.TICKET_ENTITY, None, "null",
         '<TicketEntity xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>'),
    ],
)  # fmt: skip
def test_results_that_are_no_carriers_are_written_in_both_forms(
    kind: Kind, value: Any, in_json: str, in_xml: str
) -> None:
    assert written(kind, value).decode() == in_json
    assert written(kind, value, accept="application/xml").decode() == in_xml
    assert read(kind, in_json, required=False) == value
    assert read(kind, in_xml, "application/xml", required=False) == value


def test_headers_tell_how_a_reply_is_written() -> None:
    def headers(**sent: str) -> dict[str, str]:
        named = {name.replace("_", "-"): said for name, said in sent.items()}
        return write_body(negotiate(named, {}, base_zone="NO"), Scalar.INT, 1)[1]

    assert headers() == {"content-type": "application/json; charset=utf-8", "so-timezone": "NO"}
    assert headers(accept="text/xml", so_timezone="us-ny,includeTZOffset") == {
        "content-type": "text/xml; charset=utf-8",
        "so-timezone": "US-NY",
    }


def test_select_language_and_zone_work_together_in_both_forms() -> None:
    category = {"TicketCategoryId": 3, "Name": 'NO:"Faktura";US:"Billing"', "Fullname": "x"}
    ticket = {"TicketId": 1, "Deadline": datetime(2024, 7, 1, 12, tzinfo=UTC), "Category": category}
    asked = {"so_language": "nb", "so_timezone": "US-NY,includeTZOffset", "select": "category/NAME,Deadline"}
    told = json.loads(written(t.TICKET_ENTITY, ticket, **asked))
    assert told["Category"]["Name"] == "Faktura"
    assert told["Deadline"] == "2024-07-01T08:00:00-04:00"
    assert told.keys() >= {"TicketId", "FieldProperties"}
    assert told["TicketId"] is told["FieldProperties"] is told["Category"]["Fullname"] is None
    root = ElementTree.fromstring(written(t.TICKET_ENTITY, ticket, accept="text/xml", **asked))
    assert root.findtext("Category/Name") == "Faktura"
    assert [child.tag for child in root if not child.attrib] == ["Deadline", "Category"]
    assert len(root) == len(told)


def test_names_are_taken_in_any_case_and_the_last_of_two_counts() -> None:
    body = '{"selectionid":1,"MAXITEMS":2,"maxItems":3,"SelectionId":4}'
    assert read(c.TRAIN_CATEGORY_GUESSER, body) == {"SelectionId": 4, "MaxItems": 3}
    xml = "<any><selectionid>1</selectionid><SELECTIONID>4</SELECTIONID></any>"
    assert read(c.TRAIN_CATEGORY_GUESSER, xml, "text/xml") == {"SelectionId": 4}


def test_form_fields_are_taken_as_members() -> None:
    form = "application/x-www-form-urlencoded; charset=utf-8"
    sent = urlencode({"selectionid": "4", "MaxItems": " 5 "})
    assert read(c.TRAIN_CATEGORY_GUESSER, sent, form) == {"SelectionId": 4, "MaxItems": 5}
    assert read(c.DETECT_LANGUAGE, "text=Hva+koster+bl%C3%A5b%C3%A6r%3F", form) == {
        "Text": "Hva koster blåbær?"
    }
    members = {"SelectionId": 9, "Ids": [1, 2, 3]}
    assert read(c.ADD_SELECTION_MEMBERS, "selectionId=9&ids=1&Ids=2&ids[]=3", form) == members


@pytest.mark.parametrize(
    ("content_type", "body", "message"),
    [
        ("application/json", "{", "not valid JSON"),
        ("application/json", b"\xff", "charset"),
        ("application/json", "[" * 100_000, "not valid JSON"),
        ("application/json", "9" * 5_000, "not valid JSON"),
        ("application/json", '"text"', "The body: text where a TrainCategoryGuesserRequest belongs"),
        ("application/json", "[1]", "The body: a list where a TrainCategoryGuesserRequest belongs"),
        ("application/json", "", "missing"),
        ("application/json", "null", "missing"),
        ("text/xml", '<x xmlns:n="http://www.w3.org/2001/XMLSchema-instance" n:nil="true"/>', "missing"),
        ("text/xml", "<x>", "not valid XML"),
        ("text/xml", "  ", "missing"),
        ("application/x-www-form-urlencoded", "nonsense", "not a form"),
        ("application/x-www-form-urlencoded", "Text=%ff", "not a form"),
        (
            "application/x-www-form-urlencoded",
            "SelectionId=x",
            "SelectionId: text where a whole number belongs",
        ),
    ],
)
def test_a_malformed_body_is_refused_with_its_reason(
    content_type: str, body: str | bytes, message: str
) -> None:
    with pytest.raises(MalformedBody, match=message):
        read(c.TRAIN_CATEGORY_GUESSER, body, content_type)


def test_a_form_cannot_say_a_list() -> None:
    with pytest.raises(MalformedBody, match="names where a single value belongs"):
        read(c.INTS, "Ids=1", "application/x-www-form-urlencoded")


def test_an_unknown_media_type_matters_only_where_there_is_a_body() -> None:
    assert read(c.GUESS_CATEGORY, b"", "text/plain", required=False) is None
    with pytest.raises(UnsupportedContent, match="text/plain"):
        read(c.GUESS_CATEGORY, b"x", "text/plain", required=False)


def test_a_body_beyond_the_bound_is_refused_unread() -> None:
    with pytest.raises(BodyTooLarge, match="10 bytes"):
        read(c.GUESS_CATEGORY, b"[" * 11, max_bytes=10)


def test_headers_that_cannot_be_met_are_refused_at_once() -> None:
    with pytest.raises(UnknownTimeZone):
        negotiate({"so-timezone": "Nowhere"}, {})
    with pytest.raises(NotAcceptable):
        negotiate({"accept": "image/png"}, {}, strict_accept=True)
    assert negotiate({"accept": "image/png"}, {}).reply.name == "application/json"


# Any value of any kind comes back as it was.

moments = st.none() | st.datetimes(
    min_value=datetime(1800, 1, 1),  # noqa: DTZ001
    max_value=datetime(9990, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))
sayable = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n\r"), max_size=8)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
#: What XML can say of members that nobody knows: text, null, and elements of at least one name.
xml_values = st.recursive(
    st.none() | sayable,
    lambda inner: st.dictionaries(
        sayable.filter(bool), inner | st.lists(inner, min_size=2, max_size=3), min_size=1, max_size=3
    ),
    max_leaves=6,
)
SCALARS: dict[Scalar, st.SearchStrategy[Any]] = {
    Scalar.TEXT: sayable,
    Scalar.LABEL: sayable,
    Scalar.INT: st.integers(-(2**31), 2**31 - 1),
    Scalar.DOUBLE: st.floats(allow_nan=False, allow_infinity=False),
    Scalar.BOOL: st.booleans(),
    Scalar.DATE: moments,
    Scalar.STAMP: moments,
    Scalar.BYTES: st.binary(max_size=8),
}


def values(kind: Kind, free: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values of a kind with all members; `free` are those that may stand where anything may."""
    match kind:
        case Scalar():
            return st.none() | SCALARS.get(kind, free)
        case Words():
            return st.sampled_from(kind.words)
        case Flags():
            return st.integers(0, 2**10).map(lambda mask: mask & all_bits(kind))
        case ArrayOf():
            return st.lists(values(kind.item, free), max_size=3)
        case DictionaryOf():
            return st.dictionaries(sayable, values(kind.value, free), max_size=3)
        case Carrier():
            parts = (*kind.members, *kind.base)
            known = st.fixed_dictionaries({part.name: values(part.kind, free) for part in parts})
            taken = members_by_name(kind)
            names = sayable.filter(lambda name: name and name.lower() not in taken)
            return st.builds(lambda a, b: {**a, **b}, known, st.dictionaries(names, free, max_size=2))


SOME = Carrier(
    name="Some",
    members=(
        *(c.members(kind, kind.name.title())[0] for kind in Scalar),
        *c.members(ArrayOf(item=c.PREFERENCE_SPEC), "Specs"),
        *c.members(ArrayOf(item=Scalar.TEXT), "Texts"),
        *c.members(c.STRING_DICTIONARY, "Fields"),
        *c.members(t.ORIGIN, "Origin"),
        *c.members(c.CATEGORY_FLAGS, "Flags"),
    ),
    base=c.BASE,
)


def round_trip(kind: Kind, value: Any, media: str, zone: str) -> Any:
    exchange = negotiate({"accept": media, "content-type": media, "so-timezone": zone}, {})
    return read_body(exchange, kind, write_body(exchange, kind, value)[0], required=False)


zones = st.sampled_from(["UTC", "NO,includeTZOffset", "includeTZOffset"])


@settings(deadline=None, max_examples=150)
@given(
    value=values(SOME, json_values) | values(c.CATEGORIZATION_STATUS_RESPONSE, json_values),
    media=st.sampled_from(["application/json", "text/json", "application/merge-patch+json"]),
    zone=zones,
)
def test_json_brings_back_every_value_and_what_nobody_knows_untouched(
    value: dict[str, Any], media: str, zone: str
) -> None:
    kind = SOME if "Bytes" in value else c.CATEGORIZATION_STATUS_RESPONSE
    assert round_trip(kind, value, media, zone) == value


@settings(deadline=None, max_examples=150)
@given(
    value=values(SOME, xml_values) | values(c.CATEGORIZATION_STATUS_RESPONSE, xml_values),
    media=st.sampled_from(["application/xml", "text/xml"]),
    zone=zones,
)
def test_xml_brings_back_every_value_that_it_can_say(value: dict[str, Any], media: str, zone: str) -> None:
    kind = SOME if "Bytes" in value else c.CATEGORIZATION_STATUS_RESPONSE
    assert round_trip(kind, value, media, zone) == value


@settings(deadline=None, max_examples=100)
@given(value=values(SOME, json_values))
def test_xml_is_well_formed_whatever_json_brought(value: dict[str, Any]) -> None:
    body = written(SOME, value, accept="text/xml")
    assert ElementTree.fromstring(body).tag == "Some"
    first = read(SOME, body, "text/xml")
    assert read(SOME, written(SOME, first, accept="text/xml"), "text/xml").keys() == first.keys()


@settings(deadline=None, max_examples=150)
@given(
    body=json_values.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=40),
    media=st.sampled_from(["application/json", "text/xml", "application/x-www-form-urlencoded"]),
)
def test_no_body_is_more_than_malformed(body: bytes, media: str) -> None:
    for kind in (SOME, c.INTS, Scalar.TEXT):
        with suppress(MalformedBody, UnsupportedContent):
            read(kind, body, media, required=False)
