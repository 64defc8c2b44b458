"""Measure ticket categorisation: `python scripts/bench_tickets.py [FILE.csv] [--plain] [--large N] [--json]`.

FILE has the columns Document and Topic_group; it defaults to the IT service tickets next to the checkout.
5,000 tickets, the same ones each time, are kept for the test; the others are the largest training set, and
the smaller ones are drawn from it by category. `--plain` leaves the encoders out. With `--large N`, as many
made-up tickets are learned instead.
"""

from __future__ import annotations

import csv
import hashlib
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import mean, median

from stationmaster.domain.tickets import Ticket
from stationmaster.learning.categorise import CategoriserSettings, fit_categoriser
from stationmaster.learning.embeddings import static_embeddings
from stationmaster.learning.encoder import Encoder, MemoryVectorCache, sentence_encoder
from stationmaster.learning.faq import static_sentences
from stationmaster.learning.reliability import calibration_of
from stationmaster.learning.sentence_encoders import KeptEncoder

TICKETS = Path(__file__).resolve().parents[2] / "shared" / "data" / "tickets" / "it_service_tickets.csv"
TESTED = 5_000
#: Training tickets, and how many draws of them the figure is the mean of.
SIZES = ((58, 5), (1_000, 3), (5_000, 3), (None, 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class TicketFigures:
    """What one size of training set says of the categoriser."""

    encoder: str
    tickets: int
    draws: int
    accuracy: float  #: on the test tickets
    claimed: float  #: what the trainings said of themselves, from their own held-out parts
    macro_f1: float  #: so they said
    calibration_error: float  #: of the best label's score on the test tickets
    train_seconds: float  #: reading, evaluating and training
    artefact_bytes: int
    predict_p50_ms: float


def read_tickets(path: Path) -> list[Ticket]:
    """The file's tickets, in an order of their own."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tickets = [
        Ticket(id=str(number), body=row["Document"], category_id=row["Topic_group"])
        for number, row in enumerate(rows)
    ]
    return sorted(tickets, key=lambda ticket: hashlib.sha256(ticket.body.encode()).digest())


def drawn(tickets: Sequence[Ticket], count: int, seed: int) -> list[Ticket]:
    """So many of the tickets, each category by its share, at least two of each."""
    by_category: dict[str, list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        by_category[str(ticket.category_id)].append(ticket)
    chance = Random(seed)
    chosen: list[Ticket] = []
    for _, its in sorted(by_category.items()):
        chosen += chance.sample(its, max(2, round(count * len(its) / len(tickets))))
    return chosen


def measure(
    train: Sequence[Sequence[Ticket]], test: Sequence[Ticket], encoder: Encoder | None
) -> TicketFigures:
    """Train on each draw and predict the test tickets."""
    seconds, right, claimed, macro, errors, sizes, single = [], [], [], [], [], [], []
    for draw in train:
        started = time.perf_counter()
        outcome = fit_categoriser(
            lambda draw=draw: iter(draw),  # type: ignore[misc]
            report=lambda stage, fraction: None,
            settings=CategoriserSettings(),
            encoder=encoder,
        )
        seconds.append(time.perf_counter() - started)
        model, evaluation = outcome.model, outcome.result.evaluation
        assert model is not None
        assert evaluation is not None
        ranked = [
            labels
            for first in range(0, len(test), 500)
            for labels in model.predict_many(test[first : first + 500])
        ]
        hits = [labels[0].label == ticket.category_id for labels, ticket in zip(ranked, test, strict=True)]
        right.append(mean(hits))
        calibration = calibration_of([labels[0].score for labels in ranked], hits)
        assert calibration is not None
        errors.append(calibration.error)
        claimed.append(evaluation.micro_f1)
        macro.append(evaluation.macro_f1)
        sizes.append(len(model.to_bytes()))
        for ticket in test[:50]:
            started = time.perf_counter()
            model.predict(ticket)
            single.append(time.perf_counter() - started)
        used = model.encoder.identity if model.encoder else "none"
    return TicketFigures(
        encoder=used,
        tickets=len(train[0]),
        draws=len(train),
        accuracy=mean(right),
        claimed=mean(claimed),
        macro_f1=mean(macro),
        calibration_error=mean(errors),
        train_seconds=median(seconds),
        artefact_bytes=round(mean(sizes)),
        predict_p50_ms=median(single) * 1000,
    )


def made_up(tickets: Sequence[Ticket], count: int, categories: int) -> Iterator[Ticket]:
    """Tickets of two real ones' words, shuffled, with rare words of their own, in finer categories."""
    chance = Random(0)
    bodies = [(ticket.body.split(), str(ticket.category_id)) for ticket in tickets]
    for number in range(count):
        (words, name), (others, _) = chance.choice(bodies), chance.choice(bodies)
        part = chance.randrange(categories)
        body = [*words[:60], f"part{part}", f"case{number}", *others[:15]]
        yield Ticket(
            id=str(number),
            subject=" ".join(body[:6]),
            body=" ".join(body),
            sender=f"user{number % 5_000}@example.org",
            category_id=f"{name} {part}",
        )


def measure_large(tickets: Sequence[Ticket], count: int) -> dict[str, float]:
    """Seconds and memory of learning so many tickets, which are never held together."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    marks: dict[str, float] = {}
    started = time.perf_counter()

    def report(stage: str, fraction: float) -> None:
        marks.setdefault(stage, time.perf_counter() - started)

    outcome = fit_categoriser(lambda: made_up(tickets, count, 10), report=report)
    seconds = time.perf_counter() - started
    assert outcome.model is not None
    return {
        "tickets": count,
        "categories": len(outcome.model.categories),
        "accuracy_percent": outcome.result.accuracy_percent or 0.0,
        "read_seconds": marks["evaluation"],
        "train_seconds": seconds,
        "peak_mb_before": before,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measure_all(tickets: Sequence[Ticket], *, with_encoders: bool = True) -> Iterator[TicketFigures]:
    """The figures of each size, without and with each encoder."""
    test, rest = tickets[:TESTED], tickets[TESTED:]
    static_embeddings()
    found = [static_sentences(), sentence_encoder()] if with_encoders else []
    encoders: list[Encoder | None] = [
        None,
        *(KeptEncoder(each, MemoryVectorCache()) for each in found if each),
    ]
    for size, draws in SIZES:
        train = [drawn(rest, size, seed) for seed in range(draws)] if size else [rest]
        can_encode = size is not None and size <= CategoriserSettings().encoded_tickets
        for encoder in encoders if can_encode else [None]:
            yield measure(train, test, encoder)


def main(arguments: Sequence[str]) -> None:
    """Print the figures."""
    plain = [a for n, a in enumerate(arguments) if not a.startswith("--") and arguments[n - 1] != "--large"]
    tickets = read_tickets(Path(plain[0]) if plain else TICKETS)
    if "--large" in arguments:
        count = int(arguments[arguments.index("--large") + 1])
        print(json.dumps(measure_large(tickets[TESTED:][:5_000], count)))
        return
    figures = []
    for each in measure_all(tickets, with_encoders="--plain" not in arguments):
        figures.append(each)
        if "--json" not in arguments:
            print_line(each)
    if "--json" in arguments:
        print(json.dumps([asdict(figure) for figure in figures], indent=2))


def print_line(figure: TicketFigures) -> None:
    """One row of the table."""
    print(
        f"{figure.encoder[:23]:23} {figure.tickets:6} tickets: {figure.accuracy:6.2%} "
        f"(claimed {figure.claimed:6.2%}, macro F1 {figure.macro_f1:6.2%}, ECE {figure.calibration_error:5.2%}) "
        f"in {figure.train_seconds:5.1f} s, p50 {figure.predict_p50_ms:4.2f} ms, "
        f"{figure.artefact_bytes / 1e6:4.1f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
