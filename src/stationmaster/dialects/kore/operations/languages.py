"""Languages of bots, the bots of an account, and those that a universal bot links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.kore import bots
from stationmaster.dialects.kore.errors import InvalidArguments, Refused
from stationmaster.dialects.kore.files import linked
from stationmaster.dialects.kore.files.bot import DEFAULT_LANGUAGE, LANGUAGE, take_apart
from stationmaster.dialects.kore.files.bot import languages_of as languages_in
from stationmaster.dialects.kore.files.reading import Json, Node, decode
from stationmaster.dialects.kore.paths import BOT_PATH, public
from stationmaster.dialects.kore.reading import (
    State,
    bot_of,
    json_bodies,
    languages_of,
    optional_flag,
    required_text,
    slice_of,
)
from stationmaster.domain.apps import App

_LANGUAGES, _ROLES = "nlp_configurations:nlp_configurations", "role_management:role_management"
_DETAILS = {
    "dialogs": "dialogs",
    "alerts": "alerts",
    "actions": "actions",
    "knowledgetTasks": "knowledgeTasks",  # as the vendor spells it
    "smallTalk": "smallTalk",
    "panels": "panels",
    "widgets": "widgets",
}
#: The sections that hold what a language says, by the vendor's words for them in lower case.
_SECTIONS = {
    "training": "sentences",
    "faqs": "knowledgeTasks",
    "ontology": "knowledgeTasks",
    "smalltalk": "smallTalk",
    "traits": "traits",
}
_OFF = "disabledLanguages"


def enable(call: Call) -> Answer:
    """Give a bot a language: an empty one, one with the texts of another, or one from a file."""
    bot, answers = bot_of(call), []
    for body in json_bodies(call):
        language = required_text(body, "enableLanguage")
        if not LANGUAGE.fullmatch(language):
            raise Refused(f"{language[:50]!r} is not the code of a language")
        if language in languages_of(call, bot):
            raise Refused(f"Language {language} is enabled for the bot already")
        document = bots.definition(call.services, bot)
        mode = _lowered(body.get("langDefinitionMode"))
        base = str(mode.get("baselanguage") or bot.culture)
        _add(document, language, _known(call, bot, base))
        if str(mode.get("type")).lower() == "fileupload":
            source = _uploaded(call, required_text(mode, "fileid"))
            _take_texts(document, language, source, language, _SECTIONS.values())
        else:
            wanted = _lowered(mode.get("preferreddata"))
            sections = {_SECTIONS[word] for word in _SECTIONS if wanted.get(word) is True}
            _take_texts(document, language, {**document}, base, sections)
        answers.append(_keep(call, bot, document, language, body, "Enabled"))
    return json_answer(200, answers)


def update(call: Call) -> Answer:
    """Change the settings of a language; with a file, all of its texts."""
    bot, answers = bot_of(call), []
    for body in json_bodies(call):
        language = _known(call, bot, required_text(body, "updateLanguage"))
        document = bots.definition(call.services, bot)
        if body.get("fileId"):
            source = _uploaded(call, required_text(body, "fileId"))
            _take_texts(document, language, source, language, _SECTIONS.values())
        answers.append(_keep(call, bot, document, language, body, "Updated"))
    return json_answer(200, answers)


def set_status(call: Call) -> Answer:
    """Switch languages on or off for conversations, of which there are none here: it is only kept."""
    bot, messages = bot_of(call), []
    for body in json_bodies(call):
        language = _known(call, bot, required_text(body, "language"))
        is_on = optional_flag(body, "enable", otherwise=True)
        skeleton = bots.skeleton(call.services, bot)
        off = [each for each in skeleton.get(_OFF) or () if each != language]
        changed = {**skeleton, _OFF: off if is_on else [*off, language]}
        bots.keep_skeleton(call.services, bot, changed)
        messages.append(f"{'Enabled' if is_on else 'Disabled'} {language} language successfully")
    return json_answer(200, messages[0] if len(messages) == 1 else messages)


def all_bots(call: Call) -> Answer:
    offset, limit = slice_of(call, limit=50, most=500)
    found = call.services.apps.all()
    page = [{"_id": app.id, "name": app.name} for app in found[offset : offset + limit]]
    return json_answer(200, {"bots": page, "availableMore": offset + len(page) < len(found)})


def linked_bots(call: Call) -> Answer:
    bot = bot_of(call)
    configured, published = (_linked(call, bot, state) for state in State)
    kind = "universalbot" if configured or published else "default"
    return json_answer(200, {"type": kind, "configuredBots": configured, "publishedBots": published})


def _linked(call: Call, bot: App, state: State) -> list[Any]:
    entries = bots.skeleton(call.services, bot, state).get(linked.SECTION)
    return entries if isinstance(entries, list) else []


def _known(call: Call, bot: App, language: str) -> str:
    if language not in languages_of(call, bot):
        raise Refused(f"Language {language[:50]} is not enabled for the bot")
    return language


def _lowered(value: Any) -> Json:
    """An object whose names clients write in several cases."""
    if value is not None and not isinstance(value, dict):
        raise InvalidArguments("langDefinitionMode and preferredData are objects")
    return {key.lower(): each for key, each in (value or {}).items()}


def _uploaded(call: Call, file_id: str) -> Json:
    operations = call.services.operations
    return decode(operations.read(operations.uploaded(file_id).blob)).object()


def _add(document: Json, language: str, base: str) -> None:
    """Add a language with the name and the parameters of another."""
    known = languages_in(Node(document, ""))
    document["defaultLanguage"] = known[0]
    document["supportedLanguages"] = [*known, language]
    locales = document.get("localeData") or {}
    own = locales.get(base)
    kept = {key: value for key, value in (own or {}).items() if key != "synonyms"}
    document["localeData"] = {**locales, language: {**kept, "synonyms": {}}}
    for section in ("mlParams", "advancedNLSettings"):
        entries = [
            {**entry, "utterances": [], "btutterances": []} if section == "mlParams" else entry
            for entry in document.get(section) or ()
            if isinstance(entry, dict)
        ]
        _take_texts(document, language, {**document, section: entries}, base, [section])


def _take_texts(
    document: Json, language: str, source: Mapping[str, Any], base: str, sections: Iterable[str]
) -> None:
    """Put what a source says in one language in place of what a bot says in another, as it stands."""
    for section in dict.fromkeys(sections):
        gone = {id(each) for each in _of(document, section, language)}
        kept = [each for each in document.get(section) or () if id(each) not in gone]
        taken = [{**_without_ids(each), "language": language} for each in _of(source, section, base)]
        if kept or taken or section in document:
            document[section] = [*kept, *taken]


def _of(document: Mapping[str, Any], section: str, language: str) -> list[Json]:
    default = document.get("defaultLanguage") or DEFAULT_LANGUAGE
    entries = document.get(section)
    return [
        each
        for each in (entries if isinstance(entries, list) else ())
        if isinstance(each, dict) and (each.get("language") or default) == language
    ]


def _without_ids(entry: Json) -> Json:
    return {key: value for key, value in entry.items() if key not in ("_id", "refId")}


def _keep(call: Call, bot: App, document: Json, language: str, body: Json, done: str) -> Json:
    settings = body.get("multiLingualConfigurations")
    if settings is not None:
        if not isinstance(settings, dict):
            raise InvalidArguments("multiLingualConfigurations is no object")
        known = document.get("multiLingualConfigurations")
        kept = known if isinstance(known, dict) else {}
        document["multiLingualConfigurations"] = {**kept, language: settings}
    changed = bots.bring_in(call.services, bot, take_apart(Node(document, "")))
    bots.train(call.services, {language: changed[language]})
    details = {name: len(document.get(section) or ()) for name, section in _DETAILS.items()}
    return {"message": f"{done} language successfully", "configurationDetails": details}


ROUTES: tuple[Route, ...] = (
    *public("POST", f"{BOT_PATH}/language", enable, _LANGUAGES, writes=True),
    *public("PUT", f"{BOT_PATH}/language", update, _LANGUAGES, writes=True),
    *public("POST", f"{BOT_PATH}/language/status", set_status, _LANGUAGES, writes=True),
    *public("GET", "/bots", all_bots, _ROLES),
    *public("GET", f"{BOT_PATH}/universalbot/link", linked_bots, _LANGUAGES),
)
