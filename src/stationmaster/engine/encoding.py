"""Works out the vectors of stored texts before a training asks for them.

One thread of the dispatcher's process, whose priority is the lowest there is, a few texts at a time and only while
no training is under way: so it takes no time from anybody.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from typing import Protocol

from stationmaster.domain.errors import StorageUnavailable
from stationmaster.domain.tenants import TenantId
from stationmaster.learning.encoder import Encoder, VectorCache, encode_kept
from stationmaster.services.encoding import EncodingService

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 2.0
_BUSY_SECONDS = 0.1
_COLLECT_LOOKS = 1_800  #: about an hour
_TEXTS_AT_ONCE = 32
_LOWEST_PRIORITY = 19


class AllVectors(Protocol):
    """The kept vectors of all tenants."""

    def for_tenant(self, tenant_id: TenantId) -> VectorCache: ...

    def collect(self, tenants: frozenset[TenantId]) -> int: ...


class BackgroundEncoder:
    """Encodes what was stored until it is stopped."""

    def __init__(
        self,
        service: EncodingService,
        vectors: AllVectors,
        encoder: Callable[[], Encoder | None],
        *,
        is_busy: Callable[[], bool],
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        self._service, self._vectors, self._encoder, self._is_busy = service, vectors, encoder, is_busy
        self._look_seconds = look_seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="background encoder", daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def stop(self, timeout_seconds: float) -> None:
        """End after the texts that are being encoded now."""
        self._stopped.set()
        self._thread.join(timeout_seconds)

    def _run(self) -> None:
        if sys.platform == "linux":  # where a thread has a priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST_PRIORITY)
        looks = 0
        while not self._stopped.is_set():
            try:
                if looks % _COLLECT_LOOKS == 0:
                    self._vectors.collect(self._service.tenants())
                self._look()
            except StorageUnavailable as error:
                logger.warning("cannot look for texts to encode now: %s", error)
            except Exception:
                logger.exception("texts could not be encoded before they are trained on")
            looks += 1
            self._stopped.wait(self._look_seconds)

    def _look(self) -> None:
        for stored in self._service.stored():
            encoder = self._encoder()
            if encoder is None:
                return
            cache = self._vectors.for_tenant(stored.tenant_id)
            for first in range(0, len(stored.texts), _TEXTS_AT_ONCE):
                if not self._may_go_on():
                    return
                encode_kept(stored.texts[first : first + _TEXTS_AT_ONCE], encoder, cache)

    def _may_go_on(self) -> bool:
        """Wait while others are at work; whether there is still something to be done after that."""
        while self._is_busy() and not self._stopped.wait(_BUSY_SECONDS):
            pass
        return not self._stopped.is_set()
