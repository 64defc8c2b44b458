"""`stationmaster doctor`: what may be wrong with a file's material, before it is trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from stationmaster.cli import output
from stationmaster.cli.examining import Examined, examine_file
from stationmaster.cli.foreign_files import ColumnMapping, ForeignFile, GivenDialect, columns_of, dialect_of
from stationmaster.cli.importing import read_bytes
from stationmaster.cli.options import AsJson
from stationmaster.cli.words import FINDING_WORDS
from stationmaster.domain.findings import Finding, FindingKind, Severity

_SHOWN = 10


def doctor(
    file: ForeignFile,
    dialect: GivenDialect = None,
    mapping: ColumnMapping = None,
    as_json: AsJson = False,
) -> None:
    """Examine utterances, labels, FAQs or tickets: each finding names the item and what to do.

    Findings are advice, not errors: the exit code is 0 whenever the file could be read, and training never
    asks the doctor.
    """
    from stationmaster.config import Settings, default_data_dir

    columns = columns_of(mapping)
    data = read_bytes(file, most_bytes=Settings(data_dir=default_data_dir()).max_import_bytes)
    parts = examine_file(file, data, dialect or dialect_of(file, data), columns)
    for part in parts:
        for note in part.notes:
            output.note(note)
    if as_json:
        output.document(_document(parts))
        return
    for number, part in enumerate(parts):
        if number:
            output.line()
        _show(part, is_one_of_several=len(parts) > 1)


def _document(parts: Sequence[Examined]) -> dict[str, Any]:
    counts = Counter[str]()
    for part in parts:
        counts.update(part.counts)
    findings = [
        {**_finding(finding), **({} if part.language is None else {"language": part.language})}
        for part in parts
        for finding in part.findings
    ]
    return {"app": parts[0].name, **counts, "findings": findings}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "items": list(finding.items),
        "sentence": finding.sentence,
        "advice": finding.advice,
    }


def _show(part: Examined, *, is_one_of_several: bool) -> None:
    counts = Counter(finding.severity for finding in part.findings)
    said = ", ".join(f"{counts[severity]} {severity}" for severity in Severity if counts[severity])
    nothing = f"nothing to examine, it has no {part.lack}" if part.lack else "nothing found"
    name = f"{part.name} ({part.language})" if is_one_of_several else part.name
    output.line(f"{name}: {said or nothing}.")
    for kind, its in groupby(part.findings, key=_heading):
        _show_kind(*kind, tuple(its))


def _heading(finding: Finding) -> tuple[Severity, FindingKind]:
    return finding.severity, finding.kind


def _show_kind(severity: Severity, kind: FindingKind, findings: Sequence[Finding]) -> None:
    output.line()
    output.line(f"{FINDING_WORDS[kind]} ({severity}, {len(findings)})")
    for advice, its in groupby(findings[:_SHOWN], key=lambda finding: finding.advice):
        for finding in its:
            output.line(f"  {' '.join(finding.sentence.split())}")
        output.line(f"    {advice}")
    if len(findings) > _SHOWN:
        output.line(f"  And {len(findings) - _SHOWN} more: --json shows all.")
