"""What callers are told of their rights on what they are given."""

from __future__ import annotations

from typing import Any

from stationmaster.dialects.superoffice.wire.masks import FIELD_RIGHT, TABLE_RIGHT

#: Whoever is let in may do everything with what belongs to the tenant.
ALL_RIGHTS = {"Mask": TABLE_RIGHT.bits["FULL"], "Reason": ""}


def _property(mask: int, reason: str, kind: str, length: int) -> dict[str, Any]:
    return {"FieldRight": {"Mask": mask, "Reason": reason}, "FieldType": kind, "FieldLength": length}


def mandatory(*, length: int) -> dict[str, Any]:
    """A text that has to be given."""
    mask = FIELD_RIGHT.bits["Update"] | FIELD_RIGHT.bits["UIHintMandatory"]
    return _property(mask, "[SR_MANDATORY_FIELD]", "System.String", length)


def computed(kind: str, *, length: int) -> dict[str, Any]:
    """A member that the server decides."""
    mask = FIELD_RIGHT.bits["Read"] | FIELD_RIGHT.bits["UIHintReadOnly"]
    return _property(mask, "[SR_COMPUTED_FIELD]", kind, length)


_INT, _TEXT, _DATE = "System.Int32", "System.String", "System.DateTime"

CATEGORY = {"Name": mandatory(length=0), "Fullname": computed(_TEXT, length=0)}
TICKET = {
    "CreatedAt": computed(_DATE, length=16),
    "LastChanged": computed(_DATE, length=16),
    "SuggestedCategoryId": computed(_INT, length=4),
    "SuggestedCategoryName": computed(_TEXT, length=0),
    "OrigHumanCategoryId": computed(_INT, length=4),
    "NumMessages": computed(_INT, length=4),
}
MESSAGE = {"CreatedAt": computed(_DATE, length=16)}
SELECTION = {"Name": mandatory(length=0), "MemberCount": computed(_INT, length=4)}
