"""Does operations, and what is due by itself, in a thread beside the dispatcher while it holds the lease."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from stationmaster.domain.errors import OperationCancelled, StorageUnavailable
from stationmaster.services.ports import Database
from stationmaster.services.work import OperationRunner

logger = logging.getLogger(__name__)

_WATCH_SECONDS = 0.02
_LOOK_SECONDS = 1.0
_PAUSE_SECONDS = 1.0
_STOP_SECONDS = 10.0
_CHORES_SECONDS = 30.0


class Errands:
    """One thread that does what waits, the oldest first.

    :param chores: asks for what is due; called now and then
    """

    def __init__(self, runner: OperationRunner, database: Database, chores: Callable[[], object]) -> None:
        self._runner = runner
        self._database = database
        self._chores = chores
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Take over what a former holder left, and begin."""
        self._runner.recover()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(self._stopping,), name="errands", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End at the next point where the operation under way can be taken up again."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)
            self._thread = None

    def _run(self, stopping: threading.Event) -> None:
        changes = self._database.change_counter()
        seen = -1
        looked = 0
        chores_at = time.monotonic() + _CHORES_SECONDS
        while not stopping.is_set():
            try:
                if time.monotonic() >= chores_at:
                    chores_at = time.monotonic() + _CHORES_SECONDS
                    self._chores()
                change = changes.value()
                if change == seen and looked < _LOOK_SECONDS / _WATCH_SECONDS:
                    looked += 1
                    stopping.wait(_WATCH_SECONDS)
                    continue
                seen, looked = change, 0
                while self._runner.run_next(stopping.is_set):
                    pass
            except OperationCancelled:
                return
            except StorageUnavailable as error:
                logger.warning("operations cannot be done now: %s", error)
                stopping.wait(_PAUSE_SECONDS)
            except Exception:
                logger.exception("an operation could not be recorded")
                stopping.wait(_PAUSE_SECONDS)
