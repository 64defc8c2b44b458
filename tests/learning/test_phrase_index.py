from __future__ import annotations

from stationmaster.learning.phrase_index import PhraseIndex

INDEX = PhraseIndex(
    [(("new", "york"), "City"), (("york",), "City"), (("york", "times"), "Paper"), (("new",), "Word")]
)


def test_the_longest_phrase_of_each_list_is_found_and_lists_do_not_hide_one_another() -> None:
    assert list(INDEX.find(("the", "new", "york", "times", "york"))) == [
        (1, 3, "City"),
        (1, 2, "Word"),
        (2, 4, "Paper"),
        (4, 5, "City"),
    ]


def test_a_phrase_that_is_to_be_left_out_gives_way_to_a_shorter_one() -> None:
    left_out = {(("new", "york"), "City")}
    assert list(INDEX.find(("new", "york"), left_out)) == [(0, 1, "Word"), (1, 2, "City")]


def test_a_text_that_ends_within_a_phrase_does_not_match_it() -> None:
    assert list(PhraseIndex([(("a", "b"), "x")]).find(("a",))) == []
