"""What goes wrong, in Kore.ai's words: a list of one error with a message and a code."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from stationmaster.dialects.dialect import Answer, json_answer
from stationmaster.dialects.kore.auth import CredentialsRefused, NotAToken, ScopeMissing
from stationmaster.dialects.kore.files.tables import MalformedTable
from stationmaster.domain import errors
from stationmaster.domain.errors import StationmasterError

logger = logging.getLogger(__name__)

REASON_HEADER = "X-Reason"
_CREDENTIALS = 4002


class Refused(StationmasterError):
    """A call that the vendor answers with a message of its own.

    :ivar code: the number beside the message: the HTTP status unless it is said
    """

    def __init__(self, message: str, *, status: int = 400, code: int | str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = status if code is None else code


class InvalidArguments(StationmasterError):
    """A field that the call needs is missing or has another type; the message names it."""


def errors_of(status: int, message: str, code: int | str, **headers: str) -> Answer:
    """The one form of every error."""
    return json_answer(status, {"errors": [{"msg": message, "code": code}]}, **headers)


def _refused(error: Any) -> Answer:
    return errors_of(error.status, str(error), error.code)


def _credentials(message: str) -> Callable[[Any], Answer]:
    return lambda error: errors_of(401, message, _CREDENTIALS)


def _says(status: int, message: str) -> Callable[[Any], Answer]:
    return lambda _: errors_of(status, message, status)


def _own_words(status: int) -> Callable[[Any], Answer]:
    return lambda error: errors_of(status, str(error), status)


def _rate_limited(error: Any) -> Answer:
    message = "Rate limit for this API has been reached. Please try again after some time."
    return errors_of(429, message, 429, Retry_After=str(error.retry_after_seconds))


def _invalid_arguments(error: Any) -> Answer:
    logger.info("invalid arguments: %s", error)
    return errors_of(412, "Validation errors/ Invalid arguments", 412)


def _malformed_table(error: Any) -> Answer:
    logger.info("malformed CSV: %s", error.reason)
    return errors_of(400, str(error), 400)


#: The first class in an error's ancestry that is listed here decides.
ANSWERS: dict[type[Exception], Callable[[Any], Answer]] = {
    Refused: _refused,
    NotAToken: _credentials("Invalid JWT token"),
    ScopeMissing: _credentials("Permission denied. Scope is incorrect!"),
    CredentialsRefused: _credentials("Invalid SDK credentials"),
    errors.AccessDenied: _credentials("Invalid SDK credentials"),
    errors.AppNotFound: _says(400, "Invalid StreamId"),
    errors.OperationNotFound: _says(400, "Invalid request ID"),
    errors.UploadNotFound: _says(400, "Invalid file id"),
    errors.VersionNotFound: _says(400, "resource not found"),
    errors.NotTrained: _own_words(400),
    errors.NotPublished: _own_words(400),
    errors.RateLimited: _rate_limited,
    errors.QuotaExceeded: _rate_limited,
    errors.StorageUnavailable: lambda _: errors_of(
        503, "The service is temporarily unavailable. Please try again.", 503, Retry_After="1"
    ),
    errors.BodyTooLarge: _own_words(413),
    errors.MalformedBody: _invalid_arguments,
    InvalidArguments: _invalid_arguments,
    MalformedTable: _malformed_table,
    errors.ItemNotFound: _own_words(404),
    errors.ItemExists: _own_words(409),
    errors.AppExists: _own_words(409),
    errors.ItemProtected: _own_words(400),
    errors.InvalidItem: _own_words(400),
    errors.LimitExceeded: _own_words(400),
}


def render_error(error: Exception, *, tells_reason: bool) -> Answer:
    """The answer to an error; one that is not listed is a 500 whose text stays in the log.

    :param tells_reason: whether a header says why credentials were refused
    """
    for kind in type(error).__mro__:
        if kind in ANSWERS:
            answer = ANSWERS[kind](error)
            if tells_reason and isinstance(error, CredentialsRefused):
                headers = {**answer.headers, REASON_HEADER: str(error.cause)}
                return Answer(status=answer.status, body=answer.body, headers=headers)
            return answer
    logger.error("unexpected error", exc_info=error)
    return errors_of(500, "Internal Server Error", 500)


def unknown_route(allowed: tuple[str, ...]) -> Answer:
    """The answer where there is no call, or none for this method."""
    if allowed:
        return errors_of(405, "Method Not Allowed", 405, Allow=", ".join(allowed))
    return errors_of(404, "Not Found", 404)
