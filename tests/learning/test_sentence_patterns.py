from __future__ import annotations

import time

import pytest

from stationmaster.domain.dataset import Dataset, Pattern, PatternSyntax, Synonyms
from stationmaster.learning.sentence_patterns import (
    PatternUnusable,
    SentencePatterns,
    SentenceReader,
    concepts_of,
    invalid_patterns,
    is_sentence_pattern,
    sentence_words,
    sentences_of,
)

CONCEPTS = {
    "~you": ["you", "u"],
    "~hello": ["&lt; hi &gt;", "&lt; good_morning &gt;", ":wave:", "~bye"],
    "~bye": ["so long"],
    "~country": ["Norway", "South Africa"],
    "~verb": ["order", "block"],
}


def fits(pattern: str, text: str, culture: str = "en-us") -> bool:
    reader = SentenceReader(culture, CONCEPTS)
    return reader.compile(pattern).fits(reader.read(text))


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("lost bank card", "I have lost my old bank card", "my bank lost the card"),
        ("lost card", "lost a b c card", "lost a b c d card"),
        ("bank_card", "my Bank card is gone", "the bank took my card"),
        ("bank *2 card", "bank took my card", "bank card"),
        ("bank *~2 card", "bank took my card", "bank took my old card"),
        ("bank *0 card", "a bank card", "bank my card"),
        ("bank * card", "bank a b c d e f g card", "card bank"),
        ("< block card", "please block my card", "how do I block my card"),
        ("bank card >", "where is my bank card?", "my bank card is gone"),
        ("!steal my card", "where is my card", "they stole my card"),
        ("card !steal", "they stole my card", "my card was stolen"),
        ("my card !!limit", "my card is gone", "my card limit is low"),
        ("card [ limit balance ]", "my card balance", "my card expires"),
        ("card [limit (too low)]", "my card is too low", "card low"),
        ("what { is the } balance", "what is my balance", "the balance"),
        ("<< card my >>", "my new card", "a new card"),
        ("cancel 'orders", "cancel my orders", "cancel my order"),
        ("cancel order", "cancelled orders", "cancellation of orders"),
        ("who be ~you", "who are u", "who are they"),
        ("visit ~country", "I visited South Africa", "I visited Sweden"),
        ("order~verb pizza", "order a pizza", "ordain a pizza"),
        ("block~verb", "block it", "unblock it"),
        ("~hello", "Good morning!", "good morning to you"),
        ("~hello", "hi", "a wave"),
        ("~hello", "well, so long", "so very long"),
        ("buy _~number ticket", "buy 2 tickets", "buy two tickets"),
        ("||reset password", "reset my password", "my password"),
        ("&lt; help &gt;", "help", "help me"),
    ],
)
def test_a_pattern_fits_what_it_says(pattern: str, yes: str, no: str) -> None:
    assert fits(pattern, yes)
    assert not fits(pattern, no)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("card [ limit", "closing ] is missing"),
        ("card ]", "closes nothing"),
        ("fly to ~nowhere", "no concept ~nowhere"),
        ("card !", "before nothing"),
        ("card !( a !b )", "refuses"),
        ("* *3", "no words"),
        ("", "no words"),
        ("(" * 900, "too deep"),
        ("!" * 900, "refuses"),
    ],
)
def test_a_pattern_that_cannot_be_used_says_why(pattern: str, reason: str) -> None:
    with pytest.raises(PatternUnusable, match=reason):
        SentenceReader("en-us", CONCEPTS).compile(pattern)


def test_a_concept_that_names_itself_is_refused() -> None:
    reader = SentenceReader("en-us", {"~a": ["~b"], "~b": ["~a"]})
    with pytest.raises(PatternUnusable, match="names itself"):
        reader.compile("~a")


def test_concepts_may_name_one_another_many_times_and_many_deep() -> None:
    concepts = {
        f"~{level}{c}": [f"~{level + 1}{d}" for d in "abcdef"] for level in range(40) for c in "abcdef"
    }
    reader = SentenceReader("en-us", concepts | {f"~40{c}": ["yes", "~number"] for c in "abcdef"})
    pattern = reader.compile("say ~0a")
    began = time.process_time()
    assert pattern.fits(reader.read("say yes"))
    assert pattern.fits(reader.read("say 12"))
    assert not pattern.fits(reader.read("say no"))
    assert time.process_time() - began < 1


def test_languages_without_spaces_have_characters_for_words() -> None:
    assert fits("取消 * 订单", "我想取消我的订单", "zh-cn")
    assert not fits("取消订单", "订单取消", "zh-cn")
    assert fits("cancelar pedido", "quiero cancelar mi pedido", "es-es")


def test_no_pattern_makes_a_long_text_slow() -> None:
    reader = SentenceReader("en-us", CONCEPTS)
    pattern = reader.compile(
        "*~999 *~999 a *~9999999999 a * a * a * a * a * a * a * { a a } [ a (a * a) ] !b x"
    )
    sentence = reader.read("a " * 1500)
    began = time.perf_counter()
    assert not pattern.fits(sentence)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("text", ["", " ", "?!", "😀", "שלום", "a" * 3000])
def test_any_text_is_read(text: str) -> None:
    assert not fits("lost bank card", text)


def test_of_each_intent_the_first_fitting_pattern_is_named_and_it_survives_a_manifest() -> None:
    patterns = tuple(
        Pattern(id=str(n), text=text, intent=intent, syntax=PatternSyntax.SENTENCE)
        for n, (text, intent) in enumerate(
            [("greet ~you", "Hi"), ("greet", "Hi"), ("broken [", "Hi"), ("~nope", "No"), ("bye", "Bye")]
        )
    )
    template = Pattern(id="9", text="greet {Name}", intent="Hi")
    synonyms = (Synonyms(id="1", name="~you", words=("you",)), Synonyms(id="2", name="~other", words=("x",)))
    dataset = Dataset(culture="en-us", patterns=(*patterns, template), synonyms=synonyms)
    found = sentences_of({"Hi", "Bye"}, dataset)
    again = SentencePatterns.restored(found.manifest())
    assert again == found
    assert found.concepts == {"you": ("you",)}
    assert again.matching("I greet you") == (("Hi", "greet"),)
    assert again.matching("nothing") == ()
    assert [(p.text, reason) for p, reason in invalid_patterns(dataset)] == [
        ("broken [", "a closing ] is missing"),
        ("~nope", "there is no concept ~nope"),
    ]


def test_concepts_are_followed_to_those_that_they_name() -> None:
    synonyms = [Synonyms(id=name, name=name, words=tuple(words)) for name, words in CONCEPTS.items()]
    assert set(concepts_of(synonyms, ["say ~hello"])) == {"hello", "bye"}


def test_words_of_one_concept_join_in_whatever_order_they_come() -> None:
    synonyms = [
        Synonyms(id=name, name=name, words=(word,)) for name, word in (("~Bye", "so long"), ("bye", "ciao"))
    ]
    expected = {"bye": ("ciao", "so long")}
    assert concepts_of(synonyms, ["~bye"]) == concepts_of(synonyms[::-1], ["~bye"]) == expected


def test_the_words_of_a_pattern_are_those_that_it_wants() -> None:
    assert sentence_words("< _wire *~2 [ cash ~money ] !back bank_card") == "wire cash bank card"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~emohello", True),
        ("!y ~yes", True),
        ("get_it", True),
        ("&lt; hi &gt;", True),
        ("what [is]", True),
        ("What do you do ?", False),
        ("thanks!", False),
        ("wow! great", False),
    ],
)
def test_small_talk_that_has_signs_is_a_pattern(text: str, expected: bool) -> None:
    assert is_sentence_pattern(text) is expected
