"""The part of the demo that categorises tickets as SuperOffice's AI agent does."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

EXAMPLE = Path(__file__).parents[1] / "examples" / "superoffice" / "tickets.csv"
_SECONDS = 120.0
_LOOK_SECONDS = 0.05


def story(
    http: httpx.Client, credentials: dict[str, str], command: list[str], say: Callable[[str], None]
) -> None:
    """Import on the command line, then train, poll and guess as a WebAPI client.

    :param command: `stationmaster import`, with the options of the demo's tenant
    """
    say(f"\nTickets for SuperOffice's categorisation: importing {EXAMPLE.relative_to(EXAMPLE.parents[2])}")
    done = subprocess.run(
        [*command, str(EXAMPLE), "--dialect", "superoffice", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"import ended with {done.returncode}: {done.stdout}{done.stderr}")
    outcome = json.loads(done.stdout)["outcome"]
    say(f"  {json.dumps(outcome)}")
    agent = f"/{credentials['contextIdentifier']}/api/v1/Agents"
    login = (credentials["username"], credentials["password"])

    def call(method: str, body: Any = None) -> Any:
        answer = http.post(f"{agent}/{method}", json=body, auth=login)
        if answer.is_error:
            raise RuntimeError(f"{method} was answered by {answer.status_code}: {answer.text}")
        return answer.json()

    began = time.monotonic()
    call(
        "AI/TrainCategoryGuesser",
        {"SelectionId": int(outcome["selectionId"]), "MaxItems": 0, "MaxTextLength": 0},
    )
    status = call("AI/GetTrainingStatus")
    while status["Status"] == "running":
        if time.monotonic() - began > _SECONDS:
            raise RuntimeError(f"training did not end: {status}")
        time.sleep(_LOOK_SECONDS)
        status = call("AI/GetTrainingStatus")
    model = {
        key: status["CurrentModel"][key]
        for key in ("ModelBuiltDateTime", "Accuracy", "TicketCountForTraining")
    }
    say(f"  GetTrainingStatus  {status['Status']}, current model {json.dumps(model)}")
    for title in ("Invoice charged twice", "Jeg får ikke logget inn"):
        ticket = call("Ticket/SaveTicketEntity", {"Title": title})
        guessed = call("AI/GuessCategory", {"TicketId": ticket["TicketId"]})
        name = "nothing"
        if guessed:
            category = http.get(
                f"/{credentials['contextIdentifier']}/api/v1/List/TicketCategory/Items/{guessed}", auth=login
            )
            name = category.json()["Name"]
        say(f"  {title}: {name}")
