"""Every way in which SDK 0.2.0 edits what an app is made of, and what is left of it afterwards."""

from luis_sdk import VERSION, authoring, create_app, plain, read_options, refusal, show

KINDS_WITH_ROLES = (
    "entity",
    "prebuilt_entity",
    "closed_list_entity",
    "regex_entity",
    "composite_entity",
    "pattern_any_entity",
    "hierarchical_entity",
)


def main():
    options = read_options()
    client = authoring(options)
    app_id = create_app(client, "edits", options["examples"], options["intents"])
    at = (app_id, VERSION)
    show(
        {
            "intents": edit_intents(client, at),
            "entities": edit_entities(client.model, at),
            "lists": edit_lists(client.model, at),
            "hierarchical": edit_hierarchical(client.model, at),
            "composite": edit_composite(client.model, at),
            "patternAny": edit_pattern_any(client.model, at),
            "prebuilts": edit_prebuilts(client.model, at),
            "roles": {kind: edit_roles(client.model, at, kind) for kind in KINDS_WITH_ROLES},
            "phraseLists": edit_phrase_lists(client.features, at),
            "patterns": edit_patterns(client, at),
            "app": edit_app(client, app_id),
            "unknownDomain": refusal(client.model.add_custom_prebuilt_domain, *at, "NoSuchDomain"),
        }
    )


def edit_intents(client, at):
    model = client.model
    ids = {intent.name: intent.id for intent in model.list_intents(*at)}
    found = {
        "examples": [example.text for example in model.examples_method(*at, ids["Greeting"])],
        "moved": plain(model.delete_intent(*at, ids["Greeting"], delete_utterances=False)),
        "dropped": plain(model.delete_intent(*at, ids["FlightStatus"], delete_utterances=True)),
    }
    reviewed = client.examples.list(*at)
    found["none"] = [example.text for example in reviewed if example.intent_label == "None"]
    found["intentsOfExamples"] = sorted({example.intent_label for example in reviewed})
    return found


def edit_entities(model, at):
    first = model.add_entity(*at, "Meal")
    regex = model.create_regex_entity_model(*at, "[0-9]{4}", "Code")
    found = {
        "renamed": plain(model.update_entity(*at, first, "Dish")),
        "entity": plain(model.get_entity(*at, first)),
        "changedRegex": plain(model.update_regex_entity_model(*at, regex, "[0-9]{5}", "LongCode")),
        "regex": plain(model.get_regex_entity_entity_info(*at, regex)),
        "regexes": [entity.name for entity in model.list_regex_entity_infos(*at)],
        "badRegex": refusal(model.create_regex_entity_model, *at, "([a-z]", "Broken"),
    }
    model.delete_entity(*at, first)
    model.delete_regex_entity_model(*at, regex)
    found["left"] = [
        entity.name for entity in (*model.list_entities(*at), *model.list_regex_entity_infos(*at))
    ]
    return found


def edit_lists(model, at):
    list_id = model.add_closed_list(*at, [{"canonical_form": "red", "list": ["crimson"]}], "Colour")
    found = {"sublistId": model.add_sub_list(*at, list_id, "blue", ["navy", "azure"])}
    found["patched"] = plain(
        model.patch_closed_list(*at, list_id, [{"canonical_form": "green", "list": ["lime"]}])
    )
    found["changedSublist"] = plain(
        model.update_sub_list(*at, list_id, found["sublistId"], "dark blue", ["navy"])
    )
    found["afterChanges"] = plain(model.get_closed_list(*at, list_id))
    found["droppedSublist"] = plain(model.delete_sub_list(*at, list_id, found["sublistId"]))
    found["afterDrop"] = plain(model.get_closed_list(*at, list_id))
    replacement = [{"canonical_form": "gold", "list": []}]
    found["replaced"] = plain(model.update_closed_list(*at, list_id, replacement, "Metal"))
    found["lists"] = plain(model.list_closed_lists(*at))
    found["deleted"] = plain(model.delete_closed_list(*at, list_id))
    found["left"] = plain(model.list_closed_lists(*at))
    return found


def edit_hierarchical(model, at):
    parent = model.add_hierarchical_entity(*at, ["adult", "child"], "Person")
    child = model.add_hierarchical_entity_child(*at, parent, "infant")
    found = {
        "child": plain(model.get_hierarchical_entity_child(*at, parent, child)),
        "renamedChild": plain(model.update_hierarchical_entity_child(*at, parent, child, "baby")),
        "afterRename": plain(model.get_hierarchical_entity(*at, parent)),
        "deletedChild": plain(model.delete_hierarchical_entity_child(*at, parent, child)),
        "replaced": plain(model.update_hierarchical_entity(*at, parent, ["senior", "junior"], "Guest")),
    }
    found["entities"] = plain(model.list_hierarchical_entities(*at))
    model.delete_hierarchical_entity(*at, parent)
    found["left"] = [entity.name for entity in model.list_hierarchical_entities(*at)]
    return found


def edit_composite(model, at):
    parent = model.add_composite_entity(*at, ["Cabin"], "Booking")
    child = model.add_composite_entity_child(*at, parent, "Place::to")
    found = {"afterAdd": plain(model.get_composite_entity(*at, parent))}
    found["deletedChild"] = plain(model.delete_composite_entity_child(*at, parent, child))
    found["replaced"] = plain(model.update_composite_entity(*at, parent, ["Place"], "Journey"))
    found["entities"] = plain(model.list_composite_entities(*at))
    found["deleted"] = plain(model.delete_composite_entity(*at, parent))
    return found


def edit_pattern_any(model, at):
    entity = model.create_pattern_any_entity_model(*at, "Title", ["the end"])
    item = model.add_explicit_list_item(*at, entity, "to be or not to be")
    found = {
        "item": plain(model.get_explicit_list_item(*at, entity, item)),
        "changedItem": plain(model.update_explicit_list_item(*at, entity, item, "what you will")),
        "items": [listed.explicit_list_item for listed in model.get_explicit_list(*at, entity)],
        "deletedItem": plain(model.delete_explicit_list_item(*at, entity, item)),
        "replaced": plain(model.update_pattern_any_entity_model(*at, entity, "Book", ["as you like it"])),
        "entities": plain(model.list_pattern_any_entity_infos(*at)),
    }
    found["deleted"] = plain(model.delete_pattern_any_entity_model(*at, entity))
    return found


def edit_prebuilts(model, at):
    (added,) = model.add_prebuilt(*at, ["email"])
    found = {
        "offered": [prebuilt.name for prebuilt in model.list_prebuilt_entities(*at)],
        "prebuilt": plain(model.get_prebuilt(*at, added.id)),
        "deleted": plain(model.delete_prebuilt(*at, added.id)),
        "unknown": refusal(model.add_prebuilt, *at, ["noSuchPrebuilt"]),
    }
    found["left"] = [prebuilt.name for prebuilt in model.list_prebuilts(*at)]
    return found


def edit_roles(model, at, kind):
    entity = entity_of_kind(model, at, kind)
    role = getattr(model, f"create_{kind}_role")(*at, entity, "first")
    return {
        "role": plain(getattr(model, f"get_{kind}_role")(*at, entity, role)),
        "renamed": plain(getattr(model, f"update_{kind}_role")(*at, entity, role, "second")),
        "roles": plain(getattr(model, f"list_{kind}_roles")(*at, entity)),
        "deleted": plain(getattr(model, f"delete_{kind}_role")(*at, entity, role)),
        "left": plain(getattr(model, f"list_{kind}_roles")(*at, entity)),
        "id": role,
    }


def entity_of_kind(model, at, kind):
    match kind:
        case "entity":
            return model.add_entity(*at, "WithRole")
        case "prebuilt_entity":
            return model.add_prebuilt(*at, ["number"])[0].id
        case "closed_list_entity":
            return model.add_closed_list(*at, [{"canonical_form": "a", "list": []}], "ListWithRole")
        case "regex_entity":
            return model.create_regex_entity_model(*at, "a+", "RegexWithRole")
        case "composite_entity":
            return model.add_composite_entity(*at, ["Cabin"], "CompositeWithRole")
        case "pattern_any_entity":
            return model.create_pattern_any_entity_model(*at, "AnyWithRole", [])
        case _:
            return model.add_hierarchical_entity(*at, ["one"], "ParentWithRole")


def edit_phrase_lists(features, at):
    created = {"name": "meals", "phrases": "lunch,dinner", "is_exchangeable": False}
    list_id = features.add_phrase_list(*at, created)
    change = {"name": "dishes", "phrases": "soup,stew", "is_active": False, "is_exchangeable": True}
    found = {
        "id": list_id,
        "listed": plain(features.list_phrase_lists(*at)),
        "changed": plain(features.update_phrase_list(*at, list_id, change)),
        "afterChange": plain(features.get_phrase_list(*at, list_id)),
        "deleted": plain(features.delete_phrase_list(*at, list_id)),
    }
    found["left"] = plain(features.list_phrase_lists(*at))
    found["patternFeatures"] = plain(features.list_application_version_pattern_features(*at))
    return found


def edit_patterns(client, at):
    pattern = client.pattern
    texts = ("take me to {Place::to}", "fly me [please] to {Place::to}", "go to {Place::to}")
    ids = [pattern.add_pattern(*at, text, "BookFlight").id for text in texts]
    changed = {"id": ids[0], "pattern": "bring me to {Place::to}", "intent": "BookFlight"}
    several = [{"id": ids[1], "pattern": "fly me to {Place::to}", "intent": "BookFlight"}]
    found = {
        "changed": plain(pattern.update_pattern(*at, ids[0], changed)),
        "changedSeveral": plain(pattern.update_patterns(*at, several)),
        "ids": ids,
    }
    (intent,) = [intent.id for intent in client.model.list_intents(*at) if intent.name == "BookFlight"]
    found["ofIntent"] = plain(pattern.list_intent_patterns(*at, intent))
    found["deleted"] = plain(pattern.delete_pattern(*at, ids[0]))
    found["deletedSeveral"] = plain(pattern.delete_patterns(*at, ids[1:]))
    found["left"] = plain(pattern.list_patterns(*at))
    return found


def edit_app(client, app_id):
    apps = client.apps
    found = {
        "settings": plain(apps.get_settings(app_id)),
        "changedSettings": plain(apps.update_settings(app_id, True)),
        "settingsAfter": plain(apps.get_settings(app_id)),
        "publishSettings": plain(apps.get_publish_settings(app_id)),
    }
    wanted = {"sentiment_analysis": False, "speech": False, "spell_checker": False}
    found["changedPublishSettings"] = plain(apps.update_publish_settings(app_id, wanted))
    found["endpoints"] = apps.list_endpoints(app_id)
    found["domains"] = apps.list_domains()
    found["usageScenarios"] = apps.list_usage_scenarios()
    return found


if __name__ == "__main__":
    main()
