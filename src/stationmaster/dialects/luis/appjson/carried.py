"""What a file said beyond our fields, kept per key as the difference to what we would have written.

An entry remembers what we wrote (`was`) and what the file gave (`given`); a missing member stands for a
missing key. It is applied only while we still write the same, so that a later edit wins by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stationmaster.domain.dataset import Carried

Json = dict[str, Any]


def difference(rendered: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Json]:
    """The entries that lead from what we write to what the file gave."""
    entries: dict[str, Json] = {}
    for key in [*rendered, *(key for key in given if key not in rendered)]:
        was = {"was": rendered[key]} if key in rendered else {}
        now = {"given": given[key]} if key in given else {}
        if not (was and now and same(was["was"], now["given"])):
            entries[key] = {**was, **now}
    return entries


def restored(rendered: Json, carried: Carried) -> Json:
    """What we write with the file's own words put back where nothing was edited since."""
    for key, entry in carried.items():
        if ("was" in entry) != (key in rendered) or (
            "was" in entry and not same(rendered[key], entry["was"])
        ):
            continue
        if "given" in entry:
            rendered[key] = entry["given"]
        else:
            del rendered[key]
    return rendered


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; unlike in Python, `true` is not 1 and 1 is not 1.0."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)
