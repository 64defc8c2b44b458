"""A workshop whose operations are done in this process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from workshop import Workshop

from stationmaster.dialects.kore import bots, jobs
from stationmaster.dialects.kore.reading import State
from stationmaster.domain.apps import App, AppId
from stationmaster.domain.dataset import Dataset
from stationmaster.domain.operations import Operation
from stationmaster.services.services import Services
from stationmaster.services.work import OperationRunner


@dataclass(frozen=True, kw_only=True)
class Jobsite:
    """One tenant's owner, who uploads files and has work done on them."""

    shop: Workshop

    def runner(self) -> OperationRunner:
        """What does the operations that wait."""
        station = self.shop.station
        return OperationRunner(
            station.database,
            blobs=station.blobs,
            clock=station.clock,
            open_services=station.services,
            handlers=jobs.HANDLERS,
        )

    def done(self, operation: Operation) -> Operation:
        """An operation after all that waits was done."""
        self.runner().run_all()
        with self.shop.services() as services:
            return services.operations.get(operation.id)

    def upload(self, data: Any, name: str = "file.json") -> str:
        """The id of an uploaded file."""
        content = data if isinstance(data, bytes) else json.dumps(data).encode()
        with self.shop.services() as services:
            return services.operations.upload(name, content).id

    def import_bot(self, document: Any, *, into: App | None = None, **body: Any) -> Operation:
        """An import of a bot file, done."""
        files = {"botDefinition": self.upload(document), "configInfo": self.upload({"environment": "test"})}
        with self.shop.services() as services:
            operation = jobs.request_bot_import(services, into, {**files, **body})
        return self.done(operation)

    def imported(self, document: Any, **body: Any) -> App:
        """The bot that an import makes."""
        operation = self.import_bot(document, **body)
        assert operation.outcome is not None, operation.failure
        with self.shop.services() as services:
            return services.apps.get(AppId(operation.outcome["streamId"]))

    def reading(self) -> AbstractContextManager[Services]:
        """The owner's services in one snapshot."""
        return self.shop.station.services(self.shop.owner, writes=False)

    def definition(self, app: App, state: State = State.CONFIGURED) -> Any:
        """A bot as its file says it."""
        with self.reading() as services:
            return bots.definition(services, app, state)

    def datasets(self, app: App, state: State = State.CONFIGURED) -> Mapping[str, Dataset]:
        """What a bot has in each language."""
        with self.reading() as services:
            return bots.datasets(services, app, state)

    def result(self, operation: Operation) -> bytes:
        """The file that an operation made."""
        assert operation.result is not None, operation.failure
        with self.reading() as services:
            return services.operations.read(operation.result)
