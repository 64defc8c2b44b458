"""Training is a build: which models a version has, what decides each, and which are stale and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from stationmaster.domain.aspects import (
    EMPTY_ASPECT,
    NO_ASPECTS,
    AspectKey,
    AspectKind,
    Aspects,
    contributions,
    digest,
    none_part,
)
from stationmaster.domain.dataset import (
    NONE_INTENT,
    TAUGHT_KINDS,
    Entity,
    EntityKind,
    Facet,
    Intent,
    Item,
    NoneSource,
)
from stationmaster.domain.tier import TierDecision

TargetId = NewType("TargetId", str)
Fingerprint = NewType("Fingerprint", str)
BlobHash = NewType("BlobHash", str)

#: Settings that change how the learners read a text; others are kept but decide no model.
TEXT_SETTINGS = ("NormalizeDiacritics", "NormalizePunctuation")
#: The setting that says how much may be spent on understanding a text: `standard`, `enhanced` or `auto`.
MODEL_TIER = "ModelTier"
#: Settings that change what intents are learnt from beside their utterances.
INTENT_SETTINGS = ("UseSynonyms", "UseStopwords", "Stopwords", "LearnNone")
#: The setting, there only where it holds, by which intents learn that questions of FAQs are none of them.
FAQS_ARE_NONE = "FaqsAreNone"
#: Settings of categorisers beside the tickets that they learn from.
CATEGORISER_SETTINGS = ("UseSender", "UseAttachments", "LeastAccuracy", "KeepBetter")
#: What else than utterances and patterns decides intents.
_BESIDE_UTTERANCES = (Facet.SYNONYMS, Facet.LINKED_APPS)


class TargetKind(StrEnum):
    """What a target is to its users."""

    INTENT = "intent"
    ENTITY = "entity"
    PREBUILT = "prebuilt"  #: needs no labels; most dialects show no status of it
    TRAITS = "traits"
    SMALL_TALK = "small_talk"
    FAQS = "faqs"
    CATEGORIES = "categories"


class TargetGroup(StrEnum):
    """Targets that are asked for together."""

    ALL = "all"
    ML = "ml"  #: intents, entities, traits and small talk
    FAQ = "faq"
    CATEGORIES = "categories"


class LearnerName(StrEnum):
    """Who builds a target; targets of a joint learner are built together."""

    INTENTS = "intents"  #: joint
    SPANS = "spans"  #: joint: learned entities and composites, with their children and roles
    MATCHER = "matcher"  #: one artefact for each entity: lists, regexes, prebuilts and pattern.any
    TRAITS = "traits"  #: one artefact: a learner of each group of traits
    SMALL_TALK = "small_talk"  #: one artefact
    FAQ = "faq"  #: one artefact
    CATEGORISER = "categoriser"  #: one artefact, from a stream of tickets


JOINT_LEARNERS = frozenset({LearnerName.INTENTS, LearnerName.SPANS})

#: The group, beside all, in which each learner's targets are asked for.
GROUP_OF: Mapping[LearnerName, TargetGroup] = {
    LearnerName.INTENTS: TargetGroup.ML,
    LearnerName.SPANS: TargetGroup.ML,
    LearnerName.MATCHER: TargetGroup.ML,
    LearnerName.TRAITS: TargetGroup.ML,
    LearnerName.SMALL_TALK: TargetGroup.ML,
    LearnerName.FAQ: TargetGroup.FAQ,
    LearnerName.CATEGORISER: TargetGroup.CATEGORIES,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One model that can be trained."""

    id: TargetId
    name: str
    kind: TargetKind
    learner: LearnerName
    has_roles: bool = False
    by_patterns: bool = False  #: found by patterns alone


#: The setting that says which tickets a categoriser learns from; without it a version has no categoriser.
TICKETS_TO_LEARN = "TicketsToLearn"

#: Targets that a version has when it holds anything of a facet.
_OF_FACET = (
    (Facet.TRAITS, TargetKind.TRAITS, LearnerName.TRAITS),
    (Facet.SMALL_TALK, TargetKind.SMALL_TALK, LearnerName.SMALL_TALK),
    (Facet.FAQS, TargetKind.FAQS, LearnerName.FAQ),
)


def targets_of(
    intents: Iterable[Intent],
    entities: Iterable[Entity],
    aspects: Aspects = NO_ASPECTS,
    group: TargetGroup = TargetGroup.ALL,
) -> tuple[Target, ...]:
    """The targets of a version that a group asks for, in the order in which their items were added.

    An intent without anything to learn from is a target, which will fail, only where all are asked for;
    a categoriser, which learns from a stream, is always asked for by itself.
    """
    from_intents = (
        Target(id=TargetId(i.id), name=i.name, kind=TargetKind.INTENT, learner=LearnerName.INTENTS)
        for i in intents
    )
    from_entities = (
        Target(
            id=TargetId(e.id),
            name=e.name,
            kind=TargetKind.PREBUILT if e.kind is EntityKind.PREBUILT else TargetKind.ENTITY,
            learner=LearnerName.SPANS if e.kind in TAUGHT_KINDS else LearnerName.MATCHER,
            has_roles=bool(e.roles),
            by_patterns=e.kind is EntityKind.PATTERN_ANY,
        )
        for e in entities
    )
    from_facets = (
        Target(id=TargetId(kind.value), name=kind.value, kind=kind, learner=learner)
        for facet, kind, learner in _OF_FACET
        if aspects.get((AspectKind.FACET, facet.value), EMPTY_ASPECT).count
    )
    if group is TargetGroup.CATEGORIES:
        return tuple(_categoriser(aspects))
    found = (*from_intents, *from_entities, *from_facets)
    if group is TargetGroup.ALL:
        return found
    return tuple(t for t in found if GROUP_OF[t.learner] is group and not is_empty(t, aspects))


def _categoriser(aspects: Aspects) -> Iterator[Target]:
    if aspects.get((AspectKind.SETTING, TICKETS_TO_LEARN), EMPTY_ASPECT).count:
        kind = TargetKind.CATEGORIES
        yield Target(id=TargetId(kind.value), name=kind.value, kind=kind, learner=LearnerName.CATEGORISER)


def is_empty(target: Target, aspects: Aspects) -> bool:
    """Whether an intent has nothing to learn from: neither utterances nor patterns; None never."""
    if target.kind is not TargetKind.INTENT or target.name == NONE_INTENT:
        return False
    return not any(
        aspects.get((kind, target.name), EMPTY_ASPECT).count
        for kind in (AspectKind.INTENT, AspectKind.PATTERN)
    )


def inputs_of(target: Target, targets: Sequence[Target], aspects: Aspects) -> frozenset[AspectKey]:
    """The aspects that decide a target; a joint target depends on those of all its companions."""
    settings = {(AspectKind.SETTING, name) for name in TEXT_SETTINGS}
    match target.learner:
        case LearnerName.INTENTS if is_empty(target, aspects):
            return frozenset({(AspectKind.INTENT, target.name), (AspectKind.PATTERN, target.name)})
        case LearnerName.INTENTS:
            settings |= {(AspectKind.SETTING, name) for name in (MODEL_TIER, *INTENT_SETTINGS)}
            settings |= {(AspectKind.PHRASES, ""), *(_whole(facet) for facet in _BESIDE_UTTERANCES)}
            settings |= {(AspectKind.FACET, none_part(source)) for source in NoneSource}
            if aspects.get((AspectKind.SETTING, FAQS_ARE_NONE), EMPTY_ASPECT).count:
                settings |= {(AspectKind.SETTING, FAQS_ARE_NONE), _whole(Facet.FAQS)}
            keys = {
                (kind, other.name)
                for other in targets
                if other.learner is LearnerName.INTENTS and not is_empty(other, aspects)
                for kind in (AspectKind.INTENT, AspectKind.PATTERN)
            }
            return frozenset(keys | settings | _told_by_patterns(targets, aspects))
        case LearnerName.SPANS | LearnerName.MATCHER:
            companions = targets if target.learner is LearnerName.SPANS else (target,)
            told = any(
                (other.has_roles or other.by_patterns) and _is_mentioned(other, aspects)
                for other in companions
                if other.learner is target.learner
            )
            by_patterns = _told_by_patterns(targets, aspects) | settings if told else set()
            return frozenset(_found_alone(target, targets) | by_patterns)
        case LearnerName.TRAITS:
            return frozenset(settings | {_whole(Facet.TRAITS)})
        case LearnerName.SMALL_TALK:
            tier = (AspectKind.SETTING, MODEL_TIER)
            return frozenset(settings | {tier, _whole(Facet.SMALL_TALK), _whole(Facet.SYNONYMS)})
        case LearnerName.FAQ:
            tier = (AspectKind.SETTING, MODEL_TIER)
            return frozenset(settings | {tier, _whole(Facet.FAQS), _whole(Facet.SYNONYMS)})
        case LearnerName.CATEGORISER:
            facets = (Facet.TICKETS, Facet.CATEGORIES, Facet.SELECTIONS, Facet.MEMBERS)
            names = (MODEL_TIER, TICKETS_TO_LEARN, *CATEGORISER_SETTINGS)
            return frozenset({*map(_whole, facets), *((AspectKind.SETTING, name) for name in names)})


def _found_alone(target: Target, targets: Sequence[Target]) -> set[AspectKey]:
    """What decides where an entity is found, before patterns are asked."""
    if target.learner is LearnerName.MATCHER:
        own = {(AspectKind.DEFINITION, target.name)}
        return own | ({(AspectKind.SPANS, target.name)} if target.has_roles else set())
    keys = {(AspectKind.SETTING, name) for name in TEXT_SETTINGS}
    keys |= {(AspectKind.TEXTS, ""), (AspectKind.PHRASES, ""), _whole(Facet.REGEX_FEATURES)}
    for other in targets:
        if other.learner is LearnerName.SPANS:
            keys |= {(AspectKind.SPANS, other.name), (AspectKind.DEFINITION, other.name)}
        elif other.learner is LearnerName.MATCHER and not other.by_patterns:
            keys.add((AspectKind.DEFINITION, other.name))
    return keys


def _told_by_patterns(targets: Sequence[Target], aspects: Aspects) -> set[AspectKey]:
    """What decides which patterns a text fits: themselves, and where the entities are found that they name."""
    entities = (t for t in targets if t.learner in {LearnerName.SPANS, LearnerName.MATCHER})
    named = [target for target in entities if _is_mentioned(target, aspects)]
    keys = {(AspectKind.MENTIONS, target.name) for target in named}
    # Joint targets share what decides them: one stands for all.
    once = {target.name if target.learner is LearnerName.MATCHER else "": target for target in named}
    return keys.union(*(_found_alone(target, targets) for target in once.values()))


def _is_mentioned(target: Target, aspects: Aspects) -> bool:
    return aspects.get((AspectKind.MENTIONS, target.name), EMPTY_ASPECT).count > 0


def _whole(facet: Facet) -> AspectKey:
    return AspectKind.FACET, facet.value


def fingerprints(
    targets: Sequence[Target], aspects: Aspects, *, culture: str, learner_versions: Mapping[LearnerName, str]
) -> dict[TargetId, Fingerprint]:
    """The fingerprint of every target.

    :param learner_versions: what of each learner's code decides its artefacts
    """
    joint: dict[frozenset[AspectKey], str] = {}
    found: dict[TargetId, Fingerprint] = {}
    shared = _SharedInputs(targets, aspects)
    for target in targets:
        keys = shared.of(target)
        if keys not in joint:
            joint[keys] = digest(
                sorted(
                    [kind.value, name, f"{aspect.total:064x}", aspect.count]
                    for kind, name in keys
                    if (aspect := aspects.get((kind, name), EMPTY_ASPECT)).count
                )
            )
        own = [target.name, target.learner.value, learner_versions[target.learner], culture, joint[keys]]
        found[target.id] = Fingerprint(digest(own))
    return found


class _SharedInputs:
    """`inputs_of`, asked once for each group of targets that are built together."""

    def __init__(self, targets: Sequence[Target], aspects: Aspects) -> None:
        self._targets = targets
        self._aspects = aspects
        self._joint: dict[LearnerName, frozenset[AspectKey]] = {}

    def of(self, target: Target) -> frozenset[AspectKey]:
        if target.learner not in JOINT_LEARNERS or is_empty(target, self._aspects):
            return inputs_of(target, self._targets, self._aspects)
        if target.learner not in self._joint:
            self._joint[target.learner] = inputs_of(target, self._targets, self._aspects)
        return self._joint[target.learner]


def example_count(target: Target, aspects: Aspects) -> int:
    """How many utterances of the dataset are labelled with this target."""
    match target.kind:
        case TargetKind.INTENT:
            key = (AspectKind.INTENT, target.name)
        case TargetKind.ENTITY | TargetKind.PREBUILT:
            key = (AspectKind.SPANS, target.name)
        case TargetKind.TRAITS | TargetKind.SMALL_TALK | TargetKind.FAQS:
            key = (AspectKind.FACET, target.kind.value)
        case TargetKind.CATEGORIES:
            key = (AspectKind.FACET, Facet.TICKETS.value)
    return aspects.get(key, EMPTY_ASPECT).count


@dataclass(frozen=True, kw_only=True, slots=True)
class Artefact:
    """What training left for one target; immutable. Joint targets share one blob."""

    id: str
    target_id: TargetId
    fingerprint: Fingerprint
    identity: str  #: the fingerprint and what else decides the bytes
    blob: BlobHash
    learner: LearnerName
    learner_version: str
    name: str  #: the target's name when it was trained
    sequence: int  #: the edit that its snapshot was taken at
    examples: int
    trained_at: datetime
    accuracy_percent: float | None = None  #: on examples that it did not learn from, where that was measured
    warning: str | None = None  #: what its training said of the material
    tier: TierDecision | None = None  #: where its learner has tiers


class Change(StrEnum):
    """What an edit did to an item."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemChange:
    """The net change of one item between two moments, with the aspects in which it differs."""

    facet: Facet
    label: str
    change: Change
    aspects: frozenset[AspectKey]
    count: int = 1  #: so many items changed like this one, which stands for them


def item_change(before: Item | None, after: Item | None, label: str, facet: Facet) -> ItemChange | None:
    """The net change from one state of an item to another; None if no aspect differs."""
    old = {} if before is None else dict(contributions(before))
    new = {} if after is None else dict(contributions(after))
    differing = frozenset(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    if not differing:
        return None
    change = Change.ADDED if before is None else Change.REMOVED if after is None else Change.CHANGED
    return ItemChange(facet=facet, label=label, change=change, aspects=differing)


class StaleKind(StrEnum):
    """Why a target must be built."""

    NEVER_TRAINED = "never trained"
    INPUTS = "inputs"
    RENAMED = "renamed"
    LEARNER = "learner"


@dataclass(frozen=True, kw_only=True, slots=True)
class StaleReason:
    """One reason why a target must be built; `items` names the first few of `count`."""

    kind: StaleKind
    facet: Facet | None = None
    change: Change | None = None
    count: int = 0
    items: tuple[str, ...] = ()


NAMED_ITEMS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What the plan says of one target: up to date when there is no reason to build it."""

    target: Target
    fingerprint: Fingerprint
    examples: int
    reasons: tuple[StaleReason, ...]
    artefact: Artefact | None  #: the one that serves now

    @property
    def is_stale(self) -> bool:
        return bool(self.reasons)


def plan(
    targets: Sequence[Target],
    aspects: Aspects,
    current: Mapping[TargetId, Artefact],
    changes: Mapping[int, Sequence[ItemChange]],
    *,
    culture: str,
    learner_versions: Mapping[LearnerName, str],
) -> tuple[Decision, ...]:
    """Which targets are stale, and why.

    :param current: the artefact of each target that serves now
    :param changes: the net changes since each sequence at which a current artefact was taken
    """
    now = fingerprints(targets, aspects, culture=culture, learner_versions=learner_versions)
    shared = _SharedInputs(targets, aspects)
    explained: dict[tuple[int, frozenset[AspectKey]], tuple[StaleReason, ...]] = {}
    decisions = []
    for target in targets:
        artefact = current.get(target.id)
        reasons: tuple[StaleReason, ...] = ()
        if artefact is None:
            reasons = (StaleReason(kind=StaleKind.NEVER_TRAINED),)
        elif artefact.fingerprint != now[target.id]:
            keys = shared.of(target)
            since = (artefact.sequence, keys)
            if since not in explained:
                explained[since] = tuple(_changed_inputs(changes.get(artefact.sequence, ()), keys))
            renamed = (StaleReason(kind=StaleKind.RENAMED, items=(artefact.name,)),)
            reasons = (renamed if artefact.name != target.name else ()) + explained[since]
            reasons = reasons or (StaleReason(kind=StaleKind.LEARNER),)
        decisions.append(
            Decision(
                target=target,
                fingerprint=now[target.id],
                examples=example_count(target, aspects),
                reasons=reasons,
                artefact=artefact,
            )
        )
    return tuple(decisions)


def _changed_inputs(changes: Sequence[ItemChange], keys: frozenset[AspectKey]) -> Iterator[StaleReason]:
    kinds = {kind for kind, _ in keys}
    relevant = [change for change in changes if change.aspects & keys]
    # What an intent or entity left behind when it was deleted is no longer among the keys.
    relevant = relevant or [c for c in changes if any(kind in kinds for kind, _ in c.aspects)]
    grouped: dict[tuple[Facet, Change], list[ItemChange]] = {}
    for change in relevant:
        grouped.setdefault((change.facet, change.change), []).append(change)
    for (facet, kind), alike in grouped.items():
        yield StaleReason(
            kind=StaleKind.INPUTS,
            facet=facet,
            change=kind,
            count=sum(change.count for change in alike),
            items=tuple(change.label for change in alike[:NAMED_ITEMS]),
        )
