"""Intents and entities whose names differ only in capitals, which no version may hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from stationmaster.domain.dataset import Dataset
from stationmaster.domain.findings import Finding, FindingKind, Severity
from stationmaster.learning.doctor.listing import listed


def name_findings(dataset: Dataset) -> Iterator[Finding]:
    """Names that would be one name once they are imported."""
    for what, models in (("intents", dataset.intents), ("entities", dataset.entities)):
        names: dict[str, list[str]] = defaultdict(list)
        for model in models:
            names[model.name.casefold()].append(model.name)
        for same in names.values():
            if len(same) > 1:
                yield Finding(
                    kind=FindingKind.SAME_NAME,
                    severity=Severity.HIGH,
                    items=tuple(same),
                    sentence=f"The {what} {listed(same)} differ only in capitals, so the import "
                    "of this file is refused.",
                    advice="Rename all but one, or make one of them.",
                )
