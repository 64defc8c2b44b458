"""Bots: an app with a version for each language and state, and the skeleton of its file beside them.

The versions of development are called `configured/<language>`, those that were published `published/<language>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

import msgspec

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.auth import DIALECT
from stationmaster.dialects.kore.files import ml_params
from stationmaster.dialects.kore.files.bot import Bot, put_together, take_apart
from stationmaster.dialects.kore.files.reading import Json, Node
from stationmaster.dialects.kore.reading import State, version_name
from stationmaster.dialects.kore.resolving import THRESHOLDS
from stationmaster.domain.apps import App, Version
from stationmaster.domain.build import MODEL_TIER, TargetGroup
from stationmaster.domain.dataset import Dataset, Facet, Item, Setting
from stationmaster.domain.errors import NotPublished
from stationmaster.domain.facets import STREAMED
from stationmaster.services.services import Services

ALL_FACETS: frozenset[Facet] = frozenset(Facet) - STREAMED
#: The groups of models that a bot is trained in.
GROUPS = (TargetGroup.ML, TargetGroup.FAQ)

_SKELETON = "skeleton"


def create(
    services: Services,
    *,
    name: str,
    description: str = "",
    languages: Sequence[str] = ("en",),
    app_id: str | None = None,
) -> App:
    """A bot with nothing but its default dialog; the first language is its default.

    :raises AppExists: a bot is called so already
    """
    app_id = app_id or ids.new(ids.BOT)
    dialog, reference = ids.new(ids.DIALOG), ids.new("").removeprefix("-")
    locale = {
        "name": name,
        "description": description,
        "synonyms": {},
        "nlpVersion": {"current": 3, "original": 3},
    }
    document = {
        "_id": app_id,
        "refId": ids.new("").removeprefix("-"),
        "type": "default",
        "defaultLanguage": languages[0],
        "supportedLanguages": list(languages),
        "localeData": {language: dict(locale) for language in languages},
        "defaultDialogId": reference,
        "dialogs": [
            {
                "_id": dialog,
                "refId": reference,
                "lname": "default dialog",
                "isHidden": False,
                "nodes": [],
                "localeData": {
                    language: {"name": "Default Dialog", "shortDesc": ""} for language in languages
                },
            }
        ],
        "dialogComponents": [],
        "mlParams": [_usual_parameters(language) for language in languages],
    }
    return create_from(services, take_apart(Node(document, "")), name=name, app_id=app_id)


def _usual_parameters(language: str) -> Json:
    return {
        "type": 1,
        "language": language,
        "state": State.CONFIGURED.value,
        "intentParams": {"type": "V3", "useSynonyms": False, "useStopwords": False, "usePlaceholders": True},
        "nerParams": {"type": "corenlp"},
        "mlConfigurations": {"NoneIntent": True, "ML_Add_FAQS_To_NoneIntent": False},
        "utterances": [],
        "btutterances": [],
    }


def create_from(services: Services, bot: Bot, *, name: str, app_id: str | None = None) -> App:
    """A bot of what a file says.

    :raises AppExists: a bot is called so already
    """
    default = bot.languages[0]
    app, _ = services.apps.create(
        name=name,
        culture=default,
        description=bot.description,
        version_name=version_name(State.CONFIGURED, default),
        dialect=DIALECT,
        app_id=app_id or ids.new(ids.BOT),
    )
    bring_in(services, app, bot)
    return app


def versions(services: Services, app: App, state: State = State.CONFIGURED) -> dict[str, Version]:
    """The versions of a state by their languages, that of the default language first."""
    prefix = version_name(state, "")
    found = {
        version.name.removeprefix(prefix): version
        for version in services.apps.versions(app)
        if version.name.startswith(prefix)
    }
    return dict(sorted(found.items(), key=lambda pair: pair[0] != app.culture))


def bring_in(services: Services, app: App, bot: Bot) -> dict[str, Version]:
    """Make a bot say what a file says, in one edit of each language that differs."""
    known = versions(services, app)
    changed = {}
    for language in dict.fromkeys((*bot.languages, *known)):
        version = known.get(language) or _add_version(services, app, State.CONFIGURED, language)
        items = (*bot.items.get(language, ()), *_own_settings(services, version))
        version = services.labelling.replace_facets(version, items, ALL_FACETS)
        changed[language] = _with_thresholds(services, version, bot.skeleton, app.culture)
    keep_skeleton(services, app, bot.skeleton)
    return changed


def replace_items(
    services: Services, app: App, items: Mapping[str, Iterable[Item]], facets: Set[Facet]
) -> dict[str, Version]:
    """Make the versions of development hold exactly these items of these facets, by their languages."""
    known = versions(services, app)
    return {
        language: services.labelling.replace_facets(known[language], of_language, facets)
        for language, of_language in items.items()
    }


def add_items(services: Services, app: App, items: Sequence[Item]) -> dict[str, Version]:
    """Add the same items, or put them in place of those with their ids, in every language."""
    return {
        language: services.labelling.put(version, items)
        for language, version in versions(services, app).items()
    }


def skeleton(services: Services, app: App, state: State = State.CONFIGURED) -> Json:
    """What of a bot is only carried, with holes where its items are."""
    kept = services.apps.document(app, _skeleton_name(state))
    found: Json = {"defaultLanguage": app.culture} if kept is None else msgspec.json.decode(kept)
    return found


def keep_skeleton(
    services: Services, app: App, changed: Mapping[str, Any], state: State = State.CONFIGURED
) -> None:
    """Keep what of a bot is only carried."""
    services.apps.keep_document(app, _skeleton_name(state), msgspec.json.encode(changed))


def change_settings(services: Services, app: App, changed: Mapping[str, Any]) -> dict[str, Version]:
    """Keep a skeleton with other parameters, and let the models know of those that decide them."""
    keep_skeleton(services, app, changed)
    settings = {
        language: [
            *ml_params.settings_of(changed, language, default=app.culture),
            *_own_settings(services, version),
        ]
        for language, version in versions(services, app).items()
    }
    edited = replace_items(services, app, settings, {Facet.SETTINGS})
    return {
        language: _with_thresholds(services, version, changed, app.culture)
        for language, version in edited.items()
    }


def definition(services: Services, app: App, state: State = State.CONFIGURED) -> Json:
    """A bot as its file says it.

    :raises NotPublished: it has not been published
    """
    return put_together(skeleton(services, app, state), datasets(services, app, state))


def datasets(services: Services, app: App, state: State = State.CONFIGURED) -> dict[str, Dataset]:
    """What a bot has in each language, its default language first.

    :raises NotPublished: it has not been published
    """
    found = {
        language: services.labelling.dataset(version)
        for language, version in versions(services, app, state).items()
    }
    if not found:
        raise NotPublished(f"The bot {app.name!r} has not been published")
    return found


def publish(services: Services, app: App) -> dict[str, Version]:
    """Make the published versions equal to those of development, by an edit of what differs."""
    published = versions(services, app, State.PUBLISHED)
    changed = {}
    for language, version in versions(services, app).items():
        target = published.get(language) or _add_version(services, app, State.PUBLISHED, language)
        items = (
            item
            for facet in Facet
            if facet in ALL_FACETS
            for item in services.labelling.items(version, facet)
        )
        target = services.labelling.replace_facets(target, items, ALL_FACETS)
        if target.documents != version.documents:
            target = services.apps.set_documents(target, version.documents)
        changed[language] = target
    keep_skeleton(services, app, skeleton(services, app), State.PUBLISHED)
    return changed


def train(services: Services, of_languages: Mapping[str, Version]) -> None:
    """Request both trainings of versions."""
    for version in of_languages.values():
        for group in GROUPS:
            services.training.request(version, group)


def _own_settings(services: Services, version: Version) -> list[Setting]:
    """What is asked for here and no file of a bot can say: the tier."""
    tier = services.labelling.find(version, Setting, MODEL_TIER)
    return [tier] if tier else []


def _skeleton_name(state: State) -> str:
    return f"{_SKELETON}/{state.value}"


def _add_version(services: Services, app: App, state: State, language: str) -> Version:
    return services.apps.add_version(app, version_name(state, language), culture=language, documents={})


def _with_thresholds(
    services: Services, version: Version, document: Mapping[str, Any], default: str
) -> Version:
    """The version with the thresholds that a document says for its language, if it says any."""
    found = ml_params.thresholds_of(document, version.culture, default=default)
    if not found or version.documents.get(THRESHOLDS) == found:
        return version
    return services.apps.set_documents(version, {**version.documents, THRESHOLDS: found})
