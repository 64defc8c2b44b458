"""Which media type is replied in, and which one a body is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.dialects.superoffice.wire.errors import NotAcceptable, UnsupportedContent
from stationmaster.dialects.superoffice.wire.media import (
    OFFERED,
    Form,
    choose_media,
    read_content_type,
    weighted,
)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("*", "application/json"),
        ("text/*", "text/json"),
        ("application/json; charset=utf-8", "application/json"),
        ("APPLICATION/XML", "application/xml"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ("application/xml;q=0.5, application/json;q=0.4", "application/xml"),
        ("application/xml, application/json", "application/xml"),
        ("*/*, text/xml", "text/xml"),
        ("application/json;q=0, application/*", "application/xml"),
        ("application/json;q=0, */*;q=0.1, text/json;q=0", "application/xml"),
        ("application/merge-patch+json", "application/merge-patch+json"),
        ("image/png", "application/json"),
        ("application/xml;q=nonsense", "application/json"),
        ('text/xml;profile="a,b;q=0";q=0.3, text/json;q=0.2', "text/xml"),
        (",,;;=,", "application/json"),
    ],
)
def test_accept_chooses_the_reply(accept: str | None, chosen: str) -> None:
    assert choose_media(accept).name == chosen


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "text/csv, */*;q=0"])
def test_strict_accept_refuses_what_is_not_offered(accept: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        choose_media(accept, strict=True)
    assert caught.value.status == 406


def test_strict_accept_takes_no_wish_as_any() -> None:
    assert choose_media(None, strict=True).name == choose_media("*/*", strict=True).name == "application/json"


ranges = st.sampled_from([*OFFERED, "*/*", "text/*", "application/*", "image/png"])
qualities = st.sampled_from(["", ";q=0", ";q=0.001", ";q=0.5", "; q = 0.50", ";q=1", ";q=1.000"])
accepts = st.lists(st.tuples(ranges, qualities), max_size=6, unique_by=lambda drawn: drawn[0])


def quality(name: str, wanted: dict[str, float]) -> float:
    """RFC 9110: the range that names the type most closely decides."""
    for each in (name, name.split("/")[0] + "/*", "*/*"):
        if each in wanted:
            return wanted[each]
    return 0.0


@given(drawn=accepts)
def test_nothing_that_is_offered_is_liked_better_than_what_is_chosen(drawn: list[tuple[str, str]]) -> None:
    header = ", ".join(name + q for name, q in drawn)
    wanted = {item.value: item.quality for item in weighted(header)}
    assert len(wanted) == len(drawn)
    likes = {name: quality(name, wanted) for name in OFFERED}
    chosen = choose_media(header).name
    assert chosen == "application/json" if not any(likes.values()) else likes[chosen] == max(likes.values())


@given(header=st.text(max_size=60))
def test_no_header_breaks_the_choice(header: str) -> None:
    assert choose_media(header).name in OFFERED
    read_content_type(header)


@pytest.mark.parametrize(
    ("header", "form", "charset"),
    [
        (None, Form.JSON, None),
        ("application/json", Form.JSON, None),
        ("Application/JSON; Charset=UTF-8", Form.JSON, "utf-8"),
        ('text/xml; charset="utf-16"', Form.XML, "utf-16"),
        ("application/x-www-form-urlencoded", Form.FIELDS, None),
        ("application/json-patch+json", Form.JSON, None),
        ("text/plain", None, None),
        ("multipart/form-data; boundary=x", None, None),
    ],
)
def test_content_type_tells_form_and_charset(
    header: str | None, form: Form | None, charset: str | None
) -> None:
    content = read_content_type(header)
    assert (content.form, content.charset) == (form, charset)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("application/json", '"å🙂"'.encode()),
        ("application/json", '\ufeff"å🙂"'.encode()),
        ("application/json", '"å🙂"'.encode("utf-16")),
        ("application/json; charset=utf-16", '"å🙂"'.encode("utf-16")),
        ("application/json; charset=utf-16", '"å🙂"'.encode("utf-16-le")),
        ("application/json; charset=utf-16be", '"å🙂"'.encode("utf-16-be")),
    ],
)
def test_bodies_are_read_in_their_charset(header: str, body: bytes) -> None:
    assert read_content_type(header).text(body) == '"å🙂"'


def test_latin_1_is_read_where_it_is_said_by_header_or_by_xml() -> None:
    assert read_content_type("text/json; charset=ISO-8859-1").text(b'"\xe5"') == '"å"'
    declared = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe5</a>"
    assert read_content_type("text/xml").text(declared).endswith("<a>å</a>")


@pytest.mark.parametrize("charset", ["koi8-r", "utf-7", "hex", "nonsense"])
def test_other_charsets_are_refused_by_name(charset: str) -> None:
    with pytest.raises(UnsupportedContent, match=charset) as caught:
        read_content_type(f"application/json; charset={charset}").text(b"{}")
    assert caught.value.status == 415
