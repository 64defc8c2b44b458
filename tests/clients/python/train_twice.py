"""Train twice without an edit, then once after an edit of one entity's labels."""

from luis_sdk import VERSION, authoring, by_name, create_app, names_of_models, read_options, show, train


def main():
    options = read_options()
    client = authoring(options)
    app_id = create_app(client, "twice", options["examples"], options["intents"])
    client.model.create_regex_entity_model(app_id, VERSION, options["flightNumber"], "FlightNumber")
    client.model.add_prebuilt(app_id, VERSION, ["number"])
    names = names_of_models(client, app_id)
    found = {}
    for occasion in ("first", "second"):
        accepted, rows = train(client, app_id)
        found[occasion] = {"accepted": accepted, "rows": by_name(names, rows)}
    relabel(client, app_id, options["relabelled"])
    found["statusAfterEdit"] = client.versions.get(app_id, VERSION).training_status
    accepted, rows = train(client, app_id)
    found["third"] = {"accepted": accepted, "rows": by_name(names, rows)}
    found["statusAfterTraining"] = client.versions.get(app_id, VERSION).training_status
    show(found)


def relabel(client, app_id, example):
    for known in client.examples.list(app_id, VERSION):
        if known.text == example["text"]:
            client.examples.delete(app_id, VERSION, known.id)
    client.examples.add(app_id, VERSION, example)


if __name__ == "__main__":
    main()
