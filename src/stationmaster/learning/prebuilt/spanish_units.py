"""Spanish names of units, with the unit that LUIS reports for each."""

from stationmaster.learning.prebuilt.culture import UnitTables
from stationmaster.learning.prebuilt.spanish_money import MONEY, MONEY_BEFORE
from stationmaster.learning.prebuilt.spellings import as_spelled

#: spellings are the original's, its gaps and slips included: it has no "kilo", no "centímetros", no "metros cúbicos"
_LENGTHS = {
    "Kilómetro": "km|kilómetro|kilómetros|kilometro|kilometros",
    "Hectómetro": "hm|hectómetro|hectómetros|hectometro|hectometros",
    "Decámetro": "dam",
    "Metro": "m|metro|metros",
    "Decímetro": "dm",
    "Centímetro": "cm|centímetro|centimetro|centimetros",
    "Milímetro": "mm|milimetro|milimetros",
    "Micrómetro": "µm|um|micrómetro|micrómetros|micrometro|micrometros",
    "Nanómetro": "nm|nanómetro|nanómetros|nanometro|nanometros",
    "Picómetro": "pm|picómetro|picómetros|picometro|picometros",
    "Milla": "mi|milla|millas",
    "Yarda": "yd|yarda|yardas",
    "Pulgada": 'pulgada|pulgadas|"',
    "Pie": "ft|pie|pies",
    "Año luz": "año luz|años luz|al",
}
_AREAS = {
    "Kilómetro cuadrado": "km2|km^2|km²|kilómetro cuadrado|kilómetros cuadrados",
    "Hectómetro cuadrado": "hm2|hm^2|hm²|hectómetro cuadrado|hectómetros cuadrados|hectárea|hectáreas",
    "Decámetro cuadrado": "dam2|dam^2|dam²",
    "Metro cuadrado": "m2|m^2|m²|metro cuadrado|metros cuadrados",
    "Decímetro cuadrado": "dm2|dm^2|dm²",
    "Centímetro cuadrado": "cm2|cm^2|cm²|centímetro cuadrado|centímetros cuadrados",
    "Milímetro cuadrado": "mm2|mm^2|mm²",
    "Acre": "acre|acres",
    "Pie cuadrado": "pie cuadrado|pies cuadrados|ft2|ft²",
    "Pulgada cuadrado": "pulgada cuadrada|pulgadas cuadradas",
    "Yarda cuadrado": "yarda cuadrada|yardas cuadradas|yd2|yd²",
}

_SPEEDS = {
    "Kilómetro por hora": "km/h|kilómetro por hora|kilómetros por hora|kilometro por hora|kilometros por hora",
    "Kilómetro por minuto": "km/min|kilómetro por minuto|kilómetros por minuto|kilometro por minuto|kilometros por minuto",
    "Kilómetro por segundo": "km/seg|kilómetro por segundo|kilómetros por segundo|kilometro por segundo|kilometros por segundo",
    "Metro por segundo": "m/s|metro por segundo|metros por segundo",
    "Milla por hora": "mph|mi/h|milla por hora|millas por hora",
    "Pie por segundo": "ft/s|pie por segundo|pies por segundo",
    "Nudo": "nudo|nudos|kt|kn",
}
_VOLUMES = {
    "Metro cúbico": "m3|m^3|m³|metro cúbico",
    "Centímetro cúbico": "cc|cm3|cm^3|cm³|centímetro cúbico",
    "Decímetro cúbico": "dm3|dm³",
    "Hectolitro": "hl|hectolitro|hectolitros",
    "Litro": "l|lts|litro|litros",
    "Mililitro": "ml|mililitro|mililitros",
    "Galón": "galón|galones",
    "Pinta": "pinta|pintas",
    "Barril": "barril|barriles|bbl",
    "Onza líquida": "onza líquida|onzas líquidas",
}
_WEIGHTS = {
    "Tonelada métrica": "tonelada métrica|toneladas métricas|tonelada metrica|toneladas metricas",
    "Tonelada": "t|ton|tonelada|toneladas",
    "Kilogramo": "kg|kilogramo|kilogramos",
    "Gramo": "g|gr|gramo|gramos",
    "Miligramo": "mg|miligramo|miligramos",
    "Microgramo": "µg|ug|microgramo|microgramos",
    "Libra": "lb|libra|libras",
    "Onza": "oz|onza|onzas",
    "Grano": "grano|granos",
    "Quilate": "ct|quilate|quilates",
}
#: what is written in small letters is in kilobits or nothing
_INFORMATION = {
    "bit": "bit|bits",
    "byte": "byte|bytes",
    "kilobit": "kilobit|kilobits|kb|kbit",
    "megabit": "megabit|megabits",
    "gigabit": "gigabit|gigabits",
    "terabit": "terabit|terabits",
    "petabit": "petabit|petabits",
    "kilobyte": "kilobyte|kilobytes",
    "megabyte": "megabyte|megabytes",
    "gigabyte": "gigabyte|gigabytes",
    "terabyte": "terabyte|terabytes",
    "petabyte": "petabyte|petabytes",
}
_INFORMATION_SIGNS = {"megabit": "Mb", "gigabit": "Gb", "kilobyte": "kB", "megabyte": "MB", "gigabyte": "GB"}

UNIT_TABLES = UnitTables(
    age=as_spelled(
        {"Año": "año|años", "Mes": "mes|meses", "Semana": "semana|semanas", "Día": "día|días|dia|dias"}
    ),
    money=MONEY,
    money_before=MONEY_BEFORE,
    money_parts={},
    dimension=as_spelled(_LENGTHS | _AREAS | _SPEEDS | _VOLUMES | _WEIGHTS | _INFORMATION),
    dimension_exact=as_spelled(_INFORMATION_SIGNS),
    temperature=as_spelled(
        {
            "Kelvin": "k|kelvin",
            "Grado Celsius": "°c|° c|ºc|º c|grado c|grados c|grado celsius|grados celsius|celsius"
            "|grado centígrado|grados centígrados|centígrados",
            "Grado Fahrenheit": "°f|° f|ºf|º f|grado f|grados f|grado fahrenheit|grados fahrenheit|fahrenheit",
            "Grado": "°|grado|grados",
        }
    ),
    before_unit=("de",),
    signs_follow=False,
)
