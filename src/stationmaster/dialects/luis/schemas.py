"""LUIS's JSON: field names as LUIS spells them, taken in any case, as its service did."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from msgspec import UNSET, Struct, UnsetType

from stationmaster.domain.errors import MalformedBody

T = TypeVar("T")


def decode(body: bytes, kind: type[T]) -> T:
    """A request's body as this type.

    :raises MalformedBody: not JSON, or not of this type; the message names the place
    """
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedBody(f"The request body is not valid JSON: {error}") from error
    try:
        return msgspec.convert(_with_known_names(value, kind), kind)
    except msgspec.ValidationError as error:
        raise MalformedBody(f"The request body is not valid: {error}") from error


def _with_known_names(value: Any, kind: Any) -> Any:
    """The same JSON with field names in the case in which the type spells them."""
    candidates = (kind, *get_args(kind))
    if isinstance(value, list):
        inner = next((get_args(each)[0] for each in candidates if get_origin(each) in (list, tuple)), Any)
        return [_with_known_names(item, inner) for item in value]
    if not isinstance(value, dict):
        return value
    for candidate in candidates:
        if isinstance(candidate, type) and issubclass(candidate, Struct):
            known = _fields(candidate)
            return {
                (field := known.get(name.lower(), (name, Any)))[0]: _with_known_names(item, field[1])
                for name, item in value.items()
            }
    return value


@lru_cache
def _fields(kind: type[Struct]) -> dict[str, tuple[str, Any]]:
    return {
        field.encode_name.lower(): (field.encode_name, field.type) for field in msgspec.structs.fields(kind)
    }


class NewApp(Struct):
    """Body of POST apps."""

    name: str
    culture: str
    description: str | None = None
    initialVersionId: str | None = None
    usageScenario: str | None = None
    domain: str | None = None
    tokenizerVersion: str | None = None


class AppChange(Struct):
    """Body of PUT apps/{appId}."""

    name: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET


class AppSettings(Struct):
    """Body of PUT settings; older clients call it `isPublic`."""

    public: bool | UnsetType = UNSET
    isPublic: bool | UnsetType = UNSET


class PublishSettings(Struct):
    """Body of PUT publishsettings."""

    sentimentAnalysis: bool | UnsetType = UNSET
    speech: bool | UnsetType = UNSET
    spellChecker: bool | UnsetType = UNSET


class Publication(Struct):
    """Body of POST publish."""

    versionId: str
    isStaging: bool = False


class NewVersion(Struct):
    """Body of POST clone and of PUT version."""

    version: str


class Collaborators(Struct):
    """Body of PUT permissions."""

    emails: list[str]


class Collaborator(Struct):
    """Body of POST and DELETE permissions."""

    email: str


class VersionSetting(Struct):
    """One element of the body of PUT version settings."""

    name: str
    value: str


class TrainingDetails(Struct, omit_defaults=True):
    """How one model's training stands; what does not apply is left out."""

    statusId: int
    status: str
    exampleCount: int | UnsetType = UNSET
    failureReason: str | UnsetType = UNSET
    trainingDateTime: str | UnsetType = UNSET


class TrainingRow(Struct):
    """One row of GET train."""

    modelId: str
    details: TrainingDetails
