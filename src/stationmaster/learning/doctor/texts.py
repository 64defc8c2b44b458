"""Utterances that repeat or contradict one another, and those that resemble another intent more than theirs."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stationmaster.domain.dataset import NONE_INTENT, Dataset, Utterance
from stationmaster.domain.findings import Finding, FindingKind, Severity
from stationmaster.learning.doctor.listing import listed, quoted
from stationmaster.learning.doctor.near import near_findings
from stationmaster.learning.features import Features
from stationmaster.learning.featurise import PLAIN_WEIGHTS, Readings, fit_read
from stationmaster.learning.text_style import TextStyle, normalise, style_of, words_of

#: An intent needs so many utterances before its middle says anything.
_LEAST = 4
_NEIGHBOURS = 3
#: What a text that has next to nothing in common with any other is nearest to, says nothing of it. In real exports
#: the neighbours of such texts have cosines of at most a tenth, and those of texts in the wrong place a quarter.
_RESEMBLES = 0.2
_BLOCK = 256
_NONE = 1e-9


def text_findings(dataset: Dataset) -> Iterator[Finding]:
    """What is odd about the texts of utterances."""
    style = reading_style(dataset)
    groups: dict[str, list[Utterance]] = defaultdict(list)
    wordless: dict[str, list[Utterance]] = defaultdict(list)
    for utterance in (*dataset.utterances, *_of_none(dataset)):
        words = plain_words(utterance.text, style)
        (groups[words] if words else wordless[utterance.text]).append(utterance)
    for same in (*groups.values(), *wordless.values()):
        if len(same) > 1:
            yield _same_words(same)
    if wordless:
        yield _no_words(tuple(wordless))
    if len(groups) < 2:
        return
    first_of_each = [same[0] for same in groups.values()]
    read = Readings(style).read(list(groups))
    features = fit_read(read, style, weights=PLAIN_WEIGHTS, most=sys.maxsize).features_read(read)
    yield from near_findings(first_of_each, list(groups), features.grams, read)
    yield from _far(first_of_each, _Places(features))


def _of_none(dataset: Dataset) -> Iterator[Utterance]:
    """What is said to belong to no intent, as an utterance of None."""
    for each in dataset.none_utterances:
        yield Utterance(id=each.id, text=each.text, intent=NONE_INTENT)


def reading_style(dataset: Dataset) -> TextStyle:
    """How the texts of a version are compared: all words, no marks and accents, whatever its settings."""
    return replace(style_of(dataset), strip_punctuation=True, strip_diacritics=True, stop_words=())


def plain_words(text: str, style: TextStyle) -> str:
    """The words of a text with one blank between; nothing where it has none."""
    return " ".join(words_of(normalise(text, style), style))


def _same_words(same: Sequence[Utterance]) -> Finding:
    intents = tuple(dict.fromkeys(utterance.intent for utterance in same))
    text = same[0].text
    if len(intents) > 1:
        return Finding(
            kind=FindingKind.CONFLICT,
            severity=Severity.HIGH,
            items=(text, *intents),
            sentence=f"“{text}” is labelled {listed(intents)}.",
            advice="Keep it in one of them; the models can only learn to doubt it.",
        )
    return Finding(
        kind=FindingKind.DUPLICATE,
        severity=Severity.LOW,
        items=tuple(utterance.text for utterance in same),
        sentence=f"“{text}” is in {intents[0]} {len(same)} times, with other capitals or marks at most.",
        advice="Keep one: repeats count more than their share and teach nothing new.",
    )


def _no_words(texts: tuple[str, ...]) -> Finding:
    return Finding(
        kind=FindingKind.NO_WORDS,
        severity=Severity.LOW,
        items=texts,
        sentence=f"{quoted(texts)} {'holds' if len(texts) == 1 else 'hold'} no word.",
        advice="Remove what holds no word: the models see no difference between such texts.",
    )


class _Places:
    """Texts as points on a sphere: their words and characters, and their meaning where it is known."""

    def __init__(self, features: Features) -> None:
        squares = features.grams.multiply(features.grams).sum(axis=1)
        squares = squares + np.square(features.dense, dtype=np.float64).sum(axis=1)
        scale = (1 / np.sqrt(np.maximum(squares, _NONE))).astype(np.float32)
        self._grams = sparse.csr_array(sparse.diags_array(scale) @ features.grams)
        self._columns = self._grams.T.tocsr()
        self._dense = features.dense * scale[:, None]

    def sums(self, groups: Sequence[Sequence[int]]) -> Features:
        """The sum of each group of points."""
        rows = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
        columns = np.concatenate([np.array(group) for group in groups])
        members = sparse.csr_array(
            (np.ones(len(rows), np.float32), (rows, columns)), shape=(len(groups), len(self._dense))
        )
        return Features(grams=members @ self._grams, dense=members @ self._dense)

    def likeness(self, chosen: NDArray[np.intp]) -> NDArray[np.float32]:
        """The cosine of some points with all."""
        found: NDArray[np.float32] = (self._grams[chosen] @ self._columns).toarray()
        found += self._dense[chosen] @ self._dense.T
        return found

    def products(self, sums: Features) -> NDArray[np.float64]:
        """The products of all points with some sums."""
        found: NDArray[np.float64] = (self._grams @ sums.grams.T.tocsr()).toarray().astype(np.float64)
        found += self._dense @ sums.dense.T
        return found


def _far(utterances: Sequence[Utterance], places: _Places) -> Iterator[Finding]:
    """Utterances whose nearest intent and whose nearest neighbours agree that they belong elsewhere."""
    members: dict[str, list[int]] = defaultdict(list)
    for number, utterance in enumerate(utterances):
        if utterance.intent != NONE_INTENT:  # what it holds has nothing in common
            members[utterance.intent].append(number)
    intents = sorted(name for name, its in members.items() if len(its) >= _LEAST)
    if len(intents) < 2:
        return
    own = np.full(len(utterances), -1)
    for position, name in enumerate(intents):
        own[members[name]] = position
    nearest = _nearest_middles(places, [members[name] for name in intents], own)
    suspects = np.flatnonzero((own >= 0) & (nearest != own))
    for block in np.array_split(suspects, len(suspects) // _BLOCK + 1):
        likeness = places.likeness(block)
        likeness[np.arange(len(block)), block] = -1
        resembling = likeness.max(axis=1) >= _RESEMBLES
        around = np.argsort(-likeness, axis=1, kind="stable")[:, :_NEIGHBOURS]
        for suspect, neighbours in zip(block[resembling].tolist(), around[resembling].tolist(), strict=True):
            if all(own[neighbour] == nearest[suspect] for neighbour in neighbours):
                yield _far_finding(utterances[suspect], utterances[neighbours[0]])


def _nearest_middles(
    places: _Places, groups: Sequence[Sequence[int]], own: NDArray[np.intp]
) -> NDArray[np.intp]:
    """The group in whose middle each point lies; a point does not count for its own group."""
    sums = places.sums(groups)
    products = places.products(sums)
    squares = sums.grams.multiply(sums.grams).sum(axis=1) + np.square(sums.dense, dtype=np.float64).sum(
        axis=1
    )
    lengths = np.tile(np.sqrt(squares), (len(own), 1))
    rows = np.flatnonzero(own >= 0)
    mine = rows, own[rows]
    # |sum - point|² = |sum|² - 2 sum·point + 1, and (sum - point)·point = sum·point - 1
    lengths[mine] = np.sqrt(np.maximum(lengths[mine] ** 2 - 2 * products[mine] + 1, _NONE))
    products[mine] -= 1
    nearest: NDArray[np.intp] = (products / np.maximum(lengths, _NONE)).argmax(axis=1)
    return nearest


def _far_finding(utterance: Utterance, neighbour: Utterance) -> Finding:
    return Finding(
        kind=FindingKind.FAR_FROM_INTENT,
        severity=Severity.MEDIUM,
        items=(utterance.text, utterance.intent, neighbour.intent),
        sentence=f"“{utterance.text}” is labelled {utterance.intent} but resembles {neighbour.intent}, such as "
        f"“{neighbour.text}”.",
        advice=f"Move it to {neighbour.intent} if that is meant; if not, add more like it to {utterance.intent}.",
    )
