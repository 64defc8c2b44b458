"""French names of currencies, with the unit that LUIS reports for each."""

from stationmaster.learning.prebuilt.spellings import spelled

MONEY = spelled(
    {
        "Dollar": "dollar|dollars|$",
        "Euro": "euro|euros|€|eur",
        "Livre": "livre|livres|£",
        "Franc": "franc|francs|fr.",
        "Couronne": "couronne|couronnes",
        "Roupie": "roupie|roupies",
        "Rouble": "rouble|roubles",
        "Dinar": "dinar|dinars",
        "Dirham": "dirham|dirhams",
        "Riyal": "riyal|riyals|rial",
        "Peso": "peso|pesos",
        "Dollar États-Unis": "dollar américain|dollars américains|usd|us$|$us",
        "Dollar Canadien": "dollar canadien|dollars canadiens|cad|$ca|$ ca",
        "Dollar Australien": "dollar australien|dollars australiens|aud|a$",
        "Dollar néo-zélandais": "dollar néo-zélandais|dollars néo-zélandais|nzd",
        "Dollar de Hong Kong": "dollar de hong kong|dollars de hong kong|hkd|hk$",
        "Dollar de Singapour": "dollar de singapour|dollars de singapour|sgd",
        "Livre britannique": "livre britannique|livres britanniques|gbp",
        "Livre turque": "livre turque|livres turques|try|tl",
        "Franc Suisse": "franc suisse|francs suisses|chf|sfr.",
        "Franc belge": "franc belge|bef",
        "Yen Japonais": "yen japonais|yen|yens|jpy|¥",
        "Yuan Chinois": "yuan chinois|yuan|yuans|cny|rmb|renminbi|￥|元",
        "Couronne danoise": "couronne danoise|couronnes danoises|dkk",
        "Couronne norvégienne": "couronne norvégienne|couronnes norvégiennes|nok",
        "Couronne suédoise": "couronne suédoise|couronnes suédoises|sek",
        "Couronne tchèque": "couronne tchèque|couronnes tchèques|czk",
        "Roupie indienne": "roupie indienne|roupies indiennes|inr|₹",
        "Rouble russe": "rouble russe|roubles russes|rub|₽",
        "Dirham marocain": "dirham marocain|dirhams marocains|mad",
        "Dinar algérien": "dinar algérien|dinars algériens|dzd",
        "Dinar tunisien": "dinar tunisien|dinars tunisiens|tnd",
        "Złoty polonais": "złoty|zloty|zł|pln",
        "Réal brésilien": "réal brésilien|réals brésiliens|r$|brl",
        "Peso mexicain": "peso mexicain|pesos mexicains|mxn",
        "Cent": "cent|cents",
        "Centimes": "centime|centimes",
        "Bitcoin": "bitcoin|bitcoins|btc|xbt|₿",
    }
)
MONEY_BEFORE = spelled(
    {
        "Dollar": "$",
        "Euro": "€|eur",
        "Livre": "£",
        "Yen Japonais": "¥|jpy",
        "Yuan Chinois": "￥|cny|rmb|元",
        "Dollar États-Unis": "$us|us$|usd",
        "Dollar Canadien": "cad|$ca",
        "Dollar Australien": "a$|aud",
        "Bitcoin": "₿|btc|xbt",
    }
)
#: a hundredth part -> the coins that it is a part of
MONEY_PARTS = {
    "Cent": frozenset({"euro", "dollar"}),
    "Centimes": frozenset({"franc", "euro"}),
}
