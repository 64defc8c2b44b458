"""French names of units, with the unit that LUIS reports for each."""

from stationmaster.learning.prebuilt.culture import UnitTables
from stationmaster.learning.prebuilt.french_money import MONEY, MONEY_BEFORE
from stationmaster.learning.prebuilt.spellings import spelled, with_squares

#: in the number, singular or plural, that LUIS reports
_METRIC = {
    "Kilomètres": "km",
    "Hectomètre": "hm",
    "Décamètre": "dam",
    "Mètres": "m",
    "Décimètres": "dm",
    "Centimètres": "cm",
    "Millimètres": "mm",
    "Micromètres": "µm",
    "Nanomètres": "nm",
    "Picomètres": "pm",
}


def _both(unit: str) -> str:
    singular = unit.lower().removesuffix("s")
    return f"{singular}|{singular}s"


_LENGTHS = spelled({unit: f"{sign}|{_both(unit)}" for unit, sign in _METRIC.items()})
_AREAS = with_squares(
    _LENGTHS, {unit: (f"{unit.removesuffix('s')} carré", "carré") for unit in list(_METRIC)[:7]}
) | {
    "Acre": "acre|acres",
    "Pied carré": "pied carré|pieds carrés",
    "Pouce carré": "pouce carré|pouces carrés",
    "Mile carré": "mile carré|miles carrés",
}
_SPEEDS = {
    "Kilomètre par heure": "km/h|kilomètre par heure|kilomètres par heure",
    "Kilomètre par minute": "kilomètre par minute|kilomètres par minute",
    "Kilomètre par seconde": "km/s|kilomètre par seconde|kilomètres par seconde",
    "Mètre par seconde": "m/s|mètre par seconde|mètres par seconde",
    "Miles par heure": "mph|miles par heure|miles à l'heure",
    "Noeuds": "noeud|noeuds|nœud|nœuds",
}
_VOLUMES = {
    "Mètre cube": "m3|m^3|m³|mètre cube|mètres cubes|mètres cube",
    "Centimètre cube": "cm3|cm^3|cm³|centimètre cube|centimètres cubes|centimètres cube",
    "Litre": "l|lts|litre|litres",
    "Décilitre": "dl|décilitre|décilitres",
    "Centilitre": "cl|centilitre|centilitres",
    "Millilitre": "ml|millilitre|millilitres",
    "Gallon": "gallon|gallons",
    "Pintes": "pinte|pintes",
    "Onces": "once|onces|oz",
    "Baril": "baril|barils|bbl",
}
_WEIGHTS = {
    "Kilogramme": "kg|kilo|kilos|kilogramme|kilogrammes",
    "Gram": "g|gramme|grammes",
    "Milligramme": "mg|milligramme|milligrammes",
    "Microgramme": "µg|ug|microgramme|microgrammes",
    "Tonne métrique": "tonne métrique|tonnes métriques",
    "Tonne": "tonne|tonnes",
    "Livre": "livre|livres",
}
_OTHER_LENGTHS = {
    "Mile": "mi|mile|miles",
    "Pied": "pied|pieds",
    "Yard": "yd|yard|yards",
    "Pouce": "pouce|pouces",
}
_INFORMATION = {
    "Bit": "bit|bits",
    "Kilobit": "kilobit|kilobits|kbit|kbits",
    "Megabit": "megabit|megabits|mégabit|mégabits",
    "Gigabit": "gigabit|gigabits",
    "Terabit": "terabit|terabits|térabit|térabits",
    "octet": "octet|octets",
    "Kilooctet": "ko|kio|kilo-octet|kilo-octets|kilooctet|kilooctets|kilobyte|kilobytes",
    "Mégaoctet": "méga-octet|méga-octets|mégaoctet|mégaoctets|mégabyte|mégabytes",
    "Gigaoctet": "gigaoctet|gigaoctets|gigabyte|gigabytes",
    "Téraoctet": "téraoctet|téraoctets|térabyte|térabytes",
    "Pétaoctet": "pétaoctet|pétaoctets|pétabyte|pétabytes",
}
#: as in the original, which has neither "Go" nor "Mo"
_INFORMATION_SIGNS = {
    "Kilobit": ("kb", "Kb", "KB"),
    "Kilooctet": ("kB",),
    "Megabit": ("Mb",),
    "Mégaoctet": ("MB",),
    "Gigabit": ("Gb",),
    "Gigaoctet": ("GB",),
}

UNIT_TABLES = UnitTables(
    age=spelled({"Ans": "ans", "Mois": "mois", "Semaines": "semaine|semaines", "Jour": "jour|jours"}),
    money=MONEY,
    money_before=MONEY_BEFORE,
    money_parts={},
    dimension=_LENGTHS | spelled(_AREAS | _SPEEDS | _VOLUMES | _WEIGHTS | _OTHER_LENGTHS | _INFORMATION),
    dimension_exact=_INFORMATION_SIGNS,
    temperature=spelled(
        {
            "Kelvin": "k|kelvin",
            "C": "°c|° c|degrés c|deg c|degré celsius|degrés celsius|celsius|degrés centigrade|centigrade",
            "F": "°f|° f|degrés f|deg f|degré fahrenheit|degrés fahrenheit|fahrenheit",
            "Degré": "°|degré|degrés|deg",
        }
    ),
    before_unit=("de", "d'", "d’"),
    digits_touch=True,
)
