"""Thresholds and parameters of a bot's language engine, changed in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.kore import bots, ids
from stationmaster.dialects.kore.errors import InvalidArguments
from stationmaster.dialects.kore.files import ml_params
from stationmaster.dialects.kore.files.reading import Json, Node
from stationmaster.dialects.kore.paths import BOT_PATH, public
from stationmaster.dialects.kore.reading import State, bot_of, json_body, optional_flag, version_of
from stationmaster.domain.apps import App

_SCOPE = "nlp_configurations:nlp_configurations"
_WHOLE_BOT, _OF_SEVERAL_MODELS, _GROUP = 1, 2, 3
_BOT_LEVEL = "bot level intent model"

_PARTS = ("configurations", "mlParams", "advancedNLPSettings", "nlSettings")
_NL_SETTINGS = ("enableAutoUtteranceAddition", "enableNegativePatterns")

#: Settings that decide models, for records that a bot has not had so far.
_TRAINED = frozenset({"network", "f_negation", "NoneIntent"})


def configure(call: Call) -> Answer:
    bot, body = bot_of(call), Node(json_body(call), "")
    if not any(body.find(part) for part in _PARTS):
        raise InvalidArguments(f"the body has none of {', '.join(_PARTS)}")
    language = call.query.get("language") or bot.culture
    version_of(call, bot, language=language)
    changed = bots.skeleton(call.services, bot)
    _set_thresholds(changed, body, language)
    _set_parameters(changed, body, bot, language, call.query.get("groupname", "").strip())
    _set_advanced(changed, body, bot, language)
    settings = body.find("nlSettings")
    if settings is not None:
        for name in _NL_SETTINGS:
            if settings.find(name) is not None:
                changed[name] = optional_flag(settings.object(), name, otherwise=False)
    bots.change_settings(call.services, bot, changed)
    return json_answer(
        200, {"message": "Configurations updated successfully", **_told(changed, bot, language)}
    )


def _set_thresholds(changed: Json, body: Node, language: str) -> None:
    """Bring thresholds into the configurations of their modes."""
    given = list(body.each("configurations"))
    if not given:
        return
    locales = dict(changed.get("localeData") or {})
    own = dict(locales.get(language) or {})
    kept = own.get("confidenceConfigs")
    kept = changed.get("confidenceConfigs") if kept is None else kept
    configurations = [dict(each) for each in kept or () if isinstance(each, dict)]
    by_mode = {each.get("mode"): each for each in configurations}
    for node in given:
        mode = node.member("mode").name()
        for name, least, most in _BOUNDS if mode == "ml" else ():
            _check_within(node, name, least, most)
        known = by_mode.get(mode)
        if known is None:
            by_mode[mode] = dict(node.object())
            configurations.append(by_mode[mode])
        else:
            known |= node.object()
    changed["localeData"] = {**locales, language: {**own, "confidenceConfigs": configurations}}


_BOUNDS = (("exactMatchThreshold", 80, 100), ("minThreshold", 0, 1))


def _check_within(node: Node, name: str, least: float, most: float) -> None:
    found = node.find(name)
    if found is None:
        return
    value = found.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        found.fail(f"must be a number from {least} to {most}")


def _set_parameters(changed: Json, body: Node, bot: App, language: str, group: str) -> None:
    """Bring ML parameters into the record of the bot, or of the group that is named."""
    given = body.find("mlParams")
    if given is None:
        return
    for path, check in _CHECKS.items():
        found = _reached(given, path)
        if found is not None:
            check(found)
    entries = [dict(each) for each in changed.get(ml_params.SECTION) or () if isinstance(each, dict)]
    own = [each for each in entries if (each.get("language") or bot.culture) == language]
    meant = [each for each in own if _is_meant(each, group)]
    if not meant:
        if group and group.casefold() != _BOT_LEVEL:
            raise InvalidArguments(f"no group of models is called {group!r}")
        kind = _OF_SEVERAL_MODELS if group else _WHOLE_BOT
        meant = [{"type": kind, "language": language, "state": State.CONFIGURED.value}]
        entries += meant
    for each in meant:
        _merge(each, {key: value for key, value in given.object().items() if key not in _CARRIED})
    changed[ml_params.SECTION] = entries


_CARRIED = ("_id", "language", "type", "state", "utterances", "btutterances")


def _is_meant(entry: Mapping[str, Any], group: str) -> bool:
    kind = entry.get("type", _WHOLE_BOT)
    if not group:
        return bool(kind == _WHOLE_BOT)
    if group.casefold() == _BOT_LEVEL:
        return bool(kind == _OF_SEVERAL_MODELS)
    name = entry.get("name") or entry.get("groupName")
    return kind == _GROUP and isinstance(name, str) and name.casefold() == group.casefold()


def _merge(kept: Json, given: Mapping[str, Any]) -> None:
    for key, value in given.items():
        own = kept.get(key)
        if isinstance(own, dict) and isinstance(value, dict):
            kept[key] = dict(own)
            _merge(kept[key], value)
        else:
            kept[key] = value


def _reached(node: Node, path: tuple[str, ...]) -> Node | None:
    found: Node | None = node
    for key in path:
        found = None if found is None else found.find(key)
    return found


def _flag(node: Node) -> None:
    if not isinstance(node.value, bool):
        node.fail("must be true or false")


def _one_of(*words: str) -> Callable[[Node], None]:
    def check(node: Node) -> None:
        if node.text() not in words:
            node.fail(f"must be {' or '.join(words)}, not {node.text()[:50]!r}")

    return check


def _whole(least: int, most: int) -> Callable[[Node], None]:
    def check(node: Node) -> None:
        if not least <= node.whole() <= most:
            node.fail(f"must be a whole number from {least} to {most}")

    return check


#: What the parameters whose values are told by the vendor must be; others are kept as they come.
_CHECKS: Mapping[tuple[str, ...], Callable[[Node], None]] = {
    ("intentParams", "useSynonyms"): _flag,
    ("intentParams", "useStopwords"): _flag,
    ("intentParams", "usePlaceholders"): _flag,
    ("intentParams", "features"): _one_of("skip_gram", "n_gram"),
    ("intentParams", "skip_gram", "seqLength"): _whole(2, 4),
    ("intentParams", "skip_gram", "maxSkipDistance"): _whole(1, 3),
    ("nerParams", "type"): _one_of("corenlp", "spacy"),
    ("mlConfigurations", "NoneIntent"): _flag,
    ("mlConfigurations", "ML_Add_FAQS_To_NoneIntent"): _flag,
}


def _set_advanced(changed: Json, body: Node, bot: App, language: str) -> None:
    """Set advanced settings by their names; one that the bot has not had so far is added."""
    entries = [dict(each) for each in changed.get(ml_params.ADVANCED) or () if isinstance(each, dict)]
    for node in body.each("advancedNLPSettings"):
        name, value = node.member("configurationKeyName").name(), node.member("configurationValue").value
        own = [
            each
            for each in entries
            if each.get("configurationKeyName") == name and (each.get("language") or bot.culture) == language
        ]
        if not own:
            own = [
                {
                    "_id": ids.new(ids.ADVANCED_SETTING),
                    "type": _WHOLE_BOT,
                    "configurationKeyName": name,
                    "nlpEngine": node.optional_text("nlpEngine") or "ML",
                    "requiresTraining": name in _TRAINED,
                    "language": language,
                    "streamId": bot.id,
                    "state": State.CONFIGURED.value,
                }
            ]
            entries += own
        for each in own:
            each["configurationValue"] = value
    if entries:
        changed[ml_params.ADVANCED] = entries


def _told(changed: Json, bot: App, language: str) -> Json:
    """What holds now, under the names that the request has for it."""
    locale = (changed.get("localeData") or {}).get(language) or {}
    sections = {"mlParams": ml_params.SECTION, "advancedNLPSettings": ml_params.ADVANCED}
    own = {
        name: [
            {key: value for key, value in each.items() if key not in ("utterances", "btutterances")}
            for each in changed.get(section) or ()
            if isinstance(each, dict) and (each.get("language") or bot.culture) == language
        ]
        for name, section in sections.items()
    }
    settings = {name: changed[name] for name in _NL_SETTINGS if name in changed}
    return {"configurations": locale.get("confidenceConfigs") or [], **own, "nlSettings": settings}


ROUTES: tuple[Route, ...] = public("POST", f"{BOT_PATH}/configurations", configure, _SCOPE, writes=True)
