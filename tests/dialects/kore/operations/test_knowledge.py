"""Knowledge tasks and FAQs over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bot_files import DATA, needs_data
from bot_wire import BotWire
from florist import florist, imported

SHOP = {"nodeId": "n1", "label": "Shop", "level": "l0", "parent": []}
HOURS = {"nodeId": "n2", "label": "Hours", "level": "l1", "parent": ["n1"]}


def graph() -> list[dict[str, Any]]:
    def faq(question: str, *path: str, **more: Any) -> dict[str, Any]:
        terms = [f"{name}|| || " for name in reversed(path)]
        answer = [{"text": "At%20nine.", "type": "basic", "channel": "default"}]
        return {"question": question, "terms": terms, "tags": [], "answer": answer, "faqStatus": True, **more}

    opening = faq("When do you open?", "Shop", "Hours", tags=[{"name": "early"}], referenceId="R-1")
    where = faq("Where are you?", "Shop", alternateQuestions=[{"question": "address?"}])
    return [
        {
            "refId": "kt-1",
            "name": "Florist",
            "language": "en",
            "taxonomy": [SHOP, HOURS],
            "faqs": {
                "faqs": [opening, where, faq("Is it off?", "Shop", faqStatus=False)],
                "synonyms": {"Hours": ["times"]},
            },
        }
    ]


@pytest.fixture
def bot(bots: BotWire) -> str:
    return imported(bots, florist(knowledgeTasks=graph()))


def questions(answer: Any) -> list[str]:
    return [faq["questionPayload"]["question"] for faq in answer["faqs"]]


def test_tasks_come_as_an_array_with_their_nodes_and_counts(bots: BotWire, bot: str) -> None:
    (task,) = bots.get(f"/stream/{bot}/knowledgeTasks?language=en")
    assert (task["name"], task["language"], task["state"], task["faqCount"]) == (
        "Florist",
        "en",
        "configured",
        3,
    )
    assert len(task["_id"]) == len(task["parentId"]) == 24
    assert [(node["nodeId"], node["label"], node["faqCount"]) for node in task["taxonomy"]] == [
        ("n1", "Shop", 2),
        ("n2", "Hours", 1),
    ]


def test_bot_without_knowledge_has_an_empty_task_to_add_to(bots: BotWire, bot: str) -> None:
    (task,) = bots.get(f"/stream/{bot}/knowledgeTasks?language=de")
    assert (task["faqCount"], [node["label"] for node in task["taxonomy"]]) == (0, ["Florist"])
    faq = {"questionPayload": {"question": "Wann?"}, "answerPayload": [{"text": "Um neun."}]}
    parent = {"parent": task["taxonomy"][0]["nodeId"], "leafterm": "Florist"}
    assert bots.post(f"/stream/{bot}/faqs/bulk?language=de", {"faqs": [{**faq, **parent}]}) == {
        "status": "success"
    }
    (found,) = bots.get(f"/bot/{bot}/faqs?language=de")["faqs"]
    assert (found["fullPath"], found["answerPayload"][0]["text"]) == (["Florist"], "Um neun.")


def test_faqs_are_told_with_all_that_belongs_to_them(bots: BotWire, bot: str) -> None:
    (task,) = bots.get(f"/stream/{bot}/knowledgeTasks")
    answer = bots.get(f"/bot/{bot}/faqs?ktId={task['_id']}&language=en&type=all")
    assert (answer["count"], answer["moreAvailable"]) == (3, False)
    opening, where, off = answer["faqs"]
    assert opening["questionPayload"] == {
        "question": "When do you open?",
        "tagsPayload": [{"name": "early"}],
    }
    assert opening["answerPayload"] == [{"text": "At%20nine.", "type": "basic", "channel": "default"}]
    assert (opening["parent"], opening["leafterm"], opening["fullPath"]) == ("n2", "Hours", ["Shop", "Hours"])
    assert (opening["knowledgeTaskId"], opening["isPublished"], opening["faqStatus"]) == (
        task["_id"],
        False,
        True,
    )
    assert where["subQuestions"] == [{"question": "address?", "tagsPayload": []}]
    assert (off["faqStatus"], off["questionPayload"]["question"]) == (False, "Is it off?")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("parentId=n1", ["Where are you?", "Is it off?"]),
        ("parentId=n1&withallchild=true", ["When do you open?", "Where are you?", "Is it off?"]),
        ("parentId=n2", ["When do you open?"]),
        ("search=r-1", ["When do you open?"]),
        ("search=ADDRESS", ["Where are you?"]),
        ("limit=1&offset=1", ["Where are you?"]),
        ("offset=9", []),
    ],
)
def test_faqs_are_found_by_node_and_text(bots: BotWire, bot: str, query: str, found: list[str]) -> None:
    assert questions(bots.get(f"/bot/{bot}/faqs?language=en&{query}")) == found


def test_second_version_of_the_list_goes_by_node_name_and_state(bots: BotWire, bot: str) -> None:
    assert questions(bots.get(f"/bot/{bot}/v2/faqs?language=en&nodeName=hours")) == ["When do you open?"]
    assert bots.ask("GET", f"/bot/{bot}/v2/faqs?state=published").status == 400
    bots.post(f"/bot/{bot}/publish", {"versionComment": "first"})
    bots.workshop.run_operations()
    published = bots.get(f"/bot/{bot}/v2/faqs?state=published&nodeName=Hours")["faqs"]
    (configured,) = bots.get(f"/stream/{bot}/knowledgeTasks")
    assert published[0]["isPublished"] is True
    assert published[0]["knowledgeTaskId"] != configured["_id"]


@pytest.mark.parametrize("query", ["ktId=unknown", "parentId=unknown"])
def test_list_of_what_is_not_there_is_refused(bots: BotWire, bot: str, query: str) -> None:
    refused = bots.ask("GET", f"/bot/{bot}/faqs?language=en&{query}")
    assert (refused.status, refused.json["errors"][0]["msg"]) == (400, "resource not found")


def test_added_faqs_are_learned_and_come_out_with_the_file(bots: BotWire, bot: str) -> None:
    bots.workshop.run_waiting()
    faq = {
        "questionPayload": {"question": "Do you sell orchids?", "tagsPayload": [{"name": "orchids"}]},
        "answerPayload": [{"text": "We do.", "type": "basic", "channel": "default"}],
        "subQuestions": [{"questionPayload": {"question": "orchids?"}}, "any orchids?"],
        "subAnswers": [[{"text": "Yes."}]],
        "parent": "n1",
        "leafterm": "Shop",
    }
    bots.post(f"/bot/{bot}/faqs/bulk?language=en", {"faqs": [faq]})
    assert bots.get(f"/bot/{bot}/faqs/count?language=en") == {"count": 4}
    (found,) = bots.get(f"/bot/{bot}/faqs?search=orchids")["faqs"]
    assert [each["question"] for each in found["subQuestions"]] == ["orchids?", "any orchids?"]
    assert found["subAnswers"][0][0]["text"] == "Yes."
    bots.post(f"/bot/{bot}/faqs/train", {"language": "en"})
    bots.workshop.run_waiting()
    path = f"/api/v1.1/rest/bot/{bot}/findIntent"
    answer = bots.send("POST", path, content=json.dumps({"input": "do you sell orchids?"}).encode()).json
    (winner,) = answer["response"]["finalResolver"]["winningIntent"]
    assert (winner["taskId"], winner["activityType"]) == (found["_id"], "faq")


@pytest.mark.parametrize(
    ("faqs", "status", "message"),
    [
        ([], 412, "Validation errors/ Invalid arguments"),
        ([{"questionPayload": {"question": " "}}], 400, "faqs[0].questionPayload.question is empty."),
        (
            [{"questionPayload": {"question": "x"}, "parent": "none"}],
            400,
            "faqs[0].parent names no node of the bot.",
        ),
        (
            [{"questionPayload": {"question": "Where ARE you?"}, "parent": "n1"}],
            400,
            "faqs[0] asks what the bot knows already: 'Where ARE you?'.",
        ),
    ],
)
def test_faqs_that_cannot_be_are_refused_together(
    bots: BotWire, bot: str, faqs: Any, status: int, message: str
) -> None:
    good = [{"questionPayload": {"question": "new"}, "parent": "n1"}] if faqs else []
    refused = bots.ask("POST", f"/bot/{bot}/faqs/bulk", {"faqs": [*faqs, *good]})
    assert (refused.status, refused.json["errors"][0]["msg"]) == (status, message)
    assert bots.get(f"/bot/{bot}/faqs/count") == {"count": 3}


def test_faqs_are_updated_by_reference_and_by_question(bots: BotWire, bot: str) -> None:
    payload = [
        {
            "query": {"language": "en", "referenceId": "R-1"},
            "primaryResponse": "At ten.",
            "alternateResponses": ["Ten."],
            "extendedResponses": [[{"text": "Later on Sunday.", "type": "basic"}]],
        },
        {
            "query": {"language": "en", "primaryQuestion": "is it OFF?", "faqPath": ["Shop"]},
            "faqStatus": True,
        },
        {
            "query": {"language": "en", "primaryQuestion": "Where are you?", "faqPath": "Shop"},
            "faqStatus": "disable",
        },
    ]
    assert bots.post(f"/bot/{bot}/faqs/bulkupdates", {"payload": payload})["updatedCount"] == 3
    opening, where, off = bots.get(f"/bot/{bot}/faqs")["faqs"]
    assert opening["answerPayload"][0]["text"] == "At ten."
    assert opening["subAnswers"][0][0]["text"] == "Ten."
    assert (where["faqStatus"], off["faqStatus"]) == (False, True)
    bots.post(f"/bot/{bot}/export", {})
    bots.workshop.run_operations()


def test_one_update_that_names_nothing_refuses_all(bots: BotWire, bot: str) -> None:
    good = {"query": {"referenceId": "R-1"}, "primaryResponse": "At ten."}
    for query, reason in (
        ({"primaryQuestion": "no such"}, "payload[1].query names no FAQ."),
        ({"language": "en"}, "payload[1].query needs referenceId or primaryQuestion."),
    ):
        body = {"payload": [good, {"query": query, "primaryResponse": "x"}]}
        refused = bots.ask("POST", f"/bot/{bot}/faqs/bulkupdates", body)
        assert (refused.status, refused.json["errors"][0]["msg"]) == (400, reason)
    assert bots.get(f"/bot/{bot}/faqs")["faqs"][0]["answerPayload"][0]["text"] == "At%20nine."


def test_admin_updates_name_their_bots(bots: BotWire, bot: str) -> None:
    part = {"query": {"referenceId": "R-1", "botId": bot}, "primaryResponse": "At ten."}
    assert bots.post("/faqs/bulkUpdates", {"payload": [part]})["updatedCount"] == 1
    for query, status in (({"referenceId": "R-1"}, 412), ({"referenceId": "R-1", "botId": "st-x"}, 400)):
        refused = bots.ask("POST", "/faqs/bulkUpdates", {"payload": [{"query": query}]})
        assert refused.status == status


@needs_data
def test_real_graph_is_listed_page_by_page(bots: BotWire) -> None:
    document = json.loads((DATA / "bot_vaidyah.json").read_bytes())
    bot = imported(bots, document)
    entries = document["knowledgeTasks"][0]["faqs"]["faqs"]
    found: list[str] = []
    while len(found) % 50 == 0:
        page = bots.get(f"/bot/{bot}/faqs?language=en&offset={len(found)}")
        assert page["count"] == len(entries)
        assert page["moreAvailable"] is (len(found) + len(page["faqs"]) < len(entries))
        found += questions(page)
    assert found == [entry["question"] for entry in entries]
