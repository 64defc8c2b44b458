"""Nearly equal utterances: of several intents, or many of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stationmaster.domain.dataset import Utterance
from stationmaster.domain.findings import Finding, FindingKind, Severity
from stationmaster.learning.doctor.listing import SHOWN, listed, quoted
from stationmaster.learning.doctor.similar import (
    Groups,
    Numbers,
    Wanted,
    similar_neighbours,
    similar_pairs,
    to_unit_rows,
)
from stationmaster.learning.featurise import Read
from stationmaster.learning.tokens import folded

#: What so many texts of an intent share, does not bring two of them together: where thousands are made from one
#: template, those that are nearly equal are also neighbours in alphabetical order.
_MOST_SHARING = 200


def near_findings(
    utterances: Sequence[Utterance], texts: Sequence[str], weighted: sparse.csr_array, read: Read
) -> Iterator[Finding]:
    """Nearly equal texts: those of different intents that hang together, and those of one intent.

    :param texts: what was read of the utterances: their words, with one blank between
    :param weighted: the grams of these texts, weighted by rarity
    """
    intents = np.unique([utterance.intent for utterance in utterances], return_inverse=True)[1]
    values = _numbers_of_values(utterances)
    groups, conflicts = Groups(len(utterances)), Groups(len(utterances))

    def may_be_joined(first: Numbers, second: Numbers) -> NDArray[np.bool_]:
        # Texts that differ in what is labelled teach where else a value may stand.
        found: NDArray[np.bool_] = (values[first] == values[second]) & (groups.of[first] != groups.of[second])
        return found

    def may_be_told(first: Numbers, second: Numbers) -> NDArray[np.bool_]:
        contradict = (intents[first] != intents[second]) & (conflicts.of[first] != conflicts.of[second])
        found: NDArray[np.bool_] = contradict | may_be_joined(first, second)
        return found

    for first, second in similar_pairs(weighted, may_be_told):
        differ = intents[first] != intents[second]
        conflicts.join(first[differ], second[differ])
        groups.join(first[~differ], second[~differ])
    for group in conflicts.joined():
        yield _near_conflict([utterances[number] for number in group])
    # One rare word makes another intent of a text, but not another example of its own.
    alike = sparse.hstack([to_unit_rows(read.words), to_unit_rows(read.characters)], "csr")
    for intent in range(intents.max() + 1):
        its = np.flatnonzero(intents == intent)
        wanted = partial(_among, its, may_be_joined)
        words = [texts[number].split() for number in its.tolist()]
        for pairs in (
            similar_pairs(alike[its], wanted, most=_MOST_SHARING),
            similar_neighbours(alike[its], words, wanted),
        ):
            for first, second in pairs:
                groups.join(its[first], its[second])
    for group in groups.joined():
        yield _near_duplicates([utterances[number] for number in group])


def _among(its: Numbers, wanted: Wanted, first: Numbers, second: Numbers) -> NDArray[np.bool_]:
    """What is wanted of pairs that are numbered among these texts."""
    return wanted(its[first], its[second])


def _numbers_of_values(utterances: Sequence[Utterance]) -> Numbers:
    """Numbers that are equal for utterances of which the same words are labelled the same."""
    numbers: dict[tuple[tuple[str, str], ...], int] = {}
    found = []
    for utterance in utterances:
        values = sorted(
            (span.entity, folded(utterance.text[span.start : span.end])) for span in utterance.spans
        )
        found.append(numbers.setdefault(tuple(values), len(numbers)))
    return np.array(found, dtype=np.intp)


def _near_conflict(near: Sequence[Utterance]) -> Finding:
    by_intent: dict[str, list[str]] = defaultdict(list)
    for utterance in near:
        by_intent[utterance.intent].append(utterance.text)
    (intent, texts), *others = by_intent.items()
    elsewhere = listed([f"{quoted(its)} {name}" for name, its in others], most=SHOWN)
    return Finding(
        kind=FindingKind.NEAR_CONFLICT,
        severity=Severity.MEDIUM,
        items=tuple(chain.from_iterable((utterance.text, utterance.intent) for utterance in near)),
        sentence=f"{quoted(texts)} {'is' if len(texts) == 1 else 'are'} labelled {intent}, and the nearly equal "
        f"{elsewhere}.",
        advice="Check the labels; if all are right, add utterances that show the difference.",
    )


def _near_duplicates(near: Sequence[Utterance]) -> Finding:
    texts = tuple(utterance.text for utterance in near)
    return Finding(
        kind=FindingKind.NEAR_DUPLICATE,
        severity=Severity.LOW,
        items=texts,
        sentence=f"{quoted(texts)} are nearly equal, all in {near[0].intent}.",
        advice="Keep one or two and word the others differently: they teach next to nothing, and an evaluation "
        "that holds one of them out looks better than it is.",
    )
