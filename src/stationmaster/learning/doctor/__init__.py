"""The data doctor: what may be wrong with labelled material, found before training and never in its way."""

from __future__ import annotations

from stationmaster.domain.dataset import Dataset
from stationmaster.domain.findings import Finding, by_harm
from stationmaster.learning.doctor.faqs import faq_findings
from stationmaster.learning.doctor.labels import label_findings
from stationmaster.learning.doctor.languages import language_findings
from stationmaster.learning.doctor.names import name_findings
from stationmaster.learning.doctor.overlaps import overlap_findings
from stationmaster.learning.doctor.sizes import size_findings
from stationmaster.learning.doctor.texts import text_findings

_EXAMINATIONS = (
    name_findings,
    text_findings,
    faq_findings,
    size_findings,
    label_findings,
    overlap_findings,
    language_findings,
)


def examine(dataset: Dataset) -> tuple[Finding, ...]:
    """All findings, the most harmful first."""
    return by_harm(finding for examination in _EXAMINATIONS for finding in examination(dataset))
