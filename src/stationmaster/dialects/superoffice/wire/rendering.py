"""Values as a caller is told them: every member of a carrier, times and labels as the caller reads them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from stationmaster.dialects.superoffice.wire.kinds import (
    ArrayOf,
    Carrier,
    DictionaryOf,
    Flags,
    Kind,
    Member,
    Scalar,
    Words,
    member_names,
)
from stationmaster.dialects.superoffice.wire.languages import Language
from stationmaster.dialects.superoffice.wire.masks import write_mask
from stationmaster.dialects.superoffice.wire.zones import EMPTY_DATE, Clock

_EMPTY = {Scalar.INT: 0, Scalar.DOUBLE: 0.0, Scalar.BOOL: False}


@dataclass(frozen=True, kw_only=True, slots=True)
class Renderer:
    """Writes values for one caller, in the form that JSON takes."""

    clock: Clock
    language: Language

    def render(self, kind: Kind, value: Any) -> Any:
        """A value of this kind as JSON has it; None is null, but for dates, which have an empty one."""
        if value is None:
            return EMPTY_DATE if kind in (Scalar.DATE, Scalar.STAMP) else None
        match kind:
            case Scalar():
                return self._scalar(kind, value)
            case Words():
                return value
            case Flags():
                return write_mask(kind, value)
            case ArrayOf():
                return [self.render(kind.item, item) for item in value]
            case DictionaryOf():
                return {key: self.render(kind.value, item) for key, item in value.items()}
            case Carrier():
                return self._carrier(kind, value)
            case _:
                assert_never(kind)

    def _carrier(self, carrier: Carrier, value: Mapping[str, Any]) -> dict[str, Any]:
        known = member_names(carrier)
        return {
            **{member.name: self._member(member, value) for member in carrier.members},
            **{name: item for name, item in value.items() if name not in known},
            **{member.name: self._member(member, value) for member in carrier.base},
        }

    def _member(self, member: Member, value: Mapping[str, Any]) -> Any:
        return self.render(member.kind, value[member.name]) if member.name in value else empty(member.kind)

    def _scalar(self, kind: Scalar, value: Any) -> Any:
        match kind:
            case Scalar.LABEL:
                return self.language.label(value)
            case Scalar.DATE | Scalar.STAMP:
                return self.clock.write(value, stamp=kind is Scalar.STAMP)
            case Scalar.BYTES:
                return base64.b64encode(value).decode()
            case Scalar.DOUBLE:
                return float(value)
            case Scalar.TEXT | Scalar.INT | Scalar.BOOL | Scalar.ANY:
                return value
            case _:
                assert_never(kind)


def empty(kind: Kind) -> Any:
    """What is told of a member that has no value."""
    match kind:
        case Scalar.DATE | Scalar.STAMP:
            return EMPTY_DATE
        case Scalar():
            return _EMPTY.get(kind)
        case Words():
            return kind.words[0]
        case Flags():
            return kind.none
        case ArrayOf():
            return []
        case DictionaryOf():
            return {}
        case Carrier():
            return None
        case _:
            assert_never(kind)
