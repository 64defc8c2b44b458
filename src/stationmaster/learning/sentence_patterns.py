"""Patterns of sentences in Kore.ai's syntax: which of them a text fits.

A pattern leads a set of positions between the words of a text from one of its parts to the next, so the time
that it takes grows with its length times the text's, whatever it says. Words are compared with the words
of the text and with what these are forms of.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import Any

from stationmaster.domain.dataset import Dataset, Pattern, PatternSyntax, Synonyms, language_of
from stationmaster.learning.sentence_steps import (
    Member,
    Part,
    Sentence,
    Step,
    all_of,
    any_of,
    at_end,
    at_start,
    further,
    in_any_order,
    in_order,
    not_next,
    nowhere_after,
    number,
    one_of,
    phrase,
)
from stationmaster.learning.text_style import UNSPACED_LANGUAGES, TextStyle, normalise, words_of
from stationmaster.learning.word_forms import bases_of

#: So many other words may come between two words of a pattern that says nothing else.
USUAL_GAP = 3
#: Brackets may stand in others so often.
_DEEPEST = 8
#: The concept that is any number in digits.
_NUMBER = "number"
#: What begins a question of a FAQ that is a pattern.
PATTERN_MARK = "||"

_SIGNS = re.compile(r"<<|>>|[()\[\]{}<>]|\*~?\d{0,3}|!!?|[^\s()\[\]{}<>*!]+")
_CLOSING = {"(": ")", "[": "]", "{": "}", "<<": ">>"}
_GAP = re.compile(r"\*(~?)(\d*)")
_CONCEPT = re.compile(r"~([\w.-]+)")
_SHORTCODE = re.compile(r":[\w+-]+:")
_PATTERN_SIGNS = re.compile(r"[~<>\[\]{}*|]|\w_\w|(?:^|\s)!\w")


class PatternUnusable(ValueError):
    """A pattern that no text can be held against; the message says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SentencePattern:
    """A compiled pattern."""

    text: str
    step: Step = field(repr=False, compare=False)

    def fits(self, sentence: Sentence) -> bool:
        """Whether any stretch of the sentence fits."""
        return bool(self.step(sentence, frozenset(range(len(sentence.words) + 1))))


class SentenceReader:
    """Reads texts and patterns of one culture.

    :param concepts: what each `~name` stands for: words, phrases, patterns and other concepts
    """

    def __init__(self, culture: str, concepts: Mapping[str, Sequence[str]]) -> None:
        language = language_of(culture)
        self._language = language
        self._style = TextStyle(by_character=language in UNSPACED_LANGUAGES)
        self._concepts = _by_concept(concepts.items())
        self._compiled: dict[str, Step] = {}

    def read(self, text: str) -> Sentence:
        """A text, ready to be held against patterns."""
        words = tuple(self._words(text))
        return Sentence(words=words, bases=tuple(bases_of(word, self._language) for word in words))

    def compile(self, pattern: str) -> SentencePattern:
        """A pattern, ready to be held against sentences.

        :raises PatternUnusable: it cannot be understood
        """
        text = html.unescape(pattern).strip().removeprefix(PATTERN_MARK)
        reading = _Reading(_SIGNS.findall(text), self._leaf)
        step = reading.sequence(None)
        if not reading.found_words:
            raise PatternUnusable("it has no words")
        return SentencePattern(text=pattern, step=step)

    def _words(self, text: str) -> list[str]:
        return words_of(normalise(text, self._style), self._style)

    def _leaf(self, sign: str) -> Step | None:
        """A word, a compound, a concept, or a word that is in a concept as well; None for a mere mark."""
        quoted = sign.startswith(("'", "\u2018", "\u2019")) and len(sign) > 1
        first, *narrower = sign.lstrip("_").split("~") if "~" in sign else [sign]
        steps = [self._concept(name) for name in narrower if name]
        words = self._words(first.lstrip("_'\u2018\u2019").replace("_", " "))
        if words:
            steps.insert(0, partial(phrase, tuple(words), quoted))
        if not steps:
            return None
        return steps[0] if len(steps) == 1 else partial(all_of, tuple(steps))

    def _concept(self, name: str) -> Step:
        """Any member of a concept or of those that it names: however they name one another, each is asked once."""
        name = name.lower()
        if name not in self._compiled:
            named = self._named_by(name)
            known: dict[str, list[Member]] = {}
            for member in filter(None, (self._member(text) for its in named for text in self._texts(its))):
                known.setdefault(member.words[0], []).append(member)
            members = partial(one_of, known)
            self._compiled[name] = partial(any_of, (members, number)) if _NUMBER in named else members
        return self._compiled[name]

    def _named_by(self, name: str) -> Collection[str]:
        """The concept itself, those that it names, and so on."""
        graph: dict[str, list[str]] = {}
        waiting = [name]
        while waiting:
            each = waiting.pop()
            if each not in graph:
                if each != _NUMBER and each not in self._concepts:
                    raise PatternUnusable(f"there is no concept ~{each}")
                graph[each] = [text[1:].lower() for text in self._texts(each) if text.startswith("~")]
                waiting += graph[each]
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            raise PatternUnusable(f"the concept ~{error.args[1][0]} names itself") from error
        return graph

    def _texts(self, concept: str) -> list[str]:
        words = () if concept == _NUMBER else self._concepts[concept]
        return [html.unescape(each).strip() for each in words]

    def _member(self, text: str) -> Member | None:
        """A member of a concept that is no concept itself: words without others between them."""
        words = tuple(self._words(text.strip("<> ").replace("_", " ")))
        if not words or text.startswith("~") or _SHORTCODE.fullmatch(text):
            return None
        return Member(words=words, is_first=text.startswith("<"), is_last=text.endswith(">"))


class _Reading:
    """A pattern's signs, read from left to right."""

    def __init__(self, signs: Sequence[str], leaf: Callable[[str], Step | None]) -> None:
        self._signs = signs
        self._leaf = leaf
        self._at = 0
        self._depth = 0
        self._is_refusing = False
        self.found_words = False

    def sequence(self, closing: str | None) -> Step:
        """Parts in their order, up to a closing bracket."""
        return partial(in_order, tuple(self._parts(closing)), USUAL_GAP)

    def _parts(self, closing: str | None) -> Iterator[Part]:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise PatternUnusable("its brackets are too deep")
        while (sign := self._next(closing)) is not None:
            part = self._part(sign)
            if part:
                yield part
        self._depth -= 1

    def _next(self, closing: str | None) -> str | None:
        if self._at == len(self._signs):
            if closing:
                raise PatternUnusable(f"a closing {closing} is missing")
            return None
        sign = self._signs[self._at]
        self._at += 1
        if sign == closing:
            return None
        if sign in _CLOSING.values() and sign != ">":
            raise PatternUnusable(f"{sign} closes nothing")
        return sign

    def _part(self, sign: str) -> Part | None:
        match sign:
            case "<":
                return Part(at_start, takes_words=False)
            case ">":
                return Part(at_end, takes_words=False)
            case "!" | "!!":
                return self._refused(everywhere=sign == "!")
            case "(":
                return Part(self.sequence(")"))
            case "[":
                return Part(self._group("]"))
            case "{":
                return Part(self._group("}"), is_optional=True)
            case "<<":
                return Part(partial(in_any_order, self._steps(">>")), takes_words=False)
        if gap := _GAP.fullmatch(sign):
            return Part(_gap_of(gap), takes_words=False)
        step = self._leaf(sign)
        if step is None:
            return None
        self.found_words = True
        return Part(step)

    def _refused(self, *, everywhere: bool) -> Part:
        sign = self._next(None)
        if self._is_refusing:
            raise PatternUnusable("what it refuses refuses something")
        self._is_refusing = True
        part = self._part(sign) if sign else None
        self._is_refusing = False
        if part is None:
            raise PatternUnusable("! stands before nothing")
        step = partial(nowhere_after if everywhere else not_next, part.step)
        return Part(step, takes_words=False, is_refusal=everywhere)

    def _group(self, closing: str) -> Step:
        return partial(any_of, self._steps(closing))

    def _steps(self, closing: str) -> tuple[Step, ...]:
        return tuple(part.step for part in self._parts(closing))


def _gap_of(gap: re.Match[str]) -> Step:
    up_to, digits = gap.groups()
    if not digits:
        return partial(further, 0, None)
    return partial(further, 0 if up_to else int(digits), int(digits))


def is_sentence_pattern(text: str) -> bool:
    """Whether a question that may be either is written as a pattern."""
    return bool(_PATTERN_SIGNS.search(html.unescape(text)))


def sentence_words(pattern: str) -> str:
    """The words of a pattern that it wants, without its signs, concepts and what it refuses."""
    text = html.unescape(pattern).removeprefix(PATTERN_MARK)
    signs = _SIGNS.findall(text)
    wanted = [t for before, t in zip(["", *signs], signs, strict=False) if before not in ("!", "!!")]
    words = [t.lstrip("_'").split("~")[0].replace("_", " ") for t in wanted if re.match(r"[\w'_]", t)]
    return " ".join(word for word in words if word)


@dataclass(frozen=True, kw_only=True, slots=True)
class SentencePatterns:
    """Patterns, each with the name or id of what it speaks for; those that cannot be used fit nothing."""

    culture: str
    texts: tuple[tuple[str, str], ...] = ()
    concepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _reader: SentenceReader = field(init=False, repr=False, compare=False)
    _usable: tuple[tuple[str, SentencePattern], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        reader = SentenceReader(self.culture, self.concepts)
        usable = ((owner, _usable(reader, text)) for owner, text in self.texts)
        object.__setattr__(self, "_reader", reader)
        object.__setattr__(self, "_usable", tuple((owner, each) for owner, each in usable if each))

    def matching(self, text: str) -> tuple[tuple[str, str], ...]:
        """Of each owner, the first pattern that the text fits."""
        if not self._usable:
            return ()
        sentence = self._reader.read(text)
        found: dict[str, str] = {}
        for owner, pattern in self._usable:
            if owner not in found and pattern.fits(sentence):
                found[owner] = pattern.text
        return tuple(found.items())

    def manifest(self) -> dict[str, Any]:
        """These patterns, ready for JSON."""
        return {
            "culture": self.culture,
            "texts": [list(each) for each in self.texts],
            "concepts": {name: list(words) for name, words in self.concepts.items()},
        }

    @classmethod
    def restored(cls, manifest: Mapping[str, Any]) -> SentencePatterns:
        """What `manifest()` gave."""
        return cls(
            culture=manifest["culture"],
            texts=tuple((owner, text) for owner, text in manifest["texts"]),
            concepts={name: tuple(words) for name, words in manifest["concepts"].items()},
        )


def _usable(reader: SentenceReader, text: str) -> SentencePattern | None:
    try:
        return reader.compile(text)
    except PatternUnusable:
        return None


def concepts_of(synonyms: Iterable[Synonyms], patterns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The concepts that patterns name, and those that these name."""
    known = _by_concept((each.name, each.words) for each in synonyms)
    waiting = [name for pattern in patterns for name in _names_in(pattern)]
    found: dict[str, tuple[str, ...]] = {}
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found[name] = known[name]
            waiting += [each for word in known[name] for each in _names_in(word)]
    return dict(sorted(found.items()))


def _by_concept(words: Iterable[tuple[str, Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    """The words of each concept in order; names that differ in capitals, or in the sign, are names of one."""
    found: dict[str, set[str]] = {}
    for name, its in words:
        found.setdefault(name.lstrip("~").lower(), set()).update(its)
    return {name: tuple(sorted(its)) for name, its in found.items()}


def _names_in(text: str) -> list[str]:
    return [name.lower() for name in _CONCEPT.findall(html.unescape(text))]


def invalid_patterns(dataset: Dataset) -> tuple[tuple[Pattern, str], ...]:
    """The sentence patterns of a version that cannot be used, each with the reason."""
    reader = SentenceReader(
        dataset.culture, _by_concept((each.name, each.words) for each in dataset.synonyms)
    )
    found = []
    for pattern in sentence_patterns(dataset):
        try:
            reader.compile(pattern.text)
        except PatternUnusable as error:
            found.append((pattern, str(error)))
    return tuple(found)


NO_SENTENCES = SentencePatterns(culture="")


def sentences_of(intents: Collection[str], dataset: Dataset) -> SentencePatterns:
    """The sentence patterns of these intents, in an order that does not depend on when they were added."""
    texts = {(each.intent, each.text) for each in sentence_patterns(dataset) if each.intent in intents}
    return SentencePatterns(
        culture=dataset.culture,
        texts=tuple(sorted(texts)),
        concepts=concepts_of(dataset.synonyms, [text for _, text in texts]),
    )


def sentence_patterns(dataset: Dataset) -> Iterator[Pattern]:
    """The patterns of a version that are written as sentences."""
    return (pattern for pattern in dataset.patterns if pattern.syntax is PatternSyntax.SENTENCE)
