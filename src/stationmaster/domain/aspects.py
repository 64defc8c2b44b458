"""What models are made from, summed up: order-independent sums of item hashes, each with a count.

An edit updates them in constant time, and an edit and its undo leave them as they were.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, assert_never

from stationmaster.domain.dataset import (
    Child,
    Entity,
    EntitySpan,
    Facet,
    Intent,
    Item,
    LinkedApp,
    NoneSource,
    NoneUtterance,
    Pattern,
    PatternSyntax,
    PhraseList,
    RegexFeature,
    Setting,
    Synonyms,
    Trait,
    Utterance,
)
from stationmaster.domain.faq import FaqEntry, SmallTalk
from stationmaster.domain.tickets import Category, Members, Message, Selection, Ticket

_MODULUS = 1 << 256
#: Raised with every change of what items contribute to aspects: those that are kept are then summed up anew.
ASPECT_RULES = 1
_NAMED_IN_BRACES = re.compile(r"\{\s*([^{}:]+?)\s*(?::[^{}]*)?\}")


class AspectKind(StrEnum):
    """One view of the dataset that some models depend on."""

    INTENT = "intent"  #: the utterance texts of one intent
    PATTERN = "pattern"  #: the patterns of one intent
    TEXTS = "texts"  #: all utterance texts
    SPANS = "spans"  #: the labels of one entity, with their texts
    DEFINITION = "definition"  #: one entity's own definition
    SETTING = "setting"  #: one setting's value
    PHRASES = "phrases"  #: all phrase lists that are switched on
    MENTIONS = "mentions"  #: the patterns that name one entity
    FACET = "facet"  #: all that one facet says to the learners


AspectKey = tuple[AspectKind, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Aspect:
    """The sum, modulo 2^256, of the hashes of the items in view, and their number."""

    total: int = 0
    count: int = 0

    def plus(self, other: Aspect) -> Aspect:
        """Both together."""
        return Aspect(total=(self.total + other.total) % _MODULUS, count=self.count + other.count)

    def minus(self, other: Aspect) -> Aspect:
        """This one without the other."""
        return Aspect(total=(self.total - other.total) % _MODULUS, count=self.count - other.count)


Aspects = Mapping[AspectKey, Aspect]
EMPTY_ASPECT = Aspect()
NO_ASPECTS: Aspects = MappingProxyType({})


def digest(value: Any) -> str:
    """SHA-256, as 64 hex digits, of a value's canonical JSON."""
    return hashlib.sha256(_canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def contributions(item: Item) -> Iterator[tuple[AspectKey, Aspect]]:
    """What one item adds to the aspects; carried fields add nothing."""
    for key, content in _contents(item):
        yield key, Aspect(total=int(digest(content), 16), count=1)


def _contents(item: Item) -> Iterator[tuple[AspectKey, Any]]:
    whole = _said(item)
    if whole is not None:
        yield (AspectKind.FACET, part_of(item)), whole
    match item:
        case Utterance(text=text, intent=intent, spans=spans):
            yield (AspectKind.INTENT, intent), text
            yield (AspectKind.TEXTS, ""), text
            by_entity: dict[str, list[tuple[Any, ...]]] = {}
            for span in spans:
                by_entity.setdefault(entity_of(span), []).append(_label(span))
            for entity, labels in by_entity.items():
                yield (AspectKind.SPANS, entity), [text, sorted(labels)]
        case Pattern(text=text, intent=intent, syntax=syntax):
            is_template = syntax is PatternSyntax.TEMPLATE
            yield (AspectKind.PATTERN, intent), text if is_template else [syntax.value, text]
            for name in sorted(entities_in(text)):
                yield (AspectKind.MENTIONS, name), text
        case Entity():
            yield (AspectKind.DEFINITION, item.name), definition(item)
        case Setting(id=name, value=value):
            yield (AspectKind.SETTING, name), value
        case PhraseList(active=True):
            yield (AspectKind.PHRASES, ""), [item.name, sorted(item.phrases)]
        case _:
            return


def part_of(item: Item) -> str:
    """The name of what is in or out of step together with this item: its facet, or a part of that."""
    return none_part(item.source) if isinstance(item, NoneUtterance) else item.facet.value


def none_part(source: NoneSource) -> str:
    """What the utterances for None of one source make up."""
    return f"{Facet.NONE_UTTERANCES.value}.{source.value}"


def _said(item: Item) -> Any:
    """All that an item says to the learners; None for what is only kept."""
    match item:
        case Utterance(text=text, intent=intent, spans=spans):
            return [text, intent, sorted(map(_label, spans))]
        case Intent():
            return item.name
        case Entity():
            return [item.name, definition(item)]
        case Pattern():
            return [item.text, item.intent, item.syntax.value]
        case PhraseList():
            return [item.name, sorted(item.phrases), item.active]
        case RegexFeature():
            return [item.name, item.pattern, item.active]
        case Setting():
            return [item.id, item.value]
        case Synonyms():
            return [item.name, sorted(item.words)]
        case Trait():
            return [item.group, item.name, sorted(item.texts), item.threshold]
        case SmallTalk():
            return [item.id, item.name, sorted(item.questions)]
        case NoneUtterance():
            return [item.source.value, item.text]
        case LinkedApp():
            return [item.name, sorted(item.texts)]
        case FaqEntry():
            return [item.id, list(item.questions), item.answer, sorted(item.tags), list(item.path)]
        case Category():
            return [item.id, item.name, item.deleted]
        case Selection():
            criteria = [[c.field, c.operator, list(c.values)] for c in item.criteria or ()]
            return [item.id, criteria]
        case Members():
            return [item.id, list(item.ticket_ids)]
        case Ticket():
            attachments = list(item.attachment_names)
            words = [item.subject, item.body, item.sender, item.mailbox, attachments]
            return [item.id, *words, item.category_id, item.status.value]
        case Message():
            return None
        case _:
            assert_never(item)


def _label(span: EntitySpan) -> tuple[Any, ...]:
    own = (span.start, span.end, span.entity, span.role or "")
    return (*own, sorted(map(_label, span.children))) if span.children else own


def entities_in(pattern: str) -> frozenset[str]:
    """The entities that a pattern names in braces, without their children and roles."""
    return frozenset(_NAMED_IN_BRACES.findall(pattern))


def entity_of(span: EntitySpan) -> str:
    """The name of the entity that a label belongs to: `Location` for `Location::From`."""
    return span.entity.split("::", 1)[0]


def definition(entity: Entity) -> dict[str, Any]:
    """What decides how an entity is found, apart from its labels."""
    return {
        "kind": entity.kind.value,
        "roles": sorted(role.name for role in entity.roles),
        "children": [_part(child) for child in entity.children],
        "sublists": [[sublist.canonical, list(sublist.synonyms)] for sublist in entity.sublists],
        "regex": entity.regex,
        "explicit": [item.text for item in entity.explicit],
    }


def _part(child: Child) -> str | list[Any]:
    if child.instance_of is None and not child.children:
        return child.name
    return [child.name, child.instance_of or "", [_part(inner) for inner in child.children]]
