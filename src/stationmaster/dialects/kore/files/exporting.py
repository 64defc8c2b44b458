"""Which parts of a bot an export holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from stationmaster.dialects.kore.files.reading import Json, Node

OPTIONS = "exportOptions"
_CHECKSUM = "encryptedHash"
_GROUPS = ("tasks", "nlpData", "settings")

#: What is left out where no settings are asked for.
_SETTINGS = frozenset(
    {
        "notifyUserViaEmail",
        "hasUserEndpoint",
        "offKoraConfirmation",
        "skipMakeEditLinks",
        "variables",
        "showInMp",
        "ivrSettings",
        "twilioVoiceSettings",
        "strict_pii",
        "languageConfigurations",
        "channels",
        "audioCodesSettings",
        "korevgSettings",
        "vNameSpace",
        "krVNameSpace",
        "evVNameSpace",
        "color",
        "enableInputTranslation",
        "isSmartAssist",
        "sBannerColor",
        "bBannerColor",
        "categoryIds",
        "class",
        "featured",
        "sendVcf",
        "interruptsEnabled",
        "externalNluAdapters",
        "sessionInactiveTime",
        "sessionClosureProcess",
        "skipSessionMessage",
        "clearAllAuthTokens",
        "runCustomScript",
        "isDeflect",
        "languagesToBeIgnored",
        "translationEngines",
        "preBuiltIntegrations",
        "feedbackSurveys",
    }
)
#: What is empty, or left out, where tasks are not asked for.
_TASK_KEYS = ("widgets", "panels")
#: What is left of components and dialogs there.
_COMPONENT_KEYS = ("_id", "refId", "name", "type", "localeData", "useTaskLevelNs", "vNameSpace", "idp")
_DIALOG_KEYS = ("_id", "refId", "lname", "localeData", "amendConfig", "vNameSpace")


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportOptions:
    """What an export is asked to hold."""

    tasks: tuple[str, ...]
    nlp_data: tuple[str, ...]
    settings: tuple[str, ...]
    sub_tasks: Mapping[str, Any]
    others: Mapping[str, Any]  #: words that decide nothing here and are said again

    @property
    def is_empty(self) -> bool:
        return not (self.tasks or self.nlp_data or self.settings)


def read_options(body: Node) -> ExportOptions | None:
    """What the body of a request asks for; None where it asks for all.

    :raises InvalidFile: with the place and the reason
    """
    options = body.find(OPTIONS)
    if options is None:
        return None
    groups = {name: tuple(each.text() for each in options.each(name)) for name in _GROUPS}
    sub_tasks = options.find("subTasks") or body.find("subTasks")
    named = {*_GROUPS, "subTasks"}
    return ExportOptions(
        tasks=groups["tasks"],
        nlp_data=groups["nlpData"],
        settings=groups["settings"],
        sub_tasks={} if sub_tasks is None or body.object().get("allTasks") is True else sub_tasks.object(),
        others={key: value for key, value in options.object().items() if key not in named},
    )


def exported(document: Mapping[str, Any], options: ExportOptions | None) -> Json:
    """The parts of a bot that an export is asked for."""
    if options is None:
        return dict(document)
    found = {key: value for key, value in document.items() if key != _CHECKSUM}
    if not options.settings:
        found = _without_settings(found)
    if not options.nlp_data:
        found |= _emptied(found, "sentences", "patterns", "botEvents")
        for key in ("botSentimentEvents", "enableNegativePatterns"):
            found.pop(key, None)
    elif "utterances" not in options.nlp_data:
        found |= _emptied(found, "sentences")
    if "patterns" not in options.nlp_data:
        found |= _emptied(found, "patterns")
    if not options.tasks:
        found = _without_tasks(found)
    for task, key in (("knowledgeGraph", "knowledgeTasks"), ("smallTalk", "smallTalk"), ("forms", "forms")):
        if task not in options.tasks:
            found |= _emptied(found, key)
    found = _with_dialogs(found, options.sub_tasks)
    named = {
        "tasks": list(options.tasks),
        "nlpData": list(options.nlp_data),
        "settings": list(options.settings),
    }
    sub_tasks = options.sub_tasks or (document.get(OPTIONS) or {}).get("subTasks") or {}
    return {**found, OPTIONS: {**named, "subTasks": sub_tasks, **options.others}}


def _without_settings(document: Json) -> Json:
    found = {key: value for key, value in document.items() if key not in _SETTINGS}
    return found | _emptied(found, "namespaces")


def _emptied(document: Mapping[str, Any], *keys: str) -> Json:
    return {key: type(document[key])() for key in keys if isinstance(document.get(key), list | dict)}


def _without_tasks(document: Json) -> Json:
    found = {key: value for key, value in document.items() if key not in _TASK_KEYS}
    for section, keys in (("dialogComponents", _COMPONENT_KEYS), ("dialogs", _DIALOG_KEYS)):
        if section in found:
            found[section] = [{key: each[key] for key in keys if key in each} for each in found[section]]
    if "mlParams" in found:
        found["mlParams"] = [
            {key: each[key] for key in each if key != "dialogIntents"} for each in found["mlParams"]
        ]
    return found


def _with_dialogs(document: Json, sub_tasks: Mapping[str, Any]) -> Json:
    """Without the dialogs that are not asked for, and what belongs to them alone."""
    wanted = sub_tasks.get("dialogs")
    dialogs = [dialog for dialog in document.get("dialogs") or () if isinstance(dialog, dict)]
    if not isinstance(wanted, list) or {dialog.get("_id") for dialog in dialogs} <= set(map(str, wanted)):
        return document
    left_out = [dialog for dialog in dialogs if dialog.get("_id") not in wanted]
    kept = [dialog for dialog in dialogs if dialog.get("_id") in wanted]
    gone = _components_of(left_out) - _components_of(kept)
    ids = {dialog.get("_id") for dialog in left_out}
    components: list[Json] = []
    others: list[Json] = []
    for each in document.get("dialogComponents") or ():
        is_gone = each.get("_id") in gone or each.get("dialogId") in ids
        (others if is_gone else components).append(each)
    tasks = {each.get("_id") for each in others}
    references = {each.get("refId") for each in others}
    changed = {
        "dialogs": kept,
        "dialogComponents": components,
        "sentences": [s for s in document.get("sentences") or () if s.get("taskId") not in tasks],
        "patterns": [p for p in document.get("patterns") or () if p.get("refId") not in references],
    }
    return {**document, **{key: value for key, value in changed.items() if key in document}}


def _components_of(dialogs: Collection[Mapping[str, Any]]) -> set[Any]:
    return {
        node.get("componentId")
        for dialog in dialogs
        for node in dialog.get("nodes") or ()
        if isinstance(node, dict)
    }
