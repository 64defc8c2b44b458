"""What the installation is: its version, its calls, its time zones, and how its tenants stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from stationmaster import __version__
from stationmaster.dialects.dialect import Answer
from stationmaster.dialects.superoffice.asking import Access, Asked, Offer, rest
from stationmaster.dialects.superoffice.wire import ArrayOf, Carrier, Scalar
from stationmaster.dialects.superoffice.wire.carriers import BOOL, DATE, INT, TEXT, TEXTS, members
from stationmaster.dialects.superoffice.wire.zones import NamedZone, find_zone, named_zones

#: The version of the vendor's services whose calls these are.
SERVICES = "Services88"

VERSION = Carrier(
    name="ApiVersion",
    members=(
        *members(TEXT, "v1", "Version", "NetServerVersion", "NetServerDate", "Services"),
        *members(TEXTS, "ServicesCurrent"),
    ),
)
STATE = Carrier(
    name="TenantStatus",
    members=(
        *members(TEXT, "ContextIdentifier", "Endpoint", "State"),
        *members(BOOL, "IsRunning"),
        *members(DATE, "ValidUntil"),
        *members(TEXT, "Api", "Version"),
    ),
)
ZONE_RULE = Carrier(name="TimeZoneRule", members=members(INT, "TZOffset"))
ZONE = Carrier(
    name="TimeZoneData",
    members=(
        *members(INT, "TZLocationID"),
        *members(TEXT, "Name", "TZLocationCode", "TZLocationCities"),
        *members(INT, "IsoNumber"),
        *members(ZONE_RULE, "TimeZoneSTDRules", "TimeZoneDSTRules"),
    ),
)
_CALLS = "/api/v1/"
_STATE_LIFE = timedelta(minutes=5)


def version(asked: Asked) -> Answer:
    root = _root(asked)
    return asked.answer(
        VERSION,
        {
            "v1": f"{root}/v1/",
            "Version": __version__,
            "NetServerVersion": __version__,
            "NetServerDate": "",
            "Services": SERVICES,
            "ServicesCurrent": [SERVICES],
        },
    )


def state(asked: Asked) -> Answer:
    context = asked.call.parameters["context"]
    with asked.call.open_access() as access:
        is_known, now = access.has_context(context), access.now()
    root = f"{asked.call.base_url}/{context}"
    return asked.answer(
        STATE,
        {
            "ContextIdentifier": context,
            "Endpoint": root if is_known else "",
            "State": "Running" if is_known else "Unknown",
            "IsRunning": is_known,
            "ValidUntil": now + _STATE_LIFE,
            "Api": f"{root}/api" if is_known else "",
            "Version": __version__,
        },
    )


def zones(asked: Asked) -> Answer:
    year = _year(asked)
    return asked.answer(ArrayOf(item=ZONE), [_zone(zone, year) for zone in named_zones()])


def base_zone(asked: Asked) -> Answer:
    return asked.answer(ZONE, _zone(find_zone(asked.settings.base_zone), _year(asked)))


def _zone(zone: NamedZone, year: int) -> dict[str, Any]:
    standard, daylight = (offset // timedelta(minutes=1) for offset in zone.offsets(year))
    return {
        "TZLocationID": zone.id or 0,
        "Name": " - ".join(filter(None, (zone.country, zone.region))),
        "TZLocationCode": zone.name,
        "TZLocationCities": zone.iana.rpartition("/")[2].replace("_", " "),
        "TimeZoneSTDRules": {"TZOffset": standard},
        "TimeZoneDSTRules": {"TZOffset": daylight} if daylight != standard else None,
    }


def _year(asked: Asked) -> int:
    with asked.call.open_access() as access:
        return access.now().year


def _root(asked: Asked) -> str:
    """The address of the API as the caller spelled it."""
    path = asked.call.path
    return asked.call.base_url + path[: path.lower().rindex("/api") + len("/api")]


def calls(listed: Callable[[], Iterable[Offer]]) -> Callable[[Asked], Answer]:
    """The call that tells every call: its address, its verb and what it does."""

    def tell(asked: Asked) -> Answer:
        root = _root(asked)
        told: dict[str, dict[str, str]] = {}
        for offer in listed():
            if offer.path.startswith(_CALLS):
                address = root + offer.path.removeprefix("/api")
                told.setdefault(address, {})[offer.method] = offer.says
        return asked.answer(Scalar.ANY, told)

    return tell


def offers(listed: Callable[[], Iterable[Offer]]) -> tuple[Offer, ...]:
    """The calls of this module; one of them tells of all."""
    return (
        Offer(method="GET", path="/api", answers=version, says="Tells the version.", access=Access.OPEN),
        Offer(
            method="GET", path="/api/v1", answers=calls(listed), says="Tells every call.", access=Access.OPEN
        ),
        Offer(
            method="GET",
            path="/api/state/{context}",
            answers=state,
            says="Tells how a tenant stands.",
            access=Access.OPEN,
        ),
        *rest("GET", "/timezone", zones, says="Gives every time zone that has an id."),
        *rest("GET", "/timezone/default", base_zone, says="Gives the zone in which times are kept."),
    )
