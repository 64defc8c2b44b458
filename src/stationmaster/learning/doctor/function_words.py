"""Small words that tell languages apart, and the scripts that languages are written in.

The words of a language are frequent in it and are no words, or rare ones, of the others listed.
"""

from __future__ import annotations

from collections.abc import Mapping

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and of is are was you your my what how when where with please would could should this that "
        "have has do does want need can it for to i at from an be will not",
        "es": "el los las una unos por para con qué cómo cuándo dónde está están quiero necesito puedo mi tu su "
        "del al y muy pero hay soy eres gracias hola buenos quién cuál más",
        "fr": "le les des une du et est sont je tu vous nous il elle pour avec dans quel quelle comment où "
        "veux voudrais puis mon ma mes votre vos pas très bonjour merci ce cette quand qui",
        "de": "der das und ist sind ich du sie wir ihr nicht ein eine einen einem einer für mit von zu auf wie "
        "wann wo bitte möchte kann mein meine dem den im auch noch nach aus",
        "it": "il lo gli uno del della delle dei per con che è sono voglio vorrei posso mio mia tuo come quando "
        "dove perché molto ciao grazie non questo questa sul alla al",
        "pt": "os uma um do da dos das em para com não é são eu você quero posso meu minha seu sua quando onde "
        "como muito obrigado olá isso esta este na no ao mais",
        "nl": "het een en van ik je jij wij niet met voor naar op hoe wanneer waar graag wil kan mijn jouw dit "
        "dat deze ook nog bij uit zijn heb alsjeblieft",
        "tr": "bir ve bu için ne nasıl nerede var yok mi mı istiyorum lütfen ben sen benim ile çok ama daha gibi",
        "da": "og er jeg du det den en et til på med for ikke hvad hvordan hvor vil kan min dit hvornår tak",
        "sv": "och är jag du det den en ett till på med för inte vad hur var vill kan min ditt när tack",
        "pl": "i jest nie się na do z że co jak gdzie kiedy chcę mogę proszę mój moja dla czy to są",
    }.items()
}

#: The first words of Unicode names of letters that a language is written in; others are Latin.
SCRIPTS: Mapping[str, frozenset[str]] = {
    "ar": frozenset({"ARABIC"}),
    "fa": frozenset({"ARABIC"}),
    "he": frozenset({"HEBREW"}),
    "ru": frozenset({"CYRILLIC"}),
    "uk": frozenset({"CYRILLIC"}),
    "bg": frozenset({"CYRILLIC"}),
    "el": frozenset({"GREEK"}),
    "hi": frozenset({"DEVANAGARI"}),
    "mr": frozenset({"DEVANAGARI"}),
    "gu": frozenset({"GUJARATI"}),
    "ta": frozenset({"TAMIL"}),
    "te": frozenset({"TELUGU"}),
    "th": frozenset({"THAI"}),
    "ko": frozenset({"HANGUL"}),
    "zh": frozenset({"CJK", "BOPOMOFO"}),
    "ja": frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
}
LATIN = frozenset({"LATIN"})
