"""Every step that a customer's Python code takes with SDK 0.2.0, from an empty account to no app."""

from luis_sdk import (
    VERSION,
    authoring,
    names_of_models,
    plain,
    read_options,
    runtime,
    show,
    train,
)


def main():
    options = read_options()
    client = authoring(options)
    found = {"cultures": plain(client.apps.list_supported_cultures())}
    app_id = client.apps.add(
        {"name": "travel", "culture": "en-us", "description": "books flights", "initial_version_id": VERSION}
    )
    found["appId"] = app_id
    found["made"] = make_models(client, app_id, options)
    found["batch"] = plain(client.examples.batch(app_id, VERSION, options["examples"]))
    found["example"] = plain(client.examples.add(app_id, VERSION, options["oneMore"]))
    found["halfWrong"] = plain(client.examples.batch(app_id, VERSION, options["halfWrong"]))
    found["reviewed"] = plain(client.examples.list(app_id, VERSION))
    found["reviewedPage"] = plain(client.examples.list(app_id, VERSION, skip=1, take=2))
    found["lists"] = list_models(client, app_id, found["made"])
    found["accepted"], found["rows"] = train(client, app_id)
    found["names"] = names_of_models(client, app_id)
    found["version"] = plain(client.versions.get(app_id, VERSION))
    found["published"] = plain(client.apps.publish(app_id, VERSION, False))
    found["app"] = plain(client.apps.get(app_id))
    found["predictions"] = predict(runtime(options), app_id, options["queries"])
    found["copies"] = copy_around(client, app_id)
    found["edited"] = edit(client, app_id)
    found["deleted"] = plain(client.apps.delete(app_id, force=True))
    found["appsLeft"] = [app.id for app in client.apps.list()]
    show(found)


def make_models(client, app_id, options):
    model = client.model
    made = {
        "intents": [model.add_intent(app_id, VERSION, intent) for intent in options["intents"]],
        "simple": model.add_entity(app_id, VERSION, "Cabin"),
        "hierarchical": model.add_hierarchical_entity(app_id, VERSION, ["from", "to"], "Place"),
        "composite": model.add_composite_entity(app_id, VERSION, ["Place", "Cabin"], "Trip"),
        "list": model.add_closed_list(
            app_id,
            VERSION,
            [{"canonical_form": form, "list": words} for form, words in options["airlines"].items()],
            "Airline",
        ),
        "regex": model.create_regex_entity_model(app_id, VERSION, options["flightNumber"], "FlightNumber"),
        "patternAny": model.create_pattern_any_entity_model(app_id, VERSION, "Anything", []),
    }
    made["role"] = model.create_entity_role(app_id, VERSION, made["simple"], "wanted")
    made["prebuilts"] = plain(model.add_prebuilt(app_id, VERSION, ["datetimeV2", "number"]))
    phrases = {"name": "cabins", "phrases": "business class,first class", "is_exchangeable": True}
    made["phraseList"] = client.features.add_phrase_list(app_id, VERSION, phrases)
    made["pattern"] = plain(
        client.pattern.add_pattern(app_id, VERSION, "where is flight {FlightNumber}", "FlightStatus")
    )
    made["patterns"] = plain(
        client.pattern.batch_add_patterns(
            app_id, VERSION, [{"pattern": "good {Anything}", "intent": "Greeting"}]
        )
    )
    return made


def list_models(client, app_id, made):
    model = client.model
    return {
        "models": plain(model.list_models(app_id, VERSION)),
        "intents": plain(model.list_intents(app_id, VERSION)),
        "simple": plain(model.get_entity(app_id, VERSION, made["simple"])),
        "roles": plain(model.list_entity_roles(app_id, VERSION, made["simple"])),
        "hierarchical": plain(model.get_hierarchical_entity(app_id, VERSION, made["hierarchical"])),
        "composite": plain(model.get_composite_entity(app_id, VERSION, made["composite"])),
        "list": plain(model.get_closed_list(app_id, VERSION, made["list"])),
        "regex": plain(model.get_regex_entity_entity_info(app_id, VERSION, made["regex"])),
        "patternAny": plain(model.get_pattern_any_entity_info(app_id, VERSION, made["patternAny"])),
        "prebuilts": plain(model.list_prebuilts(app_id, VERSION)),
        "phraseList": plain(client.features.get_phrase_list(app_id, VERSION, made["phraseList"])),
        "patterns": plain(client.pattern.list_patterns(app_id, VERSION)),
    }


def predict(client, app_id, queries):
    def resolve(query, **options):
        return client.prediction.resolve(app_id, query, **options).serialize()

    full = {"timezone_offset": 60.0, "verbose": True, "staging": False, "spell_check": False, "log": True}
    return {query: {"bare": resolve(query), "full": resolve(query, **full)} for query in queries}


def copy_around(client, app_id):
    exported = client.versions.export(app_id, VERSION)
    copy_id = client.apps.import_method(exported, app_name="copy")
    copies = {
        "exported": exported.serialize(),
        "imported": client.versions.import_method(app_id, exported, version_id="0.3"),
        "cloned": client.versions.clone(app_id, VERSION, "0.2"),
    }
    copies["versions"] = plain(client.versions.list(app_id))
    copies["importedExport"] = client.versions.export(app_id, "0.3").serialize()
    copies["deleted"] = plain(client.versions.delete(app_id, "0.2"))
    copies["versionsLeft"] = [version.version for version in client.versions.list(app_id)]
    copies["copy"] = plain(client.apps.get(copy_id))
    copies["copyExport"] = client.versions.export(copy_id, VERSION).serialize()
    client.apps.delete(copy_id)
    return copies


def edit(client, app_id):
    intent_id = client.model.add_intent(app_id, VERSION, "Complain")
    edited = {
        "renamedIntent": plain(client.model.update_intent(app_id, VERSION, intent_id, "Praise")),
        "intent": plain(client.model.get_intent(app_id, VERSION, intent_id)),
        "deletedIntent": plain(client.model.delete_intent(app_id, VERSION, intent_id)),
        "renamedApp": plain(client.apps.update(app_id, "travels", "books more flights")),
        "renamedVersion": plain(client.versions.update(app_id, "0.3", "second")),
        "changedSettings": plain(
            client.settings.update(app_id, VERSION, [{"name": "NormalizePunctuation", "value": "true"}])
        ),
        "settings": plain(client.settings.list(app_id, VERSION)),
    }
    edited["app"] = plain(client.apps.get(app_id))
    edited["intents"] = [intent.name for intent in client.model.list_intents(app_id, VERSION)]
    edited["versions"] = [version.version for version in client.versions.list(app_id)]
    return edited


if __name__ == "__main__":
    main()
