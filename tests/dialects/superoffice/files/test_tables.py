import io
import json
import zipfile
from datetime import date

import openpyxl
import pytest

from stationmaster.dialects.superoffice.files import FileRefused, Limits, RejectedRow, Row, Table, open_table


def cells(table: Table) -> list[dict[str, str]]:
    return [dict(row.cells) for row in table.rows if isinstance(row, Row)]


def rejected(table: Table) -> list[RejectedRow]:
    return [row for row in table.rows if isinstance(row, RejectedRow)]


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(data: bytes, changed: dict[str, bytes]) -> bytes:
    """The workbook with other parts in the place of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name, old.read(name)))
        for name in changed.keys() - set(old.namelist()):
            new.writestr(name, changed[name])
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_whatever_parts_its_cells(delimiter: str) -> None:
    text = delimiter.join(["Title", '"Body, long; with|bars"']) + "\r\n"
    text += delimiter.join(["Hi", '"two\r\nlines, ""quoted"""']) + "\r\n\r\n"
    table = open_table("a.csv", text.encode())
    assert table.columns == ("Title", "Body, long; with|bars")
    assert cells(table) == [{"Title": "Hi", "Body, long; with|bars": 'two\r\nlines, "quoted"'}]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_text_is_read_in_the_encoding_that_it_was_written_in(encoding: str, found: str) -> None:
    table = open_table("a.csv", "Emne\nBlåbærsyltetøy – søl på gulvet\n".encode(encoding))
    assert table.encoding == found
    assert cells(table) == [{"Emne": "Blåbærsyltetøy – søl på gulvet"}]


def test_latin_1_that_windows_never_wrote_is_read_too() -> None:
    table = open_table("a.csv", b"Emne\n\xe6\xf8\xe5 \x81\n")
    assert (table.encoding, cells(table)[0]["Emne"]) == ("latin-1", "æøå \x81")


def test_rows_are_numbered_as_in_a_spreadsheet_and_wrong_ones_are_told() -> None:
    table = open_table("a.csv", b'Title,Body\nfine,"a\nb"\n\nmore,cells,than,columns\nlast\n')
    assert table.total == 3
    rows = list(table.rows)
    assert [row.number for row in rows] == [2, 4, 5]
    assert isinstance(rows[1], RejectedRow)
    assert rows[1].reason == "it has 4 cells, and the header has 2"


def test_missing_quotation_mark_costs_a_row_and_not_the_file() -> None:
    table = open_table(
        "a.csv", b'Title\nfine\n"' + b"x" * 600 + b"\nrest\n", limits=Limits(cell_characters=500)
    )
    assert [row.reason for row in rejected(table)] == ["a cell is too long: is a quotation mark missing?"]


def test_json_lines_may_have_keys_of_their_own() -> None:
    lines = [
        json.dumps({"title": "Hi", "id": 7, "files": ["a.txt", "b.txt"], "none": None}),
        "",
        "{broken",
        "[1]",
        json.dumps({"title": {"deep": 1}}),
        json.dumps({"body": "æøå 🍇", "urgent": True}),
    ]
    data = "\n".join(lines).encode()
    assert cells(open_table("a.jsonl", data)) == [
        {"title": "Hi", "id": "7", "files": "a.txt; b.txt"},
        {"body": "æøå 🍇", "urgent": "true"},
    ]
    wrong = rejected(open_table("a", data))
    assert [row.number for row in wrong] == [3, 4, 5]
    assert wrong[0].reason.startswith("it is not JSON")
    assert "'title'" in wrong[2].reason


def test_first_sheet_of_a_workbook_is_read_with_its_dates_and_numbers() -> None:
    data = workbook(
        ("Title", "Id", "Created", None),
        ("Hi", 7.0, date(2026, 3, 1), None),
        (None, None),
        ("æ", 8),
    )
    table = open_table("a.xlsx", data)
    assert table.columns == ("Title", "Id", "Created")
    rows = [row for row in table.rows if isinstance(row, Row)]
    assert [row.number for row in rows] == [2, 4]
    assert rows[0].cells == {"Title": "Hi", "Id": "7", "Created": "2026-03-01T00:00:00"}


def test_workbook_that_unpacks_to_many_times_its_size_is_refused() -> None:
    bomb = repacked(workbook(("Title",)), {"xl/sharedStrings.xml": b"<sst>" + b" " * 30_000_000 + b"</sst>"})
    assert len(bomb) < 100_000
    with pytest.raises(FileRefused, match="times its size"):
        open_table("a.xlsx", bomb)
    with pytest.raises(FileRefused, match="1000 bytes"):
        open_table("a.xlsx", workbook(("Title",)), limits=Limits(unpacked_bytes=1000))


@pytest.mark.parametrize(
    "markup",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>',
        b'<!-- far --><!DOCTYPE x SYSTEM "file:///etc/passwd"><sst/>',
    ],
)
def test_workbook_that_declares_a_document_type_is_refused(markup: bytes) -> None:
    with pytest.raises(FileRefused, match="document type"):
        open_table("a.xlsx", repacked(workbook(("Title",)), {"xl/sharedStrings.xml": markup}))


def test_row_that_claims_to_be_far_down_does_not_fill_the_time_between() -> None:
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet += b'<row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c></row>'
    sheet += b'<row r="99999999"><c r="A99999999"><v>1</v></c></row></sheetData></worksheet>'
    table = open_table(
        "a.xlsx", repacked(workbook(("Title",)), {"xl/worksheets/sheet1.xml": sheet}), limits=Limits(rows=50)
    )
    with pytest.raises(FileRefused, match="more than 50 rows"):
        list(table.rows)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.csv", b"  \n", "is empty"),
        ("a.xlsx", b"Title\nHi", "not an XLSX workbook"),
        ("a.csv", b"MZ\x00\x01", "not a text"),
        ("a.csv", b"PK\x03\x04rubbish", "cannot be unpacked"),
        ("a.csv", b"Title,Title\na,b\n", "two columns are called 'Title'"),
        ("a.csv", b"T\n" + b"x\n" * 11, "more than 10 rows"),
        ("a.jsonl", b'{"a":1}\n' * 11, "more than 10 rows"),
        ("a.jsonl", b"[]\n", "no JSON object"),
        ("a.csv", b",".join(b"c%d" % n for n in range(21)), "21 columns"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        open_table(name, data, limits=Limits(rows=10, columns=20))
