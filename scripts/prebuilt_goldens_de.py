"""Adds to tests/learning/prebuilt/golden_de.json what Microsoft's recognisers for Python answer to our sentences.

The npm suite that made the other golden files registers no German model (`recognizeNumber(text, "de-de")` falls
back to English); Microsoft's Python port does for number, ordinal, percentage, currency and dates. Neither has one
for ages, dimensions and temperatures, so those have no golden answers.

How to run (it is only an oracle and no dependency of Stationmaster), after scripts/prebuilt_goldens.mjs:
    python3 -m venv /tmp/oracle && /tmp/oracle/bin/pip install ms-recognizers-text-suite==1.0.1
    /tmp/oracle/bin/python scripts/prebuilt_goldens_de.py       (from the root of this repository)

Answers are normalised as in the other script: dates that were found and not resolved are unsettled, as are
those of MISREAD.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

dates = import_module("ms_recognizers_date_time")
numbers = import_module("ms_recognizers_number")
units = import_module("ms_recognizers_number_with_unit")

TESTS = Path("tests/learning/prebuilt")
CULTURE = "de-de"
#: what the port reads wrongly in our sentences: a sum (100200), and dates that the sentence does not have
MISREAD = {
    "number": ("tausendzweihundert",),
    "datetimeV2": (
        "3,5 Prozent",
        "jeden Morgen",
        "Letzten Monat",
        "Letztes Jahr",
        "1. März und dem 15. April",
        "letzte Woche im Mai",
        "Vor Freitag",
    ),
}
INTEGER = re.compile(r"-?\d+")


def main() -> None:
    golden = json.loads((TESTS / "golden_de.json").read_text(encoding="utf-8"))
    reference = datetime.fromisoformat(golden["reference"])
    recognisers: dict[str, Callable[[str], list[Any]]] = {
        "number": lambda text: numbers.recognize_number(text, CULTURE),
        "ordinal": lambda text: numbers.recognize_ordinal(text, CULTURE),
        "percentage": lambda text: numbers.recognize_percentage(text, CULTURE),
        "money": lambda text: units.recognize_currency(text, CULTURE),
        "datetimeV2": lambda text: dates.recognize_datetime(text, CULTURE, reference=reference),
    }
    for text, entities in golden["expressions"].items():
        for kind, recognise in recognisers.items():
            found = recognise(text)
            settled = [each for each in found if carries_a_value(kind, each.resolution)]
            entities.pop(kind, None)
            if settled:
                entities[kind] = [answer(kind, text, each) for each in settled]
            unsettled = [span(text, each) for each in found if each not in settled and kind == "datetimeV2"]
            unsettled += [
                [text.index(figure), text.index(figure) + len(figure)]
                for figure in MISREAD.get(kind, ())
                if figure in text
            ]
            if unsettled:
                golden["unsettled"].setdefault(text, {})[kind] = unsettled
    golden["oracle"] = "ms-recognizers-text-suite==1.0.1; email, url, phonenumber: npm suite 1.3.1"
    (TESTS / "golden_de.json").write_text(written(golden), encoding="utf-8")


def carries_a_value(kind: str, resolution: dict[str, Any] | None) -> bool:
    if not resolution:
        return False
    if kind == "datetimeV2":
        return all(value.get("timex") for value in resolution.get("values") or [{}])
    return resolution.get("value") not in (None, "0" if kind == "ordinal" else None)


def answer(kind: str, text: str, found: Any) -> list[Any]:
    resolution = dict(found.resolution)
    resolution.pop("isoCurrency", None)
    if kind == "number":
        subtype = "integer" if INTEGER.fullmatch(resolution["value"]) else "decimal"
        resolution = {"subtype": subtype, "value": resolution["value"]}
    start, end = span(text, found)
    return [f"builtin.{found.type_name}", text[start:end].lower(), start, end, resolution]


def span(text: str, found: Any) -> list[int]:
    """Where it stands, without white space around it."""
    inside = text[found.start : found.end + 1]
    start = found.start + len(inside) - len(inside.lstrip())
    return [start, start + len(inside.strip())]


def written(golden: dict[str, Any]) -> str:
    """One sentence a line, as the other script writes them."""
    lines = {
        part: ",\n".join(
            f"    {json.dumps(text, ensure_ascii=False)}: {json.dumps(entities, ensure_ascii=False)}"
            for text, entities in golden[part].items()
        )
        for part in ("expressions", "unsettled")
    }
    head = "".join(f'  "{key}": {json.dumps(golden[key])},\n' for key in ("oracle", "culture", "reference"))
    return (
        f'{{\n{head}  "expressions": {{\n{lines["expressions"]}\n  }},\n'
        f'  "unsettled": {{\n{lines["unsettled"]}\n  }}\n}}\n'
    )


main()
