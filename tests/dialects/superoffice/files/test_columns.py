import pytest

from stationmaster.dialects.superoffice.files import FIELDS, Columns, FileRefused, RejectedRow, Row
from stationmaster.dialects.superoffice.files.columns import ReadTicket
from stationmaster.domain.tickets import TicketStatus


def test_headers_are_recognised_however_they_are_written() -> None:
    columns = Columns.recognise(["Ticket_ID", "E-Mail", "TITLE", "Plain Text Body", "Topic_group", "Colour"])
    assert columns.of == {
        "key": "Ticket_ID",
        "sender": "E-Mail",
        "subject": "TITLE",
        "body": "Plain Text Body",
        "category": "Topic_group",
    }
    assert columns.ignored == ("Colour",)


def test_surest_header_wins_and_the_other_is_left() -> None:
    columns = Columns.recognise(["label", "category", "text"])
    assert (columns.of["category"], columns.ignored) == ("category", ("label",))


def test_chosen_columns_come_first() -> None:
    columns = Columns.recognise(
        ["title", "Betreffzeile", "label"], {"subject": "betreffzeile", "body": "title"}
    )
    assert columns.of == {"subject": "Betreffzeile", "body": "title", "category": "label"}


@pytest.mark.parametrize(
    ("names", "chosen", "reason"),
    [
        (["colour"], {}, "'colour'.*name one"),
        (["title"], {"colour": "title"}, "no field 'colour'"),
        (["title"], {"body": "text"}, "no column 'text'"),
    ],
)
def test_mapping_that_cannot_be_is_refused(names: list[str], chosen: dict[str, str], reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        Columns.recognise(names, chosen)


def read(**cells: str) -> ReadTicket | RejectedRow:
    columns = Columns.recognise([*FIELDS])
    return columns.read(Row(number=9, cells=cells))


def test_row_becomes_a_ticket() -> None:
    found = read(
        subject=" Printer \n down ",
        html="<p>It &lt;smokes&gt;</p>",
        category="Hardware / Printers",
        attachments="a.jpg; b.txt",
        status="Closed",
        key="T-7",
        created="2026-03-31 18:00:00+02:00",
    )
    assert isinstance(found, ReadTicket)
    ticket = found.ticket
    assert (ticket.subject, ticket.body, ticket.status) == (
        "Printer down",
        "It <smokes>",
        TicketStatus.CLOSED,
    )
    assert ticket.attachment_names == ("a.jpg", "b.txt")
    assert ticket.carried == {"ExternalKey": "T-7", "CreatedAt": "2026-03-31T16:00:00Z"}
    assert (found.path, found.key) == (("Hardware", "Printers"), "T-7")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"category": "x"}, "it has neither a subject nor a body"),
        ({"body": "x", "status": "on fire"}, "there is no status 'on fire'"),
        ({"body": "x", "created": "yesterday"}, "'yesterday' is not a moment"),
        ({"body": "x", "category": "a//b"}, "a part of its category 'a//b' has no name"),
        ({"body": "x", "key": "k" * 2_001}, "its key has more than 2000 characters"),
    ],
)
def test_rejected_row_says_why(cells: dict[str, str], reason: str) -> None:
    found = read(**cells)
    assert isinstance(found, RejectedRow)
    assert found.number == 9
    assert found.reason.startswith(reason)


def test_category_with_slashes_stays_whole_without_a_separator() -> None:
    columns = Columns.recognise(["body", "category"], separator="")
    found = columns.read(Row(number=2, cells={"body": "x", "category": "facebook/react"}))
    assert isinstance(found, ReadTicket)
    assert found.path == ("facebook/react",)
