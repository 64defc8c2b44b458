"""Properties that an utterance may have beside its intent: in each group of them one, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from stationmaster.domain.build import Target
from stationmaster.domain.dataset import NONE_INTENT, Dataset, Trait
from stationmaster.domain.prediction import PredictedTrait
from stationmaster.domain.training import Failure, FailureCode
from stationmaster.learning.artefact import read_bundle, write_bundle
from stationmaster.learning.intent_model import IntentModel
from stationmaster.learning.intent_texts import TrainingText, built_in_none
from stationmaster.learning.intents import fit_texts
from stationmaster.learning.learner import Built, Report
from stationmaster.learning.text_style import TextStyle, says_something, style_of

FORMAT = "stationmaster-traits-1"
STAGE = "traits"
USUAL_THRESHOLD = 0.5
#: How much texts of other groups count at most, each and together, as having no trait of this group: they may
#: well have one.
_OTHER_GROUPS = 0.25


@dataclass(frozen=True, kw_only=True, slots=True)
class TraitGroup:
    """The model of one group, and the score that each of its traits must reach."""

    name: str
    model: IntentModel
    thresholds: Mapping[str, float]

    def predict(self, text: str) -> list[PredictedTrait]:
        """The traits of this group that a text has."""
        return [
            PredictedTrait(group=self.name, name=scored.label, score=scored.score)
            for scored in self.model.predict(text)
            if scored.label in self.thresholds and scored.score >= self.thresholds[scored.label]
        ]


@dataclass(frozen=True, kw_only=True, slots=True)
class TraitModel:
    """All groups of a version; never changes after fitting."""

    groups: tuple[TraitGroup, ...]

    def predict(self, text: str) -> tuple[PredictedTrait, ...]:
        """The traits that a text has, the surest first."""
        if not says_something(text):
            return ()
        found = [trait for group in self.groups for trait in group.predict(text)]
        return tuple(sorted(found, key=lambda trait: (-trait.score, trait.group, trait.name)))

    def to_bytes(self) -> bytes:
        """The model as one safetensors file."""
        groups = [{"name": group.name, "thresholds": dict(group.thresholds)} for group in self.groups]
        manifest = {"format": FORMAT, "groups": groups}
        return write_bundle(manifest, [group.model.to_bytes() for group in self.groups])

    @staticmethod
    def from_bytes(data: bytes) -> TraitModel:
        """The model that `to_bytes` wrote.

        :raises ValueError: the bytes hold none
        """
        manifest, parts = read_bundle(data, FORMAT)
        return TraitModel(
            groups=tuple(
                TraitGroup(**group, model=IntentModel.from_bytes(part))
                for group, part in zip(manifest["groups"], parts, strict=True)
            )
        )


Groups = Mapping[str, Sequence[Trait]]


def groups_of(dataset: Dataset) -> Groups:
    """The traits of each group that have texts; nothing depends on their order."""
    by_group: dict[str, list[Trait]] = {}
    for trait in sorted(dataset.traits, key=lambda trait: (trait.group, trait.name, trait.id)):
        if any(map(str.strip, trait.texts)):
            by_group.setdefault(trait.group, []).append(trait)
    return by_group


def style_of_traits(dataset: Dataset) -> TextStyle:
    """How texts are read for their traits: as for intents, but for what only these learn with."""
    return replace(style_of(dataset), phrases=(), stop_words=())


def fit_group(
    name: str, traits: Sequence[Trait], texts: Sequence[TrainingText], style: TextStyle, report: Report
) -> TraitGroup:
    """The model of one group."""
    return TraitGroup(
        name=name,
        model=fit_texts(texts, style, report),
        thresholds={t.name: USUAL_THRESHOLD if t.threshold is None else t.threshold for t in traits},
    )


def fit_traits(dataset: Dataset, report: Report) -> TraitModel:
    """A model of each group that has texts."""
    style, by_group = style_of_traits(dataset), groups_of(dataset)
    groups = []
    for number, (name, traits) in enumerate(by_group.items()):

        def shown(_stage: str, fraction: float, before: int = number) -> None:
            report(STAGE, (before + fraction) / len(by_group))

        groups.append(fit_group(name, traits, texts_of(name, by_group, dataset.culture), style, shown))
    report(STAGE, 1.0)
    return TraitModel(groups=tuple(groups))


def texts_of(name: str, by_group: Groups, culture: str) -> list[TrainingText]:
    """What one group is learnt from."""
    own = {(t.name, text) for t in by_group[name] for text in t.texts if text.strip()}
    taught = {text for _, text in own}
    others = {
        text
        for group, traits in by_group.items()
        if group != name
        for trait in traits
        for text in trait.texts
        if text.strip() and text not in taught
    }
    importance = _OTHER_GROUPS * min(1.0, len(own) / max(1, len(others)))
    texts = [TrainingText(label=label, text=text) for label, text in own]
    texts += [
        TrainingText(label=NONE_INTENT, text=text, importance=importance, is_utterance=False)
        for text in others
    ]
    texts += built_in_none(culture, taught=float(len(own)))
    return sorted(texts, key=lambda t: (t.label, t.text, t.is_utterance))


def build_traits(dataset: Dataset, targets: Sequence[Target], report: Report) -> tuple[Built, ...]:
    """The artefact of all groups of traits."""
    (target,) = targets
    if not any(text.strip() for trait in dataset.traits for text in trait.texts):
        failure = Failure(
            code=FailureCode.NO_DATA, sentence=f"None of the {len(dataset.traits)} traits has a text."
        )
        return (Built(target_id=target.id, examples=len(dataset.traits), failure=failure),)
    model = fit_traits(dataset, report)
    return (Built(target_id=target.id, examples=len(dataset.traits), artefact=model.to_bytes()),)
