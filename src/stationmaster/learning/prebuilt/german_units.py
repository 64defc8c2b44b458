"""German names of units, with the unit that LUIS reports for each: the English one."""

from stationmaster.learning.prebuilt.culture import UnitTables
from stationmaster.learning.prebuilt.german_money import MONEY, MONEY_BEFORE, MONEY_PARTS
from stationmaster.learning.prebuilt.spellings import bytes_and_bits, spelled

#: unit -> sign and German prefix
_METRIC = {
    "Kilometer": ("km", "kilo"),
    "Hectometer": ("hm", "hekto"),
    "Decameter": ("dam", "deka"),
    "Meter": ("m", ""),
    "Decimeter": ("dm", "dezi"),
    "Centimeter": ("cm", "zenti"),
    "Millimeter": ("mm", "milli"),
    "Micrometer": ("µm", "mikro"),
    "Nanometer": ("nm", "nano"),
}
_LENGTHS = {
    unit: f"{sign}|{prefix}meter|{prefix}metern|{unit.lower()}" for unit, (sign, prefix) in _METRIC.items()
}
_AREAS = {
    f"Square {unit.lower()}": f"{sign}2|{sign}^2|{sign}²|q{sign}|quadrat{prefix}meter|quadrat{prefix}metern"
    for unit, (sign, prefix) in list(_METRIC.items())[:7]
}
_AREAS["Square hectometer"] += "|hektar|ha"
_OTHERS = {
    "Acre": "acre|acres",
    "Mile": "meile|meilen",
    "Yard": "yard|yards",
    "Inch": "zoll",
    "Foot": "fuß|fuss",
    "Light year": "lichtjahr|lichtjahre|lichtjahren",
    "Kilometer per hour": "km/h|kmh|kilometer pro stunde|stundenkilometer",
    "Meter per second": "m/s|meter pro sekunde",
    "Mile per hour": "mph|meilen pro stunde",
    "Knot": "knoten",
    "Cubic meter": "m3|m³|kubikmeter",
    "Cubic centimeter": "cm3|cm³|kubikzentimeter",
    "Hectoliter": "hl|hektoliter",
    "Liter": "l|liter|litern",
    "Deciliter": "dl|deziliter",
    "Centiliter": "cl|zentiliter",
    "Milliliter": "ml|milliliter",
    "Gallon": "gallone|gallonen",
    "Teaspoon": "teelöffel|tl",
    "Tablespoon": "esslöffel|el",
    "Kilogram": "kg|kilo|kilogramm",
    "Gram": "g|gramm",
    "Milligram": "mg|milligramm",
    "Ton": "t|tonne|tonnen",
    "Pound": "pfund",
    "Ounce": "unze|unzen",
    "Bit": "bit|bits",
    "Byte": "byte|bytes",
}
_INFORMATION, _INFORMATION_SIGNS = bytes_and_bits(
    {"k": "Kilobit", "m": "Megabit", "g": "Gigabit", "t": "Terabit", "p": "Petabit"},
    {"k": "Kilobyte", "m": "Megabyte", "g": "Gigabyte", "t": "Terabyte", "p": "Petabyte"},
)
_ENDINGS = ("alt", "alte", "alter", "altes", "alten")


def _age(*forms: str) -> str:
    return "|".join([*forms, *(f"{form} {ending}" for form in forms for ending in _ENDINGS)])


UNIT_TABLES = UnitTables(
    age=spelled(
        {
            "Year": _age("jahr", "jahre", "jahren"),
            "Month": _age("monat", "monate", "monaten"),
            "Week": _age("woche", "wochen"),
            "Day": _age("tag", "tage", "tagen"),
        }
    ),
    money=MONEY,
    money_before=MONEY_BEFORE,
    money_parts=MONEY_PARTS,
    dimension=spelled(_LENGTHS | _AREAS | _OTHERS) | _INFORMATION,
    dimension_exact=_INFORMATION_SIGNS,
    temperature=spelled(
        {
            "K": "k|kelvin",
            "C": "°c|° c|grad c|grad celsius|celsius",
            "F": "°f|° f|grad f|grad fahrenheit|fahrenheit",
            "Degree": "°|grad",
        }
    ),
    before_part=("und",),
    bare_parts=True,
)
