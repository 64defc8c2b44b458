"""ML parameters: the settings that models depend on, and sentences that belong to no intent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.files.holes import Ids, carrying, entry_of, hole, refilled
from stationmaster.dialects.kore.files.reading import Json, Node
from stationmaster.domain.build import FAQS_ARE_NONE
from stationmaster.domain.dataset import Dataset, NoneSource, NoneUtterance, Setting

SECTION, ADVANCED = "mlParams", "advancedNLSettings"
NLP_VERSION = "NlpVersion"
USE_SYNONYMS, USE_STOPWORDS, LEARN_NONE, STOPWORDS = "UseSynonyms", "UseStopwords", "LearnNone", "Stopwords"
ALL_PARAMETERS = "MlParams"

#: Where files keep sentences that belong to no intent.
_SENTENCES: Mapping[str, NoneSource] = {
    "utterances": NoneSource.CUSTOM,
    "btutterances": NoneSource.BATCH_TEST,
}
_TEXT_KEYS = ("sentence", "utterance", "text", "input")
#: What of ML parameters decides no model: names, places, and thresholds of answers.
_BESIDE = frozenset(
    {
        "_id",
        "language",
        "state",
        "name",
        "isDefault",
        "mlpGroupId",
        "refId",
        "lastModifiedOn",
        "exactMatchThreshold",
        "minThreshold",
        "maxThreshold",
        "__v",
        *_SENTENCES,
    }
)
_WHOLE_BOT = 1

_encode = msgspec.json.Encoder(order="deterministic").encode


def settings_of(document: Mapping[str, Any], language: str, *, default: str) -> list[Setting]:
    """What a bot's parameters say to the models of a language, from a document or its skeleton."""
    own = [each for each in _objects(document, SECTION) if (each.get("language") or default) == language]
    found: dict[str, str] = {}
    main = next((each for each in own if each.get("type", _WHOLE_BOT) == _WHOLE_BOT), None)
    if main is not None:
        found |= _of_intents(main)
        found[ALL_PARAMETERS] = _encode([_deciding(each) for each in own]).decode()
    for each in _objects(document, ADVANCED):
        if each.get("requiresTraining") is True and (each.get("language") or default) == language:
            name = f"{ADVANCED}.{each.get('configurationKeyName')}"
            found[name] = _encode(each.get("configurationValue")).decode()
    version = _reached(document, "localeData", language, "nlpVersion", "current")
    if type(version) is int:
        found[NLP_VERSION] = str(version)
    return [Setting(id=name, value=value) for name, value in found.items()]


def thresholds_of(document: Mapping[str, Any], language: str, *, default: str) -> dict[str, float]:
    """From which scores on an intent may win (`least`) or wins at once (`exact`), where a document says so."""
    configs = _reached(document, "localeData", language, "confidenceConfigs")
    if not isinstance(configs, list) and language == default:
        # Older files have them beside the languages.
        configs = document.get("confidenceConfigs")
    found = {}
    for config in configs if isinstance(configs, list) else ():
        if _reached(config, "mode") == "ml":
            for name, key, whole in (("least", "minThreshold", 1), ("exact", "exactMatchThreshold", 100)):
                value = config.get(key)
                if isinstance(value, int | float) and 0 <= value <= whole:
                    found[name] = value / whole
    return found


def _of_intents(parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    intent = "intentParams"
    yield USE_SYNONYMS, _flag(_reached(parameters, intent, "useSynonyms"))
    yield USE_STOPWORDS, _flag(_reached(parameters, intent, "useStopwords"))
    yield LEARN_NONE, _flag(_reached(parameters, "mlConfigurations", "NoneIntent"))
    if _reached(parameters, "mlConfigurations", "ML_Add_FAQS_To_NoneIntent") is True:
        yield FAQS_ARE_NONE, _flag(True)
    words = _reached(parameters, "intentData", "stopwords")
    if isinstance(words, str):
        yield STOPWORDS, " ".join(words.split())


def _deciding(parameters: Mapping[str, Any]) -> Json:
    return {key: value for key, value in parameters.items() if key not in _BESIDE}


def _flag(value: Any) -> str:
    return "true" if value is True else "false"


def _reached(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _objects(document: Mapping[str, Any], key: str) -> Iterator[Json]:
    entries = document.get(key)
    return (
        (each for each in entries or () if isinstance(each, dict)) if isinstance(entries, list) else iter(())
    )


def take(document: Node, skeleton: Json, languages: Sequence[str]) -> dict[str, list[NoneUtterance]]:
    """The sentences of each language that belong to no intent; what is left goes into the skeleton.

    :raises InvalidFile: with the place and the reason
    """
    found: dict[str, list[NoneUtterance]] = {language: [] for language in languages}
    taken = Ids()
    entries = []
    for node in document.each(SECTION):
        language = node.optional_text("language") or languages[0]
        entry = dict(node.object())
        for key, source in _SENTENCES.items():
            if isinstance(entry.get(key), list):
                values = [_read(each, source, language, taken) or each.value for each in node.each(key)]
                found[language] += [value for value in values if isinstance(value, NoneUtterance)]
                entry[key] = [hole(v.id) if isinstance(v, NoneUtterance) else v for v in values]
        entries.append(entry)
    if document.find(SECTION) is not None:
        skeleton[SECTION] = entries
    return found


def _read(node: Node, source: NoneSource, language: str, taken: Ids) -> NoneUtterance | None:
    value = node.value
    if isinstance(value, list):
        node.fail("must be a sentence, not an array")
    text = _text_of(value)
    if text is None:
        return None
    wanted = value.get("_id") if isinstance(value, dict) else None
    return NoneUtterance(
        id=taken.given(wanted, lambda n: ids.derived_short(source.value, language, text, n)),
        text=text,
        source=source,
        carried=carrying(value),
    )


def _text_of(value: Any) -> str | None:
    found = [value] if isinstance(value, str) else []
    if isinstance(value, dict):
        found = [value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)]
    return next((text for text in found if text.strip()), None)


def put(document: Json, datasets: Mapping[str, Dataset]) -> None:
    """Fill the holes that `take` left, and add what was said since."""
    default = next(iter(datasets))
    entries = [dict(entry) for entry in document.get(SECTION) or ()]
    for key, source in _SENTENCES.items():
        for language, dataset in datasets.items():
            remaining = {u.id: u for u in dataset.none_utterances if u.source is source}
            own = [entry for entry in entries if (entry.get("language") or default) == language]
            for entry in own:
                if isinstance(entry.get(key), list):
                    entry[key] = refilled(entry[key], remaining, _entry)
            if remaining:
                if not own:
                    own = [{"type": _WHOLE_BOT, "language": language}]
                    entries += own
                added = [_entry(utterance) for utterance in remaining.values()]
                own[0][key] = [*(own[0].get(key) or ()), *added]
    if entries or document.get(SECTION) is not None:
        document[SECTION] = entries


def _entry(utterance: NoneUtterance) -> Any:
    entry = entry_of(utterance)
    if entry is not None and _text_of(entry) == utterance.text:
        return entry
    read_from = entry if isinstance(entry, dict) else {}
    key = next((key for key in _TEXT_KEYS if key in read_from), _TEXT_KEYS[0])
    return {"_id": utterance.id, **read_from, key: utterance.text}
