"""The production slot keeps its snapshot while the same version is edited, trained and staged."""

from luis_sdk import VERSION, authoring, create_app, plain, read_options, runtime, show, train


def main():
    options = read_options()
    client, predictions = authoring(options), runtime(options)
    app_id = create_app(client, "slots", options["examples"], options["intents"])

    def top(staging):
        answer = predictions.prediction.resolve(app_id, options["query"], staging=staging, verbose=True)
        return {"top": answer.top_scoring_intent.intent, "intents": [i.intent for i in answer.intents]}

    train(client, app_id)
    client.apps.publish(app_id, VERSION, False)
    found = {"published": top(staging=False)}
    client.model.add_intent(app_id, VERSION, "Complain")
    client.examples.batch(app_id, VERSION, options["complaints"])
    found["edited"] = top(staging=False)
    train(client, app_id)
    found["trained"] = top(staging=False)
    client.apps.publish(app_id, VERSION, True)
    found["production"], found["staging"] = top(staging=False), top(staging=True)
    found["endpoints"] = plain(client.apps.get(app_id))["endpoints"]
    show(found)


if __name__ == "__main__":
    main()
