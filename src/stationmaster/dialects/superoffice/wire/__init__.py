"""Between bytes and plain values, as SuperOffice writes them; it knows no service and no route.

A handler needs three calls. `negotiate(headers, query)` reads every convention of a request into an `Exchange`
(media types, `$select`, language, time zone) and raises a `WireError`, which has its `status`, where a header
asks for what there is not. `read_body(exchange, KIND, body)` gives the arguments: a dict under the names of the
carrier, of which those that were not sent are absent and those nobody knows are kept; a list, int or str for the
calls that take such a body; moments are datetimes in UTC or None for the empty date, masks are int. It raises
`MalformedBody` (400, the message names the member), `UnsupportedContent` (415) or `BodyTooLarge`.
`write_body(exchange, KIND, value)` gives the bytes and headers of a reply; members that `value` leaves out are
told as empty (0, false, null, `[]`, the empty date), so that a handler says only what it knows. The kinds are
the carriers of `carriers`, `ticket_carriers` and `related_carriers`, a `Scalar` (`ANY` takes whatever JSON says,
as the body of a PATCH), or `ArrayOf(item=...)`; None for any of them is the vendor's "nothing found". `language.label` and `clock.write` of an exchange serve texts that a handler puts
together by itself; `zones.named_zones` is what `GET /api/v1/timezone` lists.
"""

from __future__ import annotations

from stationmaster.dialects.superoffice.wire.errors import (
    NotAcceptable,
    UnknownTimeZone,
    UnsupportedContent,
    WireError,
)
from stationmaster.dialects.superoffice.wire.exchange import Exchange, negotiate, read_body, write_body
from stationmaster.dialects.superoffice.wire.kinds import ArrayOf, Carrier, DictionaryOf, Kind, Scalar

__all__ = [
    "ArrayOf",
    "Carrier",
    "DictionaryOf",
    "Exchange",
    "Kind",
    "NotAcceptable",
    "Scalar",
    "UnknownTimeZone",
    "UnsupportedContent",
    "WireError",
    "negotiate",
    "read_body",
    "write_body",
]
