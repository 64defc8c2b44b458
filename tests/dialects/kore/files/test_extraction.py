"""Questions found in files."""

from __future__ import annotations

import pytest
from bot_files import DATA, needs_data

from stationmaster.dialects.kore.files.extraction import extract
from stationmaster.dialects.kore.files.reading import InvalidFile

PAGE = """<html><head><title>Questions?</title><style>p { color: red }</style></head><body>
<nav><p>Where to?</p></nav>
<h1>Help &amp; advice</h1><p>Read on.</p>
<h2>When do you <b>open</b>?</h2><p>At nine.</p><p>On Sunday<br>at ten.</p>
<h2>About us</h2><p>We sell flowers.</p>
<dl><dt>Opening hours</dt><dd>Nine to five.</dd></dl>
<details><summary>Delivery</summary>Next day &#x1F490;.</details>
<script>var x = "<p>Is this one?</p>";</script>
</body></html>"""
TEXT = """Our shop

Q: When do you open?
A: At nine.
On Sunday at ten.

Wo sind Sie？
Am Hafen.
"""


def pairs(name: str, data: str) -> list[tuple[str, str]]:
    return [(pair.question, pair.answer) for pair in extract(name, data.encode())]


def test_page_asks_in_headings_terms_and_summaries() -> None:
    assert pairs("faq.html", PAGE) == [
        ("When do you open?", "At nine.\nOn Sunday at ten."),
        ("Opening hours", "Nine to five."),
        ("Delivery", "Next day 💐."),
    ]


def test_text_asks_by_marks_and_by_question_marks() -> None:
    assert pairs("faq.txt", TEXT) == [
        ("When do you open?", "At nine.\nOn Sunday at ten."),
        ("Wo sind Sie？", "Am Hafen."),
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", "question,answer\nWhy?,Because.\n"),
        ("a.csv", "id,Answer,Question\n1,Because.,Why?\n"),
        ("a.csv", "faq,7,primary,Why?,Because.\nfaq,7,alternate,How come?,\n"),
        ("a.csv", "Why?,Because.\n"),
        ("a.csv", "Faq,Que ID,Path,Primary Question,Alternate Question,Tags,Answer\n,1,,Why?,,,Because.\n"),
        ("a.tsv", "Why?\tBecause.\n"),
        ("a.json", '[{"question": "Why?", "answer": "Because."}]'),
        ("a.json", '{"faq": [{"question": "Why?", "answer": [{"text": "Because."}]}]}'),
        ("a", "Why?\nBecause."),
        ("a", "<p>Why?</p><p>Because.</p>"),
    ],
)
def test_every_form_says_the_same(name: str, data: str) -> None:
    assert pairs(name, data) == [("Why?", "Because.")]


def test_question_is_found_once_and_none_without_an_answer() -> None:
    assert pairs("a.csv", "Why?,Because.\nwhy?,No.\nHow?,\n") == [("Why?", "Because.")]
    assert pairs("a.txt", "A letter. Nothing is asked.") == []


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", b"%PDF-1.7", "not from this type of file"),
        ("a.csv", b"question,answer\nWhy?\n", "CSV format is incorrect"),
        ("a.csv", b"", "CSV format is incorrect"),
        ("a.json", b'[{"answer": "x"}]', r"\[0\].question is missing"),
        ("a.json", b"{}", "faqs is missing"),
        ("a.txt", b"\xff\xff", "not utf-8"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(InvalidFile, match=reason):
        extract(name, data)


@needs_data
@pytest.mark.parametrize(("file", "least"), [("kg_tea_bot.csv", 30), ("kg_sampleNewQuestion.json", 4)])
def test_real_files_have_questions(file: str, least: int) -> None:
    assert len(extract(file, (DATA / file).read_bytes())) >= least
