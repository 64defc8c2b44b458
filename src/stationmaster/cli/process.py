"""`python -m stationmaster.cli.process PART SETTINGS [SOCKET]`: one process of a server.

Started by `stationmaster serve`, which keeps it alive; of no use without it.
"""

from __future__ import annotations

import logging
import sys

from stationmaster.config import Settings

_LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def run(part: str, settings: Settings, socket_descriptor: int) -> None:
    """Be the web process or the dispatcher until told to stop."""
    logging.basicConfig(level=logging.WARNING, format=_LOG_FORMAT)
    logging.getLogger("stationmaster").setLevel(logging.INFO)
    from stationmaster import bootstrap

    match part:
        case "web":
            bootstrap.run_web(settings, socket_descriptor)
        case "dispatcher":
            bootstrap.run_dispatcher(settings)
        case _:
            raise ValueError(f"a server has no part {part!r}")


if __name__ == "__main__":
    run(sys.argv[1], Settings.from_json(sys.argv[2]), int(sys.argv[3]))
