"""The vendor's limits, where an operator wants them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot_wire import open_bot_wire
from workshop import open_workshop

from stationmaster.dialects.kore import ids


def test_sixty_polls_a_minute_then_429_for_what_is_polled_alone(tmp_path: Path) -> None:
    shop = open_workshop(tmp_path)
    station = replace(shop.station, settings=replace(shop.station.settings, kore_is_limited=True))
    with shop.services() as services:
        made = [
            services.apps.create(
                name=name,
                culture="en",
                version_name="configured/en",
                dialect="kore",
                app_id=ids.new(ids.BOT),
            )
            for name in ("one", "two")
        ]
    one, two = (app.id for app, _ in made)
    with open_bot_wire(replace(shop, station=station)) as bots:
        path = f"/bot/{one}/ml/train/status"
        assert {bots.ask("GET", path).status for _ in range(60)} == {200}
        refused = bots.ask("GET", path)
        assert refused.status == 429
        assert "Rate limit for this API has been reached" in refused.json["errors"][0]["msg"]
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert bots.ask("GET", f"/bot/{two}/ml/train/status").status == 200
        assert bots.ask("POST", f"/bot/{one}/ml/train").status == 200
    shop.station.database.close()
