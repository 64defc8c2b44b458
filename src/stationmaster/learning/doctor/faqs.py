"""Questions that several FAQs claim, or a FAQ and an intent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from stationmaster.domain.dataset import Dataset, label_of
from stationmaster.domain.faq import FaqEntry
from stationmaster.domain.findings import Finding, FindingKind, Severity
from stationmaster.learning.doctor.listing import SHOWN, listed, quoted
from stationmaster.learning.doctor.similar import Groups, Numbers, similar_pairs
from stationmaster.learning.doctor.texts import plain_words, reading_style
from stationmaster.learning.featurise import fit_featuriser
from stationmaster.learning.questions import plain_questions

_SHOWN_OF_ANSWERS = 40


@dataclass(frozen=True, slots=True)
class _Question:
    """A question with the FAQ that it is one of."""

    text: str
    faq: FaqEntry

    @property
    def answer(self) -> str:
        """What is answered, but for capitals and blanks."""
        return " ".join(self.faq.answer.casefold().split())


def faq_findings(dataset: Dataset) -> Iterator[Finding]:
    """What is odd about the questions of FAQs; those that are patterns are not looked at."""
    style = reading_style(dataset)
    groups: dict[str, list[_Question]] = defaultdict(list)
    for faq in dataset.faqs:
        for question in plain_questions([faq]):
            words = plain_words(question, style)
            if words:
                groups[words].append(_Question(question, faq))
    if not groups:
        return
    for same in groups.values():
        if len(same) > 1:
            yield _same_words(same)
    intents: dict[str, dict[str, None]] = defaultdict(dict)
    for utterance in dataset.utterances:
        intents[plain_words(utterance.text, style)][utterance.intent] = None
    for words, same in groups.items():
        if words in intents:
            yield _also_an_intent(same[0], tuple(intents[words]))
    features = fit_featuriser(list(groups), style).transform(list(groups))
    questions = [same[0] for same in groups.values()]
    answers = _numbered([question.answer or question.faq.id for question in questions])
    faqs, near = _numbered([question.faq.id for question in questions]), Groups(len(questions))

    def may_contradict(first: Numbers, second: Numbers) -> NDArray[np.bool_]:
        differ = (faqs[first] != faqs[second]) & (answers[first] != answers[second])
        found: NDArray[np.bool_] = differ & (near.of[first] != near.of[second])
        return found

    for first, second in similar_pairs(features.grams, may_contradict):
        near.join(first, second)
    for group in near.joined():
        yield _near_conflict([questions[number] for number in group])


def _numbered(keys: Sequence[str]) -> Numbers:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.intp)


def _same_words(same: Sequence[_Question]) -> Finding:
    text, faqs = same[0].text, {question.faq.id: question.faq for question in same}
    names = _names(tuple(faqs.values()))
    if len(faqs) == 1:
        return Finding(
            kind=FindingKind.DUPLICATE,
            severity=Severity.LOW,
            items=tuple(question.text for question in same),
            sentence=f"The FAQ {names[same[0].faq.id]} asks “{text}” {len(same)} times, with other capitals or marks at "
            "most.",
            advice="Keep one: it is found by any of them.",
        )
    said = f"“{text}” is a question of the FAQs {listed(tuple(names.values()))}"
    if len({question.answer for question in same}) == 1:
        return Finding(
            kind=FindingKind.DUPLICATE,
            severity=Severity.LOW,
            items=(text, *names.values()),
            sentence=f"{said}, which answer the same.",
            advice="Make one FAQ of them, with all their questions.",
        )
    told_apart = len({faq.path for faq in faqs.values()}) == len(faqs)
    return Finding(
        kind=FindingKind.CONFLICT,
        severity=Severity.MEDIUM if told_apart else Severity.HIGH,
        items=(text, *names.values()),
        sentence=f"{said}, which answer differently.",
        advice="Keep it in one of them, or say in each question what it is about: who asks just this may get any of "
        "the answers.",
    )


def _names(faqs: Sequence[FaqEntry]) -> Mapping[str, str]:
    """What people call each of these, by their ids: as much as tells them apart."""
    names = {faq.id: f"“{label_of(faq)}”" for faq in faqs}
    if len(set(names.values())) < len(faqs):
        names = {faq.id: f"{names[faq.id]} under {' / '.join(faq.path) or 'no node'}" for faq in faqs}
    if len(set(names.values())) < len(faqs):
        names = {faq.id: f"{names[faq.id]} answered by “{_beginning(faq.answer)}”" for faq in faqs}
    return names


def _beginning(answer: str) -> str:
    text = " ".join(answer.split())
    return text if len(text) <= _SHOWN_OF_ANSWERS else f"{text[:_SHOWN_OF_ANSWERS]}…"


def _also_an_intent(question: _Question, intents: Sequence[str]) -> Finding:
    name = label_of(question.faq)
    return Finding(
        kind=FindingKind.CONFLICT,
        severity=Severity.MEDIUM,
        items=(question.text, *intents, name),
        sentence=f"“{question.text}” is labelled {listed(intents)}, and is a question of the FAQ “{name}”.",
        advice="Keep it in one of them: who says this may get either.",
    )


def _near_conflict(near: Sequence[_Question]) -> Finding:
    by_faq: dict[str, list[str]] = defaultdict(list)
    for question in near:
        by_faq[question.faq.id].append(question.text)
    names = _names(tuple({question.faq.id: question.faq for question in near}.values()))
    (faq_id, texts), *others = by_faq.items()
    are = "is a question" if len(texts) == 1 else "are questions"
    elsewhere = listed([f"{quoted(its)} of {names[each]}" for each, its in others], most=SHOWN)
    return Finding(
        kind=FindingKind.NEAR_CONFLICT,
        severity=Severity.MEDIUM,
        items=tuple(chain.from_iterable((question.text, names[question.faq.id]) for question in near)),
        sentence=f"{quoted(texts)} {are} of the FAQ {names[faq_id]}, and the nearly equal {elsewhere}.",
        advice="Check that all answers are meant; if so, add questions that show the difference.",
    )
