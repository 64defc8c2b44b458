"""Members that no service knows: kept with an item as plain JSON, and told again as their carrier has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stationmaster.dialects.superoffice.wire.carriers import BASE
from stationmaster.dialects.superoffice.wire.kinds import ArrayOf, Carrier, Kind, Scalar, members_by_name
from stationmaster.dialects.superoffice.wire.rendering import empty
from stationmaster.services.tickets import written

#: What this server says of rights is its own.
_RIGHTS = frozenset(member.name for member in BASE)


def carried(carrier: Carrier, sent: Mapping[str, Any], *, without: frozenset[str]) -> dict[str, Any]:
    """What to keep of members that were sent, without those that are kept otherwise or say nothing."""
    known = members_by_name(carrier)
    kept = {}
    for name, value in sent.items():
        if name in without or name in _RIGHTS:
            continue
        member = known.get(name.lower())
        if member is None:
            kept[name] = value
        elif value is not None and value != empty(member.kind):
            kept[name] = _plain(member.kind, value)
    return kept


def cleared(carrier: Carrier, sent: Mapping[str, Any]) -> frozenset[str]:
    """The members that were sent in order to say nothing any more."""
    known = members_by_name(carrier)
    return frozenset(
        name
        for name, value in sent.items()
        if (member := known.get(name.lower())) and (value is None or value == empty(member.kind))
    )


def told(carrier: Carrier, kept: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept, as values of the carrier's members."""
    known = members_by_name(carrier)
    return {
        name: _value(member.kind, value) if (member := known.get(name.lower())) else value
        for name, value in kept.items()
    }


def moment(text: object) -> datetime | None:
    """A moment that was kept."""
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None


def _plain(kind: Kind, value: Any) -> Any:
    if isinstance(value, datetime):
        return written(value)
    if isinstance(kind, ArrayOf) and isinstance(value, list):
        return [_plain(kind.item, item) for item in value]
    if isinstance(kind, Carrier) and isinstance(value, Mapping):
        return carried(kind, value, without=frozenset())
    return value


def _value(kind: Kind, value: Any) -> Any:
    if kind in (Scalar.DATE, Scalar.STAMP):
        return moment(value)
    if isinstance(kind, ArrayOf) and isinstance(value, list):
        return [_value(kind.item, item) for item in value]
    if isinstance(kind, Carrier) and isinstance(value, Mapping):
        return told(kind, value)
    return value
