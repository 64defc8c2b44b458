"""An intent without utterances fails and holds up publishing, until it gets one."""

from luis_sdk import (
    VERSION,
    authoring,
    by_name,
    create_app,
    names_of_models,
    plain,
    read_options,
    refusal,
    runtime,
    show,
    train,
)


def main():
    options = read_options()
    client = authoring(options)
    app_id = create_app(client, "few labels", options["examples"], [*options["intents"], "Complain"])
    names = names_of_models(client, app_id)
    found = {"attempts": []}
    for text in (None, "this is a disgrace"):
        if text:
            example = {"text": text, "intent_name": "Complain", "entity_labels": []}
            client.examples.add(app_id, VERSION, example)
        _, rows = train(client, app_id)
        found["attempts"].append(
            {
                "rows": by_name(names, rows),
                "trainingStatus": client.versions.get(app_id, VERSION).training_status,
                "refusal": refusal(client.apps.publish, app_id, VERSION, False),
            }
        )
    answer = runtime(options).prediction.resolve(app_id, "this is a disgrace", verbose=True)
    found["prediction"] = plain(answer)
    show(found)


if __name__ == "__main__":
    main()
