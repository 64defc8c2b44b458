"""Measure tickets end to end: `python scripts/bench_import.py [--json] [--import-only]`.

Both sets next to the checkout are shuffled, and imported as a customer would, in a new data directory each. The
last 1,000 tickets, of few a fifth, are kept for the test; the others are a selection, of which the categoriser is
trained on the first 58, 1,000 and 5,000 tickets and on all, as `TrainCategoryGuesser` does, and asked about
the test tickets as `GuessCategory` does.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from stationmaster.bootstrap import Station, dispatching_here, open_station
from stationmaster.config import Settings
from stationmaster.dialects.superoffice.jobs import HANDLERS, request_import
from stationmaster.domain.errors import StationmasterError
from stationmaster.domain.tenants import CredentialKind, Principal
from stationmaster.domain.tickets import Selection
from stationmaster.services.criteria import TicketQuery
from stationmaster.services.work import OperationRunner

TICKETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "tickets"
FILES: Mapping[str, Mapping[str, str]] = {"it_service_tickets.csv": {}, "nlbse2024_issues_train.csv": {}}
SIZES = (58, 1_000, 5_000, 0)
TESTED = 1_000
_PAUSE_SECONDS = 0.2


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportFigures:
    """What it costs to import one file."""

    file: str
    tickets: int
    tickets_a_second: float
    tickets_a_cpu_second: float
    peak_mb: float  #: of the whole process


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingFigures:
    """What one training reaches, by its own account and on tickets that nobody showed it."""

    file: str
    tickets: int
    claimed_percent: float
    accuracy_percent: float
    seconds: float


def new_station(folder: str) -> tuple[Station, Principal]:
    """A station with one tenant."""
    station = open_station(Settings(data_dir=Path(folder)))
    with station.access(writes=True) as access:
        new = access.create_tenant("bench")
    owner = Principal(
        tenant_id=new.tenant.id, user_id=new.user.id, email=new.user.email, kind=CredentialKind.LOCAL
    )
    return station, owner


def shuffled(file: str) -> bytes:
    """The file with its rows in an order that says nothing, the same each time: its own goes by subject."""
    with (TICKETS / file).open(encoding="utf-8", newline="") as opened:
        header, *rows = csv.reader(opened)
    rows.sort(key=lambda row: hashlib.sha256("".join(row).encode()).digest())
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def measure_import(station: Station, owner: Principal, file: str) -> ImportFigures:
    """Import one file as an operation.

    :raises StationmasterError: the import failed
    """
    data = shuffled(file)
    with station.services(owner, writes=True) as services:
        operation = request_import(services, file, data, columns=FILES[file])
    runner = OperationRunner(
        station.database,
        blobs=station.blobs,
        clock=station.clock,
        open_services=station.services,
        handlers=HANDLERS,
    )
    started, cpu = time.perf_counter(), time.process_time()
    runner.run_all()
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu
    with station.services(owner, writes=False) as services:
        done = services.operations.get(operation.id)
    if done.failure:
        raise StationmasterError(done.failure)
    return ImportFigures(
        file=file,
        tickets=done.done,
        tickets_a_second=done.done / seconds,
        tickets_a_cpu_second=done.done / cpu_seconds,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def measure_trainings(station: Station, owner: Principal, file: str) -> Iterator[TrainingFigures]:
    """Train on the first tickets, more each time, and ask about the last ones."""
    with station.services(owner, writes=True) as services:
        tickets = services.tickets.find(TicketQuery())
        tested = tickets[-min(TESTED, len(tickets) // 5) :]
        shown = [int(ticket.id) for ticket in tickets[: -len(tested)]]
        (selection,) = services.selections.save([Selection(id="", name="training")])
        services.selections.add_known(selection.id, shown)
    with dispatching_here(station):
        for size in [size for size in SIZES if size < len(shown)]:
            started = time.perf_counter()
            with station.services(owner, writes=True) as services:
                run = services.categorising.train(selection.id, most_tickets=size)
            while not run.status.is_final:
                time.sleep(_PAUSE_SECONDS)
                with station.services(owner, writes=False) as services:
                    record = services.training.run(run.id)
                run = record.run
            seconds = time.perf_counter() - started
            artefact = record.models[0].artefact
            if artefact is None:
                raise StationmasterError(run.failure.sentence if run.failure else "no model")
            right = 0
            with station.services(owner, writes=False) as services:
                for ticket in tested:
                    best = services.categorising.ranked(ticket.id, most=1)
                    right += bool(best) and best[0].category.id == ticket.category_id
            yield TrainingFigures(
                file=file,
                tickets=artefact.examples,
                claimed_percent=artefact.accuracy_percent or 0.0,
                accuracy_percent=100 * right / len(tested),
                seconds=seconds,
            )


def main(arguments: Sequence[str]) -> None:
    """Print the figures."""
    found: list[ImportFigures | TrainingFigures] = []
    with ExitStack() as stack:
        stations = {file: new_station(stack.enter_context(tempfile.TemporaryDirectory())) for file in FILES}
        # All imports come first: what the process held at most is theirs then.
        for file, (station, owner) in stations.items():
            stack.callback(station.database.close)
            found.append(measure_import(station, owner, file))
            show(found[-1], arguments)
        for file, (station, owner) in stations.items() if "--import-only" not in arguments else ():
            for figures in measure_trainings(station, owner, file):
                found.append(figures)
                show(figures, arguments)
    if "--json" in arguments:
        print(json.dumps([asdict(figures) for figures in found], indent=2))


def show(figures: ImportFigures | TrainingFigures, arguments: Sequence[str]) -> None:
    """One line for each measurement."""
    if "--json" in arguments:
        return
    if isinstance(figures, ImportFigures):
        print(
            f"{figures.file}: {figures.tickets} tickets imported, {figures.tickets_a_second:.0f} a second "
            f"({figures.tickets_a_cpu_second:.0f} a second of one core), peak {figures.peak_mb:.0f} MB",
            flush=True,
        )
    else:
        print(
            f"{figures.file}: {figures.tickets:6} tickets: {figures.accuracy_percent:.2f} % "
            f"(claimed {figures.claimed_percent:.2f} %) in {figures.seconds:.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
