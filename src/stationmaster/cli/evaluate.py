"""`stationmaster evaluate`: how good a version's models are, and what changed since another version."""

from __future__ import annotations

from typing import Annotated

import typer

from stationmaster.cli import output
from stationmaster.cli.documents import named, tiers_document
from stationmaster.cli.evaluating import (
    compare_versions,
    evaluation_of,
    show_comparison,
    show_evaluation,
    tiers_of_version,
)
from stationmaster.cli.evaluation_documents import comparison_document, evaluation_document
from stationmaster.cli.local import find, opened
from stationmaster.cli.options import (
    LOCAL_TENANT,
    AppReference,
    AsJson,
    DataDir,
    HtmlPage,
    TenantName,
    VersionName,
)
from stationmaster.cli.page import evaluation_page, write_page
from stationmaster.cli.words import NOTHING_TO_EVALUATE
from stationmaster.domain.evaluation import Comparison, Subject


def evaluate(
    app: AppReference,
    version: VersionName = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="VERSION",
            help="Compare with another trained version: which utterances are answered otherwise.",
            show_default=False,
        ),
    ] = None,
    page: HtmlPage = None,
    tenant: TenantName = LOCAL_TENANT,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Evaluate a version on utterances that were kept from its models, or show its kept evaluation again.

    docs/evaluation.md says what each number means.
    """
    comparisons: dict[Subject, Comparison] = {}
    with opened(data_dir) as station:
        found = find(station, tenant, app, version)
        if against is not None:
            earlier = find(station, tenant, app, against).version
            comparisons = compare_versions(station, found, earlier)
        evaluation = evaluation_of(station, found.caller, found.version)
        tiers = tiers_of_version(station, found.caller, found.app, found.version)
    if page is not None:
        write_page(
            page,
            evaluation_page(
                found.app, found.version, evaluation, comparisons, against=against or "", tiers=tiers
            ),
        )
    if as_json:
        compared = {"against": against, "comparison": comparison_document(comparisons)} if against else {}
        output.document(
            {
                **named(found.app, found.version),
                "tiers": tiers_document(tiers),
                "evaluation": evaluation_document(evaluation),
                **compared,
            }
        )
    else:
        show_evaluation(evaluation, tiers=tiers, with_mistakes=True)
        if not evaluation:
            output.line(f"{found.app.name} {found.version.name}: {NOTHING_TO_EVALUATE}")
        if against is not None:
            show_comparison(comparisons, against=against)
