import pytest

from stationmaster.services.plain_text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<p>Hi,</p><p>the <b>printer</b>&nbsp;is&#32;&lt;dead&gt; &amp; gone.</p>",
            "Hi,\nthe printer is <dead> & gone.",
        ),
        ("<style>p{color:red}</style><script>alert('x')</script>Plain", "Plain"),
        ("<html><head><title>t</title><meta charset=utf-8><body>Blåbær 🍇</body>", "Blåbær 🍇"),
        ("line one<br>line two<br/>line three", "line one\nline two\nline three"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<p>un<i>closed <b>tags", "unclosed tags"),
        ("a <!-- hidden --> b < c", "a b < c"),
        ("wrapped\nin   the\nsource", "wrapped in the source"),
        ("", ""),
    ],
)
def test_html_becomes_what_a_person_reads(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_deep_nesting_is_read_in_a_straight_line() -> None:
    assert plain_text("<div>" * 50_000 + "deep" + "</div>" * 50_000) == "deep"
