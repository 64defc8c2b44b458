"""The patterns that an artefact holds: those which decide what its targets answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from stationmaster.domain.dataset import Dataset, Pattern, PatternSyntax
from stationmaster.learning.span_features import TextSettings, text_settings_of
from stationmaster.learning.template import mentions_of


@dataclass(frozen=True, kw_only=True, slots=True)
class PatternTexts:
    """Patterns as they are written, each with its intent, and how texts are read that they are held against."""

    settings: TextSettings = field(default_factory=TextSettings)
    texts: tuple[tuple[str, str], ...] = ()

    def manifest(self) -> dict[str, Any]:
        """These patterns, ready for JSON."""
        return {"settings": asdict(self.settings), "texts": [list(each) for each in self.texts]}

    @classmethod
    def restored(cls, manifest: Mapping[str, Any]) -> PatternTexts:
        """What `manifest()` gave."""
        return cls(
            settings=TextSettings(**manifest["settings"]),
            texts=tuple((text, intent) for text, intent in manifest["texts"]),
        )


NO_PATTERNS = PatternTexts()


def patterns_of(intents: Collection[str], dataset: Dataset) -> PatternTexts:
    """The patterns of these intents, in an order that does not depend on when they were added."""
    texts = {(pattern.text, pattern.intent) for pattern in templates(dataset) if pattern.intent in intents}
    return PatternTexts(settings=text_settings_of(dataset), texts=tuple(sorted(texts)))


def patterns_naming(entities: Collection[str], dataset: Dataset) -> PatternTexts:
    """The patterns that name one of these entities; whose intents they are does not matter."""
    texts = {
        (pattern.text, "")
        for pattern in templates(dataset)
        if any(mention.entity in entities for mention in mentions_of(pattern.text))
    }
    return PatternTexts(settings=text_settings_of(dataset), texts=tuple(sorted(texts)))


def templates(dataset: Dataset) -> Iterator[Pattern]:
    """The patterns of a version that are written as templates."""
    return (pattern for pattern in dataset.patterns if pattern.syntax is PatternSyntax.TEMPLATE)
