"""Spanish names of currencies, with the unit that LUIS reports for each."""

from stationmaster.learning.prebuilt.spellings import as_spelled

#: coin that has no nation in the original -> its plural; the others only with one
_COINS = {
    "Dólar": "dólares",
    "Peso": "pesos",
    "Libra": "libras",
    "Franco": "francos",
    "Rupia": "rupias",
    "Rublo": "rublos",
    "Dinar": "dinares",
    "Lira": "liras",
    "Chelín": "chelines",
}
_OTHER_COINS = {
    "Corona": "coronas",
    "Real": "reales",
    "Yuan": "yuanes",
    "Quetzal": "quetzales",
    "Colón": "colones",
}
#: unit -> its plural nation, and its other spellings
_NATIONAL = {
    "Dólar estadounidense": ("estadounidenses", "usd|us$|u$d"),
    "Dólar canadiense": ("canadienses", "cad|c$"),
    "Dólar australiano": ("australianos", "aud|a$"),
    "Dólar neozelandés": ("neozelandeses", "nzd|nz$"),
    "Dólar de Hong Kong": ("de hong kong", "hkd|hk$"),
    "Dólar de Singapur": ("de singapur", ""),
    "Peso mexicano": ("mexicanos", "mxn|mex$"),
    "Peso argentino": ("argentinos", "ars|ar$"),
    "Peso chileno": ("chilenos", "cpl"),
    "Peso colombiano": ("colombianos", "cop|col$"),
    "Peso cubano": ("cubanos", "cup"),
    "Peso filipino": ("filipinos", "php"),
    "Peso dominicano": ("dominicanos", "dop|rd$"),
    "Peso uruguayo": ("uruguayos", "uyu"),
    "Libra esterlina": ("esterlinas", "gbp"),
    "Libra egipcia": ("egipcias", "egp"),
    "Franco suizo": ("suizos", "chf"),
    "Corona danesa": ("danesas", "dkk"),
    "Corona sueca": ("suecas", "sek"),
    "Corona noruega": ("noruegas", "nok"),
    "Corona checa": ("checas", "czk"),
    "Rupia india": ("indias", "inr"),
    "Rublo ruso": ("rusos", "rub"),
    "Lira turca": ("turcas", "try"),
    "Real brasileño": ("brasileños", "brl|r$"),
    "Yuan chino": ("chinos", "cny|rmb|renminbi|yuan|yuanes|￥"),
    "Quetzal guatemalteco": ("guatemaltecos", "gtq|quetzal|quetzales"),
    "Colón costarricense": ("costarricenses", "crc"),
}
_COMMON = {
    "Dólar": "dólar|dólares|dolar|dolares",
    "Euro": "euro|euros|€|eur",
    "Yen": "yen|yenes|jpy",
    "Boliviano": "boliviano|bolivianos|bob|bs",
    "Bolívar fuerte": "bolívar|bolívares",
    "Sol": "sol|soles|pen",
    "Peseta": "peseta|pesetas|ptas.",
    "Centavo": "centavo|centavos",
    "Céntimo": "céntimo|céntimos",
    "Penique": "penique|peniques",
    "Bitcoin": "bitcoin|bitcoins|btc|xbt|₿",
}


def _spelling(unit: str) -> str:
    nations, others = _NATIONAL[unit]
    plural = (_COINS | _OTHER_COINS)[unit.split()[0]]
    return f"{unit.lower()}|{plural} {nations}" + (f"|{others}" if others else "")


MONEY = as_spelled(
    {coin: f"{coin.lower()}|{plural}" for coin, plural in _COINS.items()}
    | _COMMON
    | {unit: _spelling(unit) for unit in _NATIONAL}
)
MONEY_BEFORE = as_spelled(
    {
        "Dólar": "$|dólar|dólares|dolar|dolares",
        "Euro": "€|eur",
        "Libra": "£",
        "Yen": "¥|jpy",
        "Yuan chino": "￥|cny|rmb",
        "Dólar estadounidense": "us$|u$d|usd",
        "Dólar canadiense": "c$|can$|cad",
        "Dólar australiano": "a$|aud",
        "Peso mexicano": "mxn|mxn$|mex$",
        "Real brasileño": "r$|brl",
        "Colón costarricense": "₡",
        "Lira turca": "₺",
        "Bitcoin": "₿|btc|xbt",
    }
)
