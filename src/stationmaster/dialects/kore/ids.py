"""Ids on the wire: a word for what is named, then a UUID of version 5; ours are UUIDs of version 4."""

from __future__ import annotations

import re

BOT, USER, ORGANISATION, CLIENT_APP = "st", "u", "o", "cs"
DOCK_STATUS = "ds"

_VERSION_AT = 14
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-%s[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_OURS = re.compile(_UUID % "4")
_THEIRS = re.compile(_UUID % "5")
_SHORT_DIGITS = 24


def to_wire(prefix: str, core_id: str) -> str:
    """What Kore.ai's clients are told instead of a random UUID of ours.

    :raises ValueError: not such a UUID
    """
    if not _OURS.fullmatch(core_id):
        raise ValueError(f"{core_id!r} is no random UUID")
    return f"{prefix}-{_with_version(core_id, '5')}"


def from_wire(prefix: str, wire_id: str) -> str | None:
    """Our id of what a client names so; nothing where it names nothing of this kind."""
    named, _, uuid = wire_id.partition("-")
    return _with_version(uuid, "4") if named == prefix and _THEIRS.fullmatch(uuid) else None


def short(core_id: str) -> str:
    """24 hexadecimal digits instead of a UUID: for names that nothing is looked up by."""
    return core_id.replace("-", "")[:_SHORT_DIGITS]


def _with_version(uuid: str, version: str) -> str:
    return uuid[:_VERSION_AT] + version + uuid[_VERSION_AT + 1 :]
