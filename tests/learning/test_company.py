from __future__ import annotations

import numpy as np

from stationmaster.domain.tickets import Ticket
from stationmaster.learning.company import Company, fit_company
from stationmaster.learning.ticket_features import BUCKETS, COMPANY_FROM, Counted, Reader


def counted(*texts: str) -> Counted:
    return Reader().count([Ticket(id=str(number), body=text) for number, text in enumerate(texts)])


def bucket(word: str) -> int:
    """The first kind of buckets is words."""
    return int(counted(word).buckets[0])


def occurrences(of: Counted) -> np.ndarray:
    return np.bincount(of.buckets, minlength=BUCKETS).astype(np.int32)


def company(*words: str) -> Company:
    return Company(words=np.array([bucket(word) for word in words], dtype=np.int32))


def met(of: Counted) -> list[list[int]]:
    """The buckets of company of each ticket."""
    return [
        [int(b) - COMPANY_FROM for b in of.buckets[first:last] if b >= COMPANY_FROM]
        for first, last in zip(of.starts, of.starts[1:], strict=False)
    ]


def test_words_that_meet_anywhere_are_a_bucket_of_their_own() -> None:
    some = company("badge", "salary", "lost")
    tickets = counted("the badge of a colleague was lost", "nothing", "lost salary lost badge", "badge")
    assert met(some.joined(tickets)) == [[2], [], [1, 2, 5], []]


def test_tickets_keep_what_they_had() -> None:
    tickets = counted("lost badge", "", "badge badge lost")
    joined = company("badge", "lost").joined(tickets)
    kept = joined.buckets < COMPANY_FROM
    assert joined.buckets[kept].tolist() == tickets.buckets.tolist()
    assert joined.counts[kept].tolist() == tickets.counts.tolist()
    assert joined.rows()[kept].tolist() == tickets.rows().tolist()


def test_no_telling_words_leave_tickets_as_they_are() -> None:
    tickets = counted("lost badge")
    assert Company.none().joined(tickets) is tickets


def test_a_ticket_of_all_telling_words_notes_the_company_of_the_most_telling_ones() -> None:
    names = [f"word{number}" for number in range(60)]
    (pairs,) = met(company(*names).joined(counted(" ".join(names))))
    assert len(pairs) == 40 * 39 // 2
    assert max(pair % 60 for pair in pairs) == 39


def test_telling_words_are_those_that_classes_differ_in() -> None:
    texts = [f"please {'toner' if n % 2 else 'payslip'} {'red' if n % 3 else 'blue'}" for n in range(120)]
    tickets, truths = counted(*texts), np.arange(120) % 2
    found = fit_company([(tickets, truths)], occurrences(tickets), classes=2, most=2)
    assert sorted(found.words.tolist()) == sorted([bucket("toner"), bucket("payslip")])


def test_only_tickets_that_are_asked_say_what_tells() -> None:
    """Of others it is known how frequent words are; here they lack a class, and a word is in none of them."""
    others = counted(*["toner"] * 30, *["payslip red"] * 30)
    asked = counted(*["toner blue"] * 20, *["toner red"] * 20)
    found = fit_company(
        [(asked, np.repeat([0, 1], 20))], occurrences(others) + occurrences(asked), classes=3, most=2
    )
    assert set(found.words.tolist()) == {bucket("red"), bucket("blue")}


def test_rare_words_are_never_telling() -> None:
    tickets = counted(*["toner"] * 10, *["payslip"] * 10)
    found = fit_company([(tickets, np.repeat([0, 1], 10))], occurrences(tickets), classes=2, most=5)
    assert not len(found.words)
