"""Test suites of a bot: kept beside it, with one that is always there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.files.batches import Case
from stationmaster.domain.apps import App, Version
from stationmaster.domain.dataset import NONE_INTENT, Utterance
from stationmaster.domain.errors import InvalidItem, ItemExists, ItemNotFound
from stationmaster.services.services import Services

#: The suite that every bot has: its own utterances.
BUILT_IN = "Developer defined utterances"

_INDEX, _CASES = "testSuites", "testSuite/{}"
_cases = msgspec.json.Decoder(tuple[Case, ...])


class SuiteNotFound(ItemNotFound):
    """Test Suite not found"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suite:
    """What is known of a suite beside its cases."""

    id: str
    name: str
    description: str = ""
    cases: int = 0
    modified_at: datetime | None = None

    @property
    def is_built_in(self) -> bool:
        return self.name == BUILT_IN


_index = msgspec.json.Decoder(dict[str, Suite])


def suites(services: Services, app: App) -> tuple[Suite, ...]:
    """The suites of a bot, the one that is always there first."""
    return (Suite(id=ids.derived(ids.TEST_SUITE, app.id), name=BUILT_IN), *_kept(services, app).values())


def suite(services: Services, app: App, name: str) -> Suite:
    """
    :raises SuiteNotFound: the bot has no suite of this name or id
    """
    found = (each for each in suites(services, app) if name in (each.name, each.id))
    known = next(found, None)
    if known is None:
        raise SuiteNotFound
    return known


def keep_suite(
    services: Services,
    app: App,
    name: str,
    cases: Sequence[Case],
    *,
    description: str = "",
    is_update: bool,
    at: datetime,
) -> Suite:
    """Keep a suite, instead of the one of its name if it is an update.

    :raises ItemExists: a new one has the name of another
    :raises SuiteNotFound: there is none to update
    :raises InvalidItem: it has no name or no cases
    """
    if not name.strip() or not cases:
        raise InvalidItem(f"the test suite {name!r} has no {'cases' if name.strip() else 'name'}")
    known = _kept(services, app)
    if name == BUILT_IN or (not is_update and name in known):
        raise ItemExists(f"There is a test suite called {name!r} already")
    if is_update and name not in known:
        raise SuiteNotFound
    suite_id = known[name].id if name in known else ids.new(ids.TEST_SUITE)
    kept = Suite(id=suite_id, name=name, description=description, cases=len(cases), modified_at=at)
    services.apps.keep_document(app, _CASES.format(suite_id), msgspec.json.encode(cases))
    _keep(services, app, {**known, name: kept})
    return kept


def remove_suite(services: Services, app: App, removed: Suite) -> None:
    """
    :raises InvalidItem: the suite is always there
    """
    if removed.is_built_in:
        raise InvalidItem(f"the test suite {removed.name!r} cannot be removed")
    known = _kept(services, app)
    _keep(services, app, {name: each for name, each in known.items() if each.id != removed.id})
    services.apps.keep_document(app, _CASES.format(removed.id), None)


def cases_of(services: Services, app: App, of: Suite, version: Version) -> tuple[Case, ...]:
    """The cases of a suite: of the one that is always there, the utterances of a version."""
    if of.is_built_in:
        utterances = services.labelling.all_of(version, Utterance)
        return tuple(Case(input=u.text, intent=u.intent) for u in utterances if u.intent != NONE_INTENT)
    kept = services.apps.document(app, _CASES.format(of.id))
    return _cases.decode(kept) if kept is not None else ()


def _kept(services: Services, app: App) -> dict[str, Suite]:
    index = services.apps.document(app, _INDEX)
    return _index.decode(index) if index is not None else {}


def _keep(services: Services, app: App, suites_: Mapping[str, Any]) -> None:
    services.apps.keep_document(app, _INDEX, msgspec.json.encode(suites_))
