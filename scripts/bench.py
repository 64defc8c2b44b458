"""Measures every figure of docs/benchmarks.md and writes that page: `make bench`.

The learners are measured on the public sets that lie next to the checkout; without them their tables are
left out and the page says so. What takes longer than a break for coffee, Rasa on BANKING77 and a million tickets,
is measured by `make bench LONG=1`, which keeps those figures in docs/benchmarks-long.json for the next pages.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bench_entities
import bench_goals
import bench_learning
import bench_peers
import bench_retrieval
import bench_sections
import bench_tickets
from bench_goals import Measured
from bench_peers import PeerFigures

from stationmaster.learning.encoder import MemoryVectorCache

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE, LONG = DOCS / "benchmarks.md", DOCS / "benchmarks-long.json"
MANY_TICKETS = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class LongFigures:
    """What is measured only when asked for."""

    measured: str  #: when, and on what
    peers: tuple[PeerFigures, ...]
    tickets: dict[str, float]


def machine() -> str:
    """Where and when the figures were measured."""
    cores, python = os.cpu_count(), platform.python_version()
    return f"{cores} cores, {platform.machine()}, Python {python}, on {datetime.now(UTC):%d %B %Y}"


def measure_learners(peers: Iterator[PeerFigures], long: LongFigures | None) -> Measured:
    """All that is measured on the public sets."""
    data, kept = bench_learning.DATA, MemoryVectorCache()
    own = list(bench_learning.measure_all_intents(data, kept=kept))
    theirs = list(peers)
    known = {(each.who, each.name) for each in theirs}
    return Measured(
        intents=own,
        again=bench_learning.measure_again(data),
        scope=[
            each
            for tier in ("standard", "enhanced")
            for each in bench_learning.measure_scope(data, tier, kept)
        ],
        outsiders=bench_learning.measure_outsiders(data),
        entities=list(bench_entities.measure_all(data)),
        faq=list(bench_retrieval.measure_all(bench_retrieval.read_entries(data))),
        tickets=list(bench_tickets.measure_all(bench_tickets.read_tickets(bench_tickets.TICKETS))),
        peers=[
            *theirs,
            *(each for each in (long.peers if long else ()) if (each.who, each.name) not in known),
        ],
    )


def measure_long(peers: Iterator[PeerFigures]) -> LongFigures:
    """What takes longer than a run should."""
    script = [sys.executable, str(Path(bench_tickets.__file__)), "--large", str(MANY_TICKETS)]
    answer = subprocess.run(script, stdout=subprocess.PIPE, text=True, check=True).stdout
    return LongFigures(measured=machine(), peers=tuple(peers), tickets=json.loads(answer))


def read_long() -> LongFigures | None:
    """What the last long run kept."""
    if not LONG.exists():
        return None
    kept: dict[str, Any] = json.loads(LONG.read_text("utf-8"))
    peers = tuple(PeerFigures(**each) for each in kept["peers"])
    return LongFigures(measured=kept["measured"], peers=peers, tickets=kept["tickets"])


def without_rasa(found: Measured, long: LongFigures | None) -> str:
    """Why this run has no figures of Rasa, where it has none."""
    kept = long.peers if long else ()
    if any(each.who == bench_peers.RASA and each not in kept for each in found.peers):
        return ""
    if bench_peers.python_for_rasa() is None:
        return f" {bench_peers.RASA} needs Python 3.10, and none was found here: it was not measured now."
    return f" {bench_peers.RASA} could not be installed or did not run here: it was not measured now."


def sections(*, is_long: bool) -> Iterator[str]:
    """The page's parts about the learners."""
    if not bench_learning.DATA.exists():
        yield "## Learners\n\nThe public sets are not next to this checkout; nothing was measured."
        return
    if is_long:
        long = measure_long(bench_peers.measure_long())
        LONG.write_text(json.dumps(asdict(long), indent=1) + "\n", encoding="utf-8")
    kept = read_long()
    found = measure_learners(bench_peers.measure(), kept)
    head = ("what", "asked", "measured", "reached")
    yield "## What was asked, and what is reached\n\n" + bench_sections.table(head, bench_goals.rows(found))
    yield bench_sections.intents(found)
    yield bench_sections.entities(found)
    yield bench_sections.faq(found)
    yield bench_sections.tickets(found, kept.tickets if kept else None)
    yield bench_sections.peers(found, rasa=without_rasa(found, kept))
    if kept:
        yield f"What takes longest, a million tickets and Rasa on the large sets, was measured apart: {kept.measured}."


def main() -> None:
    """Measure, and write the page."""
    parts = [
        "# Benchmarks",
        f"Written by `make bench`; nothing here is typed by hand. Measured on {machine()}. Seconds depend on\n"
        "the machine and on what else it does; accuracies do not. Times are to be read as ratios within one table.",
        *sections(is_long="--long" in sys.argv[1:]),
        bench_sections.server(),
        bench_sections.bots(),
        bench_sections.prebuilts(),
    ]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
