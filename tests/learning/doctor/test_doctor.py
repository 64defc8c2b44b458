from __future__ import annotations

import time
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from cafe import CAFE, dataset
from hypothesis import given
from hypothesis import strategies as st
from travel import DATASET, entity, utterance, utterances

from stationmaster.domain.dataset import (
    Dataset,
    Entity,
    EntityKind,
    EntitySpan,
    NoneUtterance,
    Sublist,
    Utterance,
)
from stationmaster.domain.findings import Finding, FindingKind, Severity
from stationmaster.learning.doctor import examine

EXPORTS = Path(__file__).parents[4] / "shared" / "data" / "luis"


def found(dataset: Dataset, kind: FindingKind) -> list[Finding]:
    return [finding for finding in examine(dataset) if finding.kind is kind]


def labelled(*marked: str, culture: str = "en-us", kind: EntityKind = EntityKind.MACHINE_LEARNED) -> Dataset:
    """Utterances whose labels are of the entity City."""
    city = entity("City", kind, sublists=(Sublist(id=1, canonical="Rome"),))
    return Dataset(culture=culture, entities=(city,), utterances=utterances(marked))


def test_sound_material_has_only_small_intents() -> None:
    assert {finding.kind for finding in examine(dataset())} == {FindingKind.FEW_EXAMPLES}
    assert examine(Dataset(culture="en-us")) == ()


def test_a_text_with_two_intents_is_a_conflict_whatever_its_capitals_and_marks() -> None:
    (conflict,) = found(dataset([*CAFE, ("My coffee was cold!", "Order")]), FindingKind.CONFLICT)
    assert conflict.items == ("my coffee was cold", "Complain", "Order")
    assert conflict.severity is Severity.HIGH
    assert "Complain and Order" in conflict.sentence


def test_a_text_of_an_intent_that_is_said_to_be_of_none_is_a_conflict() -> None:
    none = NoneUtterance(id="n", text="My coffee was cold!")
    (conflict,) = found(replace(dataset(), none_utterances=(none,)), FindingKind.CONFLICT)
    assert conflict.items == ("my coffee was cold", "Complain", "None")


def test_a_repeated_text_is_named_once() -> None:
    (repeated,) = found(dataset([*CAFE, ("my  coffee was COLD", "Complain")]), FindingKind.DUPLICATE)
    assert repeated.items == ("my coffee was cold", "my  coffee was COLD")
    assert repeated.severity is Severity.LOW


def test_texts_that_differ_in_more_than_words_are_no_duplicates() -> None:
    rows = [("👍", "Order"), ("👎", "Complain"), ("", "Order"), ("...", "Complain")]
    assert not found(dataset([*CAFE, *rows]), FindingKind.CONFLICT)


def test_a_small_word_more_with_another_intent_is_nearly_a_conflict() -> None:
    rows = [*CAFE, ("I want to complain about service", "OpeningHours")]
    (near,) = found(dataset(rows), FindingKind.NEAR_CONFLICT)
    assert set(near.items) == {
        "I want to complain about the service",
        "Complain",
        "I want to complain about service",
        "OpeningHours",
    }


def test_nearly_equal_texts_of_several_intents_are_one_finding_that_names_each_once() -> None:
    about = [
        f"I want to complain about{word} service{end}"
        for word, end in product(("", " the", " a"), ("", " to"))
    ]
    rows = [(text, ("Order", "Praise", "Ask")[number % 3]) for number, text in enumerate(about)]
    cafe = [row for row in CAFE if row[0] not in about]
    (near,) = found(dataset([*cafe, *rows]), FindingKind.NEAR_CONFLICT)
    assert list(zip(near.items[::2], near.items[1::2], strict=True)) == rows
    assert near.sentence == (
        f"“{about[0]}” and “{about[3]}” are labelled Order, and the nearly equal “{about[1]}” and “{about[4]}” "
        f"Praise and “{about[2]}” and “{about[5]}” Ask."
    )


def test_a_hundred_nearly_equal_texts_of_an_intent_are_one_finding() -> None:
    tables = [(f"please book me a table for {number} at the restaurant", "Book") for number in range(100)]
    (near,) = found(dataset([*CAFE, *tables]), FindingKind.NEAR_DUPLICATE)
    assert near.items == tuple(text for text, _ in tables)
    assert near.severity is Severity.LOW
    assert "table for 0" in near.sentence
    assert "97 more" in near.sentence
    assert "Book" in near.sentence


def test_another_small_word_makes_no_other_example() -> None:
    texts = ("how can I make my card show up in the app", "how do I make my card show up in the app")
    rows = [*CAFE, *((text, "Pay") for text in (*texts, "can I make it show up"))]
    (near,) = found(dataset(rows), FindingKind.NEAR_DUPLICATE)
    assert near.items == texts


def test_nearly_equal_texts_with_other_values_labelled_are_other_examples() -> None:
    texts = ("please get me a fast train to {} tomorrow", "please get me a train to {} tomorrow")
    assert not found(
        labelled(texts[0].format("[Rome](City)"), texts[0].format("[Oslo](City)")), FindingKind.NEAR_DUPLICATE
    )
    same = labelled(*(text.format("[Rome](City)") for text in texts))
    assert len(found(same, FindingKind.NEAR_DUPLICATE)) == 1


def test_thousands_from_one_template_are_found_together_in_little_time() -> None:
    rows = [(f"please book me a table for {number} at the old restaurant", "Book") for number in range(3_000)]
    material = dataset([*CAFE, *rows])
    examine(dataset())  # loads what is loaded once
    started = time.process_time()
    (near,) = found(material, FindingKind.NEAR_DUPLICATE)
    assert len(near.items) == 3_000
    assert time.process_time() - started < 6


def test_texts_without_words_are_named_and_compared_with_nothing() -> None:
    rows = [*CAFE, ("?", "Order"), ("…", "Complain"), ("!!", "Order"), ("$", "Complain")]
    findings = examine(dataset(rows))
    assert {finding.kind for finding in findings} == {FindingKind.NO_WORDS, FindingKind.FEW_EXAMPLES}
    (wordless,) = found(dataset(rows), FindingKind.NO_WORDS)
    assert wordless.items == ("?", "…", "!!", "$")


def test_one_mark_with_two_intents_is_a_conflict() -> None:
    (conflict,) = found(dataset([*CAFE, ("?", "Order"), ("?", "Complain")]), FindingKind.CONFLICT)
    assert conflict.items == ("?", "Order", "Complain")


def test_words_that_a_setting_leaves_out_are_words() -> None:
    rows = [*CAFE, ("how are you", "Greet"), ("who are you", "Ask")]
    kinds = {f.kind for f in examine(dataset(rows, settings=[("UseStopwords", "true")]))}
    assert kinds == {FindingKind.FEW_EXAMPLES}


def test_names_that_differ_only_in_capitals_are_named() -> None:
    material = replace(
        dataset([("hello there", "greet"), ("good day", "Greet")]),
        entities=(entity("City"), entity("CITY"), entity("Town")),
    )
    intents, entities = found(material, FindingKind.SAME_NAME)
    assert (intents.items, intents.severity) == (("greet", "Greet"), Severity.HIGH)
    assert entities.items == ("City", "CITY")


def test_opposites_are_not_nearly_the_same() -> None:
    rows = [("turn the lamp on", "On"), ("turn the lamp off", "Off"), *CAFE]
    assert not found(dataset(rows), FindingKind.NEAR_CONFLICT)


def test_an_utterance_among_those_of_another_intent_is_named() -> None:
    drinks = [
        f"I would like a {size} {drink}" for size in ("small", "large") for drink in ("tea", "latte", "mocha")
    ]
    rows = [*CAFE, *((drink, "Order") for drink in drinks), ("I would like a large cappuccino", "Complain")]
    (far,) = found(dataset(rows), FindingKind.FAR_FROM_INTENT)
    assert far.items == ("I would like a large cappuccino", "Complain", "Order")
    assert "Order" in far.advice


def test_a_text_that_resembles_nothing_is_in_no_wrong_place() -> None:
    calls = [f"call {name} smith at home" for name in ("john", "mary", "alice", "bob", "eve")]
    words = ("bye", "later", "ciao", "adios", "farewell")
    rows = [*((call, "Call") for call in calls), *((word, "Leave") for word in words)]
    assert not found(dataset(rows), FindingKind.FAR_FROM_INTENT)


def test_a_label_within_a_word_is_named_with_the_whole_word() -> None:
    cut = Utterance(
        id="9",
        text="fly to Berlin now",
        intent="Travel",
        spans=(EntitySpan(entity="City", start=7, end=11), EntitySpan(entity="City", start=13, end=14)),
    )
    material = labelled("fly to [Rome](City)")
    word, blank = found(replace(material, utterances=(*material.utterances, cut)), FindingKind.CUT_LABEL)
    assert word.items == ("fly to Berlin now", "City")
    assert "“Berl”" in word.sentence
    assert "“Berlin”" in word.sentence
    assert blank.advice == "Remove the label."


def test_a_part_of_a_label_is_looked_at_too() -> None:
    part = EntitySpan(entity="Street", start=3, end=6)
    whole = EntitySpan(entity="Place", start=3, end=10, children=(part,))
    material = Dataset(
        culture="en-us", utterances=(Utterance(id="1", text="to Rome now", intent="A", spans=(whole,)),)
    )
    assert [f.items[1] for f in found(material, FindingKind.CUT_LABEL)] == ["Place", "Street"]


def overlapping(
    *spans: EntitySpan, entities: tuple[Entity, ...] = (entity("Contact"), entity("City"))
) -> list[Finding]:
    text = "call john smith in new york"
    material = Dataset(
        culture="en-us",
        entities=entities,
        utterances=(Utterance(id="1", text=text, intent="A", spans=spans),),
    )
    return found(material, FindingKind.OVERLAPPING_LABELS)


@pytest.mark.parametrize(
    ("stretches", "said"),
    [
        (((5, 15), (0, 15)), "“call john smith” as Contact, which contains “john smith” as Contact"),
        (((0, 9), (5, 15)), "“john smith” as Contact, which crosses “call john” as Contact"),
        (((5, 12), (11, 15)), "“john sm” as Contact, which contains “mith” as Contact"),
    ],
)
def test_labels_of_one_entity_on_the_same_words_are_named(
    stretches: tuple[tuple[int, int], ...], said: str
) -> None:
    (overlap,) = overlapping(*(EntitySpan(entity="Contact", start=s, end=e) for s, e in stretches))
    assert said in overlap.sentence
    assert overlap.severity is Severity.MEDIUM
    assert overlap.items[0] == "call john smith in new york"


def test_labels_of_several_entities_may_overlap() -> None:
    contact = EntitySpan(entity="Contact", start=5, end=15)
    assert not overlapping(contact, EntitySpan(entity="City", start=0, end=27))
    assert not overlapping(contact, EntitySpan(entity="Contact", start=19, end=27))
    assert not overlapping(contact, contact)


def test_roles_and_children_of_one_entity_share_its_words() -> None:
    roles = [EntitySpan(entity="City", start=19, end=27, role=role) for role in ("from", "to")]
    (both,) = overlapping(*roles)
    assert "City (from)" in both.sentence
    assert "City (to)" in both.sentence
    children = [EntitySpan(entity=f"Place::{name}", start=19, end=27) for name in ("From", "To")]
    assert len(overlapping(*children, entities=(entity("Place", EntityKind.HIERARCHICAL),))) == 1
    assert not overlapping(*children, entities=(entity("Place"),))


def test_parts_of_a_label_that_overlap_are_named_in_full() -> None:
    parts = (EntitySpan(entity="Name", start=5, end=15), EntitySpan(entity="Name", start=10, end=15))
    (overlap,) = overlapping(EntitySpan(entity="Contact", start=0, end=15, children=parts))
    assert "“john smith” as Contact::Name" in overlap.sentence


@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=()), max_size=12)
        | st.sampled_from(["", " ", "\ud800", "👍🏽", "نعم"]),
        max_size=12,
    ),
    culture=st.sampled_from(["en-us", "ja-jp", "ar-ar", ""]),
    ends=st.tuples(st.integers(0, 14), st.integers(0, 14)),
)
def test_no_text_is_too_odd(texts: list[str], culture: str, ends: tuple[int, int]) -> None:
    spans = (EntitySpan(entity="City", start=min(ends), end=max(ends)),)
    odd = tuple(
        Utterance(id=str(n), text=text, intent="AB"[n % 2], spans=spans) for n, text in enumerate(texts)
    )
    for finding in examine(Dataset(culture=culture, entities=(entity("City"),), utterances=odd)):
        assert finding.sentence


def test_a_label_that_only_includes_blanks_cuts_nothing() -> None:
    assert not found(labelled("fly to[ Rome ](City)"), FindingKind.CUT_LABEL)


def test_a_value_that_is_labelled_elsewhere_is_missed() -> None:
    material = labelled(
        "to [Rome](City)",
        "from [rome](City)",
        "via [Rome](City)",
        "Rome or not",
        "to [New York](City)",
        "new york!",
    )
    rome, new_york = found(material, FindingKind.UNLABELLED_VALUE)
    assert rome.items == ("City", "Rome or not")
    assert new_york.items == ("City", "new york!")


@pytest.mark.parametrize(
    "marked",
    [
        ("to [Rome](City)", "Rome"),  # labelled once only
        ("the [bar](City)", "to [bar](City)", "a bar", "my bar"),  # as often not
        ("[on](City) it", "[on](City) that", "[on](City) this", "on and on"),  # says little
        ("[2](City) of", "[2](City) for", "[2](City) to", "2 of them"),
        ("to [Rome](City)", "to [Rome](City)", "to [Rome](City) Rome"[:15]),
    ],
)
def test_a_value_without_a_habit_is_not_missed(marked: tuple[str, ...]) -> None:
    assert not found(labelled(*marked), FindingKind.UNLABELLED_VALUE)


def test_a_list_finds_its_values_without_labels() -> None:
    texts = ("to [Rome](City)", "from [Rome](City)", "via [Rome](City)", "Rome or not")
    (low,) = found(labelled(*texts, kind=EntityKind.LIST), FindingKind.UNLABELLED_VALUE)
    assert low.severity is Severity.LOW
    assert not found(labelled(*texts, kind=EntityKind.PREBUILT), FindingKind.UNLABELLED_VALUE)


def test_intents_with_nothing_or_little_to_learn_from_are_named() -> None:
    material = dataset(patterns=[("hello [there]", "Greet")], intents=["Empty"])
    (empty,) = found(material, FindingKind.NO_EXAMPLES)
    assert (empty.items, empty.severity) == (("Empty",), Severity.HIGH)
    few = {finding.items[0]: finding for finding in found(material, FindingKind.FEW_EXAMPLES)}
    assert few.keys() == {"Greet", "Order", "OpeningHours", "Complain"}
    assert few["Greet"].severity is Severity.LOW
    assert "no utterances beside 1 pattern" in few["Greet"].sentence


def test_an_entity_that_is_labelled_nowhere_is_named() -> None:
    names = [finding.items[0] for finding in found(DATASET, FindingKind.NO_EXAMPLES)]
    assert names == ["Unlabelled"]


@pytest.mark.parametrize(("size", "is_named"), [(39, False), (40, True)])
def test_an_intent_ten_times_larger_than_the_median_is_named(size: int, is_named: bool) -> None:
    rows = [*CAFE, *((f"order number {number}", "Order") for number in range(size - 4))]
    named = [finding.items for finding in found(dataset(rows), FindingKind.MANY_EXAMPLES)]
    assert named == ([("Order",)] if is_named else [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("quiero un café con leche, por favor", "Spanish"),
        ("wann habt ihr auf und wo seid ihr", "German"),
        ("je voudrais une table pour deux", "French"),
        ("сколько стоит кофе", "Cyrillic"),
        ("コーヒーをください", "Hiragana"),
    ],
)
def test_an_utterance_in_another_language_is_named(text: str, said: str) -> None:
    (foreign,) = found(dataset([*CAFE, (text, "Order")]), FindingKind.WRONG_LANGUAGE)
    assert foreign.items == (text,)
    assert said in foreign.sentence


@pytest.mark.parametrize(
    ("culture", "text"),
    [
        ("en-us", "two crème brûlées, a café au lait and the soupe du jour"),
        ("en-us", "die hard 4"),
        ("de-de", "bitte ein large latte to go"),
        ("ja-jp", "WiFiのパスワードは何ですか"),
        ("ja-jp", "latte"),
        ("ru-ru", "wifi пароль"),
        ("en-us", "12:30 👍"),
        ("xx-xx", "wer das liest ist nicht dumm"),
    ],
)
def test_borrowed_words_are_no_other_language(culture: str, text: str) -> None:
    material = Dataset(culture=culture, utterances=(utterance(text),))
    assert not found(material, FindingKind.WRONG_LANGUAGE)


def test_an_app_of_the_wrong_culture_is_one_finding() -> None:
    (wrong,) = found(dataset(culture="es-es"), FindingKind.WRONG_LANGUAGE)
    assert wrong.items == ("es-es",)
    assert wrong.severity is Severity.HIGH
    assert "English" in wrong.sentence


def test_the_most_harmful_comes_first() -> None:
    findings = examine(
        dataset([*CAFE, ("my coffee was cold", "Order"), ("My soup!", "Order"), ("my soup", "Order")])
    )
    order = [list(Severity).index(finding.severity) for finding in findings]
    assert order == sorted(order)
    assert findings[0].kind is FindingKind.CONFLICT
    assert all(finding.sentence and finding.advice and finding.items for finding in findings)


def test_a_thousand_utterances_take_less_than_two_seconds() -> None:
    sizes, drinks = ["small", "large", "huge", "tiny"], ["tea", "latte", "mocha", "juice", "water"]
    rows = [
        (f"{verb} a {size} {drink} for table {table} please", f"{verb}-{size}")
        for verb in ("bring me", "I want", "can I get", "take away", "do not make")
        for size in sizes
        for drink in drinks
        for table in range(10)
    ]
    assert len(rows) == 1_000
    material = dataset(rows)
    examine(dataset())  # loads what is loaded once
    started = time.process_time()
    examine(material)
    assert time.process_time() - started < 2


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="the real exports are not beside this checkout")
def test_a_real_skill_is_told_what_is_known_to_be_wrong_with_it() -> None:
    from stationmaster.dialects.luis.operations.files import read_app

    skill = read_app((EXPORTS / "todo_skill_v3.2.0_817utt.json").read_bytes()).dataset
    conflicts = {finding.items for finding in found(skill, FindingKind.CONFLICT)}
    assert ("next", "ShowNext", "ShowNextPage") in conflicts
    assert len(conflicts) == 10
