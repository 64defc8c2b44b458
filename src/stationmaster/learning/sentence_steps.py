"""The steps by which a pattern leads places between the words of a sentence to places behind what it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_POLITE = frozenset({"please", "kindly", "hi", "hello", "hey", "ok", "okay", "so", "well"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A text's words, each with the words that it may be a form of."""

    words: tuple[str, ...]
    bases: tuple[frozenset[str], ...]

    @property
    def after_courtesy(self) -> int:
        """Where a sentence begins that begins with a courtesy."""
        return next((i for i, word in enumerate(self.words) if word not in _POLITE), 0)


Places = frozenset[int]
#: Leads places in a sentence to those behind what it takes.
Step = Callable[[Sentence, Places], Places]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a pattern, and whether others may stand between it and the part before."""

    step: Step
    takes_words: bool = True
    is_optional: bool = False
    #: Of what may not follow anywhere; before the first word, of what may not be there at all.
    is_refusal: bool = False


def phrase(words: tuple[str, ...], exactly: bool, sentence: Sentence, places: Places) -> Places:
    """Words one after the other, in these forms or in any of theirs."""
    return frozenset(p + len(words) for p in places if _stands_at(words, exactly, sentence, p))


def _stands_at(words: tuple[str, ...], exactly: bool, sentence: Sentence, place: int) -> bool:
    if place + len(words) > len(sentence.words):
        return False
    return all(
        word == sentence.words[place + i] or (not exactly and word in sentence.bases[place + i])
        for i, word in enumerate(words)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """Words that stand one after the other, perhaps only where a sentence begins or ends."""

    words: tuple[str, ...]
    is_first: bool = False
    is_last: bool = False


def one_of(members: Mapping[str, Sequence[Member]], sentence: Sentence, places: Places) -> Places:
    """Any of these members, which are given by their first words."""
    return frozenset(
        place + len(member.words)
        for place in places
        if place < len(sentence.words)
        for word in {sentence.words[place], *sentence.bases[place]}
        for member in members.get(word, ())
        if _stands_at(member.words, False, sentence, place)
        and (not member.is_first or place in (0, sentence.after_courtesy))
        and (not member.is_last or place + len(member.words) == len(sentence.words))
    )


def number(sentence: Sentence, places: Places) -> Places:
    """A number in digits."""
    return frozenset(p + 1 for p in places if p < len(sentence.words) and sentence.words[p].isdecimal())


def further(least: int, most: int | None, sentence: Sentence, places: Places) -> Places:
    """So many words, whatever they are; no limit where `most` is None."""
    length = len(sentence.words)
    if most is None:
        return frozenset(range(min(places) + least, length + 1)) if places else places
    found: list[int] = []
    for place in sorted(places):
        first = max(place + least, found[-1] + 1 if found else 0)
        found.extend(range(first, min(place + most, length) + 1))
    return frozenset(found)


def at_start(sentence: Sentence, places: Places) -> Places:
    """The beginning of the sentence, with or without a courtesy."""
    return places & {0, sentence.after_courtesy}


def at_end(sentence: Sentence, places: Places) -> Places:
    """The end of the sentence."""
    return places & {len(sentence.words)}


def any_of(steps: tuple[Step, ...], sentence: Sentence, places: Places) -> Places:
    """What any of these takes."""
    return frozenset().union(*(step(sentence, places) for step in steps))


def all_of(steps: tuple[Step, ...], sentence: Sentence, places: Places) -> Places:
    """What all of these take."""
    ends = {p: frozenset.intersection(*(step(sentence, frozenset({p})) for step in steps)) for p in places}
    return frozenset().union(*ends.values())


def in_any_order(steps: tuple[Step, ...], sentence: Sentence, places: Places) -> Places:
    """All of these, anywhere."""
    everywhere = frozenset(range(len(sentence.words) + 1))
    return everywhere if places and all(step(sentence, everywhere) for step in steps) else frozenset()


def nowhere_after(step: Step, sentence: Sentence, places: Places) -> Places:
    """Nothing, where this does not follow anywhere."""
    backwards = range(len(sentence.words), min(places, default=0) - 1, -1)
    last = next((place for place in backwards if step(sentence, frozenset({place}))), -1)
    return frozenset(place for place in places if place > last)


def not_next(step: Step, sentence: Sentence, places: Places) -> Places:
    """Nothing, where this does not follow at once."""
    return frozenset(p for p in places if not step(sentence, frozenset({p})))


def in_order(parts: tuple[Part, ...], gap: int, sentence: Sentence, places: Places) -> Places:
    """These parts in their order, with up to `gap` other words between two that take words."""
    may_pass, has_begun = False, False
    for part in parts:
        if part.takes_words:
            taken = part.step(sentence, further(0, gap, sentence, places) if may_pass else places)
            places = places | taken if part.is_optional else taken
            may_pass = may_pass or not part.is_optional
            has_begun = has_begun or not part.is_optional
        elif part.is_refusal:
            kept = part.step(sentence, places if has_begun else frozenset({0}))
            places = kept if has_begun or not kept else places
        else:
            places = part.step(sentence, places)
            may_pass = False
        if not places:
            break
    return places
