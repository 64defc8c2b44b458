"""How often traits are found in texts that were not learned from."""

from __future__ import annotations

from collections.abc import Iterator

from stationmaster.domain.dataset import Dataset
from stationmaster.domain.evaluation import NOTHING, EvaluationReport
from stationmaster.learning.evaluate import STAGE, Answer, evaluation_folds, report_of, with_untried
from stationmaster.learning.folds import NEVER
from stationmaster.learning.learner import Report
from stationmaster.learning.traits import Groups, fit_group, groups_of, style_of_traits, texts_of


def cross_validate_traits(dataset: Dataset, report: Report) -> EvaluationReport:
    """Each text of a trait is answered by a model of its group that did not see it."""
    by_group = groups_of(dataset)
    answers: list[Answer] = []
    folds = 0
    for done, name in enumerate(by_group):
        report(STAGE, done / len(by_group))
        found = list(_answers_of(name, by_group, dataset))
        answers += [answer for part in found for answer in part]
        folds = max(folds, len(found))
    report(STAGE, 1.0)
    examples = {f"{each.group}: {each.name}": len(set(each.texts)) for each in dataset.traits}
    return with_untried(report_of(answers, folds=folds), examples)


def _answers_of(name: str, by_group: Groups, dataset: Dataset) -> Iterator[list[Answer]]:
    style, texts = style_of_traits(dataset), texts_of(name, by_group, dataset.culture)
    own = [text for text in texts if text.is_utterance]
    given = [text for text in texts if not text.is_utterance]
    folds = evaluation_folds([t.label for t in own], [t.text for t in own])
    for fold in sorted({int(fold) for fold in folds if fold != NEVER}):
        kept = [text for text, its in zip(own, folds, strict=True) if its != fold]
        group = fit_group(name, by_group[name], [*given, *kept], style, lambda _stage, _fraction: None)
        part = []
        for text, its in zip(own, folds, strict=True):
            if its == fold:
                best = next(iter(group.predict(text.text)), None)
                part.append(
                    Answer(
                        text=text.text,
                        true=f"{name}: {text.label}",
                        predicted=f"{name}: {best.name}" if best else NOTHING,
                        score=best.score if best else 0.0,
                    )
                )
        yield part
