"""What is wrong with a request's headers; what is wrong with its body is domain's `MalformedBody`."""

from __future__ import annotations

from typing import ClassVar

from stationmaster.domain.errors import StationmasterError


class WireError(StationmasterError):
    """A request that cannot be answered as it asks to be."""

    status: ClassVar[int] = 400


class UnknownTimeZone(WireError):
    """SO-TimeZone names no zone that is known; the message names it."""


class NotAcceptable(WireError):
    """Accept names no media type that is offered, and strict Accept is on."""

    status = 406


class UnsupportedContent(WireError):
    """The body is of a media type, or in a charset, that is not taken; the message names it."""

    status = 415
