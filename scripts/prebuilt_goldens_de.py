"""Adds to tests/learning/prebuilt/golden_de.json what Microsoft's recognisers for Python answer to our sentences.

The npm suite that made the other golden files registers no German model (`recognizeNumber(text, "de-de")` falls
back to English); Microsoft's Python port does for number, ordinal, percentage, currency and dates. For ages,
dimensions and temperatures it has the tables of German units, as the .NET original has, and no model of them;
`unit_models` puts those together as the port does for English.

How to run (it is only an oracle and no dependency of Stationmaster), after scripts/prebuilt_goldens.mjs:
    python3 -m venv /tmp/oracle && /tmp/oracle/bin/pip install ms-recognizers-text-suite==1.0.1
    /tmp/oracle/bin/python scripts/prebuilt_goldens_de.py       (from the root of this repository)

The port follows the .NET original, which answered for LUIS, but for some slips in wiring its German dates: some
make it raise, which it hides as no answer at all, others take last week for this one. `mend` undoes those that the
original is known not to have. On sentences where the port still raises there is nothing to agree with; such
sentences are not among ours, and this script refuses them.

Answers are normalised as in the other script.
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
INTEGER = re.compile(r"-?\d+")


def main() -> None:
    mend()
    golden = json.loads((TESTS / "golden_de.json").read_text(encoding="utf-8"))
    reference = datetime.fromisoformat(golden["reference"])
    recognisers: dict[str, Callable[[str], list[Any]]] = {
        "number": lambda text: numbers.recognize_number(text, CULTURE),
        "ordinal": lambda text: numbers.recognize_ordinal(text, CULTURE),
        "percentage": lambda text: numbers.recognize_percentage(text, CULTURE),
        "money": lambda text: units.recognize_currency(text, CULTURE),
        **{kind: model.parse for kind, model in unit_models().items()},
        "datetimeV2": lambda text: dates_of(text, reference),
    }
    for text, entities in golden["expressions"].items():
        for kind, recognise in recognisers.items():
            found = [each for each in recognise(text) if carries_a_value(kind, each.resolution)]
            entities.pop(kind, None)
            if found:
                entities[kind] = [answer(kind, text, each) for each in found]
    golden["oracle"] = "ms-recognizers-text-suite==1.0.1, mended; email, url, phonenumber: npm suite 1.3.1"
    (TESTS / "golden_de.json").write_text(written(golden), encoding="utf-8")


def dates_of(text: str, reference: datetime) -> list[Any]:
    """The port's answer, and not nothing where it raises."""
    model = dates.DateTimeRecognizer(CULTURE).get_datetime_model()
    for found in model.extractor.extract(text.lower(), reference):
        try:
            model.parser.parse(found, reference)
        except Exception as error:
            raise SystemExit(f"the port has no answer to: {text} ({error!r})") from error
    return dates.recognize_datetime(text, CULTURE, reference=reference)  # type: ignore[no-any-return]


def mend() -> None:
    words = german("resources.german_date_time").GermanDateTime
    words.DaytimeTermList = ["tag", "\0", "\0"]  # the port looks for three, and raises at "Nacht"
    words.SeasonMap |= {"frühling": "SP", "sommer": "SU", "herbst": "FA"}  # it raises at these
    utility = import_module("ms_recognizers_text.utilities").RegExpUtility
    captures = utility.get_group_list  # it raises at "von 9 bis 11 Uhr", whose pattern names no minutes
    utility.get_group_list = staticmethod(
        lambda match, name: captures(match, name) if name in match.re.groupindex else []
    )
    mend_prefixes(words, utility)
    mend_between(words, utility)
    mend_periods(words, utility)


def german(module: str) -> Any:
    return import_module(f"ms_recognizers_date_time.{module}")


def config(kind: str, role: str) -> Any:
    module = german(f"date_time.german.{kind.lower()}period_{role.lower()}_config")
    return getattr(module, f"German{kind}Period{role}Configuration")


def mend_prefixes(words: Any, utility: Any) -> None:
    """Last, next, last but one and next but one: the port looks for the last week's word after the week."""
    last, following = map(utility.get_safe_reg_exp, (words.PreviousPrefixRegex, words.NextPrefixRegex))
    for kind in ("Date", "DateTime"):
        for role in ("Extractor", "Parser"):
            for name in ("previous_prefix_regex", "past_prefix_regex", "past_regex"):
                if hasattr(config(kind, role), name):
                    setattr(config(kind, role), name, property(lambda _: last))
    config("DateTime", "Parser").future_regex = property(lambda _: following)
    parser = config("Date", "Parser")
    twice = (
        (utility.get_safe_reg_exp(words.AfterNextPrefixRegex), 2),
        (utility.get_safe_reg_exp(words.PenultimatePrefixRegex), -2),
    )
    once = parser.get_swift_day_or_month
    parser.get_swift_day_or_month = lambda self, source: next(
        (steps for pattern, steps in twice if pattern.search(source.lower())), once(self, source)
    )


def mend_between(words: Any, utility: Any) -> None:
    """Zwischen ... und: the port looks for "before"."""
    between, joint = map(utility.get_safe_reg_exp, (words.BetweenTokenRegex, words.RangeConnectorRegex))
    matched = german("date_time.utilities").MatchedIndex

    def between_token(_: Any, source: str) -> Any:
        found = between.search(source)
        return matched(found is not None, found.start() if found else -1)

    for kind in ("Date", "Time", "DateTime"):
        config(kind, "Extractor").get_between_token_index = between_token
        config(kind, "Extractor").has_connector_token = lambda _, source: bool(
            joint.fullmatch(source.strip())
        )


def mend_periods(words: Any, utility: Any) -> None:
    """Weeks of a month and the rest of one, which the port does not look for; "Jahr 2025", which it cannot read."""
    extractor = config("Date", "Extractor")
    listed = extractor.simple_cases_regexes.fget
    added = [utility.get_safe_reg_exp(each) for each in (words.WeekOfMonthRegex, words.RestOfDateRegex)]
    extractor.simple_cases_regexes = property(
        lambda self: [each for each in listed(self) if each.pattern != words.WeekDayOfMonthRegex] + added
    )
    parser = german("date_time.base_dateperiod").BaseDatePeriodParser
    named, plain = utility.get_safe_reg_exp(words.YearPlusNumberRegex), parser._parse_year

    def parse_year(self: Any, source: str, reference: datetime) -> Any:
        found = named.fullmatch(source.strip())
        return plain(self, found["year"] if found and found["year"] else source, reference)

    parser._parse_year = parse_year


UNITS = {
    "age": ("Age",),
    "dimension": ("Information", "Area", "Length", "Speed", "Volume", "Weight"),
    "temperature": ("Temperature",),
}


def unit_models() -> dict[str, Any]:
    package = "ms_recognizers_number_with_unit"
    words = import_module(f"{package}.resources.german_numeric_with_unit").GermanNumericWithUnit
    extractors = import_module(f"{package}.number_with_unit.german.extractors")
    parsers = import_module(f"{package}.number_with_unit.german.parsers")
    models = import_module(f"{package}.number_with_unit.models")
    plain = (
        import_module(f"{package}.number_with_unit.extractors"),
        import_module(f"{package}.number_with_unit.parsers"),
    )
    found = {}
    for kind, families in UNITS.items():
        spellings = {
            unit: each for family in families for unit, each in getattr(words, f"{family}SuffixList").items()
        }
        doubtful = [
            each
            for family in (kind.title(), *families)
            for each in getattr(words, f"Ambiguous{family}UnitList", ())
        ]
        wording = {
            "extract_type": f"builtin.unit.{kind}",
            "suffix_list": spellings,
            "prefix_list": {},
            "ambiguous_unit_list": list(dict.fromkeys(doubtful)),
        }
        settings = type("Settings", (extractors.GermanNumberWithUnitExtractorConfiguration,), wording)
        reading = parsers.GermanNumberWithUnitParserConfiguration(None)
        reading.add_dict_to_unit_map(spellings)
        pair = models.ExtractorParserModel(
            plain[0].NumberWithUnitExtractor(settings(None)), plain[1].NumberWithUnitParser(reading)
        )
        found[kind] = getattr(models, f"{kind.title()}Model")([pair])
    return found


def carries_a_value(kind: str, resolution: dict[str, Any] | None) -> bool:
    if not resolution:
        return False
    if kind == "datetimeV2":
        return bool(resolution.get("values"))
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
    lines = ",\n".join(
        f"    {compact(text)}: {compact(entities)}" for text, entities in golden["expressions"].items()
    )
    head = "".join(f'  "{key}": {json.dumps(golden[key])},\n' for key in ("oracle", "culture", "reference"))
    return f'{{\n{head}  "expressions": {{\n{lines}\n  }}\n}}\n'


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


main()
