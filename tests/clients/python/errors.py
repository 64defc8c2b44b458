"""How the SDK reports each refusal of the server."""

from luis_sdk import VERSION, authoring, create_app, read_options, refusal, runtime, show

UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"


def main():
    options = read_options()
    client = authoring(options)
    app_id = create_app(client, "errors", options["examples"], options["intents"])
    status, train, clone = client.train.get_status, client.train.train_version, client.versions.clone
    found = {
        "notRequested": refusal(status, app_id, VERSION),
        "malformedAppId": refusal(status, "no-guid", VERSION),
        "unknownApp": refusal(status, UNKNOWN_ID, VERSION),
        "unknownVersion": refusal(status, app_id, "9.9"),
        "trainUnknownApp": refusal(train, UNKNOWN_ID, VERSION),
        "trainUnknownVersion": refusal(train, app_id, "9.9"),
        "duplicateVersion": refusal(clone, app_id, VERSION, VERSION),
        "importWithoutVersion": refusal(
            client.versions.import_method,
            app_id,
            {"name": "nameless", "culture": "en-us", "intents": [{"name": "None"}]},
        ),
        "publishUntrained": refusal(client.apps.publish, app_id, VERSION, False),
        "emptyIntentName": refusal(client.model.add_intent, app_id, VERSION, ""),
        "duplicateIntent": refusal(client.model.add_intent, app_id, VERSION, options["intents"][0]),
        "exampleOfUnknownIntent": refusal(
            client.examples.add,
            app_id,
            VERSION,
            {"text": "hm", "intent_name": "Nobody", "entity_labels": []},
        ),
        "unauthorised": {
            name: refusal(authoring(options, key).train.get_status, app_id, VERSION)
            for name, key in options["refusedKeys"].items()
        },
        "anotherTenant": refusal(
            authoring(options, options["anotherTenant"]).train.get_status, app_id, VERSION
        ),
        "anotherRegion": refusal(authoring(options, options["anotherRegion"]).apps.list),
        "prediction": {
            "wrongKey": prediction_refusal(runtime(options, options["refusedKeys"]["unknown"]), app_id, "hi"),
            "tooLong": prediction_refusal(runtime(options), app_id, "x" * 501),
        },
    }
    show(found)


def prediction_refusal(client, app_id, query):
    """How the runtime SDK reports it: the exception has the response and a parsed body."""
    error_type = client.prediction.models.APIErrorException
    try:
        client.prediction.resolve(app_id, query)
    except error_type as error:
        return {
            "status": error.response.status_code,
            "statusCode": error.error.status_code,
            "message": error.error.message,
        }
    return None


if __name__ == "__main__":
    main()
