"""A small app that uses every key, and the two ways it travels."""

from __future__ import annotations

import copy
import itertools
import json
from typing import Any

from stationmaster.dialects.luis.appjson import ImportedApp, convert, parse_app, render_app

Json = dict[str, Any]

_TRAVEL: Json = {
    "luis_schema_version": "7.0.0",
    "versionId": "0.1",
    "name": "Travel",
    "desc": "Books trips",
    "culture": "en-us",
    "tokenizerVersion": "1.0.0",
    "intents": [
        {"name": "None", "features": []},
        {"name": "Book", "features": [{"featureName": "Cities", "isRequired": False}]},
        {
            "name": "Cancel",
            "features": [],
            "inherits": {"domain_name": "Places", "model_name": "Cancel"},
        },
    ],
    "entities": [
        {
            "name": "Trip",
            "children": [
                {
                    "name": "Leg",
                    "children": [{"name": "Day", "instanceOf": "number", "children": [], "features": []}],
                    "features": [],
                },
                {"name": "Class", "children": [], "features": [{"modelName": "Seat", "isRequired": True}]},
            ],
            "roles": ["outward"],
            "features": [],
        },
        {"name": "Seat", "children": [], "roles": [], "features": []},
    ],
    "hierarchicals": [
        {"name": "Place", "children": [{"name": "From"}, {"name": "To"}], "roles": [], "features": []}
    ],
    "composites": [
        {
            "name": "Route",
            "children": [{"name": "Place::From"}, {"name": "Code"}],
            "roles": [],
            "features": [],
        }
    ],
    "closedLists": [
        {"name": "City", "subLists": [{"canonicalForm": "Paris", "list": ["lutetia", "paname"]}], "roles": []}
    ],
    "patternAnyEntities": [{"name": "Title", "explicitList": ["to be or not to be"], "roles": ["old"]}],
    "regex_entities": [{"name": "Code", "regexPattern": "[a-z]{3}[0-9]", "roles": []}],
    "prebuiltEntities": [{"name": "number", "roles": ["count"]}],
    "phraselists": [
        {
            "name": "Cities",
            "mode": True,
            "words": "Paris,Rome, Oslo",
            "activated": True,
            "enabledForAllModels": False,
        }
    ],
    "regex_features": [{"name": "Coded", "pattern": "[0-9]+", "activated": False}],
    "patterns": [{"pattern": "read {Title:old} on the way [to {Place::To}]", "intent": "Book"}],
    "utterances": [
        {
            "text": "first class on day 2 from Rome",
            "intent": "Book",
            "entities": [
                {
                    "entity": "Trip",
                    "startPos": 0,
                    "endPos": 19,
                    "role": "outward",
                    "children": [
                        {"entity": "Class", "startPos": 0, "endPos": 10, "children": []},
                        {
                            "entity": "Leg",
                            "startPos": 15,
                            "endPos": 19,
                            "children": [{"entity": "Day", "startPos": 19, "endPos": 19, "children": []}],
                        },
                    ],
                },
                {"entity": "Place::From", "startPos": 26, "endPos": 29},
            ],
        },
        {"text": "pay abc1", "intent": "None", "entities": [{"entity": "Code", "startPos": 4, "endPos": 7}]},
        {"text": "cancel", "intent": "Cancel", "entities": []},
    ],
    "settings": [{"name": "NormalizePunctuation", "value": "true"}],
}


def travel(**changes: Any) -> Json:
    """A copy of the app, with other values at the top."""
    return {**copy.deepcopy(_TRAVEL), **changes}


def parsed(document: Any) -> ImportedApp:
    """What we make of a document."""
    numbers = itertools.count(1)
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return parse_app(data, new_id=lambda: f"id-{next(numbers)}")


def rendered(app: ImportedApp, **changes: Any) -> Json:
    """The app as a document again."""
    said: Json = {
        "name": app.name,
        "description": app.description,
        "culture": app.culture,
        "version_name": app.version_name,
        "dataset": app.dataset,
        "carried": app.carried,
        "schema": app.schema,
    }
    return render_app(**{**said, **changes})


def converted(document: Json, to_schema: str) -> tuple[Json, tuple[str, ...]]:
    """The document in another schema, and what was lost."""
    app = parsed(document)
    return convert(
        name=app.name,
        description=app.description,
        culture=app.culture,
        version_name=app.version_name,
        dataset=app.dataset,
        carried=app.carried,
        schema=app.schema,
        to_schema=to_schema,
    )
