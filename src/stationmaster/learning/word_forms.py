"""What a word of a text may be a form of, so that a pattern's plain words are found in sentences."""

from __future__ import annotations

_IRREGULAR = {
    "be": "am is are was were been being s re m",
    "have": "has had having ve",
    "do": "does did done doing don doesn didn",
    "go": "goes went gone",
    "get": "got gotten",
    "give": "gave given",
    "take": "took taken",
    "make": "made",
    "buy": "bought",
    "pay": "paid",
    "send": "sent",
    "spend": "spent",
    "lend": "lent",
    "find": "found",
    "lose": "lost",
    "tell": "told",
    "sell": "sold",
    "say": "said",
    "see": "saw seen",
    "know": "knew known",
    "think": "thought",
    "bring": "brought",
    "break": "broke broken",
    "choose": "chose chosen",
    "speak": "spoke spoken",
    "steal": "stole stolen",
    "write": "wrote written",
    "come": "came",
    "leave": "left",
    "forget": "forgot forgotten",
    "begin": "began begun",
    "keep": "kept",
    "hold": "held",
    "meet": "met",
    "will": "ll",
    "not": "t",
    "person": "people",
    "child": "children",
    "man": "men",
    "woman": "women",
    "foot": "feet",
}
_BASE_OF = {form: base for base, forms in _IRREGULAR.items() for form in forms.split()}
_SHORTEST = 3


def bases_of(word: str, language: str) -> frozenset[str]:
    """The word itself and what it may be a form of: some are no words, and so stand in no pattern."""
    if language != "en" or not word.isascii():
        return frozenset({word})
    found = {word, _BASE_OF.get(word, word)}
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        stem = word.removesuffix(ending) + instead
        if word.endswith(ending) and len(stem) >= _SHORTEST:
            found.add(stem)
            if ending in ("ing", "ed"):
                found |= {f"{stem}e", stem[:-1] if stem[-1] == stem[-2] else stem}
    return frozenset(found)
