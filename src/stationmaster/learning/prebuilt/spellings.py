"""Shorthand for tables of units: a unit's spellings in one line, parted by bars; which spellings are equal."""

from collections.abc import Mapping

#: Of letters that patterns without regard to case take for one: dotted and dotless i, long s, signs of micro.
_TAKEN_FOR = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u00b5": "\u03bc"})


def in_one_case(spelling: str) -> str:
    """What all spellings have in common that a pattern takes for one another when it disregards case."""
    return spelling.translate(_TAKEN_FOR).lower()


def spelled(table: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Unit -> its spellings, from "kg|kilo|kilos"; each also without its accents."""
    return {unit: _each(line) for unit, line in table.items()}


def as_spelled(table: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Unit -> its spellings, accents as they are."""
    return {unit: tuple(line.split("|")) for unit, line in table.items()}


def with_squares(
    lengths: Mapping[str, tuple[str, ...]], names: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    """Areas: the signs of a length squared, and its long names with the words for "square" after them."""
    areas = {}
    for unit, (area, square) in names.items():
        sign, *words = lengths[unit]
        long = [f"{word} {square}{'s' if word.endswith('s') else ''}" for word in words if len(word) > 3]
        areas[area] = "|".join([f"{sign}2", f"{sign}^2", f"{sign}²", *long])
    return areas


_ACCENTS = str.maketrans("áéíóúàèùâêîôûëïñ", "aeiouaeuaeioueïñ")


def _each(line: str) -> tuple[str, ...]:
    spellings = line.split("|")
    return tuple(dict.fromkeys((*spellings, *(spelling.translate(_ACCENTS) for spelling in spellings))))


def bytes_and_bits(
    bits: Mapping[str, str], octets: Mapping[str, str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Names of bits and bytes by prefix letter; and the signs whose case tells the one from the other."""
    names: dict[str, str] = {}
    signs: dict[str, tuple[str, ...]] = {}
    for letter, bit in bits.items():
        names[bit] = f"{bit.lower()}|{bit.lower()}s|{letter}b|{letter}bit"
    for letter, octet in octets.items():
        names[octet] = f"{octet.lower()}|{octet.lower()}s|{letter}byte"
        signs[octet] = (f"{letter}B", f"{letter.upper()}B")
    return spelled(names), signs
