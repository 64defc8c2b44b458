"""An example is added while a version trains."""

from luis_sdk import (
    VERSION,
    authoring,
    by_name,
    create_app,
    names_of_models,
    plain,
    read_options,
    show,
    train,
    wait_for_training,
)


def main():
    options = read_options()
    client = authoring(options)
    app_id = create_app(client, "edited", options["examples"], options["intents"])
    names = names_of_models(client, app_id)
    accepted = plain(client.train.train_version(app_id, VERSION))
    client.examples.add(app_id, VERSION, options["lateExample"])
    found = {
        "accepted": accepted,
        "rowsAfterEdit": by_name(names, plain(client.train.get_status(app_id, VERSION))),
        "rows": by_name(names, wait_for_training(client, app_id)),
        "trainingStatus": client.versions.get(app_id, VERSION).training_status,
    }
    found["acceptedAgain"], rows = train(client, app_id)
    found["rowsAgain"] = by_name(names, rows)
    found["trainingStatusAgain"] = client.versions.get(app_id, VERSION).training_status
    show(found)


if __name__ == "__main__":
    main()
