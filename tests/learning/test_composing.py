from __future__ import annotations

from stationmaster.domain.dataset import EntityKind
from stationmaster.domain.prediction import PredictedSpan
from stationmaster.learning.composing import NamedSpan, composed_by_rule, with_parts
from stationmaster.learning.tokens import tokenise

TEXT = "book me 2 adult business tickets to paris and 1 for lima"
ORDER = {"Order": frozenset({"number", "Class"})}


def found(words: str, name: str, kind: EntityKind = EntityKind.LIST, score: float | None = None) -> NamedSpan:
    start = TEXT.index(words)
    span = PredictedSpan(kind=kind, type=name, start=start, end=start + len(words), score=score)
    return NamedSpan(span=span, names=frozenset({name}))


def told(composed: NamedSpan) -> tuple[str, str, list[str]]:
    span = composed.span
    parts = [TEXT[part.start : part.end] for part in span.parts]
    return span.type, TEXT[span.start : span.end], parts


def test_a_learned_composite_has_what_lies_within_it_and_grows_to_whole_parts() -> None:
    whole = found("adult business", "Order", EntityKind.COMPOSITE, 0.9)
    spans = [
        whole,
        found("2 adult", "number"),
        found("business", "Class"),
        found("paris", "Class"),
        found("to", "x"),
    ]
    assert told(with_parts(spans, ORDER)[0]) == ("Order", "2 adult business", ["2 adult", "business"])
    assert with_parts(spans, ORDER)[1:] == spans[1:]


def test_a_learned_composite_without_parts_stays_as_it_is() -> None:
    (alone,) = with_parts([found("paris", "Order", EntityKind.COMPOSITE, 0.9)], ORDER)
    assert (alone.span.parts, alone.span.score) == ((), 0.9)


def test_neighbouring_parts_make_a_composite_that_was_never_labelled() -> None:
    spans = [
        found("2", "number"),
        found("business", "Class", score=0.6),
        found("1", "number"),
        found("lima", "Class"),
    ]
    composed = list(composed_by_rule(spans, ORDER, tokenise(TEXT)))
    assert [told(each) for each in composed] == [
        ("Order", "2 adult business", ["2", "business"]),
        ("Order", "1 for lima", ["1", "lima"]),
    ]
    assert [each.span.score for each in composed] == [0.8, 1.0]


def test_one_part_or_parts_of_one_kind_make_no_composite() -> None:
    assert list(composed_by_rule([found("2", "number")], ORDER, tokenise(TEXT))) == []
    twins = [found("2", "number"), found("adult", "number")]
    assert list(composed_by_rule(twins, ORDER, tokenise(TEXT))) == []
    single = {"Pair": frozenset({"number"})}
    assert [told(each)[1] for each in composed_by_rule(twins, single, tokenise(TEXT))] == ["2 adult"]
