"""English names of currencies, with the unit that LUIS reports for each."""

#: unit -> (ISO code, nations as they are spelled before the coin's name, other spellings)
_NATIONAL: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "United States dollar": ("usd", ("united states", "u.s.", "u.s", "us", "american"), ("usd$",)),
    "Canadian dollar": ("cad", ("canadian", "canada"), ("can$", "c$")),
    "Australian dollar": ("aud", ("australian", "australia"), ("a$",)),
    "New Zealand dollar": ("nzd", ("new zealand",), ("nz$",)),
    "Hong Kong dollar": ("hkd", ("hong kong", "hk"), ()),
    "Singapore dollar": ("sgd", ("singapore",), ("s$",)),
    "New Taiwan dollar": ("twd", ("new taiwan",), ("nt$", "ntd")),
    "Jamaican dollar": ("jmd", ("jamaican", "jamaica"), ("j$",)),
    "Barbadian dollar": ("bbd", ("barbadian",), ()),
    "Bahamian dollar": ("bsd", ("bahamian",), ()),
    "Belize dollar": ("bzd", ("belize",), ()),
    "Bermudian dollar": ("bmd", ("bermudian", "bermudia"), ()),
    "Brunei dollar": ("bnd", ("brunei",), ()),
    "East Caribbean dollar": ("xcd", ("east caribbean",), ()),
    "Fijian dollar": ("fjd", ("fijian", "fiji"), ()),
    "Guyanese dollar": ("gyd", ("guyanese",), ("gy$",)),
    "Liberian dollar": ("lrd", ("liberian", "liberia"), ()),
    "Namibian dollar": ("nad", ("namibian", "namibia"), ("n$",)),
    "Surinamese dollar": ("srd", ("surinamese",), ()),
    "Trinidad and Tobago dollar": ("ttd", ("trinidad and tobago", "trinidad", "trinidadian"), ()),
    "British pound": ("gbp", ("british",), ("pound sterling", "sterling")),
    "Egyptian pound": ("egp", ("egyptian", "egypt"), ("ج.م",)),
    "Lebanese pound": ("lbp", ("lebanese",), ()),
    "Sudanese pound": ("sdg", ("sudanese", "sudan"), ()),
    "Syrian pound": ("syp", ("syrian", "syria"), ()),
    "Gibraltar pound": ("gip", ("gibraltar",), ()),
    "Jersey pound": ("jep", ("jersey",), ()),
    "Mexican peso": ("mxn", ("mexican", "mexico"), ("mxn$", "mex$")),
    "Argentine peso": ("ars", ("argentine",), ()),
    "Chilean peso": ("clp", ("chilean", "chile"), ()),
    "Colombian peso": ("cop", ("colombian", "colombia"), ()),
    "Cuban peso": ("cup", ("cuban", "cuba"), ()),
    "Dominican peso": ("dop", ("dominican",), ()),
    "Philippine peso": ("php", ("philippine",), ("₱", "piso")),
    "Uruguayan peso": ("uyu", ("uruguayan",), ()),
    "Indian rupee": ("inr", ("indian", "india"), ("₹",)),
    "Pakistani rupee": ("pkr", ("pakistani",), ()),
    "Nepalese rupee": ("npr", ("nepalese",), ()),
    "Sri Lankan rupee": ("lkr", ("sri lankan",), ()),
    "Mauritian rupee": ("mur", ("mauritian",), ()),
    "Seychellois rupee": ("scr", ("seychellois",), ()),
    "Swiss franc": ("chf", ("swiss",), ("sfr.",)),
    "Rwandan franc": ("rwf", ("rwandan",), ()),
    "West African CFA franc": ("xof", ("west african cfa", "west african"), ()),
    "Central African CFA franc": ("xaf", ("central african cfa", "central african"), ()),
    "Danish krone": ("dkk", ("danish", "denmark"), ()),
    "Norwegian krone": ("nok", ("norwegian", "norway"), ()),
    "Swedish krona": ("sek", ("swedish",), ()),
    "Icelandic króna": ("isk", ("icelandic", "iceland"), ("icelandic krona",)),
    "Czech koruna": ("czk", ("czech",), ("kč",)),
    "Polish złoty": ("pln", ("polish", "poland"), ("zł", "złoty", "zloty", "polish zloty")),
    "Hungarian forint": ("huf", ("hungarian", "hungary"), ()),
    "Romanian leu": ("ron", ("romanian", "romania"), ("lei",)),
    "Bulgarian lev": ("bgn", ("bulgarian", "bulgaria"), ("лв",)),
    "Croatian kuna": ("hrk", ("croatian", "croatia"), ()),
    "Serbian dinar": ("rsd", ("serbian", "serbia"), ("din.",)),
    "Kuwaiti dinar": ("kwd", ("kuwaiti",), ()),
    "Bahraini dinar": ("bhd", ("bahraini",), ()),
    "Jordanian dinar": ("jod", ("jordanian", "jordan"), ()),
    "Iraqi dinar": ("iqd", ("iraqi", "iraq"), ()),
    "Tunisian dinar": ("tnd", ("tunisian", "tunisia"), ()),
    "Algerian dinar": ("dzd", ("algerian", "algeria"), ()),
    "United Arab Emirates dirham": ("aed", ("united arab emirates",), ()),
    "Moroccan dirham": ("mad", ("moroccan",), ()),
    "Saudi riyal": ("sar", ("saudi",), ()),
    "Qatari riyal": ("qar", ("qatari", "qatar"), ()),
    "Omani rial": ("omr", ("omani",), ()),
    "Iranian rial": ("irr", ("iranian", "iran"), ()),
    "Yemeni rial": ("yer", ("yemeni",), ()),
    "Russian ruble": ("rub", ("russian", "russia"), ("₽",)),
    "Ukrainian hryvnia": ("uah", ("ukrainian",), ("₴",)),
    "Turkish lira": ("try", ("turkish", "turkey"), ("tl",)),
    "Japanese yen": ("jpy", ("japanese", "japan"), ("yen", "yens", "¥")),
    "South Korean won": ("krw", ("south korean",), ()),
    "North Korean won": ("kpw", ("north korean",), ()),
    "Korean won": ("", ("korean",), ("₩",)),
    "Chinese yuan": ("cny", ("chinese",), ("yuan", "kuai", "renminbi", "rmb", "￥", "元")),
    "Thai baht": ("thb", ("thai",), ("baht", "฿")),
    "Vietnamese dong": ("vnd", ("vietnamese", "vietnam"), ("đồng",)),
    "Indonesian rupiah": ("idr", ("indonesian",), ("rupiah", "rp")),
    "Malaysian ringgit": ("myr", ("malaysian", "malaysia"), ("rm",)),
    "Brazilian real": ("brl", ("brazilian", "brazil"), ("r$",)),
    "South African rand": ("zar", ("south african", "south africa"), ()),
    "Nigerian naira": ("ngn", ("nigerian", "nigeria"), ("naira", "₦")),
    "Kenyan shilling": ("kes", ("kenyan",), ()),
    "Tanzanian shilling": ("tzs", ("tanzanian", "tanzania"), ("tsh",)),
    "Ugandan shilling": ("ugx", ("ugandan", "uganda"), ()),
    "Ghanaian cedi": ("ghs", ("ghanaian",), ("₵", "gh₵")),
    "Ethiopian birr": ("etb", ("ethiopian",), ()),
    "Zambian kwacha": ("zmw", ("zambian", "zambia"), ("zk", "kwachas")),
    "Kazakhstani tenge": ("kzt", ("kazakhstani", "kazakh"), ()),
    "Georgian lari": ("gel", ("georgian",), ("lari", "₾")),
    "Bangladeshi taka": ("bdt", ("bangladeshi",), ("taka", "takas", "৳")),
    "Israeli new shekel": ("ils", (), ("₪",)),
    "Peruvian sol": ("pen", ("peruvian",), ("sol", "soles")),
}

_COMMON: dict[str, tuple[str, ...]] = {
    "Dollar": ("dollar", "dollars", "$"),
    "Euro": ("euro", "euros", "eur", "€"),
    "Pound": ("pound", "pounds", "£"),
    "Cent": ("cent", "cents"),
    "Pence": ("pence",),
    "Penny": ("penny", "pennies"),
    "Rupee": ("rupee", "rupees", "rs"),
    "Paisa": ("paisa", "poisha"),
    "Franc": ("franc", "francs"),
    "Rappen": ("rappen",),
    "Centime": ("centime", "centimes"),
    "Krone": ("krone", "krones", "krona", "kronor", "króna", "kr"),
    "Peso": ("peso", "pesos"),
    "Centavo": ("centavo", "centavos"),
    "Dinar": ("dinar", "dinars"),
    "Dirham": ("dirham", "dirhem"),
    "Riyal": ("riyal", "riyals", "rial"),
    "Ruble": ("ruble", "rubles"),
    "Kopek": ("kopek", "kopeks"),
    "Shilling": ("shilling", "shillings"),
    "Netherlands guilder": ("guilder", "guilders", "gulden", "florin"),
    "Peseta": ("peseta", "pesetas"),
    "Bitcoin": ("bitcoin", "bitcoins", "btc", "xbt", "₿"),
}

#: symbols that stand before or after the coin's nation: "hong kong $"
_SIGNS = {"dollar": "$", "pound": "£"}


def _spellings(unit: str) -> tuple[str, ...]:
    code, nations, others = _NATIONAL[unit]
    coin = unit.rsplit(" ", 1)[-1].lower()
    sign = _SIGNS.get(coin)
    names = [f"{nation} {ending}" for nation in nations for ending in (coin, f"{coin}s")]
    signed = [f"{nation}{gap}{sign}" for nation in nations for gap in ("", " ")] if sign else []
    return tuple(spelling for spelling in (code, *names, *signed, *others) if spelling)


def money_spellings() -> dict[str, tuple[str, ...]]:
    """Unit -> every spelling that follows a figure."""
    return _COMMON | {unit: _spellings(unit) for unit in _NATIONAL}


def money_before_spellings() -> dict[str, tuple[str, ...]]:
    """Unit -> every sign that precedes a figure."""
    before = {"Dollar": ("$",), "Euro": ("€",), "Pound": ("£",), "Bitcoin": ("₿", "btc", "xbt")}
    signs = frozenset("$£¥￥₹₺₩₽₪₫₱฿₦₴₡")
    for unit in _NATIONAL:
        spellings = tuple(spelling for spelling in _spellings(unit) if spelling[-1] in signs)
        if spellings:
            before[unit] = spellings
    return before | {"Turkish lira": ("₺",), "Costa Rican colón": ("₡",)}


#: a hundredth part -> the last words of the units that it is a part of
MONEY_PARTS: dict[str, frozenset[str]] = {
    "Cent": frozenset({"dollar", "euro", "rand", "shilling"}),
    "Penny": frozenset({"pound"}),
    "Paisa": frozenset({"rupee"}),
    "Rappen": frozenset({"franc"}),
    "Centime": frozenset({"franc"}),
    "Centavo": frozenset({"peso", "real"}),
    "Kopek": frozenset({"ruble"}),
}
