"""What browsers want to be told before they let pages of another origin call, and see the answer."""

from __future__ import annotations

from dataclasses import replace

from stationmaster.dialects.dialect import Answer, Inquiry
from stationmaster.dialects.superoffice.settings import SuperOfficeSettings

_EVERY = "*"
_MAX_AGE_SECONDS = "600"


def shown(answer: Answer, inquiry: Inquiry, settings: SuperOfficeSettings) -> Answer:
    """The answer, with the headers that let a page of another origin see it, if it may."""
    allowed = _allowed(inquiry, settings)
    if not allowed:
        return answer
    exposed = {"access-control-expose-headers": "SO-TimeZone, Retry-After"}
    return replace(answer, headers={**answer.headers, **allowed, **exposed})


def before(methods: tuple[str, ...], inquiry: Inquiry, settings: SuperOfficeSettings) -> Answer:
    """The answer to OPTIONS: what a page may do here."""
    listed = ", ".join(methods)
    headers = {"allow": listed}
    if allowed := _allowed(inquiry, settings):
        headers |= {
            **allowed,
            "access-control-allow-methods": listed,
            "access-control-allow-headers": inquiry.headers.get("access-control-request-headers", ""),
            "access-control-max-age": _MAX_AGE_SECONDS,
        }
    return Answer(status=204, body=b"", headers=headers)


def _allowed(inquiry: Inquiry, settings: SuperOfficeSettings) -> dict[str, str]:
    """Only a page whose origin is named may send the browser's own cookies."""
    origin = inquiry.headers.get("origin")
    listed = settings.cors_origin.lower().split()
    if origin is None or not listed:
        return {}
    if origin.lower() in [each.rstrip("/") for each in listed]:
        return {
            "access-control-allow-origin": origin,
            "access-control-allow-credentials": "true",
            "vary": "Origin",
        }
    return {"access-control-allow-origin": _EVERY} if _EVERY in listed else {}
