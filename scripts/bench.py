"""Measures every figure of docs/benchmarks.md and writes that page: `make bench`.

The learners are measured on the public sets that lie next to the checkout; without them their tables are
left out and the page says so.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import bench_learning
import bench_status

from stationmaster.learning.prebuilt import RECOGNISED, recognise

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"

SENTENCES = (
    "book a table for two tomorrow at 7pm",
    "wake me up every weekday at half past six",
    "it was 21 degrees and cost 35 euros",
    "call 425-555-1234 or write to someone@example.com",
    "I am thirty two years old and walked 12 miles",
    "what can you do for me",
)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def intents() -> str:
    """Accuracy and speed of the intents' learner, or why they are not there."""
    if not bench_learning.DATA.exists():
        return "The public sets are not next to this checkout; nothing was measured."
    figures = list(bench_learning.measure_all_intents())
    slowest = max(figure.train_seconds for figure in figures)
    return table(
        (
            "set",
            "train / test texts",
            "micro F1",
            "floor",
            "training (share of the slowest)",
            "CPU s",
            "model MB",
            "p50 ms",
            "ECE",
        ),
        (
            (
                f"{figure.name}, {figure.tier}",
                f"{figure.train_texts} / {figure.test_texts}",
                f"{figure.accuracy:.4f}",
                f"{figure.floor:.3f}" if figure.floor else "",
                f"{figure.train_seconds:.2f} s ({figure.train_seconds / slowest:.3f})",
                f"{figure.train_cpu_seconds:.2f}",
                f"{figure.artefact_bytes / 1e6:.2f}",
                f"{figure.predict_p50_ms:.2f}",
                f"{figure.calibration_error:.3f}",
            )
            for figure in figures
        ),
    )


def prebuilts() -> str:
    """How long a call of all prebuilt recognisers takes."""
    reference = datetime(2026, 11, 22, 10, tzinfo=UTC)
    times = []
    for _ in range(50):
        for sentence in SENTENCES:
            started = time.perf_counter()
            recognise(RECOGNISED, sentence, culture="en-us", reference=reference)
            times.append((time.perf_counter() - started) * 1000)
    times.sort()
    rows = [(f"{statistics.median(times):.2f}", f"{times[int(len(times) * 0.95)]:.2f}")]
    return table(("all kinds, p50 ms", "p95 ms"), rows)


def server() -> str:
    """Trainings and status reads of a real server."""
    figures = bench_status.measure()
    rows = [
        ("POST train to the end, 100 utterances, warm worker, median", f"{figures['train_100_utterances_median_seconds']:.2f} s"),
        ("the same, first training after the start", f"{figures['train_100_utterances_first_seconds']:.2f} s"),
        ("the same, after one utterance was added, median", f"{figures['retrain_after_one_edit_median_seconds']:.2f} s"),
        ("status reads per second, against a bare ASGI handler in the same run", f"{figures['status_rate_ratio']:.2f}"),
        ("status reads per second", f"{figures['status_requests_per_second']:.0f}"),
        ("a bare handler's answers per second", f"{figures['bare_requests_per_second']:.0f}"),
        ("CPU of the web process for one status read, µs", f"{figures['status_cpu_microseconds']:.0f}"),
        ("CPU of the bare handler for one answer, µs", f"{figures['bare_cpu_microseconds']:.0f}"),
    ]  # fmt: skip
    return table(("figure", "measured"), rows)


def main() -> None:
    """Measure, and write the page."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    PAGE.write_text(
        f"""# Benchmarks

Written by `make bench`; nothing here is typed by hand. Measured on {machine}, on
{datetime.now(UTC):%d %B %Y}. Seconds depend on the machine and on what else it does; accuracies do not. Times
are to be read as ratios within one table.

## Intents

Authors' splits, None counted. Chatbot, AskUbuntu and WebApplications: Braun et al. 2017; BANKING77: Casanueva et
al. 2020, in full and with few utterances an intent. Training of the enhanced tier is measured with the texts already
encoded, which takes some four milliseconds a text once.

{intents()}

## Server

A real server on loopback with its web process, dispatcher and workers; an app of 100 utterances, ten intents and
one learned entity. Status reads: 32 keep-alive connections, rounds of ours and of the bare handler in turn,
medians; the bare handler answers the same number of bytes from memory on the same web server.

{server()}

## Prebuilt entities

One call that looks for all kinds in an everyday sentence.

{prebuilts()}
""",
        encoding="utf-8",
    )
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
