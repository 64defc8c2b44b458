"""The tables of docs/benchmarks.md."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import bench_bots
import bench_status
from bench_goals import Measured, encoder_name, ours_on
from bench_peers import EPOCHS

from stationmaster.learning.prebuilt import RECOGNISED, recognise

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


def _section(title: str, introduction: str, *tables: str) -> str:
    return "\n\n".join((f"## {title}", introduction, *tables))


def intents(found: Measured) -> str:
    """Accuracy and speed of the intents' learner, what a second training costs, and who is an outsider."""
    slowest = max(each.train_seconds for each in found.intents)
    head = (
        "set",
        "tier",
        "train / test texts",
        "micro F1",
        "floor",
        "training (share of the slowest)",
        "CPU s",
    )
    sets = table(
        (*head, "model MB", "load ms", "p50 ms", "ECE"),
        (
            (
                each.name,
                each.tier if each.tier == each.learned_tier else f"{each.tier}: {each.learned_tier}",
                f"{each.train_texts} / {each.test_texts}",
                f"{each.accuracy:.4f}",
                f"{each.floor:.3f}",
                f"{each.train_seconds:.2f} s ({each.train_seconds / slowest:.3f})",
                f"{each.train_cpu_seconds:.2f}",
                f"{each.artefact_bytes / 1e6:.2f}",
                f"{each.load_ms:.1f}",
                f"{each.predict_p50_ms:.2f}",
                f"{each.calibration_error:.3f}",
            )
            for each in found.intents
        ),
    )
    again = table(
        ("training again", "seconds", "CPU s", "micro F1 before", "after"),
        [
            (
                found.again.name,
                f"{found.again.train_seconds:.2f}",
                f"{found.again.train_cpu_seconds:.2f}",
                f"{found.again.accuracy_before:.4f}",
                f"{found.again.accuracy:.4f}",
            )
        ],
    )
    scope = table(
        ("out of scope", "tier", "AUROC", "own texts right", "own texts to None", "others to None"),
        (
            (
                each.name,
                each.tier,
                f"{each.auroc:.4f}",
                f"{each.in_scope_accuracy:.2%}",
                f"{each.in_scope_to_none:.2%}",
                f"{each.outsiders_to_none:.2%}",
            )
            for each in found.scope
        ),
    )
    return _section(
        "Intents",
        "Authors' splits, None counted. Chatbot, AskUbuntu and WebApplications: Braun et al. 2017; BANKING77: Casanueva\n"
        "et al. 2020, in full and with few utterances an intent. Training of the enhanced tier is measured with the\n"
        "texts already encoded, as a server encodes them when they are stored: some four milliseconds a text, once.",
        sets,
        again,
        scope,
    )


def entities(found: Measured) -> str:
    """The learned entities."""
    return _section(
        "Entities",
        "A span counts as found where its ends and its type are right. Of SNIPS, also each intent by itself from 70 of\n"
        "its utterances: the mean of seven intents and three draws.",
        table(
            ("set", "train / test texts", "span F1", "mean F1 over types", "training", "model MB", "p50 ms"),
            (
                (
                    each.name,
                    f"{each.train_texts} / {each.test_texts}",
                    f"{each.span_f1:.4f}",
                    f"{each.slot_mean_f1:.4f}",
                    f"{each.train_seconds:.2f} s",
                    f"{each.artefact_bytes / 1e6:.2f}",
                    f"{each.predict_p50_ms:.2f}",
                )
                for each in found.entities
            ),
        ),
    )


def faq(found: Measured) -> str:
    """FAQ retrieval."""
    return _section(
        "FAQs",
        "StackFAQ: 125 entries, asked with 1,249 paraphrases, or with those left when three of each are alternative\n"
        "questions. Wrongly answered: of the questions whose entry is not there.",
        table(
            ("encoder", "entries", "recall at 1", "MRR", "answered rightly", "wrongly answered", "p50 ms"),
            (
                (
                    encoder_name(each.encoder),
                    each.setting,
                    f"{each.recall_at_1:.2%}",
                    f"{each.reciprocal_rank:.2%}",
                    f"{each.answered:.2%}",
                    f"{each.wrongly_answered:.2%}",
                    f"{each.predict_p50_ms:.2f}",
                )
                for each in found.faq
            ),
        ),
    )


def tickets(found: Measured, many: Mapping[str, float] | None) -> str:
    """Ticket categorisation, and what a million of them need."""
    sizes = table(
        ("tickets", "encoder", "accuracy", "by its own evaluation", "ECE", "training", "model MB", "p50 ms"),
        (
            (
                f"{each.tickets:,}",
                encoder_name(each.encoder),
                f"{each.accuracy:.2%}",
                f"{each.claimed:.2%}",
                f"{each.calibration_error:.3f}",
                f"{each.train_seconds:.1f} s",
                f"{each.artefact_bytes / 1e6:.2f}",
                f"{each.predict_p50_ms:.2f}",
            )
            for each in found.tickets
        ),
    )
    introduction = (
        "IT service tickets of eight categories, 5,000 of them kept for the test; means of several draws where there\n"
        "are few. Training includes reading and the evaluation; an encoder's seconds are those of new texts."
    )
    if many is None:
        return _section("Tickets", introduction, sizes)
    head = ("made-up tickets", "categories", "held-out accuracy", "reading", "in all", "peak of the process")
    row = (
        f"{many['tickets']:,.0f}",
        f"{many['categories']:.0f}",
        f"{many['accuracy_percent']:.2f} %",
        f"{many['read_seconds']:.0f} s",
        f"{many['train_seconds']:.0f} s",
        f"{many['peak_mb']:.0f} MB",
    )
    return _section("Tickets", introduction, sizes, table(head, [row]))


def peers(found: Measured, *, rasa: str) -> str:
    """NLP.js and Rasa on the same texts.

    :param rasa: why Rasa was not measured this time, or nothing
    """
    rows = []
    for each in found.peers:
        own = min((f.train_seconds for f in found.intents if f.name == each.name), default=0.0)
        rows.append(
            (
                each.name,
                each.who + (f", {each.epochs} of {EPOCHS} epochs" if each.epochs else ""),
                f"{each.accuracy:.4f}",
                f"{ours_on(found, each.name):.4f}",
                f"{each.train_seconds:.2f} s",
                f"{own:.2f} s",
                f"{each.predict_p50_ms:.2f}",
            )
        )
    return _section(
        "Peers",
        "NLP.js with its own defaults on Node 20; Rasa with the pipeline that it recommends for English, DIET with its\n"
        f"hundred epochs unless the row says fewer, its cache switched off.{rasa}",
        table(("set", "peer", "micro F1", "ours", "its training", "ours (fastest tier)", "its p50 ms"), rows),
    )


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
    return _section(
        "Server",
        "A real server on loopback with its web process, dispatcher and workers; an app of 100 utterances, ten intents\n"
        "and one learned entity. Status reads: 32 keep-alive connections, rounds of ours and of the bare handler in\n"
        "turn, medians; the bare handler answers the same number of bytes from memory on the same web server.",
        table(("figure", "measured"), rows),
    )


def bots() -> str:
    """Trainings and status reads of a Kore.ai bot."""
    figures = bench_bots.measure()
    rows = [
        ("POST ml/train to Finished, after one parameter was changed, median", f"{figures['ml_train_seconds']:.2f} s"),
        ("POST faqs/train to success, after one FAQ was added, median", f"{figures['faq_train_seconds']:.2f} s"),
        ("ml/train/status reads, against a bare ASGI handler in the same run", f"{figures['status_rate_ratio']:.2f}"),
        ("ml/train/status reads per second", f"{figures['status_requests_per_second']:.0f}"),
    ]  # fmt: skip
    return _section(
        "Bots",
        f"A real server on loopback; a Kore.ai bot of {bench_bots.UTTERANCES:,} utterances in ten intents and {bench_bots.FAQS} FAQs,\n"
        "imported and trained over its public API, with the sentence encoder.",
        table(("figure", "measured"), rows),
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
    return _section(
        "Prebuilt entities",
        "One call that looks for all kinds in an everyday sentence.",
        table(("all kinds, p50 ms", "p95 ms"), rows),
    )
