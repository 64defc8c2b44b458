"""`stationmaster doctor`: what may be wrong with a file's material, before it is trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer

from stationmaster.cli import output
from stationmaster.cli.importing import read_file
from stationmaster.cli.options import AsJson
from stationmaster.cli.words import FINDING_WORDS
from stationmaster.domain.findings import Finding, FindingKind, Severity

_SHOWN = 10


def doctor(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A LUIS app as JSON.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Examine an app's utterances and labels: each finding names the item and what to do.

    Findings are advice, not errors: the exit code is 0 whenever the file could be read, and training never
    asks the doctor.
    """
    from stationmaster.config import Settings, default_data_dir
    from stationmaster.learning.doctor import examine

    imported = read_file(file, most_bytes=Settings(data_dir=default_data_dir()).max_import_bytes)
    for repair in imported.repairs:
        output.note(f"Repaired: {repair}")
    findings = examine(imported.dataset_as_given)
    if as_json:
        utterances = len(imported.dataset.utterances)
        output.document(
            {
                "app": imported.name,
                "utterances": utterances,
                "findings": [_document(finding) for finding in findings],
            }
        )
    else:
        _show(findings, named=imported.name)


def _document(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "items": list(finding.items),
        "sentence": finding.sentence,
        "advice": finding.advice,
    }


def _show(findings: Sequence[Finding], *, named: str) -> None:
    counts = Counter(finding.severity for finding in findings)
    said = ", ".join(f"{counts[severity]} {severity}" for severity in Severity if counts[severity])
    output.line(f"{named}: {said or 'nothing found'}.")
    for kind, its in groupby(findings, key=_heading):
        _show_kind(*kind, tuple(its))


def _heading(finding: Finding) -> tuple[Severity, FindingKind]:
    return finding.severity, finding.kind


def _show_kind(severity: Severity, kind: FindingKind, findings: Sequence[Finding]) -> None:
    output.line()
    output.line(f"{FINDING_WORDS[kind]} ({severity}, {len(findings)})")
    for advice, its in groupby(findings[:_SHOWN], key=lambda finding: finding.advice):
        for finding in its:
            output.line(f"  {finding.sentence}")
        output.line(f"    {advice}")
    if len(findings) > _SHOWN:
        output.line(f"  And {len(findings) - _SHOWN} more: --json shows all.")
