"""`stationmaster version`."""

from __future__ import annotations

from stationmaster import __version__
from stationmaster.cli import output
from stationmaster.cli.options import AsJson


def version(as_json: AsJson = False) -> None:
    """Print which Stationmaster this is."""
    if as_json:
        output.document({"name": "stationmaster", "version": __version__})
    else:
        output.line(f"stationmaster {__version__}")
