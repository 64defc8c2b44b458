"""What a call is about: its bot, language and state, and its body."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from stationmaster.dialects.dialect import Call
from stationmaster.dialects.kore import auth
from stationmaster.dialects.kore.errors import InvalidArguments, Refused
from stationmaster.domain.apps import App, AppId, Version
from stationmaster.domain.dataset import Setting
from stationmaster.domain.errors import VersionNotFound

LANGUAGE_HEADER = "bot-language"
_LONGEST_NUMBER = 9


class State(StrEnum):
    """Which of a bot's versions is meant."""

    CONFIGURED = "configured"
    PUBLISHED = "published"


def bot_of(call: Call) -> App:
    """The bot that the path names.

    :raises AppNotFound: there is no such bot of this account
    """
    return bot_named(call, call.parameters[auth.BOT])


def bot_named(call: Call, bot_id: str) -> App:
    """The bot that a call names elsewhere.

    :raises AppNotFound: there is no such bot of this account
    """
    return call.services.apps.get(AppId(bot_id))


def setting(call: Call, version: Version, name: str) -> str | None:
    """What a version's setting of this name says, if there is one."""
    found = call.services.labelling.find(version, Setting, name)
    return found.value if found else None


def version_name(state: State, language: str) -> str:
    """What the version of a bot's state and language is called."""
    return f"{state.value}/{language}"


def languages_of(call: Call, bot: App, state: State = State.CONFIGURED) -> tuple[str, ...]:
    """The languages of a bot, in the order in which they were added."""
    prefix = version_name(state, "")
    names = (version.name for version in call.services.apps.versions(bot))
    return tuple(name.removeprefix(prefix) for name in names if name.startswith(prefix))


def version_of(call: Call, bot: App, *, language: str, state: State = State.CONFIGURED) -> Version:
    """A version of a bot.

    :raises VersionNotFound: the bot was never published
    :raises Refused: it has no such language
    """
    name = version_name(state, language)
    try:
        return call.services.apps.version(bot.id, name)
    except VersionNotFound:
        if language not in languages_of(call, bot):
            raise Refused(f"Language {language} is not enabled for the bot") from None
        raise


def state_of(call: Call) -> State:
    """The state that the query names: that of development where it names none.

    :raises Refused: no such state
    """
    word = call.query.get("state", State.CONFIGURED.value)
    try:
        return State(word.lower())
    except ValueError:
        raise Refused(f"state must be configured or published, not {word[:50]!r}") from None


def header_language(call: Call, *, otherwise: str) -> str:
    """The language that the header names."""
    return call.headers.get(LANGUAGE_HEADER, "").strip() or otherwise


def json_body(call: Call) -> dict[str, Any]:
    """The body as an object, from JSON or from a form; nothing at all counts as an empty one.

    :raises InvalidArguments: it is neither
    """
    if call.headers.get("content-type", "").lower().startswith("application/x-www-form-urlencoded"):
        return _form(call.body)
    value = _json(call.body) if call.body.strip() else {}
    if not isinstance(value, dict):
        raise InvalidArguments("the body is no object")
    return value


def json_bodies(call: Call) -> list[dict[str, Any]]:
    """The body as objects: one, or an array of several.

    :raises InvalidArguments: it is neither, or there is none
    """
    value = _json(call.body)
    found = value if isinstance(value, list) else [value]
    if not found or not all(isinstance(each, dict) for each in found):
        raise InvalidArguments("the body is no object and no array of some")
    return found


def _json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise InvalidArguments(f"the body is no JSON: {error}") from None


def slice_of(call: Call, *, limit: int, most: int, skip: str = "offset") -> tuple[int, int]:
    """How many entries to pass over, and how many to tell at most.

    :param limit: where the query does not say
    :param skip: what the query calls the first number
    :raises InvalidArguments: one of them is no whole number, or is negative
    """
    numbers = []
    for name, otherwise in ((skip, 0), ("limit", limit)):
        text = call.query.get(name) or str(otherwise)
        if not text.isascii() or not text.isdecimal() or len(text) > _LONGEST_NUMBER:
            raise InvalidArguments(f"{name} is no whole number")
        numbers.append(int(text))
    return numbers[0], min(numbers[1], most)


def _form(body: bytes) -> dict[str, Any]:
    """A form, as one deployment script sends it; its values may be JSON."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body))
    except ValueError as error:
        raise InvalidArguments(f"the body is no form: {error}") from None
    return {name: _form_value(value) for name, value in pairs}


def _form_value(text: str) -> Any:
    if text[:1] not in "[{":
        return text
    try:
        return msgspec.json.decode(text.encode())
    except (msgspec.DecodeError, RecursionError):
        return text


def file_type_of(call: Call) -> str:
    """The type of file that the query asks for: CSV where it names none.

    :raises Refused: no such type
    """
    word = call.query.get("type", "csv").strip().lstrip(".").lower()
    if word not in ("csv", "json"):
        raise Refused(f"type must be csv or json, not {word[:50]!r}")
    return word


def optional_flag(body: dict[str, Any], name: str, *, otherwise: bool) -> bool:
    """A field that is true or false, also where a form says so in words.

    :raises InvalidArguments: it is something else
    """
    value = body.get(name)
    if value is None:
        return otherwise
    word = {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(word, bool):
        raise InvalidArguments(f"{name} is neither true nor false")
    return word


def required_text(body: dict[str, Any], *names: str) -> str:
    """A field that must be there, under the first of these names.

    :raises InvalidArguments: missing, empty or no text
    """
    for name in names:
        value = body.get(name)
        if isinstance(value, str) and value.strip():
            return value
    raise InvalidArguments(f"the body has no {names[0]}")
