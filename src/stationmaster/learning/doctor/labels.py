"""Labels that cut words, and values that are labelled in some utterances and forgotten in others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stationmaster.domain.aspects import entity_of
from stationmaster.domain.dataset import LEARNED_KINDS, Dataset, EntityKind, EntitySpan, Utterance
from stationmaster.domain.findings import Finding, FindingKind, Severity
from stationmaster.learning.doctor.function_words import FUNCTION_WORDS
from stationmaster.learning.tokens import Token, covering, folded, is_punctuation, tokenise

#: A value of several words means one thing mostly; one of one word must be labelled more often than not, and
#: so often at least, before another place without a label is suspicious.
_LABELLED = 2
_SHARE, _SHARE_OF_ONE_WORD = 0.5, 0.75

#: Prebuilt entities, expressions and composites are found without labels of their own.
_LABELLED_KINDS = LEARNED_KINDS | {EntityKind.LIST}

_Value = tuple[str, ...]
_Tokenised = tuple[Utterance, tuple[Token, ...]]


def label_findings(dataset: Dataset) -> Iterator[Finding]:
    """What is odd about the labels of utterances."""
    tokenised = [(utterance, tokenise(utterance.text)) for utterance in dataset.utterances]
    for utterance, tokens in tokenised:
        for span in _with_parts(utterance.spans):
            finding = _cut(utterance, span, tokens)
            if finding:
                yield finding
    kinds = {entity.name: entity.kind for entity in dataset.entities if entity.kind in _LABELLED_KINDS}
    small_words = FUNCTION_WORDS.get(dataset.language, frozenset())
    yield from _forgotten(tokenised, kinds, small_words)


def _with_parts(spans: Iterable[EntitySpan]) -> Iterator[EntitySpan]:
    for span in spans:
        yield span
        yield from _with_parts(span.children)


def _cut(utterance: Utterance, span: EntitySpan, tokens: tuple[Token, ...]) -> Finding | None:
    labelled = utterance.text[span.start : span.end]
    covered = covering(tokens, span.start, span.end)
    if covered is None:
        said = f"labels “{labelled}”, which holds no word, as {span.entity}"
        advice = "Remove the label."
    else:
        whole = utterance.text[tokens[covered[0]].start : tokens[covered[1] - 1].end]
        if labelled.strip() == whole:
            return None
        said = f"labels “{labelled}” as {span.entity}, which cuts “{whole}”"
        advice = f"Label “{whole}”: training reads the label so. Or correct where it begins and ends."
    return Finding(
        kind=FindingKind.CUT_LABEL,
        severity=Severity.MEDIUM,
        items=(utterance.text, span.entity),
        sentence=f"The utterance “{utterance.text}” {said}.",
        advice=advice,
    )


@dataclass(kw_only=True, slots=True)
class _Known:
    """Where one value of one entity is labelled and where it is not."""

    labelled: int = 0
    shown: str = ""
    forgotten: list[str] = field(default_factory=list)


def _forgotten(
    tokenised: Sequence[_Tokenised], kinds: Mapping[str, EntityKind], small_words: frozenset[str]
) -> Iterator[Finding]:
    known = _labelled_values(tokenised, kinds, small_words)
    entities: dict[_Value, set[str]] = defaultdict(set)
    for entity, value in known:
        entities[value].add(entity)
    longest = max(map(len, entities), default=0)
    for utterance, tokens in tokenised:
        for first, last in _unlabelled_stretches(utterance, tokens):
            for value in _values_in(tokens[first:last], entities, longest):
                for entity in entities[value]:
                    known[entity, value].forgotten.append(utterance.text)
    for (entity, value), entry in known.items():
        if entry.forgotten and _is_habit(value, entry):
            yield _finding(entity, entry, is_list=kinds[entity] is EntityKind.LIST)


def _is_habit(value: _Value, entry: _Known) -> bool:
    share = entry.labelled / (entry.labelled + len(entry.forgotten))
    if len(value) == 1:
        return entry.labelled >= _LABELLED and share >= _SHARE_OF_ONE_WORD
    return share >= _SHARE


def _labelled_values(
    tokenised: Sequence[_Tokenised], kinds: Mapping[str, EntityKind], small_words: frozenset[str]
) -> dict[tuple[str, _Value], _Known]:
    known: dict[tuple[str, _Value], _Known] = defaultdict(_Known)
    for utterance, tokens in tokenised:
        for span in utterance.spans:
            covered = covering(tokens, span.start, span.end)
            if covered and entity_of(span) in kinds:
                value = _value(tokens[slice(*covered)])
                if any(word.isalpha() and word not in small_words for word in value):
                    entry = known[entity_of(span), value]
                    entry.labelled += 1
                    whole = slice(tokens[covered[0]].start, tokens[covered[1] - 1].end)
                    entry.shown = entry.shown or utterance.text[whole]
    return known


def _finding(entity: str, entry: _Known, *, is_list: bool) -> Finding:
    texts = tuple(dict.fromkeys(entry.forgotten))
    more = f" and {len(texts) - 1} more" if len(texts) > 1 else ""
    if is_list:
        advice = "The list finds it there whatever the labels say: if that is wrong, make the value longer."
    else:
        advice = (
            f"Label it there if it means the same: without a label, the place teaches that it is no {entity}."
        )
    return Finding(
        kind=FindingKind.UNLABELLED_VALUE,
        severity=Severity.LOW if is_list else Severity.MEDIUM,
        items=(entity, *texts),
        sentence=f"“{entry.shown}” is labelled {entity} in {entry.labelled} "
        f"utterance{'' if entry.labelled == 1 else 's'} but not in “{texts[0]}”{more}.",
        advice=advice,
    )


def _value(tokens: tuple[Token, ...]) -> _Value:
    return tuple(folded(token.text) for token in tokens if not is_punctuation(token))


def _unlabelled_stretches(utterance: Utterance, tokens: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """The ranges of tokens that no label touches."""
    taken = [False] * len(tokens)
    for span in utterance.spans:
        covered = covering(tokens, span.start, span.end)
        if covered:
            taken[slice(*covered)] = [True] * (covered[1] - covered[0])
    first = 0
    for position, is_taken in enumerate([*taken, True]):
        if is_taken:
            if first < position:
                yield first, position
            first = position + 1


def _values_in(tokens: tuple[Token, ...], entities: dict[_Value, set[str]], longest: int) -> Iterator[_Value]:
    """The known values in a stretch, the longest at each place."""
    words = _value(tokens)
    position = 0
    while position < len(words):
        for length in range(min(longest, len(words) - position), 0, -1):
            value = words[position : position + length]
            if value in entities:
                yield value
                position += length
                break
        else:
            position += 1
