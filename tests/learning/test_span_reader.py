from __future__ import annotations

from dataclasses import replace

import numpy as np

from stationmaster.learning.groups import NO_GROUPS
from stationmaster.learning.lexicon import Lexicon
from stationmaster.learning.span_features import TextSettings
from stationmaster.learning.span_reader import Own, SpanReader
from stationmaster.learning.span_values import span_values
from stationmaster.learning.topics import find_topics

TOPICS, _ = find_topics([(("in", "oslo"), [7])] * 9 + [(("play", "on"), [])] * 9, [2])
READER = SpanReader(
    settings=TextSettings(),
    lexicon=Lexicon(culture="en-us", lists={"list City": (("new", "york"),)}),
    values=span_values([(("in", "oslo"), [(1, 2, 7)]), (("oslo", "now"), [(0, 1, 7)])]),
    topics=TOPICS,
    likes=NO_GROUPS,
    is_brief=False,
)


def test_hints_are_told_to_the_tokens_and_to_their_neighbours() -> None:
    reading = READER.read("to New York")
    assert "h+1=B list City" in reading.features[0]
    assert {"h=B list City", "h+1=I list City"} <= set(reading.features[1])
    assert {"h=I list City", "h-1=B list City"} <= set(reading.features[2])


def test_a_text_that_is_learned_from_does_not_see_its_own_labels() -> None:
    seen = {name for names in READER.read("in Oslo").features for name in names}
    learned = {
        name
        for names in READER.read("in Oslo", own=Own(spans=[(1, 2, 7)], topics=[0])).features
        for name in names
    }
    assert {"k=7:4", "k=-1:4"} <= seen
    assert "k=-1:4" not in learned
    assert "k=7:4" in learned  # which the other text says


def test_words_are_seen_with_the_topic_of_their_text() -> None:
    def topics_of(text: str) -> set[str]:
        return {name for names in READER.read(text).features for name in names if name.startswith("t=")}

    assert topics_of("in Lima") == topics_of("in Oslo") != topics_of("play this")
    assert len(topics_of("in Lima")) == 1


def test_reading_in_brief_leaves_out_what_looks_tell() -> None:
    brief = replace(READER, is_brief=True)
    few, many = (len(reader.read("fly to Oslo").features[1]) for reader in (brief, READER))
    assert few < many


def test_what_is_looked_at_within_a_whole_knows_where_it_begins_and_ends() -> None:
    reading = READER.read("fly to Oslo now")
    within = reading.within(1, 3)
    assert [len(names) for names in within] == [len(names) + 1 for names in reading.features[1:3]]
    assert (within[0][-1], within[1][-1]) == ("in<", "in>")
    assert "in<" not in reading.features[1]


def test_a_restored_reader_reads_the_same() -> None:
    restored = SpanReader.restored(READER.manifest(), READER.arrays())
    assert restored.read("Oslo or New York") == READER.read("Oslo or New York")
    assert np.array_equal(restored.topics.counts, READER.topics.counts)
