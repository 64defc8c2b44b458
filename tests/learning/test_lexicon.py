from __future__ import annotations

from dataclasses import replace

from travel import AIRLINES, DATASET, entity

from stationmaster.domain.dataset import Dataset, EntityKind, PhraseList, RegexFeature
from stationmaster.learning.lexicon import Lexicon, lexicon_of
from stationmaster.learning.span_features import TextSettings, tokens_of, words_in

PLAIN = TextSettings()
VERSION = replace(
    DATASET,
    phrase_lists=(
        PhraseList(id="1", name="Sweets", phrases=("apple pie", "cake")),
        PhraseList(id="2", name="Off", phrases=("please",), active=False),
    ),
    regex_features=(
        RegexFeature(id="1", name="Codes", pattern="x[0-9]+"),
        RegexFeature(id="2", name="Off", pattern="please", active=False),
    ),
)


def hints(dataset: Dataset, text: str, settings: TextSettings = PLAIN) -> list[tuple[str, str]]:
    tokens = tokens_of(text, settings)
    found = lexicon_of(dataset, settings).hints(text, tokens, words_in(text, settings))
    return sorted((name, text[tokens[first].start : tokens[last - 1].end]) for first, last, name in found)


def test_all_that_a_version_knows_is_told() -> None:
    assert hints(VERSION, "please bring 2 apple pies, apple pie x77 on AB123 by Delta Air Lines") == [
        ("feature Codes", "x77"),
        ("list Airline", "Delta Air Lines"),
        ("phrases Sweets", "apple pie"),
        ("prebuilt number", "2"),
        ("regex Ticket", "AB123"),
    ]


def test_the_order_of_items_decides_nothing() -> None:
    turned = replace(
        VERSION, entities=VERSION.entities[::-1], phrase_lists=VERSION.phrase_lists[::-1], utterances=()
    )
    assert lexicon_of(turned, PLAIN).manifest() == lexicon_of(VERSION, PLAIN).manifest()


def test_a_restored_lexicon_says_the_same() -> None:
    lexicon = lexicon_of(VERSION, PLAIN)
    assert Lexicon.restored(lexicon.manifest()) == lexicon


def test_an_expression_that_cannot_be_run_hints_at_nothing() -> None:
    broken = replace(VERSION, entities=(entity("Broken", EntityKind.REGEX, regex="("),), phrase_lists=())
    assert list(lexicon_of(broken, PLAIN).expressions) == ["feature Codes"]


def test_where_prebuilts_are_known_they_are_not_looked_for_again() -> None:
    text = "for 2 and 3"
    tokens = tokens_of(text, PLAIN)
    found = lexicon_of(DATASET, PLAIN).hints(text, tokens, words_in(text, PLAIN), {"number": [(4, 5)]})
    assert list(found) == [(1, 2, "prebuilt number")]


def test_settings_change_what_is_compared() -> None:
    spelled = replace(DATASET, phrase_lists=(PhraseList(id="1", name="P", phrases=("crème-brûlée",)),))
    assert hints(spelled, "creme brulee") == []
    ignoring = TextSettings(ignores_diacritics=True, ignores_punctuation=True)
    assert hints(spelled, "creme brulee", ignoring) == [("phrases P", "creme brulee")]


def test_lists_of_one_name_and_blank_phrases_are_no_trouble() -> None:
    twins = tuple(PhraseList(id=n, name="P", phrases=(word, " ")) for n, word in (("1", "a"), ("2", "b")))
    version = Dataset(culture="en-us", entities=(AIRLINES,), phrase_lists=twins)
    assert lexicon_of(version, PLAIN).lists["phrases P"] == (("a",), ("b",))
