"""German names of currencies, with the unit that LUIS reports for each."""

from stationmaster.learning.prebuilt.spellings import spelled

#: unit -> stem of the nation, whose ending follows the case, the coin, and other spellings
_NATIONAL = {
    "United States dollar": ("amerikanisch", "dollar", "us-dollar|usd|us$"),
    "Canadian dollar": ("kanadisch", "dollar", "cad|c$"),
    "Australian dollar": ("australisch", "dollar", "aud"),
    "British pound": ("britisch", "pfund", "gbp|pfund sterling"),
    "Turkish lira": ("türkisch", "lira", "try"),
    "Polish złoty": ("polnisch", "zloty", "złoty|zloty|zł|pln"),
    "Czech koruna": ("tschechisch", "kronen", "tschechische krone|czk|kč"),
    "Danish krone": ("dänisch", "kronen", "dänische krone|dkk"),
    "Norwegian krone": ("norwegisch", "kronen", "norwegische krone|nok"),
    "Swedish krona": ("schwedisch", "kronen", "schwedische krone|sek"),
    "Hungarian forint": ("ungarisch", "forint", "forint|huf"),
    "Russian ruble": ("russisch", "rubel", "rub|₽"),
    "Indian rupee": ("indisch", "rupien", "inr|₹"),
    "Chinese yuan": ("chinesisch", "yuan", "yuan|renminbi|cny|rmb|￥"),
    "Mexican peso": ("mexikanisch", "peso", "mxn"),
    "Thai baht": ("thailändisch", "baht", "baht|thb|฿"),
}


def _spelling(unit: str) -> str:
    stem, coin, others = _NATIONAL[unit]
    return "|".join([*(f"{stem}{ending} {coin}" for ending in ("e", "er", "en", "es")), others])


MONEY = spelled(
    {
        "Euro": "euro|€|eur",
        "Rappen": "rappen",
        "Peso": "peso|pesos",
        "Cent": "cent",
        "Dollar": "dollar|$",
        "Pound": "pfund|£",
        "Pence": "pence",
        "Franc": "franken",
        "Krone": "krone|kronen",
        "Ruble": "rubel",
        "Rupee": "rupie|rupien",
        "Swiss franc": "schweizer franken|chf|sfr.",
        "Japanese yen": "yen|jpy|¥|japanische yen|japanischer yen",
        "New Zealand dollar": "neuseeland-dollar|nzd",
        "Hong Kong dollar": "hongkong-dollar|hkd",
        "Singapore dollar": "singapur-dollar|sgd",
        "Bitcoin": "bitcoin|bitcoins|btc|xbt|₿",
    }
    | {unit: _spelling(unit) for unit in _NATIONAL}
)
MONEY_BEFORE = spelled(
    {
        "Euro": "€",
        "Dollar": "$",
        "Pound": "£",
        "United States dollar": "us$",
        "Japanese yen": "¥",
        "Bitcoin": "₿|btc|xbt",
    }
)
#: a hundredth part -> the coins that it is a part of
MONEY_PARTS = {"Cent": frozenset({"euro", "dollar"}), "Pence": frozenset({"pound"})}
