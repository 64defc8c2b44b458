"""Extractions of a bot: the questions that were found in files, kept beside it until they are taken over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.files.extraction import Pair
from stationmaster.domain.apps import App
from stationmaster.domain.errors import ItemExists, ItemNotFound
from stationmaster.domain.operations import Upload
from stationmaster.services.services import Services

_INDEX, _QUESTIONS = "extractions", "extraction/{}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Extraction:
    """What is known of an extraction beside its questions."""

    id: str
    name: str
    language: str
    file_id: str
    file_name: str
    at: datetime
    user_id: str
    count: int
    added: frozenset[str] = frozenset()  #: the questions that the bot has taken over


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question that was found, with its answer."""

    id: str
    question: str
    answer: str


_index = msgspec.json.Decoder(dict[str, Extraction])
_questions = msgspec.json.Decoder(tuple[Question, ...])


def extractions(services: Services, app: App, language: str) -> tuple[Extraction, ...]:
    """The extractions of a bot's language, the newest first."""
    own = [each for each in _kept(services, app).values() if each.language == language]
    return tuple(reversed(own))


def extraction(services: Services, app: App, extraction_id: str) -> Extraction:
    """
    :raises ItemNotFound: the bot has no such extraction
    """
    found = _kept(services, app).get(extraction_id)
    if found is None:
        raise ItemNotFound("resource not found")
    return found


def keep(
    services: Services,
    app: App,
    *,
    name: str,
    language: str,
    upload: Upload,
    pairs: Sequence[Pair],
    at: datetime,
    user_id: str,
) -> Extraction:
    """Keep what was found in a file.

    :raises ItemExists: an extraction of the bot is called so
    """
    known = _kept(services, app)
    if any(each.name == name for each in known.values()):
        raise ItemExists("Mentioned knowledge extraction name was duplicate")
    kept = Extraction(
        id=ids.new(ids.EXTRACTION),
        name=name,
        language=language,
        file_id=upload.id,
        file_name=upload.name,
        at=at,
        user_id=user_id,
        count=len(pairs),
    )
    found = [
        Question(id=ids.new(ids.EXTRACTED_QUESTION), question=pair.question, answer=pair.answer)
        for pair in pairs
    ]
    services.apps.keep_document(app, _QUESTIONS.format(kept.id), msgspec.json.encode(found))
    _keep(services, app, {**known, kept.id: kept})
    return kept


def questions(services: Services, app: App, of: Extraction) -> tuple[Question, ...]:
    """What an extraction has found."""
    kept = services.apps.document(app, _QUESTIONS.format(of.id))
    return _questions.decode(kept) if kept is not None else ()


def note_added(services: Services, app: App, question_ids: Collection[str]) -> None:
    """Note that the bot has taken questions over; ids that name none are passed over."""
    known = _kept(services, app)
    changed = dict(known)
    for each in known.values():
        own = {question.id for question in questions(services, app, each)} & set(question_ids)
        if own:
            changed[each.id] = replace(each, added=each.added | own)
    if changed != known:
        _keep(services, app, changed)


def _kept(services: Services, app: App) -> dict[str, Extraction]:
    index = services.apps.document(app, _INDEX)
    return _index.decode(index) if index is not None else {}


def _keep(services: Services, app: App, changed: Mapping[str, Extraction]) -> None:
    services.apps.keep_document(app, _INDEX, msgspec.json.encode(changed))
