"""Answers that depend on nothing but the database, kept until it changes."""

from __future__ import annotations

from stationmaster.dialects.dialect import Answer, Dialect, Inquiry
from stationmaster.services.ports import ChangeCounter

_CAPACITY = 10_000


class StatusLane:
    """Status answers as bytes, each proven fresh by the database's own change counter.

    Used by the event loop only.
    """

    def __init__(self, changes: ChangeCounter) -> None:
        self._changes = changes
        self._moment = -1
        self._kept: dict[tuple[str, ...], Answer] = {}

    def moment(self) -> int:
        """What names the present state of the database."""
        return self._changes.value()

    def kept(self, dialect: Dialect, inquiry: Inquiry) -> Answer | None:
        """The answer to the same inquiry, if nothing was committed since it was made."""
        moment = self.moment()
        if moment != self._moment:
            self._kept.clear()
            self._moment = moment
            return None
        return self._kept.get(_key(dialect, inquiry))

    def keep(self, dialect: Dialect, inquiry: Inquiry, answer: Answer, moment: int) -> None:
        """Keep an answer that was read after `moment`; dropped if the database has moved on."""
        if moment == self._moment and len(self._kept) < _CAPACITY:
            self._kept[_key(dialect, inquiry)] = answer


def _key(dialect: Dialect, inquiry: Inquiry) -> tuple[str, ...]:
    return (
        dialect.name,
        inquiry.method,
        inquiry.path,
        inquiry.query_string,
        dialect.credential(inquiry),
        inquiry.base_url,
    )
