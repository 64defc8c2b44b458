"""What was asked of the learners, beside what was measured: the first table of docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mean

from bench_entities import FEW_NAME, EntityFigures
from bench_learning import AgainFigures, IntentFigures, OutsiderFigures, ScopeFigures
from bench_peers import EPOCHS, NLPJS, PeerFigures
from bench_retrieval import FaqFigures
from bench_tickets import TicketFigures

Row = tuple[str, str, str, str]

BRAUN = (("Chatbot", 0.985), ("AskUbuntu", 0.93), ("WebApplications", 0.90))
YES, NO = "yes", "no"


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """All that one run measured."""

    intents: Sequence[IntentFigures]
    again: AgainFigures
    scope: Sequence[ScopeFigures]
    outsiders: OutsiderFigures
    entities: Sequence[EntityFigures]
    faq: Sequence[FaqFigures]
    tickets: Sequence[TicketFigures]
    peers: Sequence[PeerFigures]

    def intent(self, name: str, tier: str) -> IntentFigures:
        """The figures of one set, learned as its owner asked."""
        return next(each for each in self.intents if each.name == name and each.tier == tier)

    def entity(self, name: str) -> EntityFigures:
        """The figures of one set's entities."""
        return next(each for each in self.entities if each.name == name)


def rows(found: Measured) -> Iterator[Row]:
    """What, asked, measured, and whether that is reached or what else is to be said."""
    yield from _braun(found)
    yield from _banking(found)
    yield from _other_intents(found)
    yield from _entities(found)
    yield from _faq(found)
    yield from _tickets(found)
    yield from _peers(found)


def _share(what: str, asked: float, value: float, short: str = "") -> Row:
    return what, f"{asked:.1%}", f"{value:.2%}", YES if value >= asked else _no(short)


def _yes(is_reached: bool) -> str:
    return YES if is_reached else NO


def _no(short: str) -> str:
    return f"{NO}: {short}" if short else NO


def _braun(found: Measured) -> Iterator[Row]:
    for tier in ("auto", "standard", "enhanced"):
        each = [found.intent(name, tier) for name, _ in BRAUN]
        overall = sum(f.accuracy * f.test_texts for f in each) / sum(f.test_texts for f in each)
        measured = f"{overall:.4f}: " + " / ".join(f"{f.accuracy:.4f}" for f in each)
        reached = overall >= 0.95 and all(
            f.accuracy >= least for f, (_, least) in zip(each, BRAUN, strict=True)
        )
        yield (
            f"Braun micro F1 overall: Chatbot / AskUbuntu / WebApplications, {tier}",
            ".95: .985 / .93 / .90",
            measured,
            YES
            if reached
            else _no(
                "the 274 test texts are few: one of WebApplications' 59 is 1.7 points of it, and 0.4 overall"
            ),
        )


def _banking(found: Measured) -> Iterator[Row]:
    full, standard = found.intent("BANKING77", "enhanced"), found.intent("BANKING77", "standard")
    few = "what was tried is in decisions/0006 and 0007; settings were chosen inside training data alone"
    yield _share("BANKING77, enhanced", 0.945, full.accuracy, few)
    for count, asked in ((10, 0.875), (5, 0.82)):
        name = f"BANKING77, {count} per intent"
        yield _share(f"{name}, enhanced", asked, found.intent(name, "enhanced").accuracy, few)
    yield (
        "BANKING77, standard",
        "93.2 % in at most 4 s",
        f"{standard.accuracy:.2%} in {standard.train_seconds:.2f} s",
        _yes(standard.accuracy >= 0.932 and standard.train_seconds <= 4),
    )
    drift = abs(found.again.accuracy - standard.accuracy)
    yield (
        "BANKING77, one utterance added, standard",
        "at most 0.5 s, within 0.2 points",
        f"{found.again.train_seconds:.2f} s, {drift:.2%} apart",
        _yes(found.again.train_seconds <= 0.5 and drift <= 0.002),
    )
    for scope in found.scope:
        if scope.name.endswith("ood-oos"):
            yield (
                f"BANKING77 out of domain, AUROC, {scope.tier}",
                ".985",
                f"{scope.auroc:.4f}",
                _yes(scope.auroc >= 0.985),
            )
    for each in (standard, full):
        yield (
            f"BANKING77, ECE, {each.tier}",
            "at most 2 %",
            f"{each.calibration_error:.2%}",
            _yes(each.calibration_error <= 0.02),
        )
    for each, asked in ((standard, 0.5), (full, 6.0)):
        yield (
            f"predict one utterance in process, p50, {each.tier}",
            f"{asked} ms",
            f"{each.predict_p50_ms:.2f} ms",
            _yes(each.predict_p50_ms <= asked),
        )


def _other_intents(found: Measured) -> Iterator[Row]:
    few = "of 186 texts one is half a point; the settings are those of every other app"
    for tier in ("auto", "standard"):
        accuracy = found.intent("Kore.ai benchmark, in scope", tier).accuracy
        yield _share(f"Kore.ai benchmark, 186 in scope, {tier}", 0.945, accuracy, few)
    taken, all_of_them = found.outsiders.taken_for_an_intent, found.outsiders.outsiders
    yield "its negative rows taken for an intent", "reported", f"{taken} of {all_of_them}", ""
    one = "of 700 texts one is 0.14 points; the settings are those of every other app"
    yield _share("SNIPS, intents, standard", 0.98, found.intent("SNIPS", "standard").accuracy, one)


def _entities(found: Measured) -> Iterator[Row]:
    whole, few = found.entity("SNIPS"), found.entity(FEW_NAME)
    yield (
        "SNIPS, slots, span F1",
        "95 % in at most 20 s",
        f"{whole.span_f1:.2%} in {whole.train_seconds:.1f} s",
        YES
        if whole.span_f1 >= 0.95 and whole.train_seconds <= 20
        else _no(
            "what was tried is in decisions/0010; what is left are unseen titles and places, which networks of many"
            " layers know"
        ),
    )
    yield (
        "SNIPS, 70 utterances of one intent, slot F1",
        ".79",
        f"{few.span_f1:.3f} ({few.slot_mean_f1:.3f} as the mean over slots)",
        _yes(few.span_f1 >= 0.79),
    )


def _faq(found: Measured) -> Iterator[Row]:
    for setting, asked in (("question only", 0.95), ("with 3 alternatives", 0.985)):
        best = next(
            each for each in found.faq if each.setting == setting and encoder_name(each.encoder) == ENCODER
        )
        yield _share(f"StackFAQ, recall at 1, {setting}", asked, best.recall_at_1)


def _tickets(found: Measured) -> Iterator[Row]:
    for tickets, asked in ((58, 0.55), (1_000, 0.78), (5_000, 0.84)):
        sized = [each for each in found.tickets if abs(each.tickets - tickets) < 10]
        best = next((each for each in sized if encoder_name(each.encoder) == ENCODER), sized[0])
        tried = "what was tried is in decisions/0012"
        yield _share(f"IT tickets, {tickets:,}, with the encoder", asked, best.accuracy, tried)
    largest = max(found.tickets, key=lambda each: each.tickets)
    yield (
        f"IT tickets, {largest.tickets:,}",
        "88.5 % in at most 30 s",
        f"{largest.accuracy:.2%} in {largest.train_seconds:.1f} s, evaluation included",
        YES
        if largest.accuracy >= 0.885 and largest.train_seconds <= 30
        else _no(
            "pairs of telling words took it from 86.3; a hidden layer beside them adds nothing, the sentence encoder"
            " 0.7 points on held-out training tickets for many times the work (decisions/0012)"
        ),
    )


def _peers(found: Measured) -> Iterator[Row]:
    for who in dict.fromkeys(each.who for each in found.peers):
        own = [each for each in found.peers if each.who == who and each.epochs is None]
        behind = [each.name for each in own if ours_on(found, each.name) <= each.accuracy]
        gap = mean(ours_on(found, each.name) - each.accuracy for each in own)
        measured = f"on {len(own) - len(behind)} of {len(own)}, {100 * gap:.1f} points on average"
        yield (
            f"more accurate than {who}",
            "on every set",
            measured,
            YES if not behind else f"{NO}: not on {', '.join(behind)}",
        )
        banking = next((each for each in found.peers if each.who == who and each.name == "BANKING77"), None)
        if banking:
            times = banking.train_seconds / found.intent("BANKING77", "standard").train_seconds
            asked = 2 if who == NLPJS else 20
            part = f" for {banking.epochs} of its {EPOCHS} epochs" if banking.epochs else ""
            yield (
                f"BANKING77, {who}'s training time in ours, standard",
                f"{asked} times",
                f"{times:.1f} times{part}",
                _yes(times >= asked),
            )


def ours_on(found: Measured, name: str) -> float:
    """Our accuracy on a set as `auto` learns it; large ones are measured in the tier that it chooses."""
    own = {each.tier: each.accuracy for each in found.intents if each.name == name}
    return next(own[tier] for tier in ("auto", "standard", "enhanced") if tier in own)


ENCODER = "sentence encoder"


def encoder_name(identity: str) -> str:
    """An encoder's name for readers."""
    if identity == "none":
        return "none"
    return "static table" if identity.startswith("static") else ENCODER
