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
    "Micrometer": ("μm", "mikro"),
    "Nanometer": ("nm", "nano"),
    "Picometer": ("pm", "piko"),
}
_LENGTHS = {unit: f"{sign}|{prefix}meter|{prefix}metern" for unit, (sign, prefix) in _METRIC.items()}
_LENGTHS["Centimeter"] += "|centimeter|centimetern"
_LENGTHS["Picometer"] += "|picometer|picometern"
_AREAS = {
    f"Square {unit.lower()}": f"{sign}^2|{sign}²|q{sign}|quadrat{prefix}meter"
    for unit, (sign, prefix) in list(_METRIC.items())[:7]
}
_AREAS["Square hectometer"] += "|hektar"
_OTHERS = {
    "Acre": "acre|acres",
    "Mile": "meile|meilen",
    "Yard": "yard|yards",
    # "in" is the preposition far more often; the original has it all the same
    "Inch": 'zoll|inch|in|"',
    "Foot": "fuß|ft",
    "Light year": "lichtjahr|lichtjahre|lichtjahren",
    "Kilometer per hour": "km/h|kilometer/stunde|kilometer pro stunde|kilometern pro stunde",
    "Kilometer per minute": "km/min|kilometer pro minute|kilometern pro minute",
    "Kilometer per second": "km/s|kilometer pro sekunde|kilometern pro sekunde",
    "Meter per second": "m/s|meter/sekunde|meter pro sekunde|metern pro sekunde",
    "Mile per hour": "mph|mi/h|meilen pro stunde|meilen/stunde|meile pro stunde",
    "Knot": "kt|knoten|kn",
    "Cubic meter": "m3|m³|kubikmeter",
    "Cubic centimeter": "cm³|kubikzentimeter",
    "Hectoliter": "hektoliter",
    "Liter": "l|liter",
    "Deciliter": "dl|deziliter",
    "Centiliter": "cl|zentiliter",
    "Milliliter": "ml|mls|milliliter",
    "Gallon": "gallone|gallonen",
    "Teaspoon": "teelöffel|teeloeffel",
    "Tablespoon": "esslöffel|essloeffel",
    "Kilogram": "kg|kilo|kilogramm",
    "Gram": "g|gramm",
    "Milligram": "mg|milligramm",
    "Microgram": "μg|mikrogramm",
    "Metric ton": "metrische tonne|metrische tonnen",
    "Ton": "tonne|tonnen",
    "Pound": "pfund|lb",
    "Ounce": "unze|unzen|oz",
    "Barrel": "barrel",
    "Bit": "bit|bits",
    "Byte": "byte|bytes",
}
# the original's German table has "gB" for a gigabyte, and so finds none in "16 GB"; ours does
_INFORMATION, _INFORMATION_SIGNS = bytes_and_bits(
    {"k": "Kilobit", "m": "Megabit", "g": "Gigabit", "t": "Terabit", "p": "Petabit"},
    {"k": "Kilobyte", "m": "Megabyte", "g": "Gigabyte", "t": "Terabyte", "p": "Petabyte"},
)
UNIT_TABLES = UnitTables(
    age=spelled(
        {
            "Year": "jahr alt|jahre alt|jahren|jahre|lebensjahr",
            "Month": "monat alt|monate alt|monaten|monate",
            "Week": "woche alt|wochen alt|wochen|woche",
            "Day": "tag alt|tage alt|tagen|tage",
        }
    ),
    money=MONEY,
    money_before=MONEY_BEFORE,
    money_parts=MONEY_PARTS,
    dimension=spelled(_LENGTHS | _AREAS | _OTHERS) | _INFORMATION,
    dimension_exact=_INFORMATION_SIGNS,
    temperature=spelled(
        {
            "K": "kelvin|grad kelvin|°kelvin|°k",
            "C": "grad celsius|°celsius|°c|celsius",
            "F": "grad fahrenheit|°fahrenheit|°f|fahrenheit",
            "Degree": "grad|°",
        }
    ),
    before_part=("und",),
    bare_parts=True,
)
