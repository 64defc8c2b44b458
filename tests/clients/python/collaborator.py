"""A second user of a tenant is let into an app once its owner has named them."""

from luis_sdk import authoring, create_app, plain, read_options, refusal, show


def main():
    options = read_options()
    owner, other = authoring(options), authoring(options, options["otherKey"])
    app_id = create_app(owner, "shared", options["examples"], ["BookFlight"])
    found = {"before": refusal(other.apps.get, app_id), "listedBefore": len(other.apps.list())}
    found["added"] = plain(owner.permissions.add(app_id, options["otherEmail"]))
    found["permissions"] = plain(owner.permissions.list(app_id))
    found["seen"] = plain(other.apps.get(app_id))
    owner.permissions.delete(app_id, options["otherEmail"])
    found["after"] = refusal(other.apps.get, app_id)
    show(found)


if __name__ == "__main__":
    main()
