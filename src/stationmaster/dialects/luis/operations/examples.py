"""Labelled examples: add, review, delete."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.luis.auth import Access
from stationmaster.dialects.luis.schemas import decode
from stationmaster.dialects.luis.schemas_models import ExampleLabel
from stationmaster.dialects.luis.translate import STATUS_OK, VERSION_PATH, created, page, version_of
from stationmaster.dialects.luis.translate_examples import example_info, item_id, labelled, utterance_of
from stationmaster.domain.apps import Version
from stationmaster.domain.dataset import Facet, Utterance
from stationmaster.domain.errors import InvalidItem, LimitExceeded, NotTrained, StationmasterError
from stationmaster.domain.prediction import Prediction

MAX_BATCH = 100


def add_example(call: Call) -> Answer:
    utterance = utterance_of(decode(call.body, ExampleLabel))
    _, kept = call.services.labelling.label(version_of(call), utterance)
    return created(labelled(kept))


def add_examples(call: Call) -> Answer:
    given = decode(call.body, list[ExampleLabel])
    if len(given) > MAX_BATCH:
        raise LimitExceeded(f"The batch has {len(given)} examples; at most {MAX_BATCH} are taken in one call")
    read = [_read(example) for example in given]
    readable = [utterance for utterance in read if isinstance(utterance, Utterance)]
    _, outcomes = call.services.labelling.label_all(version_of(call), readable)
    kept = iter(outcomes)
    answers = [next(kept) if isinstance(each, Utterance) else each for each in read]
    failed = any(isinstance(answer, StationmasterError) for answer in answers)
    return json_answer(207 if failed else 201, [_outcome(answer) for answer in answers])


def _read(example: ExampleLabel) -> Utterance | StationmasterError:
    try:
        return utterance_of(example)
    except InvalidItem as error:
        return error


def _outcome(answer: Utterance | StationmasterError) -> dict[str, Any]:
    if isinstance(answer, Utterance):
        return {"value": labelled(answer), "hasError": False}
    return {"value": None, "hasError": True, "error": {"code": "FAILED", "message": str(answer)}}


def review_examples(call: Call) -> Answer:
    skip, take = page(call)
    version = version_of(call)
    utterances = call.services.labelling.all_of(version, Utterance, skip=skip, take=take)
    predictions = _predictions(call, version, utterances)
    return json_answer(200, list(map(example_info, utterances, predictions)))


def _predictions(
    call: Call, version: Version, utterances: Sequence[Utterance]
) -> Sequence[Prediction | None]:
    texts = [utterance.text for utterance in utterances]
    try:
        return call.services.prediction.predict_all_trained(version, texts, reference=datetime.now(UTC))
    except NotTrained:
        return [None] * len(texts)


def delete_example(call: Call) -> Answer:
    example = item_id(call.parameters["exampleId"])
    call.services.labelling.remove(version_of(call), Facet.UTTERANCES, [example])
    return STATUS_OK


_A = Access.AUTHORING
ROUTES = (
    Route("POST", f"{VERSION_PATH}/example", add_example, _A, writes=True),
    Route("POST", f"{VERSION_PATH}/examples", add_examples, _A, writes=True),
    Route("GET", f"{VERSION_PATH}/examples", review_examples, _A),
    Route("DELETE", f"{VERSION_PATH}/examples/{{exampleId}}", delete_example, _A, writes=True),
)
