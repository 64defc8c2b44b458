"""How often the index of FAQs finds an entry by a question that it was not built with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from stationmaster.domain.dataset import Dataset
from stationmaster.domain.evaluation import NOTHING, EvaluationReport
from stationmaster.domain.faq import FaqEntry
from stationmaster.learning.encoder import MemoryVectorCache, VectorCache
from stationmaster.learning.evaluate import STAGE, Answer, report_of, with_untried
from stationmaster.learning.faq import THRESHOLD
from stationmaster.learning.learner import Report
from stationmaster.learning.questions import fit_questions, plain_questions
from stationmaster.learning.text_digest import text_digest

_FOLDS = 5
#: Of more questions than this, one part is held out once, and of it so many are asked.
_LARGE, _MOST_ASKED = 5_000, 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """One question of an entry, and the part that it is tried in; none for an entry's only one."""

    entry_id: str
    question: str
    fold: int | None


def cross_validate_faqs(
    dataset: Dataset, report: Report, *, kept: VectorCache | None = None
) -> EvaluationReport:
    """Each alternative question in turn is left out and asked; an entry's only question never is."""
    entries = [replace(entry, questions=tuple(plain_questions([entry]))) for entry in dataset.faqs]
    asked = [each for entry in entries for each in _asked(entry)]
    is_large = len(asked) > _LARGE
    used = sorted({each.fold for each in asked if each.fold is not None})[: 1 if is_large else None]
    names, vectors = _names(entries), kept or MemoryVectorCache()
    answers: list[Answer] = []
    for done, fold in enumerate(used):
        report(STAGE, done / len(used))
        answers += _answers(entries, [e for e in asked if e.fold == fold], names, dataset, vectors)
    report(STAGE, 1.0)
    never = {names[entry.id]: len(entry.questions) for entry in entries if len(entry.questions) < 2}
    return with_untried(report_of(answers, folds=len(used)), never)


def _asked(entry: FaqEntry) -> Iterator[_Asked]:
    only = len(entry.questions) < 2
    first = text_digest(entry.id)[0]
    for number, question in enumerate(entry.questions):
        fold = None if only else (first + number) % _FOLDS
        yield _Asked(entry_id=entry.id, question=question, fold=fold)


def _names(entries: list[FaqEntry]) -> Mapping[str, str]:
    """What people call the entries: their first questions, told apart by ids where two are equal."""
    firsts = {entry.id: entry.questions[0] if entry.questions else entry.id for entry in entries}
    times = Counter(firsts.values())
    return {key: first if times[first] == 1 else f"{first} ({key})" for key, first in firsts.items()}


def _answers(
    entries: list[FaqEntry],
    held_out: list[_Asked],
    names: Mapping[str, str],
    dataset: Dataset,
    vectors: VectorCache,
) -> Iterator[Answer]:
    left_out: dict[str, set[str]] = {}
    for each in held_out:
        left_out.setdefault(each.entry_id, set()).add(each.question)
    kept = [
        replace(entry, questions=tuple(q for q in entry.questions if q not in left_out.get(entry.id, ())))
        for entry in entries
    ]
    index = fit_questions(kept, [], dataset, lambda _stage, _fraction: None, kept=vectors)
    chosen = sorted(held_out, key=lambda e: (text_digest(e.question)[0], e.entry_id, e.question))[
        :_MOST_ASKED
    ]
    for each in chosen:
        matches = [(names[match.entry_id], match.score) for match in index.answer(each.question, top=2)]
        best, second = (*matches, *[(NOTHING, 0.0)] * 2)[:2]
        ranked = sorted([best, second, (NOTHING, THRESHOLD)], key=lambda pair: -pair[1])
        (predicted, reached), (rival, nearest) = ranked[:2]
        yield Answer(
            text=each.question,
            true=names[each.entry_id],
            predicted=predicted,
            score=best[1],
            rival=rival,
            margin=reached - nearest,
        )
