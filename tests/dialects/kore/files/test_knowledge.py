"""Knowledge graphs in both column sets and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bot_files import BOTS, DATA, needs_data

from stationmaster.dialects.kore.files.knowledge import read_knowledge, write_csv, write_json
from stationmaster.dialects.kore.files.reading import InvalidFile
from stationmaster.dialects.kore.files.tables import MalformedTable
from stationmaster.domain.errors import LimitExceeded

HEADER = "Faq,Que ID,Path,Primary Question,Alternate Question,Tags,Answer,Extended Answer-1,Extended Answer-2"


@needs_data
def test_real_table_says_the_same_after_it_was_written_again() -> None:
    graph = read_knowledge("tea.csv", (DATA / "kg_tea_bot.csv").read_bytes())
    assert len(graph["faqs"]) == 32
    (test,) = (faq for faq in graph["faqs"] if faq["question"] == "Test")
    assert [each["question"] for each in test["alternateQuestions"]] == [
        "this is an alternate",
        "omg another!",
    ]
    assert graph["kgParams"] == {"useBotSynonyms": "false"}
    assert [node["terms"] for node in graph["nodes"]] == [["tea_bot"]]
    assert read_knowledge("tea.csv", write_csv(graph)) == graph
    assert read_knowledge("tea.json", write_json(graph)) == graph


@needs_data
def test_real_list_of_questions_is_read() -> None:
    graph = read_knowledge("q.json", (DATA / "kg_sampleNewQuestion.json").read_bytes())
    assert graph["faqs"][0]["answer"][0]["text"] == "yes it's popular"


@needs_data
@pytest.mark.parametrize(
    "file", [file for file in BOTS if "vaidyah" in file.stem or "hr_" in file.stem], ids=str
)
def test_graph_of_a_real_bot_keeps_its_questions_as_a_table(file: Path) -> None:
    (task,) = json.loads(file.read_bytes())["knowledgeTasks"]
    graph = task["faqs"]
    again = read_knowledge("x.csv", write_csv(graph))
    asked = [[faq["question"], *(a["question"] for a in faq["alternateQuestions"])] for faq in graph["faqs"]]
    assert [
        [f["question"], *(a["question"] for a in f["alternateQuestions"])] for f in again["faqs"]
    ] == asked
    assert [f["answer"][0]["text"] for f in again["faqs"]] == [f["answer"][0]["text"] for f in graph["faqs"]]


def test_newer_columns_and_sections_are_read_and_written() -> None:
    rows = [
        HEADER + ",ReferenceId,Display Name",
        "faq,1,Shop/Hours,When?,,early,At ten.,Later on Sunday.,,ref-1,Opening",
        "",
        "Node,Que ID,nodepath,Tag,precondition,outputcontext,Traits,enableContext",
        ",,Shop/Hours,N,in shop,,mood,true",
        ",1,late,Y,",
        "",
        "Synonyms,Phrase,Synonyms",
        ',Hours,"times,clock"',
        "",
        "KG Parameters,Parameter,Value",
        ",useBotSynonyms,true",
    ]
    graph = read_knowledge("x.csv", "\n".join(rows).encode())
    (faq,) = graph["faqs"]
    assert faq["terms"] == ["Hours|| || ", "Shop|| || "]
    assert (faq["referenceId"], faq["label"]) == ("ref-1", "Opening")
    assert faq["tags"] == [{"name": "early"}, {"name": "late"}]
    assert faq["alternateAnswers"][0][0]["text"] == "Later on Sunday."
    assert graph["nodes"][0]["terms"] == ["Hours", "Shop"]
    assert (graph["nodes"][0]["preConditions"], graph["nodes"][0]["enableContext"]) == (["in shop"], True)
    assert graph["synonyms"] == {"Hours": ["times", "clock"]}
    assert read_knowledge("x.csv", write_csv(graph)) == graph


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Question,Answer\nWhen?,Now\n",
        (HEADER + "\n,1,,,an alternate without its question,,\n").encode(),
        (HEADER + "\n,1,,When?,,,Now\n,2,,,of another,,\n").encode(),
        (HEADER + "\n" + "," * 20 + "x\n").encode(),
        (HEADER + "\n,1,,Wh\0en?,,,Now\n").encode(),
        (HEADER + '\n,1,,"When?,,,Now\n').encode(),
    ],
)
def test_damaged_table_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedTable):
        read_knowledge("x.csv", data)


def test_question_that_is_missing_is_named_by_its_place() -> None:
    with pytest.raises(InvalidFile, match=r"^faqs\[1\]\.question is missing"):
        read_knowledge("x.json", b'{"faqs": [{"question": "a"}, {"answer": "b"}]}')


def test_more_nodes_than_a_graph_may_have_are_refused() -> None:
    faqs = [{"question": str(n), "terms": [f"node {n}"]} for n in range(20_001)]
    with pytest.raises(LimitExceeded, match="20001 nodes"):
        read_knowledge("x.json", json.dumps({"faqs": faqs}).encode())
