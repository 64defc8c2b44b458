"""What fits a member, and what is said where it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from stationmaster.dialects.superoffice.wire import carriers as c
from stationmaster.dialects.superoffice.wire import ticket_carriers as t
from stationmaster.dialects.superoffice.wire.binding import MAX_DEPTH, Binder
from stationmaster.dialects.superoffice.wire.kinds import Kind, Scalar
from stationmaster.dialects.superoffice.wire.zones import Clock, find_zone
from stationmaster.domain.errors import MalformedBody

CLOCK = Clock(zone=find_zone("UTC"), base=find_zone("UTC"))
STRICT = Binder(clock=CLOCK)
TEXTUAL = Binder(clock=CLOCK, is_text=True)


@pytest.mark.parametrize(
    ("kind", "tree", "message"),
    [
        (c.GUESS_CATEGORY, {"ticketId": "525"}, "TicketId: text where a whole number belongs"),
        (c.GUESS_CATEGORY, {"ticketId": 5.5}, "TicketId: a number where a whole number belongs"),
        (c.GUESS_CATEGORY, {"ticketId": True}, "TicketId: true or false where a whole number belongs"),
        (c.GUESS_CATEGORY, {"ticketId": [1]}, "TicketId: a list where a whole number belongs"),
        (c.GUESS_CATEGORY, {"ticketId": 2**31}, "TicketId: the number is beyond what 32 bits hold"),
        (c.DETECT_LANGUAGE, {"text": 5}, "Text: a number where text belongs"),
        (c.ADD_SELECTION_MEMBERS, {"ids": [1, "x"]}, r"Ids\[1\]: text where a whole number belongs"),
        (c.ADD_SELECTION_MEMBERS, {"ids": 1}, "Ids: a number where a list belongs"),
        (t.TICKET_ENTITY, {"category": {"ParentId": "x"}}, "Category.ParentId: text where a whole"),
        (t.TICKET_ENTITY, {"category": 3}, "Category: a number where a TicketCategoryEntity belongs"),
        (
            t.TICKET_ENTITY,
            {"messages": [{}, {"important": "no"}]},
            r"Messages\[1\].Important: text where true",
        ),
        (t.TICKET_ENTITY, {"baseStatus": "Opened"}, "BaseStatus: 'Opened' is none of Unknown, Active"),
        (t.TICKET_ENTITY, {"deadline": "soon"}, "Deadline: 'soon' is not a date"),
        (t.TICKET_ENTITY, {"deadline": 5}, "Deadline: a number where a date belongs"),
        (t.TICKET_ENTITY, {"extraFields": {"a": 1}}, "ExtraFields.a: a number where text belongs"),
        (t.TICKET_ENTITY, {"extraFields": []}, "ExtraFields: a list where an object belongs"),
        (c.TICKET_CATEGORY_ENTITY, {"flags": "Internal, Odd"}, "Flags: 'Odd' is none of Unknown, Internal"),
        (c.CATEGORIZATION_MODEL_DETAILS, {"accuracy": "92"}, "Accuracy: text where a number belongs"),
        (Scalar.BYTES, "not base64!", "The body: not base64"),
    ],
)
def test_a_misfit_is_refused_with_the_name_of_the_member(kind: Kind, tree: Any, message: str) -> None:
    with pytest.raises(MalformedBody, match=message):
        STRICT.bind(kind, tree)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Scalar.INT, " 5 ", 5),
        (Scalar.INT, "-2147483648", -(2**31)),
        (Scalar.DOUBLE, "92.31", 92.31),
        (Scalar.DOUBLE, "1E2", 100.0),
        (Scalar.DOUBLE, ".5", 0.5),
        (Scalar.BOOL, "True", True),
        (Scalar.BOOL, "0", False),
        (Scalar.TEXT, " kept ", " kept "),
        (Scalar.BYTES, "aGk=\n", b"hi"),
        (Scalar.DATE, "2021-03-10T09:15:00Z", datetime(2021, 3, 10, 9, 15, tzinfo=UTC)),
        (t.ORIGIN, "email", "Email"),
        (c.CATEGORY_FLAGS, "Internal ListInMain", 9),
        (c.CATEGORY_FLAGS, "9", 9),
        (c.INTS, "5", [5]),
        (c.GUESS_CATEGORY, "", {}),
    ],
)
def test_text_is_taken_for_what_it_says_where_all_comes_as_text(kind: Kind, text: str, value: Any) -> None:
    assert TEXTUAL.bind(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Scalar.INT, ""), (Scalar.INT, "5.0"), (Scalar.INT, "٥"), (Scalar.INT, "9" * 10),
        (Scalar.DOUBLE, "nan"), (Scalar.DOUBLE, "1e999"), (Scalar.DOUBLE, "9" * 100_000 + "x"),
        (Scalar.BOOL, "yes"), (c.GUESS_CATEGORY, "x"),
    ],
)  # fmt: skip
def test_text_that_says_no_such_thing_is_refused(kind: Kind, text: str) -> None:
    with pytest.raises(MalformedBody):
        TEXTUAL.bind(kind, text)


def test_masks_are_taken_as_words_and_as_the_numbers_that_clients_keep() -> None:
    right = {"tableRight": {"mask": 11}, "fieldProperties": {"Name": {"fieldRight": {"mask": "update"}}}}
    assert STRICT.bind(c.TICKET_CATEGORY, right) == {
        "TableRight": {"Mask": 11},
        "FieldProperties": {"Name": {"FieldRight": {"Mask": 3}}},
    }


def test_null_is_taken_everywhere() -> None:
    tree = {member.name: None for member in (*t.TICKET_ENTITY.members, *t.TICKET_ENTITY.base)}
    assert STRICT.bind(t.TICKET_ENTITY, tree) == tree


def test_unknown_members_are_kept_under_their_own_names_in_their_own_order() -> None:
    tree = {"zeta": {"Deep": [1.50, {"x": None}]}, "TITLE": "t", "alpha": 10**20}
    assert list(STRICT.bind(t.TICKET_ENTITY, tree).items()) == [
        ("zeta", {"Deep": [1.50, {"x": None}]}),
        ("Title", "t"),
        ("alpha", 10**20),
    ]


def test_what_nests_without_end_is_refused() -> None:
    tree: Any = 1
    for _ in range(MAX_DEPTH):
        tree = [tree]
    assert STRICT.bind(t.TICKET_ENTITY, {"odd": tree}) == {"odd": tree}
    with pytest.raises(MalformedBody, match="odd: nested more than 64 deep"):
        STRICT.bind(t.TICKET_ENTITY, {"odd": [tree]})
