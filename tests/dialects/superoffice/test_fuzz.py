"""Whatever is sent, no call of SuperOffice answers with a fault of ours."""

from __future__ import annotations

import json
from typing import Any

from desk_wire import Desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stationmaster.dialects.superoffice.routes import OFFERS
from stationmaster.dialects.superoffice.wire import carriers, ticket_carriers
from stationmaster.dialects.superoffice.wire.kinds import Carrier
from stationmaster.dialects.superoffice.wire.media import OFFERED, TAKEN

NAMES = sorted(
    {
        member.name
        for module in (carriers, ticket_carriers)
        for carrier in vars(module).values()
        if isinstance(carrier, Carrier)
        for member in carrier.members
    }
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
    | st.sampled_from(["2026-01-01", "Static", "Dynamic", "NO:\"x\"", "9999-12-31T23:59:59"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=6), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip
BODIES = VALUES.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60)
NUMBERS = st.sampled_from(["1", "2", "0", "-1", "77", "x", "99999999999", "1.5", "%00", "٣"])
QUERIES = st.dictionaries(
    st.sampled_from(
        ["$select", "$filter", "$orderby", "$top", "$skip", "ticketId", "ticketEntityId", "selectionId",
         "ticketCategoryId", "ticketCategoryEntityId", "selectionEntityId", "columns", "name"]
    ),
    NUMBERS | st.text(alphabet="ab'() ,/eqnot0é", max_size=15),
    max_size=3,
)  # fmt: skip
HEADERS = st.fixed_dictionaries(
    {"Content_Type": st.sampled_from([*TAKEN, "text/yaml"]), "Accept": st.sampled_from([*OFFERED, "*/*"])},
    optional={
        "SO_TimeZone": st.sampled_from(["NO", "460", "includeTZOffset", "x", ""]),
        "SO_Language": st.sampled_from(["no", "*", "", "de-AT;q=0.3", ";;"]),
        "If_Modified_Since": st.sampled_from(["x", "Mon, 05 Jan 2015 10:00:00 GMT", "0"]),
    },
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(offer=st.sampled_from(OFFERS), number=NUMBERS, query=QUERIES, body=BODIES, headers=HEADERS)
def test_every_call_takes_whatever_comes(
    desk: Desk, offer: Any, number: str, query: dict[str, str], body: bytes, headers: dict[str, str]
) -> None:
    desk.wire.ticket("a ticket")
    path = offer.path.format(id=number, context=number, section=number, key=number)
    if query:
        path += "?" + "&".join(f"{name}={value}" for name, value in query.items())
    reply = desk.wire.send(offer.method, path, body, **headers)
    assert reply.status < 500 or reply.status == 501, (offer.method, path, headers, body, reply)
