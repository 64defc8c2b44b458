"""The evaluation of a version's own material: computed with its progress, or as it was kept; and as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from stationmaster.cli import output
from stationmaster.cli.exits import Refused
from stationmaster.cli.label_words import SCORE_HEADINGS, advice_sentence, between, counted_tried, score_rows
from stationmaster.cli.local import Found
from stationmaster.cli.words import CHANGE_WORDS, METHOD_WORDS, mistaken, percent, tier_line, unknown_before
from stationmaster.domain.apps import App, Version
from stationmaster.domain.build import LearnerName, TargetGroup
from stationmaster.domain.dataset import LEARNED_KINDS, NONE_INTENT, Dataset
from stationmaster.domain.evaluation import (
    NOTHING,
    ChangedExample,
    Comparison,
    Evaluation,
    EvaluationReport,
    Interval,
    Method,
    Subject,
)
from stationmaster.domain.label_advice import label_advice
from stationmaster.domain.prediction import Prediction
from stationmaster.domain.tenants import Principal
from stationmaster.domain.tier import TierDecision
from stationmaster.domain.training import RunRecord, tiers_of
from stationmaster.services.services import Services

if TYPE_CHECKING:
    from stationmaster.bootstrap import Station
    from stationmaster.learning.encoder import VectorCache
    from stationmaster.learning.learner import Report
    from stationmaster.learning.text_style import TextStyle

#: What is judged on demand of a version that is trained as a whole, and of one that is trained by groups.
_WHOLE = {TargetGroup.ALL: frozenset(Subject)}
_BY_GROUP = {
    TargetGroup.ML: frozenset({Subject.INTENTS, Subject.ENTITIES, Subject.TRAITS}),
    TargetGroup.FAQ: frozenset({Subject.FAQS}),
}
_CONFUSIONS = 3
_MISTAKES = 10
_CHANGED = 20
_UNTRIED = 20


def evaluation_of(station: Station, caller: Principal, version: Version) -> Evaluation:
    """The evaluation that is kept with the version's trained set, else a new one, which is kept from now on.

    Categories were evaluated when they were trained.
    """
    with station.services(caller, writes=False) as services:
        dataset = services.labelling.dataset(version)
        is_whole = services.training.trained_set(version) is not None
        categories = services.evaluation.of_serving(version, TargetGroup.CATEGORIES) or {}
    evaluation: dict[Subject, EvaluationReport] = {}
    for group, subjects in (_WHOLE if is_whole else _BY_GROUP).items():
        evaluation |= _evaluation_of_group(station, caller, version, dataset, group, subjects)
    return evaluation | _with_names(categories, dataset)


def _evaluation_of_group(
    station: Station,
    caller: Principal,
    version: Version,
    dataset: Dataset,
    group: TargetGroup,
    subjects: Collection[Subject],
) -> Evaluation:
    with station.services(caller, writes=False) as services:
        kept = services.evaluation.kept(version, group)
        record = services.training.trained_set(version, group)
    if kept is not None:
        return kept
    vectors = station.vectors.for_tenant(caller.tenant_id)
    evaluation = evaluate(dataset, _style_of(station, record), kept=vectors, subjects=subjects)
    if record is not None and evaluation:
        with station.services(caller, writes=True) as services:
            services.evaluation.keep(version, evaluation, of=record)
    return evaluation


def tiers_of_version(
    station: Station, caller: Principal, app: App, version: Version
) -> dict[LearnerName, TierDecision]:
    """The tier of each learner's models that are evaluated; nothing of those that are not trained."""
    with station.services(caller, writes=False) as services:
        training = services.training
        records = [
            training.serving_set(version, group)
            if group is TargetGroup.CATEGORIES
            else training.trained_set(version, group)
            for group in app.groups
        ]
    return {learner: decision for record in records for learner, decision in tiers_of(record).items()}


def _with_names(evaluation: Evaluation, dataset: Dataset) -> dict[Subject, EvaluationReport]:
    """The reports with categories called by their names, and by their ids where two share one."""
    times = Counter(category.name for category in dataset.categories)
    names = {c.id: c.name if times[c.name] == 1 else f"{c.name} ({c.id})" for c in dataset.categories}
    return {subject: report.renamed(names) for subject, report in evaluation.items()}


def _style_of(station: Station, record: RunRecord | None) -> TextStyle | None:
    """How the trained model of the intents reads texts, so that its like are judged."""
    from stationmaster.learning.intents import IntentModel

    artefacts = (
        (m.artefact for m in record.models if m.target.learner is LearnerName.INTENTS) if record else ()
    )
    blob = next((artefact.blob for artefact in artefacts if artefact), None)
    return None if blob is None else IntentModel.from_bytes(station.blobs.read(blob)).featuriser.style


def evaluate(
    dataset: Dataset,
    style: TextStyle | None = None,
    *,
    kept: VectorCache | None = None,
    subjects: Collection[Subject] = frozenset(Subject),
) -> Evaluation:
    """The scores of intents and, where there are some, of learned entities, traits and FAQs."""
    from stationmaster.learning.evaluate import cross_validate_intents
    from stationmaster.learning.evaluate_faqs import cross_validate_faqs
    from stationmaster.learning.evaluate_spans import cross_validate_entities
    from stationmaster.learning.evaluate_traits import cross_validate_traits

    judges: dict[Subject, Callable[[Dataset, Report], EvaluationReport]] = {}
    if dataset.utterances or any(intent.name != NONE_INTENT for intent in dataset.intents):
        judges[Subject.INTENTS] = partial(cross_validate_intents, style=style, kept=kept)
    if any(entity.kind in LEARNED_KINDS for entity in dataset.entities):
        judges[Subject.ENTITIES] = cross_validate_entities
    if dataset.traits:
        judges[Subject.TRAITS] = cross_validate_traits
    if dataset.faqs:
        judges[Subject.FAQS] = partial(cross_validate_faqs, kept=kept)
    reports = {}
    for subject, judge in judges.items():
        if subject not in subjects:
            continue
        report, shown = output.progress(f"Evaluating {subject}")
        with shown:
            reports[subject] = judge(dataset, report)
    return reports


def compare_versions(station: Station, found: Found, against: Version) -> dict[Subject, Comparison]:
    """What the trained set of a version answers otherwise than that of another one, on its own utterances.

    Of a bot, the models in service answer.

    :raises NotTrained: one of the two has no trained set
    :raises Refused: it is a categoriser, which has one version
    """
    if TargetGroup.CATEGORIES in found.app.groups:
        raise Refused(
            f"{found.app.name} has no other version to compare with: `stationmaster status` tells how accurate the "
            "model in service is, and the one before it"
        )
    from stationmaster.learning.compare import compare

    now = datetime.now().astimezone()
    with station.services(found.caller, writes=False) as services:
        dataset = services.labelling.dataset(found.version)
        texts = [utterance.text for utterance in dataset.utterances]
        before, after = (_answers(services, found.app, each, texts, now) for each in (against, found.version))
    return compare(dataset, before, after)


def _answers(
    services: Services, app: App, version: Version, texts: Sequence[str], now: datetime
) -> Sequence[Prediction]:
    if TargetGroup.ALL in app.groups:
        return services.prediction.predict_all_trained(version, texts, reference=now)
    return tuple(services.prediction.serving(version).predict_all(texts, reference=now))


def show_evaluation(
    evaluation: Evaluation,
    *,
    tiers: Mapping[LearnerName, TierDecision] | None = None,
    with_mistakes: bool = False,
) -> None:
    """The scores as tables."""
    for learner, decision in (tiers or {}).items():
        output.line(tier_line(learner, decision))
    for subject, report in evaluation.items():
        if report.method is Method.TOO_SMALL:
            output.line(f"Evaluation of {subject}: too few labelled examples to hold some out.")
            continue
        output.line()
        output.line(
            f"Evaluation of {subject}: {METHOD_WORDS[report.method].format(folds=report.folds)} over "
            f"{counted_tried(subject, report.examples)}, micro F1 {report.micro_f1:.3f}{_between(report.micro_interval)}, "
            f"macro F1 {report.macro_f1:.3f}"
        )
        output.table((subject.capitalize(), *SCORE_HEADINGS), _shown_rows(report), right=SCORE_HEADINGS)
        _tell_of_more_untried(report)
        _show_confusions(report)
        if report.calibration:
            output.line(f"Scores are {percent(report.calibration.error)} off on average (calibration error).")
        _show_advice(subject, report)
        if with_mistakes:
            _show_unsure(report)
            _show_mistakes(report)


def _shown_rows(report: EvaluationReport) -> list[tuple[str, ...]]:
    """All labels that were tried, and the first of those that were not."""
    hidden = set(sorted(report.untried)[_UNTRIED:])
    return [row for row in score_rows(report) if row[0] not in hidden]


def _tell_of_more_untried(report: EvaluationReport) -> None:
    if len(report.untried) > _UNTRIED:
        more = len(report.untried) - _UNTRIED
        output.line(f"{more} more were not tried for want of examples: --json and --html name them.")


def _show_advice(subject: Subject, report: EvaluationReport) -> None:
    advice = label_advice(subject, report)
    if advice:
        output.line()
        output.line(f"What to label next ({subject}):")
        for number, each in enumerate(advice, start=1):
            output.line(f"{number:2}. {advice_sentence(subject, each)}")


def _show_unsure(report: EvaluationReport) -> None:
    if not report.unsure:
        return
    output.line()
    rows = [
        (
            unsure.text,
            unsure.true,
            f"{unsure.predicted or 'nothing'} {unsure.score:.2f}",
            unsure.rival or "nothing",
            f"{unsure.margin:.2f}",
        )
        for unsure in report.unsure[:_MISTAKES]
    ]
    output.table(("Least sure answers", "Labelled", "Predicted", "Next", "Lead"), rows, right=("Lead",))


def _show_confusions(report: EvaluationReport) -> None:
    worst = [mistaken(confusion) for confusion in report.confusions[:_CONFUSIONS]]
    if worst:
        output.line(f"Most often confused: {'; '.join(worst)}.")


def _show_mistakes(report: EvaluationReport) -> None:
    if not report.mistakes:
        return
    output.line()
    rows = [
        (
            mistake.text,
            _said(mistake.text, mistake.true, mistake.true_span),
            _said(mistake.text, mistake.predicted, mistake.predicted_span),
            "" if mistake.score is None else f"{mistake.score:.2f}",
        )
        for mistake in report.mistakes[:_MISTAKES]
    ]
    output.table(("Surest mistakes", "Labelled", "Predicted", "Score"), rows, right=("Score",))


def _said(text: str, label: str, span: tuple[int, int] | None) -> str:
    if label == NOTHING:
        return "nothing"
    return label if span is None else f"{label} “{text[span[0] : span[1]]}”"


def show_comparison(comparisons: Mapping[Subject, Comparison], *, against: str) -> None:
    """What changed, with the first examples."""
    for subject, comparison in comparisons.items():
        output.line()
        output.line(
            f"Against {against}, {subject}: right {comparison.right_before} before and "
            f"{comparison.right_after} now of {comparison.examples} utterances; luck alone would do this in "
            f"{percent(comparison.chance)} of cases."
        )
        if comparison.unknown_before:
            output.line(unknown_before(comparison, against))
        rows = [
            (CHANGE_WORDS[example.change], example.text, *(said or "nothing" for said in _sides(example)))
            for example in comparison.changed[:_CHANGED]
        ]
        if rows:
            output.table(("Change", "Text", "Labelled", "Before", "Now"), rows)
        if len(comparison.changed) > _CHANGED:
            output.line(f"And {len(comparison.changed) - _CHANGED} more: --json or --html shows all.")


def _sides(example: ChangedExample) -> tuple[str, str, str]:
    return example.true, example.before, example.after


def _between(interval: Interval | None) -> str:
    return f" ({between(interval, digits=3)})" if interval else ""
