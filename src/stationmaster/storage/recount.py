"""Sums the aspects up anew where another version of Stationmaster did so by other rules.

They are kept up to date by adding and taking away, so that sums of two rules would never agree again.
"""

from __future__ import annotations

import sqlalchemy as sa

from stationmaster.domain.aspects import ASPECT_RULES, EMPTY_ASPECT, Aspect, AspectKey, contributions
from stationmaster.domain.dataset import Facet
from stationmaster.storage import codec, tables

_RULES = "aspects"
_ITEMS_AT_ONCE = 500


def recount_if_needed(connection: sa.Connection) -> bool:
    """Whether the aspects of all versions had to be summed up anew."""
    counter = tables.counter
    kept = connection.execute(sa.select(counter.c.value).filter_by(name=_RULES)).scalar_one()
    if kept == ASPECT_RULES:
        return False
    connection.execute(sa.delete(tables.aspect))
    for (version_id,) in connection.execute(sa.select(tables.version.c.id)).all():
        _recount(connection, version_id)
    connection.execute(sa.update(counter).filter_by(name=_RULES).values(value=ASPECT_RULES))
    return True


def _recount(connection: sa.Connection, version_id: str) -> None:
    item = tables.item
    current = sa.select(item.c.facet, item.c.body).filter_by(version_id=version_id, valid_to=None)
    sums: dict[AspectKey, Aspect] = {}
    for row in connection.execute(current.execution_options(yield_per=_ITEMS_AT_ONCE)):
        for key, part in contributions(codec.item_from(Facet(row.facet), row.body)):
            sums[key] = sums.get(key, EMPTY_ASPECT).plus(part)
    rows = [
        {
            "version_id": version_id,
            "kind": kind.value,
            "name": name,
            "total": f"{aspect.total:x}",
            "members": aspect.count,
        }
        for (kind, name), aspect in sums.items()
    ]
    if rows:
        connection.execute(sa.insert(tables.aspect), rows)
