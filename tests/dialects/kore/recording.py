"""Recorded exchanges: requests with the answers that clients of the vendor rely on.

What differs from run to run stands in angle brackets: `<24 hex>`, `<date>`, `<text>`, `<number>`, `<url>`,
`<anything>`, or an id by its prefix, as `<ds->`. `<ds- as job>` also remembers what was there, for `{job}` later on.
`{bot}` is the bot of every recording; `{file:NAME}` the id of one of its uploaded files.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parent / "recorded"

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_KINDS = {
    "24 hex": "[0-9a-f]{24}",
    "date": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "text": ".+",
    "url": r"http://[^/]+/api/public/attachment/\S+",
    "uuid": _UUID,
}
_PATTERN = re.compile(r"<(?P<kind>[^<>]+?)(?: as (?P<name>\w+))?>")


def recordings() -> list[Path]:
    """All of them."""
    return sorted(RECORDED.glob("*.json"))


def filled(value: Any, names: dict[str, Any]) -> Any:
    """A value with what is named in it put in place."""
    if isinstance(value, str):
        return re.sub(r"\{([\w:. ]+)\}", lambda found: str(names[found[1]]), value)
    if isinstance(value, list):
        return [filled(each, names) for each in value]
    if isinstance(value, dict):
        return {key: filled(each, names) for key, each in value.items()}
    return value


def differences(expected: Any, found: Any, names: dict[str, Any], path: str = "") -> list[str]:
    """Where an answer is not what was recorded, its order included; remembers what is to be remembered."""
    if isinstance(expected, str) and (pattern := _PATTERN.fullmatch(expected)):
        if pattern["name"]:
            names[pattern["name"]] = found
        return [] if _fits(pattern["kind"], found) else [f"{path}: {found!r} is no {expected}"]
    expected = filled(expected, names) if isinstance(expected, str) else expected
    if isinstance(expected, dict) and isinstance(found, dict):
        if list(expected) != list(found):
            return [f"{path}: has {list(found)}, not {list(expected)}"]
        return [
            each
            for key in expected
            for each in differences(expected[key], found[key], names, f"{path}.{key}")
        ]
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return [f"{path}: has {len(found)} elements, not {len(expected)}: {json.dumps(found)[:500]}"]
        pairs = enumerate(zip(expected, found, strict=True))
        return [each for n, pair in pairs for each in differences(*pair, names, f"{path}[{n}]")]
    return (
        []
        if (type(expected), expected) == (type(found), found)
        else [f"{path}: {found!r} is not {expected!r}"]
    )


def _fits(kind: str, found: Any) -> bool:
    if kind == "anything":
        return True
    if kind == "number":
        return isinstance(found, int | float) and not isinstance(found, bool)
    pattern = _KINDS.get(kind) or kind + _UUID
    return isinstance(found, str) and re.fullmatch(pattern, found, re.DOTALL) is not None
