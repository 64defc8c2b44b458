"""Labels whose end is the last character, the one after it, or beyond the text."""

from luis_sdk import VERSION, authoring, create_app, plain, read_options, show


def main():
    options = read_options()
    client = authoring(options)
    app_id = create_app(client, "ends", options["examples"], ["BookFlight"])
    exported = client.versions.export(app_id, VERSION).serialize()
    show({"reviewed": plain(client.examples.list(app_id, VERSION)), "exported": exported["utterances"]})


if __name__ == "__main__":
    main()
