"""What goes wrong, in LUIS's words: most of it is a 400 with the code BadArgument."""

from __future__ import annotations

import logging
from collections.abc import Callable

from stationmaster.dialects.dialect import Answer, json_answer
from stationmaster.domain import errors
from stationmaster.domain.errors import StationmasterError

logger = logging.getLogger(__name__)

ACCESS_DENIED = (
    "Access denied due to invalid subscription key. Make sure to provide a valid key for an active "
    "subscription."
)


class MalformedAppId(StationmasterError):
    """Value cannot be null. Parameter name: source"""


class QueryTooLong(StationmasterError):
    """The query has more characters than a prediction takes."""


def nested(status: int, code: str, message: str, **headers: str) -> Answer:
    """The form that most operations use."""
    return json_answer(status, {"error": {"code": code, "message": message}}, **headers)


def flat(status: int, message: str, **headers: str) -> Answer:
    """The form of what stands before the operations: keys and quotas."""
    return json_answer(status, {"statusCode": status, "message": message}, **headers)


def _bad_argument(error: Exception) -> Answer:
    return nested(400, "BadArgument", str(error))


def _says(message: str) -> Callable[[Exception], Answer]:
    return lambda _: nested(400, "BadArgument", message)


def _version_exists(error: Exception) -> Answer:
    name = error.name if isinstance(error, errors.VersionExists) else ""
    return nested(
        400, "BadArgument", f"An application version with the same version ID ({name}) already exists"
    )


def _rate_limited(error: Exception) -> Answer:
    seconds = error.retry_after_seconds if isinstance(error, errors.RateLimited) else 1
    message = (
        "Requests to this operation have exceeded the rate limit of your tenant. "
        f"Please retry after {seconds} second{'' if seconds == 1 else 's'}."
    )
    return nested(429, "429", message, Retry_After=str(seconds))


def _quota_exceeded(error: Exception) -> Answer:
    seconds = error.retry_after_seconds if isinstance(error, errors.QuotaExceeded) else 1
    return flat(403, "Out of call volume quota. It is replenished next month.", Retry_After=str(seconds))


#: The first class in an error's ancestry that is listed here decides.
ANSWERS: dict[type[Exception], Callable[[Exception], Answer]] = {
    errors.AccessDenied: lambda _: flat(401, ACCESS_DENIED),
    errors.AppNotFound: _says("Cannot find an application with the specified ID"),
    errors.VersionNotFound: _says("Cannot find a task with the specified version ID"),
    errors.TrainingNotRequested: _says("Training request is required before getting training status"),
    errors.NotTrained: _says(
        "The application cannot be published. One or more models in the application version require training."
    ),
    errors.NotPublished: lambda error: flat(410, f"The application is not published: {error}."),
    errors.RateLimited: _rate_limited,
    errors.QuotaExceeded: _quota_exceeded,
    errors.StorageUnavailable: lambda _: flat(
        503, "The service is temporarily unavailable. Please try again.", Retry_After="1"
    ),
    errors.BodyTooLarge: lambda error: nested(413, "RequestEntityTooLarge", str(error)),
    errors.AppExists: _bad_argument,
    errors.VersionExists: _version_exists,
    errors.LastVersion: _bad_argument,
    errors.ItemNotFound: _bad_argument,
    errors.ItemExists: _bad_argument,
    errors.ItemProtected: _bad_argument,
    errors.InvalidItem: _bad_argument,
    errors.LimitExceeded: _bad_argument,
    errors.MalformedBody: _bad_argument,
    MalformedAppId: _bad_argument,
    QueryTooLong: lambda error: flat(414, str(error)),
}


def render_error(error: Exception) -> Answer:
    """The answer to an error; one that is not listed is a 500 whose text stays in the log."""
    for kind in type(error).__mro__:
        if kind in ANSWERS:
            return ANSWERS[kind](error)
    logger.error("unexpected error", exc_info=error)
    return nested(500, "InternalServerError", "An unexpected error occurred.")


def unknown_route(allowed: tuple[str, ...]) -> Answer:
    """The answer where there is no operation, or none for this method."""
    if allowed:
        return flat(405, "Method not allowed", Allow=", ".join(allowed))
    return flat(404, "Resource not found")
