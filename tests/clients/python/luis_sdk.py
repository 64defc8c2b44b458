"""What the scripts here share: the SDK's clients, made from the options on standard input."""

import json
import sys
import time

from azure.cognitiveservices.language.luis.authoring import LUISAuthoringClient
from azure.cognitiveservices.language.luis.authoring.models import ErrorResponseException
from azure.cognitiveservices.language.luis.runtime import LUISRuntimeClient
from msrest.authentication import CognitiveServicesCredentials

VERSION = "0.1"
POLL_SECONDS = 0.1
TRAINING_SECONDS = 90


def read_options():
    return json.load(sys.stdin)


def show(findings):
    json.dump(findings, sys.stdout, default=str)


def authoring(options, key=None):
    credentials = CognitiveServicesCredentials(key or options["authoringKey"])
    return LUISAuthoringClient(options["url"], credentials)


def runtime(options, key=None):
    return LUISRuntimeClient(options["url"], CognitiveServicesCredentials(key or options["endpointKey"]))


def plain(model):
    """A model of the SDK, or a list of them, as the JSON it was read from."""
    if isinstance(model, list):
        return [plain(item) for item in model]
    return model.serialize(keep_readonly=True) if hasattr(model, "serialize") else model


def train(client, app_id, version=VERSION):
    """What the POST answered, and the rows once no model is waiting or in training."""
    accepted = client.train.train_version(app_id, version)
    return plain(accepted), wait_for_training(client, app_id, version)


def wait_for_training(client, app_id, version=VERSION):
    deadline = time.monotonic() + TRAINING_SECONDS
    while True:
        rows = plain(client.train.get_status(app_id, version))
        if not {row["details"]["status"] for row in rows} & {"Queued", "InProgress"}:
            return rows
        if time.monotonic() > deadline:
            sys.exit(f"still training after {TRAINING_SECONDS} s: {rows}")
        time.sleep(POLL_SECONDS)


def names_of_models(client, app_id, version=VERSION):
    return {model.id: model.name for model in client.model.list_models(app_id, version)}


def by_name(names, rows):
    """The details of each model, under its name."""
    return {names[row["modelId"]]: row["details"] for row in rows}


def refusal(call, *arguments, **options):
    """How the SDK reports that the server refused: status and body; None if it did not."""
    try:
        call(*arguments, **options)
    except ErrorResponseException as error:
        return {"status": error.response.status_code, **error.error.additional_properties}
    return None


def create_app(client, name, examples, intents, culture="en-us"):
    """An app with the given intents and a flat entity and a parent with children for its labels."""
    app_id = client.apps.add({"name": name, "culture": culture, "initial_version_id": VERSION})
    for intent in intents:
        client.model.add_intent(app_id, VERSION, intent)
    client.model.add_entity(app_id, VERSION, "Cabin")
    client.model.add_hierarchical_entity(app_id, VERSION, ["from", "to"], "Place")
    for first in range(0, len(examples), 100):
        client.examples.batch(app_id, VERSION, examples[first : first + 100])
    return app_id
