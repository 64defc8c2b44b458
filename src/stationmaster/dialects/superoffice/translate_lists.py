"""Categories as SuperOffice's entities, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from stationmaster.dialects.superoffice import rights
from stationmaster.dialects.superoffice.carrying import carried, cleared, told
from stationmaster.dialects.superoffice.wire.carriers import TICKET_CATEGORY_ENTITY
from stationmaster.dialects.superoffice.wire.languages import read_languages
from stationmaster.domain.tickets import Category
from stationmaster.services.categories import SEPARATOR, CategoryTree

TOP = -1  #: the parent of a category that has none

_OWN = frozenset({"TicketCategoryId", "ParentId", "Name", "Fullname"})


def new_category() -> dict[str, Any]:
    """What a client starts a new category from."""
    return {"ParentId": TOP, "Name": "", **_rights()}


def category_from(sent: Mapping[str, Any], before: Category | None) -> Category:
    """The category that is meant; what was not sent stays as it was."""
    kept = before or Category(id="", name="")
    parent_id = sent.get("ParentId")
    if "ParentId" in sent:
        kept = replace(kept, parent_id=str(parent_id) if parent_id and parent_id != TOP else None)
    if sent.get("Name") is not None:
        kept = replace(kept, name=sent["Name"])
    return replace(kept, carried=merged(TICKET_CATEGORY_ENTITY, kept.carried, sent, without=_OWN))


def merged(
    carrier: Any, before: Mapping[str, Any], sent: Mapping[str, Any], *, without: frozenset[str]
) -> dict[str, Any]:
    """What is carried after this was sent."""
    gone = cleared(carrier, sent)
    stays = {name: value for name, value in before.items() if name not in gone}
    return {**stays, **carried(carrier, sent, without=without)}


def category_entity(category: Category, tree: CategoryTree) -> dict[str, Any]:
    """A category as its entity."""
    return {
        **told(TICKET_CATEGORY_ENTITY, category.carried),
        "TicketCategoryId": int(category.id),
        "ParentId": int(category.parent_id) if category.parent_id else TOP,
        "Name": category.name,
        "Fullname": full_name(category, tree),
        **_rights(),
    }


def category_item(category: Category, tree: CategoryTree) -> dict[str, Any]:
    """A category as an item of a list."""
    return {"Id": int(category.id), "Value": category.name, "Tooltip": full_name(category, tree)}


def full_name(category: Category, tree: CategoryTree) -> str:
    """The names from the topmost parent down, in each language that any of them is told in."""
    names = [each.name for each in tree.path(category.id)]
    texts = [read_languages(name) for name in names]
    codes = dict.fromkeys(code for text in texts if text for code in text)
    if not codes:
        return SEPARATOR.join(names)
    return ";".join(
        f'{code}:"{SEPARATOR.join(map(_in_language, names, texts, [code] * len(names)))}"' for code in codes
    )


def _in_language(name: str, texts: Mapping[str, str] | None, code: str) -> str:
    if texts is None:
        return name
    return texts.get(code) or texts.get("US") or next(iter(texts.values()))


def _rights() -> dict[str, Any]:
    return {"TableRight": rights.ALL_RIGHTS, "FieldProperties": rights.CATEGORY}
