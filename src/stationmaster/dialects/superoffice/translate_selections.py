"""Selections of tickets as SuperOffice's entities, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stationmaster.dialects.superoffice import rights
from stationmaster.dialects.superoffice.carrying import told
from stationmaster.dialects.superoffice.columns import field_of, value_of
from stationmaster.dialects.superoffice.translate_lists import merged
from stationmaster.dialects.superoffice.wire.carriers import SELECTION_ENTITY
from stationmaster.dialects.superoffice.wire.zones import Clock
from stationmaster.domain.errors import InvalidItem
from stationmaster.domain.tickets import Criterion, Selection

STATIC, DYNAMIC = "Static", "Dynamic"
TABLE = "ticket"

_OWN = frozenset({"SelectionId", "Name", "SelectionType", "MemberCount", "TargetTableName"})

#: The vendor's words for comparisons, in lower case.
OPERATORS: Mapping[str, str] = {
    "=": "is",
    "is": "is",
    "equals": "is",
    "oneof": "is",
    "in": "is",
    "!=": "is_not",
    "<>": "is_not",
    "isnot": "is_not",
    "unequals": "is_not",
    "notoneof": "is_not",
    "notin": "is_not",
    "contains": "contains",
    "notcontains": "contains_not",
    "begins": "begins",
    "beginswith": "begins",
    "notbegins": "begins_not",
    "ends": "ends",
    "endswith": "ends",
    "notends": "ends_not",
    ">": "greater",
    "greater": "greater",
    "after": "greater",
    ">=": "at_least",
    "atleast": "at_least",
    "<": "less",
    "less": "less",
    "before": "less",
    "<=": "at_most",
    "atmost": "at_most",
    "set": "is_set",
    "isnotnull": "is_set",
    "unset": "is_empty",
    "isnull": "is_empty",
}
_WRITTEN: Mapping[str, str] = {
    "is": "oneOf",
    "is_not": "notOneOf",
    "contains": "contains",
    "contains_not": "notContains",
    "begins": "begins",
    "begins_not": "notBegins",
    "ends": "ends",
    "ends_not": "notEnds",
    "greater": "greater",
    "at_least": "atLeast",
    "less": "less",
    "at_most": "atMost",
    "is_set": "isNotNull",
    "is_empty": "isNull",
}
_COLUMNS: Mapping[str, str] = {
    "id": "ticketId",
    "subject": "title",
    "body": "body",
    "sender": "fromAddress",
    "mailbox": "mailboxEmail",
    "category": "category",
    "status": "baseStatus",
    "suggested_category": "suggestedCategoryId",
    "human_category": "origHumanCategoryId",
    "created_at": "createdAt",
    "changed_at": "lastChanged",
    "author": "author",
    "language": "language",
    "origin": "origin",
    "level": "slevel",
}


def new_selection() -> dict[str, Any]:
    """What a client starts a new selection from."""
    return {"SelectionType": STATIC, "TargetTableName": TABLE, **_rights()}


def selection_from(sent: Mapping[str, Any], before: Selection | None) -> Selection:
    """The selection that is meant; what was not sent stays as it was.

    :raises InvalidItem: it is not of tickets, or of a kind that is not offered
    """
    kept = before or Selection(id="", name="")
    table = sent.get("TargetTableName")
    if table and table.lower() != TABLE:
        raise InvalidItem(f"TargetTableName: selections of {table[:40]!r} are not offered, only of {TABLE!r}")
    kind = sent.get("SelectionType")
    if kind not in {None, STATIC, DYNAMIC}:
        raise InvalidItem(f"SelectionType: {kind} selections are not offered")
    if kind == DYNAMIC:
        kept = replace(kept, criteria=kept.criteria or ())
    elif kind == STATIC:
        kept = replace(kept, criteria=None)
    if sent.get("Name") is not None:
        kept = replace(kept, name=sent["Name"])
    return replace(kept, carried=merged(SELECTION_ENTITY, kept.carried, sent, without=_OWN))


def selection_entity(selection: Selection, *, members: int) -> dict[str, Any]:
    """A selection as its entity."""
    return {
        **told(SELECTION_ENTITY, selection.carried),
        "SelectionId": int(selection.id),
        "Name": selection.name,
        "SelectionType": STATIC if selection.criteria is None else DYNAMIC,
        "TargetTableName": TABLE,
        "MemberCount": members,
        **_rights(),
    }


def criteria_from(restrictions: Sequence[Mapping[str, Any]], clock: Clock) -> tuple[Criterion, ...]:
    """The criteria that restrictions mean; those that are switched off are left out.

    :raises InvalidItem: a column or an operator is not one that tickets are selected by
    """
    return tuple(_criterion(each, clock) for each in restrictions if each.get("IsActive") is not False)


def _criterion(restriction: Mapping[str, Any], clock: Clock) -> Criterion:
    if restriction.get("SubRestrictions") or restriction.get("InterOperator") == "Or":
        raise InvalidItem("restrictions within others, and those of which one is enough, are not offered")
    field = field_of(restriction.get("Name") or "")
    word = (restriction.get("Operator") or "").strip()
    operator = OPERATORS.get(word.lower())
    if operator is None:
        raise InvalidItem(f"{restriction.get('Name')}: there is no operator {word[:40]!r} to select by")
    values = tuple(value_of(field, _bare(value), clock) for value in restriction.get("Values") or ())
    return Criterion(field=field, operator=operator, values=values)


def _bare(value: str | None) -> str:
    """A value without the kind that the vendor writes around it, as in `[I:5]`."""
    text = value or ""
    is_marked = len(text) > 3 and text[0] == "[" and text[-1] == "]" and ":" in text[1:4]
    return text[1:-1].partition(":")[2] if is_marked else text


def restriction(criterion: Criterion) -> dict[str, Any]:
    """A criterion as a restriction."""
    return {
        "Name": _COLUMNS[criterion.field],
        "Operator": _WRITTEN[criterion.operator],
        "Values": list(criterion.values),
        "IsActive": True,
    }


def _rights() -> dict[str, Any]:
    return {"TableRight": rights.ALL_RIGHTS, "FieldProperties": rights.SELECTION}
