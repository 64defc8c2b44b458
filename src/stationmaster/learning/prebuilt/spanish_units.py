"""Spanish names of units, with the unit that LUIS reports for each."""

from stationmaster.learning.prebuilt.culture import UnitTables
from stationmaster.learning.prebuilt.spanish_money import MONEY, MONEY_BEFORE, MONEY_PARTS
from stationmaster.learning.prebuilt.spellings import bytes_and_bits, spelled, with_squares

_METRIC = {
    "Kilómetro": "km",
    "Hectómetro": "hm",
    "Decámetro": "dam",
    "Metro": "m",
    "Decímetro": "dm",
    "Centímetro": "cm",
    "Milímetro": "mm",
    "Micrómetro": "µm",
    "Nanómetro": "nm",
    "Picómetro": "pm",
}
_LENGTHS = spelled({unit: f"{sign}|{unit.lower()}|{unit.lower()}s" for unit, sign in _METRIC.items()})
_AREAS = with_squares(_LENGTHS, {unit: (f"{unit} cuadrado", "cuadrado") for unit in list(_METRIC)[:7]}) | {
    "Acre": "acre|acres",
    "Pie cuadrado": "pie cuadrado|pies cuadrados|ft2|ft²",
    "Pulgada cuadrado": "pulgada cuadrada|pulgadas cuadradas",
    "Yarda cuadrado": "yarda cuadrada|yardas cuadradas|yd2|yd²",
}
_AREAS["Hectómetro cuadrado"] += "|hectárea|hectáreas"

_SPEEDS = {
    "Kilómetro por hora": "km/h|kilómetro por hora|kilómetros por hora",
    "Kilómetro por minuto": "km/min|kilómetro por minuto|kilómetros por minuto",
    "Kilómetro por segundo": "km/seg|kilómetro por segundo|kilómetros por segundo",
    "Metro por segundo": "m/s|metro por segundo|metros por segundo",
    "Milla por hora": "mph|mi/h|milla por hora|millas por hora",
    "Pie por segundo": "ft/s|pie por segundo|pies por segundo",
    "Nudo": "nudo|nudos|kt|kn",
}
_VOLUMES = {
    "Metro cúbico": "m3|m^3|m³|metro cúbico|metros cúbicos",
    "Centímetro cúbico": "cc|cm3|cm^3|cm³|centímetro cúbico|centímetros cúbicos",
    "Decímetro cúbico": "dm3|dm³|decímetro cúbico|decímetros cúbicos",
    "Hectolitro": "hl|hectolitro|hectolitros",
    "Litro": "l|lts|litro|litros",
    "Mililitro": "ml|mililitro|mililitros",
    "Galón": "galón|galones",
    "Pinta": "pinta|pintas",
    "Barril": "barril|barriles|bbl",
    "Onza líquida": "onza líquida|onzas líquidas",
}
_WEIGHTS = {
    "Tonelada métrica": "tonelada métrica|toneladas métricas",
    "Tonelada": "t|ton|tonelada|toneladas",
    # the original lacks "kilo"; the language does not
    "Kilogramo": "kg|kilogramo|kilogramos|kilo|kilos",
    "Gramo": "g|gr|gramo|gramos",
    "Miligramo": "mg|miligramo|miligramos",
    "Microgramo": "µg|ug|microgramo|microgramos",
    "Libra": "lb|libra|libras",
    "Onza": "oz|onza|onzas",
    "Grano": "grano|granos",
    "Quilate": "ct|quilate|quilates",
}
_OTHER_LENGTHS = {
    "Milla": "mi|milla|millas",
    "Yarda": "yd|yarda|yardas",
    "Pulgada": 'pulgada|pulgadas|"',
    "Pie": "ft|pie|pies",
    "Año luz": "año luz|años luz",
}
_INFORMATION, _INFORMATION_SIGNS = bytes_and_bits(
    {"k": "kilobit", "m": "megabit", "g": "gigabit", "t": "terabit", "p": "petabit"},
    {"k": "kilobyte", "m": "megabyte", "g": "gigabyte", "t": "terabyte", "p": "petabyte"},
)

UNIT_TABLES = UnitTables(
    age=spelled({"Año": "año|años", "Mes": "mes|meses", "Semana": "semana|semanas", "Día": "día|días"}),
    money=MONEY,
    money_before=MONEY_BEFORE,
    money_parts=MONEY_PARTS,
    dimension=_LENGTHS
    | spelled(
        _AREAS | _SPEEDS | _VOLUMES | _WEIGHTS | _OTHER_LENGTHS | {"bit": "bit|bits", "byte": "byte|bytes"}
    )
    | _INFORMATION,
    dimension_exact=_INFORMATION_SIGNS,
    temperature=spelled(
        {
            "Kelvin": "k|kelvin",
            "Grado Celsius": "°c|° c|ºc|º c|grado c|grados c|grado celsius|grados celsius|celsius"
            "|grado centígrado|grados centígrados|centígrados",
            "Grado Fahrenheit": "°f|° f|ºf|º f|grado f|grados f|grado fahrenheit|grados fahrenheit|fahrenheit",
            "Grado": "°|grado|grados",
        }
    ),
    before_unit=("de",),
    before_part=("y", "con"),
)
