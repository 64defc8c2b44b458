"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

LOCAL_TENANT = "local"

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Folder of the database and the models; by default $STATIONMASTER_DATA_DIR, "
        "else the platform's folder for a user's data.",
        show_default=False,
        metavar="DIR",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
TenantName = Annotated[str, typer.Option("--tenant", help="Whose apps are meant.", metavar="NAME")]
VersionName = Annotated[
    str | None,
    typer.Option("--version", help="By default the newest one.", show_default=False, metavar="VERSION"),
]
HtmlPage = Annotated[
    Path | None,
    typer.Option("--html", help="Write the evaluation as one web page.", show_default=False, metavar="FILE"),
]
AppReference = Annotated[str, typer.Argument(metavar="APP", help="The app's name or id.", show_default=False)]
Region = Annotated[
    str | None,
    typer.Option("--region", help="Bind the keys to a server of this region.", show_default=False),
]
