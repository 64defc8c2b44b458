"""English names of units, with the unit that LUIS reports for each."""

from stationmaster.learning.prebuilt.culture import UnitTables
from stationmaster.learning.prebuilt.english_money import (
    MONEY_PARTS,
    money_before_spellings,
    money_spellings,
)

_METRIC = {
    "Kilo": "k",
    "Hecto": "h",
    "Deca": "da",
    "": "",
    "Deci": "d",
    "Centi": "c",
    "Milli": "m",
    "Micro": "μ",
    "Nano": "n",
    "Pico": "p",
}


def _lengths() -> dict[str, tuple[str, ...]]:
    units: dict[str, tuple[str, ...]] = {}
    for prefix, sign in _METRIC.items():
        written = prefix.lower()
        stems = ("meter", "metre", "meters", "metres")
        apart = tuple(f"{written} {stem}" for stem in stems) if written else ()
        units[f"{prefix}meter".capitalize()] = (f"{sign}m", *(f"{written}{stem}" for stem in stems), *apart)
    return units


def _squares() -> dict[str, tuple[str, ...]]:
    units: dict[str, tuple[str, ...]] = {}
    for unit, spellings in _lengths().items():
        sign, *names = spellings
        words = (sign, *(name for name in names if " " not in name))
        squared = tuple(f"{square} {word}" for square in ("sq", "square") for word in words)
        units[f"Square {unit.lower()}"] = (*squared, f"{sign}2", f"{sign}^2", f"{sign}²")
    del units["Square micrometer"], units["Square nanometer"], units["Square picometer"]
    units["Square hectometer"] += ("hectare", "hectares")
    for unit, sign, words in (
        ("inch", "in", ("inch", "inches")),
        ("foot", "ft", ("foot", "feet")),
        ("yard", "yd", ("yard", "yards")),
        ("mile", "mi", ("mile", "miles")),
    ):
        squared = tuple(f"{square} {word}" for square in ("sq", "square") for word in (sign, *words))
        units[f"Square {unit}"] = (*squared, f"{sign}2", f"{sign}^2", f"{sign}²", f"sq{sign}")
    return units | {"Acre": ("acre", "acres", "-acre")}


def _speeds() -> dict[str, tuple[str, ...]]:
    units: dict[str, tuple[str, ...]] = {}
    for distance, sign, words in (
        ("Meter", "m", ("meter", "meters", "metre", "metres")),
        ("Kilometer", "km", ("kilometer", "kilometers", "kilometre", "kilometres")),
        ("Foot", "ft", ("foot", "feet")),
        ("Yard", "yd", ("yard", "yards")),
        ("Mile", "mi", ("mile", "miles")),
    ):
        for period, short in (("second", "s"), ("minute", "min"), ("hour", "h")):
            names = tuple(f"{word} per {period}" for word in words)
            units[f"{distance} per {period}"] = (f"{sign}/{short}", *names)
    units["Kilometer per hour"] += ("kph", "kmph", "km/hr", "kmh")
    units["Mile per hour"] += ("mph", "miles an hour", "mi/hr")
    units["Foot per second"] += ("fps",)
    return units | {"Knot": ("knot", "knots", "kt", "kn")}


def _litres() -> dict[str, tuple[str, ...]]:
    units = {}
    for prefix, sign in (
        ("", ""),
        ("Hecto", "hl"),
        ("Deca", ""),
        ("Deci", "dl"),
        ("Centi", "cl"),
        ("Milli", "ml"),
    ):
        words = tuple(f"{prefix.lower()}{stem}" for stem in ("liter", "litre", "liters", "litres"))
        units[f"{prefix}liter".capitalize()] = (sign, *words) if sign else words
    units["Liter"] += ("l",)
    units["Milliliter"] += ("mls", "cc")
    return units


_VOLUMES: dict[str, tuple[str, ...]] = {
    "Cubic meter": ("cubic meter", "cubic meters", "cubic metre", "cubic metres", "m3"),
    "Cubic centimeter": (
        "cubic centimeter",
        "cubic centimeters",
        "cubic centimetre",
        "cubic centimetres",
    ),
    "Cubic yard": ("cubic yard", "cubic yards"),
    "Cubic inch": ("cubic inch", "cubic inches"),
    "Cubic foot": ("cubic foot", "cubic feet"),
    "Cubic mile": ("cubic mile", "cubic miles"),
    "Fluid ounce": ("fluid ounce", "fluid ounces", "fl oz"),
    "Teaspoon": ("teaspoon", "teaspoons", "tsp", "tea spoon", "tea spoons"),
    "Tablespoon": ("tablespoon", "tablespoons", "tbsp", "tbs", "table spoon", "table spoons"),
    "Pint": ("pint", "pints"),
    "Quart": ("quart", "quarts"),
    "Cup": ("cup", "cups"),
    "Pinch": ("pinch", "pinches"),
    "Barrel": ("barrel", "barrels", "bbl"),
    "Bushel": ("bushel",),
}

_WEIGHTS: dict[str, tuple[str, ...]] = {
    "Kilogram": ("kg", "kilogram", "kilograms", "kilo", "kilos", "kilogramme", "kilogrammes"),
    "Gram": ("g", "gm", "gram", "grams", "gramme", "grammes"),
    "Milligram": ("mg", "milligram", "milligrams", "milligramme", "milligrammes"),
    "Microgram": ("μg", "mcg", "microgram", "micrograms"),
    "Gallon": ("gallon", "gallons", "gal", "-gallon"),
    "Metric ton": ("metric ton", "metric tons"),
    "Ton": ("ton", "tons", "tonne", "tonnes", "t", "-ton"),
    "Pound": ("pound", "pounds", "lb", "lbs"),
    "Ounce": ("ounce", "ounces", "oz", "-ounce"),
    "Grain": ("grain", "grains", "gr"),
    "Stone": ("stone",),
}

_LENGTHS: dict[str, tuple[str, ...]] = {
    "Mile": ("mile", "miles", "-mile"),
    "Yard": ("yard", "yards"),
    "Inch": ("inch", "inches", "in", '"', "-inch"),
    "Foot": ("foot", "feet", "ft", "-foot"),
    "Light year": ("light year", "light years", "light-year", "light-years"),
    "Pt": ("pt", "pts"),
}


def _information() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Names of bits and bytes; and the signs whose case tells the one from the other."""
    names: dict[str, tuple[str, ...]] = {
        "Bit": ("bit", "bits", "-bit"),
        "Byte": ("byte", "bytes", "-byte"),
    }
    signs: dict[str, tuple[str, ...]] = {}
    for prefix, letter in (("Kilo", "k"), ("Mega", "m"), ("Giga", "g"), ("Tera", "t"), ("Peta", "p")):
        written = prefix.lower()
        names[f"{prefix}bit"] = (f"{written}bit", f"{written}bits", f"{letter}bit", f"{letter}b")
        together = (f"{written}byte", f"{written}bytes", f"-{written}byte", f"-{written}bytes")
        apart = (f"{written} byte", f"{written} bytes", f"{letter}byte")
        names[f"{prefix}byte"] = (*together, *apart)
        signs[f"{prefix}byte"] = (f"{letter}B", f"{letter.upper()}B")
    return names, signs


def _ages() -> dict[str, tuple[str, ...]]:
    units: dict[str, tuple[str, ...]] = {}
    for unit in ("year", "month", "week", "day"):
        units[unit.capitalize()] = tuple(
            f"{start}{word}{gap}{'of' + gap + 'age' if ending == 'of age' else ending}"
            for word in (unit, f"{unit}s")
            for start, gap, ending in (
                ("", " ", "old"),
                ("", "-", "old"),
                ("-", "-", "old"),
                ("", " ", "of age"),
            )
        )
    units["Year"] += ("yo",)
    units["Month"] += ("mo",)
    return units


_DEGREE_WORDS = ("degrees", "degree", "degs", "deg")


def _temperatures() -> dict[str, tuple[str, ...]]:
    units: dict[str, tuple[str, ...]] = {
        "K": ("k", "kelvin"),
        "R": ("rankine", "°r"),
        "D": ("delisle", "°de"),
        "Degree": ("degree", "degrees", "deg", "deg.", "°"),
    }
    for unit, names in (
        ("F", ("fahrenheit", "farenheit", "f")),
        ("C", ("celsius", "celcius", "centigrade", "c")),
    ):
        sign = unit.lower()
        named = tuple(f"{degree} {name}" for degree in _DEGREE_WORDS for name in names)
        units[unit] = (*named, *names, f"°{sign}", f"° {sign}")
    return units


_INFORMATION, _INFORMATION_SIGNS = _information()

UNIT_TABLES = UnitTables(
    age=_ages(),
    money=money_spellings(),
    money_before=money_before_spellings(),
    money_parts=MONEY_PARTS,
    dimension=_lengths() | _squares() | _speeds() | _litres() | _VOLUMES | _WEIGHTS | _LENGTHS | _INFORMATION,
    dimension_exact=_INFORMATION_SIGNS,
    temperature=_temperatures(),
    before_part=("and",),
)
