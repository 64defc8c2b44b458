"""Labelled examples, both ways: LUIS counts characters when it is told of a label and tokens when it tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from stationmaster.dialects.luis import positions
from stationmaster.dialects.luis.schemas_models import EntityLabel, ExampleLabel
from stationmaster.dialects.luis.translate_models import number_of
from stationmaster.domain.dataset import EntitySpan, Utterance
from stationmaster.domain.errors import InvalidItem
from stationmaster.domain.prediction import Prediction
from stationmaster.learning.tokens import Token, tokenise


def utterance_of(example: ExampleLabel) -> Utterance:
    """What an example says, its labels snapped to tokens.

    :raises InvalidItem: a label covers no token, or comes twice
    """
    tokens = tokenise(example.text) if example.entityLabels else ()
    spans = tuple(_span(label, example.text, tokens) for label in example.entityLabels or ())
    seen: set[tuple[str, int, int, str | None]] = set()
    for span in spans:
        key = (span.entity, span.start, span.end, span.role)
        if key in seen:
            raise InvalidItem(f"The label {span.entity!r} comes twice at one place of {example.text!r}")
        seen.add(key)
    return Utterance(id="", text=example.text, intent=example.intentName, spans=spans)


def _span(label: EntityLabel, text: str, tokens: Sequence[Token]) -> EntitySpan:
    stretch = positions.from_characters(text, tokens, label.startCharIndex, label.endCharIndex)
    if stretch is None:
        raise InvalidItem(
            f"Character indicies {label.startCharIndex},{label.endCharIndex} do not correspond to the start "
            f"and end of a token. The label {label.entityName!r} covers no word of {text!r}."
        )
    return EntitySpan(entity=label.entityName, start=stretch[0], end=stretch[1], role=label.role or None)


def example_id(utterance: Utterance) -> int:
    """An example's id: negative, as LUIS has them."""
    return -int(utterance.id)


def item_id(text: str) -> str:
    """Our id of the example that a path names.

    :raises ItemNotFound: it is no number
    """
    return str(-number_of(text))


def labelled(utterance: Utterance) -> dict[str, Any]:
    """The answer to a label: the one object whose fields LUIS spells in PascalCase."""
    return {"UtteranceText": utterance.text, "ExampleId": example_id(utterance)}


def example_text(utterance: Utterance) -> dict[str, Any]:
    """An example by its text alone."""
    return {"id": example_id(utterance), "text": utterance.text}


def example_info(utterance: Utterance, prediction: Prediction | None) -> dict[str, Any]:
    """An example as it is reviewed: its labels, and what the trained models say of it."""
    tokens = tokenise(utterance.text)
    return {
        **example_text(utterance),
        "tokenizedText": [token.text for token in tokens],
        "intentLabel": utterance.intent,
        "entityLabels": [_label(span, name, tokens) for span, name in _named(utterance.spans)],
        "intentPredictions": [
            {"name": scored.label, "score": round(scored.score, 7)}
            for scored in (prediction.intents if prediction else ())
        ],
        "entityPredictions": [
            {
                "entityName": span.type,
                **_token_range(tokens, span.start, span.end),
                "phrase": utterance.text[span.start : span.end],
                **({"role": span.role} if span.role else {}),
            }
            for span in (prediction.entities if prediction else ())
        ],
    }


def _named(spans: Sequence[EntitySpan], around: str = "") -> Iterator[tuple[EntitySpan, str]]:
    """Labels with their full names, those inside others after them."""
    for span in spans:
        yield span, around + span.entity
        yield from _named(span.children, f"{around}{span.entity}::")


def _label(span: EntitySpan, name: str, tokens: Sequence[Token]) -> dict[str, Any]:
    label = {"entityName": name, **_token_range(tokens, span.start, span.end)}
    return {**label, "role": span.role} if span.role else label


def _token_range(tokens: Sequence[Token], start: int, end: int) -> dict[str, Any]:
    first, last = positions.to_tokens(tokens, start, end)
    return {"startTokenIndex": first, "endTokenIndex": last}
