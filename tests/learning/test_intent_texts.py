from __future__ import annotations

from dataclasses import replace

from stationmaster.domain.build import FAQS_ARE_NONE, targets_of
from stationmaster.domain.dataset import (
    NONE_INTENT,
    Dataset,
    Intent,
    LinkedApp,
    NoneSource,
    NoneUtterance,
    Pattern,
    PatternSyntax,
    Setting,
    Synonyms,
    Utterance,
)
from stationmaster.domain.faq import FaqEntry
from stationmaster.learning.intent_texts import TrainingText, trainable_labels, training_texts
from stationmaster.learning.text_style import normalise, style_of, word_grams

DATASET = Dataset(
    culture="en-us",
    intents=(Intent(id="1", name="Order"),),
    utterances=(Utterance(id="1", text="order a pizza", intent="Order"),),
    none_utterances=(
        NoneUtterance(id="1", text="tell me a joke"),
        NoneUtterance(id="2", text="sing a song", source=NoneSource.BATCH_TEST),
    ),
    faqs=(FaqEntry(id="1", questions=("where are you located", "order a pizza")),),
    linked_apps=(LinkedApp(id="1", name="Weather", texts=("will it rain",)),),
)


def none_texts(dataset: Dataset) -> dict[str, TrainingText]:
    plain = Dataset(culture=dataset.culture, intents=dataset.intents, utterances=dataset.utterances)
    known = {(t.label, t.text) for t in all_texts(plain)}
    return {
        t.text: t for t in all_texts(dataset) if (t.label, t.text) not in known and t.label == NONE_INTENT
    }


def all_texts(dataset: Dataset) -> tuple[TrainingText, ...]:
    return training_texts(dataset, trainable_labels(dataset, targets_of(dataset.intents, ())))


def having(*settings: Setting) -> Dataset:
    return replace(DATASET, settings=settings)


def test_none_utterances_and_texts_of_linked_apps_belong_to_no_intent() -> None:
    found = none_texts(DATASET)
    assert set(found) == {"tell me a joke", "sing a song", "will it rain"}
    assert found["tell me a joke"].is_utterance
    assert not found["will it rain"].is_utterance
    assert found["will it rain"].importance <= 0.5


def test_questions_of_faqs_belong_to_no_intent_where_the_setting_says_so_but_not_an_intents_own() -> None:
    found = none_texts(having(Setting(id=FAQS_ARE_NONE, value="true")))
    assert set(found) == {"tell me a joke", "sing a song", "will it rain", "where are you located"}


def test_a_version_that_does_not_learn_none_only_keeps_other_apps_out() -> None:
    off = having(Setting(id="LearnNone", value="False"), Setting(id=FAQS_ARE_NONE, value="true"))
    assert set(none_texts(off)) == {"will it rain"}


def test_many_questions_of_faqs_do_not_drown_the_intents() -> None:
    many = tuple(FaqEntry(id=str(n), questions=(f"question number {n}",)) for n in range(6_000))
    found = none_texts(replace(having(Setting(id=FAQS_ARE_NONE, value="true")), faqs=many))
    texts = [text for text in found.values() if text.text.startswith("question")]
    assert len(texts) <= 5_000
    assert sum(text.importance for text in texts) <= 0.5 * len(all_texts(Dataset(culture="en-us")))


def test_the_order_of_items_does_not_matter() -> None:
    backwards = replace(DATASET, none_utterances=DATASET.none_utterances[::-1])
    assert all_texts(backwards) == all_texts(DATASET)


def test_a_sentence_pattern_teaches_its_words() -> None:
    pattern = Pattern(
        id="1", text="< [ get bring ] !not pizza", intent="Order", syntax=PatternSyntax.SENTENCE
    )
    texts = {t.text for t in all_texts(replace(DATASET, patterns=(pattern,))) if t.label == "Order"}
    assert "get bring pizza" in texts


def test_synonyms_are_features_only_where_a_version_uses_them() -> None:
    synonyms = (Synonyms(id="1", name="meal", words=("pizza", "soup")),)
    unused = replace(DATASET, synonyms=synonyms)
    used = replace(unused, settings=(Setting(id="UseSynonyms", value="true"),))
    assert not any(gram.startswith("[") for gram in word_grams("hot soup", style_of(unused)))
    assert "[0" in word_grams("hot soup", style_of(used))


def test_stop_words_are_left_out_only_where_a_version_asks_for_it() -> None:
    on = style_of(having(Setting(id="UseStopwords", value="true")))
    assert normalise("I want to order the Pizza!", on) == "want order pizza!"
    assert normalise("to be with you", on) == "to be with you"
    assert normalise("the pizza", style_of(DATASET)) == "the pizza"
    own = having(Setting(id="UseStopwords", value="true"), Setting(id="Stopwords", value="pizza WITH"))
    assert normalise("the pizza with cheese", style_of(own)) == "the cheese"
    thai = replace(having(Setting(id="UseStopwords", value="true")), culture="th-th")
    assert normalise("the สวัสดี", style_of(thai)) == "the สวัสดี"
