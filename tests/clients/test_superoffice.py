"""A help desk's life through npm's @superoffice/webapi 12.4.1514, and the three calls through 10.2.9 too."""

from __future__ import annotations

import itertools
import json
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from clients.environments import Environments
from clients.running import SCRIPT_SECONDS, findings_of
from live import LiveServer

NODE = Path(__file__).parent / "node"
PRINTING = (
    "The printer on floor {} is jammed", "Paper stuck in printer {}", "Printer {} prints blank pages",
    "Toner of printer {} is empty",
)  # fmt: skip
INVOICES = (
    "Invoice {} has a wrong amount", "Please send invoice {} again", "Invoice {} was paid twice",
    "Reminder for an invoice {} that is paid",
)  # fmt: skip
TEXTS = [
    {
        "title": title.format(number),
        "html": f"<p>Hello,</p><p>{title.format(number)}, can you <b>help</b>&nbsp;us?</p>",
        "category": category,
    }
    for category, titles in (("printing", PRINTING), ("invoices", INVOICES))
    for number in (1, 2)
    for title in titles
]
UNSEEN = "Our printer is jammed again, paper is stuck"


def run(environments: Environments, package: str, script: str, config: dict[str, Any]) -> Any:
    command = [environments.node, NODE / "superoffice" / script]
    extra = {"NODE_PATH": str(environments.node_modules[package]), "TZ": "UTC"}
    return findings_of(command, extra, config)


@pytest.fixture(scope="module")
def tenants(server: LiveServer) -> Any:
    numbers = itertools.count(1)
    return lambda: server.create_tenant_credentials(f"desk-{next(numbers)}")["superoffice"]


@pytest.fixture(scope="module")
def desk(environments: Environments, server: LiveServer, tenants: Any) -> dict[str, Any]:
    tenant = tenants()
    found: dict[str, Any] = run(
        environments,
        "superoffice",
        "desk.cjs",
        {**tenant, "base": f"{server.url}/{tenant['contextIdentifier']}", "texts": TEXTS, "unseen": UNSEEN},
    )
    return {**found, "context": tenant["contextIdentifier"]}


def test_categories_are_a_tree_with_names_in_several_languages(desk: dict[str, Any]) -> None:
    assert (desk["fresh"]["ticketCategoryId"], desk["fresh"]["parentId"]) == (0, -1)
    parent, child = desk["parent"], desk["child"]
    assert parent["name"] == parent["fullname"] == 'NO:"Leverandør";US:"Supplier"'
    assert child["parentId"] == parent["ticketCategoryId"]
    assert child["fullname"] == 'NO:"Leverandør/Invoices";US:"Supplier/Invoices"'
    assert child["externalName"] == "Bills"
    assert (desk["item"]["id"], desk["item"]["value"]) == (child["ticketCategoryId"], "Invoices")
    assert desk["norwegian"]["value"] == "Leverandør"
    assert [each["name"] for each in desk["some"]] == ["Printing"]
    assert [each["name"] for each in desk["every"]] == [parent["name"], "Invoices", "Printing"]
    assert desk["deleted"] is None


def test_rights_decode_to_what_they_mean(desk: dict[str, Any]) -> None:
    assert desk["parent"]["tableRight"]["mask"] == 15
    masks = {name: told["fieldRight"]["mask"] for name, told in desk["parent"]["fieldProperties"].items()}
    assert masks == {"Name": 67, "Fullname": 129}


def test_tickets_come_back_as_they_were_saved(desk: dict[str, Any]) -> None:
    ticket, first = desk["ticket"], TEXTS[0]
    assert (ticket["title"], ticket["fromAddress"]) == (first["title"], "customer@example.com")
    assert ticket["category"]["ticketCategoryId"] == desk["made"]["printing"]
    assert (ticket["category"]["name"], ticket["baseStatus"]) == ("Printing", "Active")
    assert (ticket["numMessages"], ticket["hasAttachment"]) == (1, True)
    assert [each["numAttachments"] for each in ticket["messages"]] == [1]
    assert (desk["flat"]["category"], desk["flat"]["categoryName"]) == (desk["made"]["printing"], "Printing")
    assert desk["closed"] == "Closed"
    assert (desk["noTicket"], desk["removed"]) == (None, None)


def test_html_is_told_as_text(desk: dict[str, Any]) -> None:
    last = TEXTS[-1]
    assert desk["message"]["body"] == f"Hello,\n{last['title']}, can you help us?"
    assert desk["message"]["htmlBody"] == last["html"]
    assert desk["message"]["ticket"]["title"] == last["title"]


def test_selections_hold_what_is_put_in(desk: dict[str, Any]) -> None:
    assert (desk["added"], desk["addedAgain"]) == (len(TEXTS), 0)
    selection = desk["selection"]
    assert (selection["name"], selection["memberCount"]) == ("All of them", len(TEXTS) - 1)
    assert (selection["selectionType"], selection["targetTableName"]) == ("Static", "ticket")
    assert [(each["name"], each["values"]) for each in desk["criteria"]] == [("baseStatus", ["Closed"])]
    assert (desk["dynamic"]["selectionType"], desk["dynamic"]["memberCount"]) == ("Dynamic", 1)


def test_training_is_a_batch_task(desk: dict[str, Any]) -> None:
    task = desk["task"]
    assert (task["id"], task["state"], task["progressPercent"]) == (int(desk["accepted"]), "Succeeded", 100)
    assert (desk["succeeded"], desk["stopped"], desk["noTask"]) == ([task["id"]], False, None)


def test_the_status_tells_the_model_that_serves(desk: dict[str, Any]) -> None:
    status = desk["status"]
    assert (status["contextIdentifier"], status["status"]) == (desk["context"], "finished")
    assert status["previousModel"] is None
    model = status["currentModel"]
    assert model["ticketCountForTraining"] == len(TEXTS) - 1
    assert 0 <= model["accuracy"] <= 100
    assert datetime.fromisoformat(model["modelBuiltDateTime"]).year >= 2025


def test_times_are_told_in_the_zone_that_is_asked_for(desk: dict[str, Any]) -> None:
    built, local = (desk[name]["currentModel"]["modelBuiltDateTime"] for name in ("status", "local"))
    assert (datetime.fromisoformat(built), desk["zone"]) == (datetime.fromisoformat(local), "NO")


def test_a_guess_is_kept_with_its_ticket(desk: dict[str, Any]) -> None:
    assert (desk["early"], desk["guess"]) == (0, desk["made"]["printing"])
    suggested = desk["suggested"]
    assert (suggested["suggestedCategoryId"], suggested["suggestedCategoryName"]) == (
        desk["made"]["printing"],
        "Printing",
    )
    assert suggested["category"] is None


def test_new_tickets_are_suggested_a_category_once_that_is_switched_on(desk: dict[str, Any]) -> None:
    assert (desk["off"]["rawValue"], desk["on"]["rawValue"]) == ("0", "1")
    assert desk["helped"]["suggestedCategoryId"] == desk["made"]["printing"]


def test_languages_and_sentiments_are_told_as_far_as_they_are_known(desk: dict[str, Any]) -> None:
    assert list(desk["languages"].values()) == ["de", "en", "no", ""]
    good, bad, unknown = desk["sentiments"].values()
    assert good["score"] > 30
    assert 0 < good["confidence"] <= 100
    assert bad["score"] < -30
    assert 0 < bad["confidence"] <= 100
    assert (unknown["score"], unknown["confidence"]) == (0, -1)


def test_what_is_not_offered_and_who_is_not_let_in_is_said(desk: dict[str, Any]) -> None:
    assert desk["translated"]["status"] == 501
    assert desk["translated"]["said"]["ErrorType"] == "NotImplementedException"
    assert desk["refused"] == {
        "status": 401,
        "said": {"Message": "Authorization has been denied for this request."},
    }


@pytest.mark.parametrize("package", ["superoffice", "superoffice-10"])
def test_each_version_trains_and_guesses(
    environments: Environments, server: LiveServer, tenants: Any, package: str
) -> None:
    tenant = tenants()
    base = f"{server.url}/{tenant['contextIdentifier']}"
    call = Caller(base, tenant["bearer"])
    printing = call("List/TicketCategory/Items", {"Name": "Printing"})["TicketCategoryId"]
    invoices = call("List/TicketCategory/Items", {"Name": "Invoices"})["TicketCategoryId"]
    ids = {"printing": printing, "invoices": invoices}
    tickets = [
        call("Ticket", {"Title": each["title"], "Category": {"TicketCategoryId": ids[each["category"]]}})
        for each in TEXTS
    ]
    selection = call("Selection", {"Name": "All"})["SelectionId"]
    call(f"Selection/{selection}/Members/Add", [ticket["TicketId"] for ticket in tickets])
    unseen = call("Ticket", {"Title": UNSEEN})["TicketId"]
    found = run(
        environments,
        package,
        "three_calls.cjs",
        {
            "bearer": tenant["bearer"],
            "bases": {
                "plain": base,
                "slash": base + "/",
                "api": base + "/api",
                "lower": base.lower(),
                "site": server.url + "/SuperOffice",
            },
            "selection": selection,
            "tickets": [unseen, 9999],
        },
    )
    unavailable = {
        "contextIdentifier": tenant["contextIdentifier"],
        "status": "unavailable",
        "currentModel": None,
        "previousModel": None,
    }
    for before in found["before"].values():
        assert before.items() >= unavailable.items()
    assert int(found["accepted"]) > 0
    assert found["after"]["status"] == "finished"
    assert found["after"]["currentModel"]["ticketCountForTraining"] == len(TEXTS)
    assert found["guesses"] == [printing, 0]


class Caller:
    """The REST form, by hand."""

    def __init__(self, base: str, bearer: str) -> None:
        self._base, self._bearer = base, bearer

    def __call__(self, path: str, body: Any) -> Any:
        request = urllib.request.Request(
            f"{self._base}/api/v1/{path}",
            method="POST",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._bearer}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=SCRIPT_SECONDS) as response:
            return json.load(response)
