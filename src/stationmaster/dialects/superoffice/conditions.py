"""Calls that are to be made only if something was, or was not, changed since a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from stationmaster.dialects.dialect import Answer, Inquiry
from stationmaster.dialects.superoffice.errors import ChangedMeanwhile

NOT_MODIFIED = Answer(status=304, body=b"")


def is_unchanged(inquiry: Inquiry, changed_at: datetime | None) -> bool:
    """Whether the caller knows this state already, by If-Modified-Since."""
    since = _moment(inquiry, "if-modified-since")
    return since is not None and changed_at is not None and changed_at.replace(microsecond=0) <= since


def refuse_changed(inquiry: Inquiry, changed_at: datetime | None) -> None:
    """
    :raises ChangedMeanwhile: it was changed after the moment of If-Unmodified-Since
    """
    since = _moment(inquiry, "if-unmodified-since")
    if since is not None and changed_at is not None and changed_at.replace(microsecond=0) > since:
        raise ChangedMeanwhile


def last_modified(changed_at: datetime | None) -> dict[str, str]:
    """The header that callers send back."""
    if changed_at is None:
        return {}
    return {"last-modified": format_datetime(changed_at.astimezone(UTC), usegmt=True)}


def _moment(inquiry: Inquiry, header: str) -> datetime | None:
    """What a header names; one that is no date counts as if it were not there, as HTTP asks."""
    try:
        found = parsedate_to_datetime(inquiry.headers.get(header, ""))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
