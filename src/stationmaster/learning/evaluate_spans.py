"""How well the learned entities of a version are found in utterances that were not learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from stationmaster.domain.build import LearnerName, targets_of
from stationmaster.domain.dataset import LEARNED_KINDS, TAUGHT_KINDS, Dataset, Entity, EntityKind, Utterance
from stationmaster.domain.evaluation import NOTHING, EvaluationReport, Mistake
from stationmaster.domain.prediction import PredictedSpan
from stationmaster.learning.entities import LEARNING_STAGE, fit_entities
from stationmaster.learning.entity_model import EntityModel
from stationmaster.learning.evaluate import (
    STAGE,
    Counts,
    confusions_of,
    evaluation_folds,
    macro_f1,
    surest,
    with_untried,
)
from stationmaster.learning.folds import NEVER
from stationmaster.learning.learner import Report
from stationmaster.learning.matchers import Matcher, build_matchers, load_matcher
from stationmaster.learning.reliability import calibration_of
from stationmaster.learning.span_features import TextSettings, text_settings_of, tokens_of
from stationmaster.learning.span_finder import SpanFinder
from stationmaster.learning.tagging import all_of, labels_of, learned_entities, snapped

#: Where a text says "tomorrow": the places of entities do not depend on it.
_REFERENCE = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A learned entity in a text, labelled or predicted, with its role."""

    start: int
    end: int
    type: str
    role: str
    score: float | None = None

    @staticmethod
    def of(span: PredictedSpan) -> Found:
        """What a model found, without what it stands for and its parts."""
        return Found(start=span.start, end=span.end, type=span.type, role=span.role or "", score=span.score)

    @property
    def span(self) -> tuple[int, int, str]:
        """What must agree for a prediction to be right."""
        return self.start, self.end, self.type

    @property
    def label(self) -> str:
        return f"{self.type}:{self.role}" if self.role else self.type

    def overlaps(self, other: Found) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What was labelled in one text, and what was found."""

    text: str
    gold: tuple[Found, ...]
    found: tuple[Found, ...]


def cross_validate_entities(dataset: Dataset, report: Report) -> EvaluationReport:
    """The learned entities' scores over the version's own utterances, by models that did not see them.

    A span is right when its ends and its type are; a wrong type or role on the same words is a confusion.
    The only utterance of an entity is never held out and counts for nothing. Composites are judged where labels
    teach them, as they are put together from what was found.
    """
    utterances = dataset.utterances
    learned, settings = learned_entities(dataset), text_settings_of(dataset)
    gold = [tuple(labelled(u, learned, settings, kinds=TAUGHT_KINDS)) for u in utterances]
    composites = {g.type for spans in gold for g in spans} & {
        name for name, entity in learned.items() if entity.kind is EntityKind.COMPOSITE
    }
    matchers = _matchers(dataset) if composites else []
    folds = evaluation_folds(_strata(gold), [u.text for u in utterances]).tolist()
    used = sorted({fold for fold in folds if fold != NEVER}) if any(gold) else []
    judged: list[Judged] = []
    for done, fold in enumerate(used):
        kept = tuple(u for u, its in zip(utterances, folds, strict=True) if its != fold)
        model = fit_entities(replace(dataset, utterances=kept), _progress_of(report, done, len(used)))
        compose = _composing(model, matchers, composites, dataset)
        for number in (number for number, its in enumerate(folds) if its == fold):
            text = utterances[number].text
            found = (*_found(model.predict(text)), *compose(text))
            judged.append(Judged(text=text, gold=gold[number], found=found))
    report(STAGE, 1.0)
    # Resampling depends on the order, which must not be that in which utterances were added.
    in_order = sorted(judged, key=lambda j: (j.text, [g.span for g in j.gold]))
    return with_untried(report_of(in_order, folds=len(used)), _examples(learned, gold))


def labelled(
    utterance: Utterance,
    learned: Mapping[str, Entity],
    settings: TextSettings,
    *,
    kinds: Set[EntityKind] = LEARNED_KINDS,
) -> Iterator[Found]:
    """The labels of learned entities, on whole tokens as they are learned, parts after what they are parts of."""
    tokens = tokens_of(utterance.text, settings)
    for span in all_of(snapped(labels_of(utterance, learned), tokens)):
        if span.tag.kind in kinds:
            yield Found(
                start=tokens[span.first].start,
                end=tokens[span.last - 1].end,
                type=span.tag.type,
                role=span.tag.role,
            )


def _found(spans: Iterable[PredictedSpan]) -> Iterator[Found]:
    for span in spans:
        if span.kind in LEARNED_KINDS:
            yield Found.of(span)
            yield from _found(span.parts)


def _examples(learned: Mapping[str, Entity], gold: Iterable[Iterable[Found]]) -> dict[str, int]:
    """How often each learned entity or part is labelled; of wholes of which only parts are, the parts alone."""
    counts = Counter(label.type for labels in gold for label in labels)
    of_parts = {name.rsplit("::", 1)[0] for name in counts}
    bare = [n for n, e in learned.items() if e.kind in LEARNED_KINDS and n not in counts.keys() | of_parts]
    return {**counts, **dict.fromkeys(bare, 0)}


def _matchers(dataset: Dataset) -> list[Matcher]:
    """What finds the parts of composites that are not learned; their roles are of no matter here."""
    targets = [t for t in targets_of((), dataset.entities) if t.learner is LearnerName.MATCHER]
    built = build_matchers(replace(dataset, utterances=()), targets, lambda _stage, _fraction: None)
    return [load_matcher(each.artefact) for each in built if each.artefact is not None]


def _composing(
    model: EntityModel, matchers: Sequence[Matcher], composites: Set[str], dataset: Dataset
) -> Callable[[str], Iterator[Found]]:
    """Finds these composites in a text as they are found in service."""
    names = frozenset(learned_entities(dataset))
    finder = SpanFinder(learned=[(model, names)], matchers=matchers, intents=(), culture=dataset.culture)

    def compose(text: str) -> Iterator[Found]:
        for span in finder.find(text, reference=_REFERENCE).spans if composites else ():
            if span.kind is EntityKind.COMPOSITE and span.type in composites:
                yield Found.of(span)

    return compose


def _strata(gold: Sequence[Sequence[Found]]) -> list[str]:
    """The rarest label of each text, so that every fold has some of it."""
    counts = Counter(label for spans in gold for label in {span.label for span in spans})
    return [
        min((span.label for span in spans), key=lambda label: (counts[label], label), default="")
        for spans in gold
    ]


def _progress_of(report: Report, done: int, folds: int) -> Report:
    def progress(stage: str, fraction: float) -> None:
        report(STAGE, (done + (fraction if stage == LEARNING_STAGE else 0.0)) / folds)

    return progress


def report_of(judged: Sequence[Judged], *, folds: int) -> EvaluationReport:
    """The scores of what was found in texts that were held out."""
    right = [_right(each) for each in judged]
    counts = Counts(
        right=[(n, f.type) for n, found in enumerate(right) for f in found],
        true=[(n, g.type) for n, each in enumerate(judged) for g in each.gold],
        claimed=[(n, f.type) for n, each in enumerate(judged) for f in each.found],
    )
    both = len(counts.true) + len(counts.claimed)
    nothing_to_find = 1.0 if folds else 0.0
    scores = counts.scores(examples=len(judged))
    scored = [
        (f.score, f in hits)
        for each, hits in zip(judged, right, strict=True)
        for f in each.found
        if f.score is not None
    ]
    return EvaluationReport(
        examples=len(judged),
        folds=folds,
        micro_f1=2 * len(counts.right) / both if both else nothing_to_find,
        micro_interval=scores.micro_interval,
        macro_f1=macro_f1(scores.labels),
        labels=scores.labels,
        confusions=confusions_of(pair for each in judged for pair in _confusions(each)),
        right=dict(sorted(Counter(label for each in judged for label in _right_labels(each)).items())),
        calibration=calibration_of([score for score, _ in scored], [hit for _, hit in scored]),
        mistakes=surest(m for each in judged for m in _mistakes(each)),
    )


def _right(judged: Judged) -> set[Found]:
    gold = {span.span for span in judged.gold}
    return {found for found in judged.found if found.span in gold}


def _right_labels(judged: Judged) -> Iterator[str]:
    found = {(claim.span, claim.role) for claim in judged.found}
    return (true.label for true in judged.gold if (true.span, true.role) in found)


def _confusions(judged: Judged) -> Iterator[tuple[str, str]]:
    """Wrong labels on the same words, labels that were missed, and finds where nothing is labelled."""
    for true, claim in _differences(judged):
        if true is None or claim is None or true.label != claim.label:
            yield true.label if true else NOTHING, claim.label if claim else NOTHING


def _mistakes(judged: Judged) -> Iterator[Mistake]:
    return (_mistake(judged.text, true, claim) for true, claim in _differences(judged))


def _differences(judged: Judged) -> Iterator[tuple[Found | None, Found | None]]:
    """Each label with what was found for it otherwise; what is right explains nothing but itself."""
    gold, found = {true.span for true in judged.gold}, {claim.span for claim in judged.found}
    wrong = [claim for claim in judged.found if claim.span not in gold]
    missed = [true for true in judged.gold if true.span not in found]
    for true in judged.gold:
        if true.span in found:
            same = (claim for claim in judged.found if claim.span == true.span)
            yield from ((true, claim) for claim in same if claim.role != true.role)
        else:
            claims: list[Found | None] = [claim for claim in wrong if true.overlaps(claim)]
            yield from ((true, claim) for claim in claims or [None])
    yield from ((None, claim) for claim in wrong if not any(claim.overlaps(true) for true in missed))


def _mistake(text: str, true: Found | None, found: Found | None) -> Mistake:
    return Mistake(
        text=text,
        true=true.label if true else NOTHING,
        predicted=found.label if found else NOTHING,
        score=found.score if found else None,
        true_span=(true.start, true.end) if true else None,
        predicted_span=(found.start, found.end) if found else None,
    )
