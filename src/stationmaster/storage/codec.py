"""Domain values as JSON columns."""

from __future__ import annotations

from typing import Any

import msgspec

from stationmaster.domain.aspects import Aspect, AspectKey, AspectKind, Aspects
from stationmaster.domain.build import Artefact, StaleReason, Target
from stationmaster.domain.dataset import ITEM_TYPES, Facet, Item
from stationmaster.domain.operations import LogLine
from stationmaster.domain.training import Failure, Progress

encode = msgspec.json.Encoder(order="deterministic").encode

_items = {facet: msgspec.json.Decoder(kind) for facet, kind in ITEM_TYPES.items()}
_artefact = msgspec.json.Decoder(Artefact)
_failure = msgspec.json.Decoder(Failure)
_progress = msgspec.json.Decoder(Progress)
_reasons = msgspec.json.Decoder(tuple[StaleReason, ...])
_log = msgspec.json.Decoder(tuple[LogLine, ...])
_target = msgspec.json.Decoder(Target)
_aspects = msgspec.json.Decoder(list[tuple[AspectKind, str, str, int]])


def item_from(facet: Facet, body: bytes) -> Item:
    """The item that was encoded so."""
    item: Item = _items[facet].decode(body)
    return item


def aspects_to(aspects: Aspects) -> bytes:
    """Aspects as JSON; totals as hexadecimal text, because JSON numbers end at 64 bits."""
    rows = [[kind, name, f"{a.total:x}", a.count] for (kind, name), a in sorted(aspects.items()) if a.count]
    return encode(rows)


def aspects_from(body: bytes) -> dict[AspectKey, Aspect]:
    """The aspects that were encoded so."""
    rows = _aspects.decode(body)
    return {(kind, name): Aspect(total=int(total, 16), count=count) for kind, name, total, count in rows}


def artefact_from(body: bytes) -> Artefact:
    """The artefact that was encoded so."""
    return _artefact.decode(body)


def target_from(body: bytes) -> Target:
    """The target that was encoded so."""
    return _target.decode(body)


def reasons_from(body: bytes) -> tuple[StaleReason, ...]:
    """The reasons that were encoded so."""
    return _reasons.decode(body)


def log_from(body: bytes) -> tuple[LogLine, ...]:
    """The lines that were encoded so."""
    return _log.decode(body)


def failure_from(body: bytes | None) -> Failure | None:
    """The failure that was encoded so, if any."""
    return None if body is None else _failure.decode(body)


def progress_from(body: bytes | None) -> Progress | None:
    """The progress that was encoded so, if any."""
    return None if body is None else _progress.decode(body)


def optional(value: Any) -> bytes | None:
    """A value that may be absent."""
    return None if value is None else encode(value)
