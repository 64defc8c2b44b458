"""A small travel app, as the clients create it: examples for the API, and app JSON for an import.

Labels are written in the text as `{Entity words}`, `{Entity:role words}` or `{Parent::child words}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

SENTENCES = (
    ("BookFlight", "book a flight from {Place::from paris} to {Place::to oslo}"),
    ("BookFlight", "book a flight from {Place::from rome} to {Place::to madrid} tomorrow"),
    ("BookFlight", "fly from {Place::from berlin} to {Place::to lisbon} next monday"),
    ("BookFlight", "i need a {Cabin business class} ticket to {Place::to vienna}"),
    ("BookFlight", "get me a {Cabin first class} seat from {Place::from london} to {Place::to paris}"),
    ("BookFlight", "book an {Cabin economy class} flight to {Place::to dublin}"),
    ("FlightStatus", "is flight ba123 late today"),
    ("FlightStatus", "what is the status of flight lh456"),
    ("FlightStatus", "has flight af789 landed yet"),
    ("FlightStatus", "when does flight sk321 arrive"),
    ("FlightStatus", "tell me whether flight ib654 is on time"),
    ("Greeting", "hello there"),
    ("Greeting", "good morning"),
    ("Greeting", "hi how are you"),
    ("Greeting", "hey nice to meet you"),
    ("None", "the cat sleeps on the sofa"),
)
INTENTS = ("BookFlight", "FlightStatus", "Greeting")
AIRLINES = {"Lufthansa": ["lh", "german airline"], "SAS": ["scandinavian airlines"]}
FLIGHT_NUMBER = "[a-z]{2}[0-9]{3}"

#: For bots: the same trips, labelled with roles of one entity in place of a parent's children.
ROLE_SENTENCES = tuple(
    (intent, text.replace("{Place::from", "{City:origin").replace("{Place::to", "{City:target"))
    for intent, text in SENTENCES
)

CITIES = ("paris", "oslo", "rome", "madrid", "berlin", "lisbon", "vienna", "london", "dublin", "athens")

_LABEL = re.compile(r"\{(?P<entity>\w+(?:::\w+)?)(?::(?P<role>\w+))? (?P<words>[^}]+)\}")


def plain(sentence: str) -> str:
    """The sentence without its labels."""
    return _LABEL.sub(lambda match: match["words"], sentence)


def labels(sentence: str) -> Iterable[tuple[str, str | None, int, int]]:
    """Each label's entity, role, and first and last character, as LUIS counts them."""
    removed = 0
    for match in _LABEL.finditer(sentence):
        start = match.start() - removed
        removed += len(match[0]) - len(match["words"])
        yield match["entity"], match["role"], start, start + len(match["words"]) - 1


def examples(sentences: Iterable[tuple[str, str]] = SENTENCES) -> list[dict[str, Any]]:
    """The bodies of one batch of labelled examples."""
    return [
        {
            "text": plain(sentence),
            "intentName": intent,
            "entityLabels": [
                {"entityName": entity, "startCharIndex": start, "endCharIndex": end}
                for entity, _, start, end in labels(sentence)
            ],
        }
        for intent, sentence in sentences
    ]


def many_sentences() -> list[tuple[str, str]]:
    """Enough different sentences that training takes longer than a request."""
    flights = [
        ("BookFlight", f"{opening} from {{Place::from {first}}} to {{Place::to {second}}}")
        for opening in ("book a flight", "fly", "i want to go", "find me a seat")
        for first in CITIES
        for second in CITIES
        if first != second
    ]
    return [*SENTENCES, *flights]


def app_json(name: str) -> dict[str, Any]:
    """An app for the import, with roles, a list, a regex and two prebuilts."""
    return {
        "luis_schema_version": "3.2.0",
        "versionId": "0.1",
        "name": name,
        "desc": "books flights",
        "culture": "en-us",
        "tokenizerVersion": "1.0.0",
        "intents": [{"name": intent} for intent in (*INTENTS, "None")],
        "entities": [{"name": "Cabin", "roles": []}, {"name": "City", "roles": ["origin", "target"]}],
        "composites": [],
        "closedLists": [
            {
                "name": "Airline",
                "subLists": [{"canonicalForm": form, "list": words} for form, words in AIRLINES.items()],
                "roles": [],
            }
        ],
        "patternAnyEntities": [],
        "regex_entities": [{"name": "FlightNumber", "regexPattern": FLIGHT_NUMBER, "roles": []}],
        "prebuiltEntities": [{"name": "datetimeV2", "roles": []}, {"name": "number", "roles": []}],
        "model_features": [],
        "regex_features": [],
        "patterns": [],
        "utterances": [
            {
                "text": plain(sentence),
                "intent": intent,
                "entities": [
                    {"entity": entity, "startPos": start, "endPos": end, **({"role": role} if role else {})}
                    for entity, role, start, end in labels(sentence)
                ],
            }
            for intent, sentence in ROLE_SENTENCES
        ],
        "settings": [],
    }
