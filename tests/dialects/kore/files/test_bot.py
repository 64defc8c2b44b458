"""Bot files: what is taken apart is put together again, edits included."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import pytest
from bot_files import BOTS, datasets_of, needs_data, read_bot, with_item, with_new, written
from hypothesis import given, settings
from hypothesis import strategies as st

from stationmaster.dialects.kore.files.bot import take_apart
from stationmaster.dialects.kore.files.reading import MAX_BYTES, InvalidFile, decode
from stationmaster.domain.dataset import (
    Entity,
    EntityKind,
    EntitySpan,
    Facet,
    Intent,
    NoneSource,
    NoneUtterance,
    Pattern,
    PatternSyntax,
    Sublist,
    Synonyms,
    Trait,
    Utterance,
)
from stationmaster.domain.errors import LimitExceeded
from stationmaster.domain.faq import FaqEntry, SmallTalk

ORDER, SIZE = "dc-0a000000-0000-5000-8000-000000000001", "dc-0a000000-0000-5000-8000-000000000002"


def small_bot() -> dict[str, Any]:
    """A bot with one of everything, in two languages."""
    return {
        "_id": "st-0a000000-0000-5000-8000-00000000000a",
        "defaultLanguage": "en",
        "supportedLanguages": ["en", "de"],
        "localeData": {
            "en": {"name": "Café", "synonyms": {"coffee": ["brew", "java"]}, "nlpVersion": {"current": 3}},
            "de": {"name": "Kaffeehaus", "synonyms": {}},
        },
        "dialogs": [{"_id": "dg-1", "nodes": [{"componentId": ORDER}]}],
        "dialogComponents": [
            {"_id": ORDER, "refId": "ref-order", "name": "Order_Coffee", "type": "intent"},
            {"_id": "dc-message", "name": "Thanks", "type": "message", "message": ["ok"]},
            {
                "_id": SIZE,
                "name": "Size",
                "type": "entity",
                "entityType": "list_of_values",
                "localeData": {
                    "en": {
                        "allowedValues": {"values": [{"title": "Large", "value": "l", "synonyms": ["big"]}]}
                    },
                    "de": {"allowedValues": {"values": [{"title": "Groß", "value": "l", "synonyms": []}]}},
                },
            },
        ],
        "sentences": [
            {
                "_id": "5f0000000000000000000001",
                "taskId": ORDER,
                "taskName": "Order Coffee",
                "sentence": "a 😀 large coffee",
                "type": "DialogIntent",
                "language": "en",
                "entities": [{"startIndex": 5, "endIndex": 10, "entityId": SIZE}],
            },
            {"taskId": ORDER, "sentence": "einen Kaffee", "language": "de"},
        ],
        "patterns": [
            {
                "localeData": {"en": {"patterns": [{"value": "&lt; want * ~coffee"}]}, "de": {}},
                "refId": "ref-order",
                "taskName": "Order_Coffee",
                "taskType": "intent",
            },
            {
                "localeData": {"en": {"patterns": [{"value": "in *"}]}},
                "taskName": "Size",
                "taskType": "entity",
            },
        ],
        "traits": [
            {
                "groupName": "Mood",
                "language": "en",
                "scoreThreshold": 0.5,
                "traits": {"Glad": {"data": ["great"]}},
            }
        ],
        "smallTalk": [
            {
                "language": "en",
                "groups": [
                    {
                        "groupName": "greetings",
                        "nodes": [
                            {"nodeId": "smn-1", "userUtterances": [{"text": "hi"}], "botUtterances": []}
                        ],
                    }
                ],
            }
        ],
        "mlParams": [
            {
                "language": "en",
                "type": 1,
                "intentParams": {"useSynonyms": True},
                "mlConfigurations": {"NoneIntent": True},
                "utterances": [{"_id": "5f0000000000000000000002", "sentence": "the moon"}],
                "btutterances": ["what is love"],
            }
        ],
        "knowledgeTasks": [
            {
                "name": "Shop",
                "language": "en",
                "faqs": {
                    "faqs": [
                        {
                            "question": "When do you open?",
                            "alternateQuestions": [{"question": "opening hours?", "terms": [], "tags": []}],
                            "terms": ["Hours|| || ", "Shop|| || #*"],
                            "tags": [{"name": "open"}],
                            "refId": "0a000000-0000-5000-8000-000000000003",
                            "faqStatus": True,
                            "answer": [{"text": "At%20nine.", "type": "basic", "channel": "default"}],
                        },
                        {"question": "Is it off?", "faqStatus": False, "answer": []},
                    ],
                    "synonyms": {"Hours": ["times"]},
                    "nodes": [{"terms": ["Shop"]}],
                },
            }
        ],
    }


@needs_data
@pytest.mark.parametrize("file", BOTS, ids=lambda file: file.stem)
def test_real_file_comes_out_as_it_went_in(file: Path) -> None:
    original = json.loads(file.read_bytes())
    bot = take_apart(decode(file.read_bytes()))
    assert written(bot) == original
    texts = {item.text for item in bot.items["en"] if isinstance(item, Utterance)}
    assert texts == {sentence["sentence"] for sentence in original["sentences"]}


@needs_data
def test_real_labels_lie_on_the_words_they_were_given_for() -> None:
    (file,) = (file for file in BOTS if file.stem == "bot_vaidyah")
    bot = take_apart(decode(file.read_bytes()))
    labelled = [item for item in bot.items["en"] if isinstance(item, Utterance) and item.spans]
    assert len(labelled) == 54
    (influenza,) = (u for u in labelled if u.text == "What can I do to prevent influenza?")
    (span,) = influenza.spans
    assert influenza.text[span.start : span.end] == "influenza"
    assert sum(isinstance(item, FaqEntry) for item in bot.items["en"]) == 465


def test_every_part_becomes_items_of_its_language() -> None:
    bot = read_bot(small_bot())
    assert bot.languages == ("en", "de")
    en, de = datasets_of(bot)["en"], datasets_of(bot)["de"]
    assert (
        [intent.name for intent in en.intents] == [intent.name for intent in de.intents] == ["Order_Coffee"]
    )
    (size,) = en.entities
    assert (size.kind, size.sublists[0].canonical, size.sublists[0].synonyms) == (
        EntityKind.LIST,
        "Large",
        ("big",),
    )
    assert de.entities[0].sublists[0].canonical == "Groß"
    (order,) = en.utterances
    assert (order.intent, order.spans) == ("Order_Coffee", (EntitySpan(entity="Size", start=4, end=9),))
    assert [u.text for u in de.utterances] == ["einen Kaffee"]
    assert [(p.text, p.syntax) for p in en.patterns] == [("&lt; want * ~coffee", PatternSyntax.SENTENCE)]
    assert [(s.name, s.words) for s in en.synonyms] == [("coffee", ("brew", "java"))]
    assert [(t.group, t.name, t.texts, t.threshold) for t in en.traits] == [("Mood", "Glad", ("great",), 0.5)]
    assert [(node.name, node.questions) for node in en.small_talk] == [("greetings", ("hi",))]
    assert {(u.text, u.source) for u in en.none_utterances} == {
        ("the moon", NoneSource.CUSTOM),
        ("what is love", NoneSource.BATCH_TEST),
    }
    opening, off = en.faqs
    assert opening.questions == ("When do you open?", "opening hours?")
    assert (opening.answer, opening.path) == ("At nine.", ("Shop", "Hours"))
    assert opening.tags == ("open", "times")
    assert off.questions == ()
    values = {setting.id: setting.value for setting in en.settings}
    assert (values["UseSynonyms"], values["LearnNone"], values["NlpVersion"]) == ("true", "true", "3")
    assert "FaqsAreNone" not in values


def test_small_bot_comes_out_as_it_went_in() -> None:
    bot = read_bot(small_bot())
    assert written(bot) == small_bot()
    assert all(
        item.carried
        for item in bot.items["en"]
        if not isinstance(item, Synonyms) and item.facet is not Facet.SETTINGS
    )


def test_edits_are_in_the_file_that_comes_out() -> None:
    bot = read_bot(small_bot())
    now = datasets_of(bot)
    en = now["en"]
    en = with_item(
        en, en.utterances[0], text="a 😀😀 big coffee", spans=(EntitySpan(entity="Size", start=5, end=8),)
    )
    en = with_new(en, Utterance(id="5f0000000000000000000009", text="one more", intent="Order_Coffee"))
    en = with_item(en, en.patterns[0], text="< need ~coffee")
    en = with_new(en, Synonyms(id="tea", name="tea", words=("chai",)))
    en = with_item(en, en.traits[0], texts=("great", "super"), threshold=0.7)
    en = with_new(en, Trait(id="tri-2", name="Sad", group="Mood", texts=("bad",), threshold=0.7))
    en = with_new(en, SmallTalk(id="smn-2", name="greetings", questions=("bye",), answers=("See you",)))
    en = with_new(en, NoneUtterance(id="5f0000000000000000000003", text="the sun"))
    en = with_item(
        en, en.faqs[0], questions=("When?", "opening hours?"), answer="At ten.", tags=("early", "times")
    )
    en = with_new(
        en, FaqEntry(id="5f0000000000000000000004", questions=("Where?",), answer="Here.", path=("Shop",))
    )
    out = written(bot, {**now, "en": en})
    changed, _, added = out["sentences"]
    assert changed["entities"] == [{"startIndex": 7, "endIndex": 10, "entityId": SIZE}]
    assert (changed["taskName"], changed["sentence"]) == ("Order Coffee", "a 😀😀 big coffee")
    assert (added["taskId"], added["taskName"], added["language"]) == (ORDER, "Order_Coffee", "en")
    assert out["patterns"][0]["localeData"]["en"]["patterns"] == [
        {"value": "< need ~coffee", "original": "< need ~coffee"}
    ]
    assert out["patterns"][1] == small_bot()["patterns"][1]
    assert out["localeData"]["en"]["synonyms"] == {"coffee": ["brew", "java"], "tea": ["chai"]}
    (mood,) = out["traits"]
    assert (mood["scoreThreshold"], mood["traits"]["Glad"]["data"]) == (0.7, ["great", "super"])
    assert mood["traits"]["Sad"]["data"] == ["bad"]
    assert out["smallTalk"][0]["groups"][0]["nodes"][1]["userUtterances"] == [{"text": "bye"}]
    assert out["mlParams"][0]["utterances"][1] == {"_id": "5f0000000000000000000003", "sentence": "the sun"}
    opening, off, where = out["knowledgeTasks"][0]["faqs"]["faqs"]
    assert (opening["question"], opening["tags"]) == ("When?", [{"name": "early"}])
    assert (
        opening["alternateQuestions"]
        == small_bot()["knowledgeTasks"][0]["faqs"]["faqs"][0]["alternateQuestions"]
    )
    assert opening["answer"] == [{"text": "At ten.", "type": "basic", "channel": "default"}]
    assert off == {"question": "Is it off?", "faqStatus": False, "answer": []}
    assert (where["question"], where["terms"]) == ("Where?", ["Shop|| || "])
    assert read_bot(out).items["en"][0] == en.intents[0]


def test_what_was_removed_is_not_in_the_file_that_comes_out() -> None:
    bot = read_bot(small_bot())
    now = datasets_of(bot)
    en = now["en"]
    for facet in (
        Facet.UTTERANCES,
        Facet.PATTERNS,
        Facet.SYNONYMS,
        Facet.TRAITS,
        Facet.SMALL_TALK,
        Facet.FAQS,
    ):
        for item in en.items(facet):
            en = with_item(en, item)
    out = written(bot, {**now, "en": en})
    assert [sentence["language"] for sentence in out["sentences"]] == ["de"]
    assert out["patterns"][0]["localeData"]["en"] == {"patterns": []}
    assert (out["traits"], out["localeData"]["en"]["synonyms"]) == ([], {})
    assert out["smallTalk"][0]["groups"][0]["nodes"] == []
    assert out["knowledgeTasks"][0]["faqs"]["faqs"] == []


def test_renamed_intent_takes_its_sentences_and_patterns_with_it() -> None:
    bot = read_bot(small_bot())
    now = datasets_of(bot)
    for language, dataset in now.items():
        dataset = with_item(dataset, dataset.intents[0], name="Buy")
        for facet in (Facet.UTTERANCES, Facet.PATTERNS):
            for item in dataset.items(facet):
                dataset = with_item(dataset, item, intent="Buy")
        now[language] = dataset
    out = written(bot, now)
    assert out["dialogComponents"][0]["name"] == "Buy"
    assert (out["sentences"][0]["taskName"], out["patterns"][0]["taskName"]) == ("Buy", "Buy")
    again = read_bot(out)
    assert [u.intent for u in datasets_of(again)["en"].utterances] == ["Buy"]


def test_values_of_an_entity_are_written_to_their_language() -> None:
    bot = read_bot(small_bot())
    now = datasets_of(bot)
    de = now["de"]
    klein = Sublist(id=2, canonical="Klein", synonyms=("winzig",))
    sublists = (*de.entities[0].sublists, klein)
    out = written(bot, {**now, "de": with_item(de, de.entities[0], sublists=sublists)})
    locales = out["dialogComponents"][2]["localeData"]
    assert locales["en"] == small_bot()["dialogComponents"][2]["localeData"]["en"]
    assert locales["de"]["allowedValues"]["values"][1] == {
        "title": "Klein",
        "value": "Klein",
        "synonyms": ["winzig"],
    }


def test_intent_called_none_is_ours_for_everything_else() -> None:
    document = small_bot()
    document["dialogComponents"].append({"_id": "dc-none", "name": "none", "type": "intent"})
    bot = read_bot(document)
    assert [intent.name for intent in datasets_of(bot)["en"].intents] == ["Order_Coffee", "None"]
    assert written(bot) == document


def test_our_own_none_intent_is_not_written() -> None:
    bot = read_bot(small_bot())
    now = datasets_of(bot)
    with_none = {key: with_new(each, Intent(id="of-ours", name="None")) for key, each in now.items()}
    assert written(bot, with_none) == small_bot()


def test_bot_without_a_file_is_written_from_its_items() -> None:
    bot = read_bot({})
    en = datasets_of(bot)["en"]
    en = with_new(en, Intent(id=ORDER, name="Order"))
    en = with_new(en, Entity(id=SIZE, name="Size", kind=EntityKind.MACHINE_LEARNED))
    en = with_new(
        en,
        Utterance(
            id="1", text="a large one", intent="Order", spans=(EntitySpan(entity="Size", start=2, end=7),)
        ),
    )
    en = with_new(en, Pattern(id="2", text="want *", intent="Order", syntax=PatternSyntax.SENTENCE))
    en = with_new(en, Trait(id="tri-1", name="Glad", group="Mood", texts=("great",)))
    en = with_new(en, SmallTalk(id="smn-1", name="greetings", questions=("hi",)))
    en = with_new(en, NoneUtterance(id="3", text="the moon", source=NoneSource.BATCH_TEST))
    en = with_new(
        en,
        FaqEntry(
            id="5f0000000000000000000004", questions=("Where?", "where"), answer="Here.", path=("Shop",)
        ),
    )
    out = written(bot, {"en": en})
    assert written(read_bot(out)) == out
    again = datasets_of(read_bot(out))["en"]
    assert [(u.text, u.intent, u.spans) for u in again.utterances] == [
        (u.text, u.intent, u.spans) for u in en.utterances
    ]
    assert [(f.questions, f.answer, f.path) for f in again.faqs] == [
        (f.questions, f.answer, f.path) for f in en.faqs
    ]
    assert [p.text for p in again.patterns] == ["want *"]


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("sentences", {}, "sentences must be an array, not an object."),
        ("sentences", [{"sentence": "hi", "taskId": "dc-x"}], "sentences[0].taskId names no task: 'dc-x'"),
        ("sentences", [{"sentence": " ", "taskId": ORDER}], "sentences[0].sentence is empty."),
        (
            "sentences",
            [{"sentence": "x" * 3001, "taskId": ORDER}],
            "sentences[0].sentence has 3001 characters",
        ),
        (
            "sentences",
            [
                {
                    "sentence": "hi",
                    "taskId": ORDER,
                    "entities": [{"entityId": "dc-y", "startIndex": 0, "endIndex": 1}],
                }
            ],
            "sentences[0].entities[0].entityId names no entity: 'dc-y'",
        ),
        (
            "sentences",
            [
                {
                    "sentence": "hi",
                    "taskId": ORDER,
                    "entities": [{"entityId": SIZE, "startIndex": 0, "endIndex": 3}],
                }
            ],
            "sentences[0].entities[0].endIndex must lie behind startIndex 0 and within the sentence, not at 3.",
        ),
        ("supportedLanguages", ["en", "../x"], "supportedLanguages[1] is not the code of a language"),
        ("traits", [{"traits": {"Glad": {}}}], "traits[0].groupName is missing."),
        ("dialogComponents", [{"type": "intent"}], "dialogComponents[0].name is missing."),
        ("localeData", {"en": {"synonyms": {"a": [1]}}}, "localeData.en.synonyms.a[0] must be a string"),
        ("knowledgeTasks", [{"faqs": {"faqs": [{}]}}], "knowledgeTasks[0].faqs.faqs[0].question is missing."),
    ],
)
def test_complaint_names_the_place(key: str, value: Any, complaint: str) -> None:
    with pytest.raises(InvalidFile, match=r"\.") as caught:
        read_bot({**small_bot(), key: value})
    assert str(caught.value).startswith(complaint)


def test_two_intents_of_one_name_are_refused() -> None:
    document = small_bot()
    document["dialogComponents"].append({"_id": "dc-2", "name": "order_coffee", "type": "intent"})
    with pytest.raises(InvalidFile, match=r"dialogComponents\[3\].name is 'order_coffee'"):
        read_bot(document)


@pytest.mark.parametrize(
    "data", [b"", b"[", b"\xff\xfe\x00", b'{"a": ' + b"[" * 300 + b"]" * 300 + b"}", b"\x00", b"nul"]
)
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidFile):
        take_apart(decode(data))


def test_more_than_fifty_megabytes_are_refused() -> None:
    with pytest.raises(LimitExceeded):
        decode(b" " * (MAX_BYTES + 1))


def test_more_faqs_than_a_graph_may_have_are_refused() -> None:
    faqs = [{"question": str(number)} for number in range(50_001)]
    with pytest.raises(LimitExceeded, match="50001 FAQs"):
        read_bot({"knowledgeTasks": [{"faqs": {"faqs": faqs}}]})


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda t: bool(t.strip())
)
extras = st.dictionaries(st.sampled_from(["x", "y", "__v"]), st.none() | st.integers() | texts, max_size=2)


@st.composite
def bots(draw: st.DrawFn) -> dict[str, Any]:
    languages = draw(st.lists(st.sampled_from(["en", "de", "zh_cn"]), min_size=1, max_size=2, unique=True))
    names = draw(st.lists(texts, max_size=3, unique_by=str.casefold))
    components = [
        {
            "_id": f"dc-{number}",
            "name": name,
            "type": draw(st.sampled_from(["intent", "entity", "message"])),
            **draw(extras),
        }
        for number, name in enumerate(names)
    ]
    intents = [each["_id"] for each in components if each["type"] == "intent"]
    entities = [each["_id"] for each in components if each["type"] == "entity"]
    sentences = []
    for _ in range(draw(st.integers(0, 4)) if intents else 0):
        text = draw(texts)
        labels = (
            [{"startIndex": 0, "endIndex": 1, "entityId": draw(st.sampled_from(entities))}]
            if entities
            else []
        )
        sentences.append(
            {
                "sentence": text,
                "taskId": draw(st.sampled_from(intents)),
                "language": draw(st.sampled_from(languages)),
                "entities": labels,
                **draw(extras),
            }
        )
    faqs = [
        {
            "question": draw(texts),
            "terms": draw(st.lists(texts, max_size=2)),
            "faqStatus": draw(st.booleans()),
            **draw(extras),
        }
        for _ in range(draw(st.integers(0, 3)))
    ]
    return {
        "defaultLanguage": languages[0],
        "supportedLanguages": languages,
        "localeData": {
            each: {"synonyms": draw(st.dictionaries(texts, st.lists(texts, max_size=2), max_size=2))}
            for each in languages
        },
        "dialogComponents": components,
        "sentences": sentences,
        "traits": [
            {
                "groupName": draw(texts),
                "traits": draw(
                    st.dictionaries(
                        texts, st.fixed_dictionaries({"data": st.lists(texts, max_size=2)}), max_size=2
                    )
                ),
            }
        ],
        "knowledgeTasks": [{"faqs": {"faqs": faqs}, **draw(extras)}],
        **draw(extras),
    }


@given(bots())
@settings(max_examples=150, deadline=None)
def test_any_bot_comes_out_as_it_went_in(document: dict[str, Any]) -> None:
    assert written(read_bot(document)) == document


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["faqs", "language", "name", "type", "traits", "patterns"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


def places(value: Any, *above: str | int) -> Iterator[tuple[str | int, ...]]:
    """Every place in a document."""
    if above:
        yield above
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, *above, key)


@given(st.sampled_from(list(places(small_bot()))), json_values)
@settings(max_examples=500, deadline=None)
def test_whatever_stands_somewhere_is_kept_or_refused_with_its_place(
    place: tuple[str | int, ...], value: Any
) -> None:
    document: Any = small_bot()
    *above, key = place
    reduce(getitem, above, document)[key] = value
    try:
        bot = read_bot(document)
    except InvalidFile:
        return
    assert written(bot) == document
