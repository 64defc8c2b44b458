"""Ids on the wire: a word for what is named, then a UUID of version 5; ours are UUIDs of version 4."""

from __future__ import annotations

import hashlib
import json
import re
import uuid

BOT, USER, ORGANISATION, CLIENT_APP = "st", "u", "o", "cs"
DIALOG, COMPONENT, TRAIT_GROUP, TRAIT = "dg", "dc", "ta", "tri"
SMALL_TALK_GROUP, SMALL_TALK_NODE = "smg", "smn"
IMPORT, EXPORT, DOCK_STATUS = "bir", "ber", "ds"
TEST_SUITE, TEST_RUN = "ts", "tr"
EXTRACTION, EXTRACTED_QUESTION = "ke", "qna"
ADVANCED_SETTING = "anls"

_VERSION_AT = 14
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-%s[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_OURS = re.compile(_UUID % "4")
_THEIRS = re.compile(_UUID % "5")
_SHORT_DIGITS = 24
_NAMESPACE = uuid.UUID("1f0f6d5c-7d37-5c0e-9f0b-5a2a6ad0c3b1")


def to_wire(prefix: str, core_id: str) -> str:
    """What Kore.ai's clients are told instead of a random UUID of ours.

    :raises ValueError: not such a UUID
    """
    if not _OURS.fullmatch(core_id):
        raise ValueError(f"{core_id!r} is no random UUID")
    return f"{prefix}-{_with_version(core_id, '5')}"


def from_wire(prefix: str, wire_id: str) -> str | None:
    """Our id of what a client names so; nothing where it names nothing of this kind."""
    named, _, uuid_ = wire_id.partition("-")
    return _with_version(uuid_, "4") if named == prefix and _THEIRS.fullmatch(uuid_) else None


def new(prefix: str) -> str:
    """An id that nothing has yet, as a client is told it."""
    return to_wire(prefix, str(uuid.uuid4()))


def new_short() -> str:
    """24 hexadecimal digits that nothing is called by yet."""
    return short(str(uuid.uuid4()))


def derived(prefix: str, *parts: object) -> str:
    """The id of what a file gives none: the same for the same parts."""
    return f"{prefix}-{uuid.uuid5(_NAMESPACE, json.dumps(parts))}"


def derived_short(*parts: object) -> str:
    """As `derived`, in 24 hexadecimal digits."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:_SHORT_DIGITS]


def is_prefixed(wire_id: str) -> bool:
    """Whether this is an id that says of what kind it is, not 24 digits."""
    return "-" in wire_id


def short(core_id: str) -> str:
    """24 hexadecimal digits instead of a UUID: for names that nothing is looked up by."""
    return core_id.replace("-", "")[:_SHORT_DIGITS]


def _with_version(uuid_: str, version: str) -> str:
    return uuid_[:_VERSION_AT] + version + uuid_[_VERSION_AT + 1 :]
