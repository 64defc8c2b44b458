"""What goes wrong, in SuperOffice's two forms: malformed requests, and what an exception says."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from stationmaster.dialects.dialect import Answer, Inquiry
from stationmaster.dialects.superoffice.wire import Carrier, Exchange, Kind, Scalar, WireError, write_body
from stationmaster.dialects.superoffice.wire.kinds import Member
from stationmaster.dialects.superoffice.wire.languages import Language
from stationmaster.dialects.superoffice.wire.media import choose_media, read_content_type
from stationmaster.dialects.superoffice.wire.selecting import read_select
from stationmaster.dialects.superoffice.wire.zones import find_zone, read_time_zone
from stationmaster.domain import errors
from stationmaster.domain.errors import StationmasterError

logger = logging.getLogger(__name__)

SOURCE = "Stationmaster"
DENIED = "Authorization has been denied for this request."
INVALID = "The request is invalid."


def _carrier(**members: Kind) -> Carrier:
    listed = tuple(Member(name=name, kind=kind) for name, kind in members.items())
    return Carrier(name="Error", members=listed)


MESSAGE = _carrier(Message=Scalar.TEXT)
MESSAGE_DETAIL = _carrier(Message=Scalar.TEXT, MessageDetail=Scalar.TEXT)
EXCEPTION = _carrier(
    Error=Scalar.BOOL, ErrorType=Scalar.TEXT, ErrorMessage=Scalar.TEXT, ErrorSource=Scalar.TEXT
)


class NotOffered(StationmasterError):
    """This method is not offered."""


class NothingFound(StationmasterError):
    """There is nothing of this id; the message names it."""


class ChangedMeanwhile(StationmasterError):
    """It was changed after the moment that If-Unmodified-Since names."""


#: A status, what is said in which form, and further headers.
Said = tuple[int, Carrier, Mapping[str, Any], Mapping[str, str]]


def message(status: int, text: str, detail: str | None = None, **headers: str) -> Said:
    """The form of malformed requests."""
    if detail is None:
        return status, MESSAGE, {"Message": text}, headers
    return status, MESSAGE_DETAIL, {"Message": text, "MessageDetail": detail}, headers


def exception(status: int, kind: str, text: str, **headers: str) -> Said:
    """The form of what an exception says."""
    told = {"Error": True, "ErrorType": kind, "ErrorMessage": text, "ErrorSource": SOURCE}
    return status, EXCEPTION, told, headers


def _invalid(status: int) -> Callable[[Any], Said]:
    return lambda error: message(status, INVALID, str(error))


def _excepts(status: int, kind: str) -> Callable[[Any], Said]:
    return lambda error: exception(status, kind, _sentence(str(error)))


def _too_often(error: Any) -> Said:
    after = {"Retry-After": str(error.retry_after_seconds)}
    return exception(429, "TooManyRequestsException", _sentence(str(error)), **after)


#: The first class in an error's ancestry that is listed here decides.
ANSWERS: dict[type[Exception], Callable[[Any], Said]] = {
    WireError: lambda error: message(error.status, INVALID, str(error)),
    errors.MalformedBody: _invalid(400),
    errors.InvalidItem: _invalid(400),
    errors.ItemProtected: _invalid(400),
    errors.LimitExceeded: _invalid(400),
    errors.BodyTooLarge: _invalid(413),
    errors.AccessDenied: lambda _: message(401, DENIED, **{"WWW-Authenticate": "Bearer"}),
    NothingFound: _excepts(404, "SoNotFoundException"),
    errors.ItemNotFound: _excepts(404, "SoNotFoundException"),
    errors.OperationNotFound: _excepts(404, "SoNotFoundException"),
    errors.RunNotFound: _excepts(404, "SoNotFoundException"),
    errors.UploadNotFound: _excepts(404, "SoNotFoundException"),
    errors.ItemExists: _excepts(409, "InvalidOperationException"),
    errors.NotTrained: _excepts(409, "InvalidOperationException"),
    errors.RateLimited: _too_often,
    errors.QuotaExceeded: _too_often,
    ChangedMeanwhile: lambda error: message(412, "Precondition failed.", str(error)),
    NotOffered: _excepts(501, "NotImplementedException"),
    errors.StorageUnavailable: lambda _: exception(
        503, "TimeoutException", "The service is unavailable; try again.", **{"Retry-After": "1"}
    ),
}

_UNEXPECTED = exception(500, "Exception", "An error has occurred.")


def render_error(error: Exception, inquiry: Inquiry) -> Answer:
    """The answer to an error; one that is not listed is a 500 whose text stays in the log."""
    for kind in type(error).__mro__:
        if kind in ANSWERS:
            return written(ANSWERS[kind](error), inquiry)
    logger.error("unexpected error", exc_info=error)
    return written(_UNEXPECTED, inquiry)


def unknown_route(allowed: tuple[str, ...], inquiry: Inquiry) -> Answer:
    """The answer where there is no call, or none for this method."""
    if allowed:
        text = f"The requested resource does not support http method '{inquiry.method}'."
        return written(message(405, text, Allow=", ".join(allowed)), inquiry)
    return written(message(404, "No HTTP resource was found that matches the request URI."), inquiry)


def written(said: Said, inquiry: Inquiry) -> Answer:
    """An error in the media type that the request wants."""
    status, carrier, told, headers = said
    body, own = write_body(_exchange(inquiry), carrier, told)
    return Answer(status=status, body=body, headers={"content-type": own["content-type"], **headers})


def _exchange(inquiry: Inquiry) -> Exchange:
    """How errors are written: only Accept counts, for what else is asked may be the error."""
    return Exchange(
        reply=choose_media(inquiry.headers.get("accept")),
        content=read_content_type(None),
        selection=read_select(None),
        language=Language(),
        clock=read_time_zone(None, base=find_zone("UTC")),
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
