"""Looks after what is personal in the database: who can be found, and for how long. Of several one does."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from kiosk.central.erasing.purge import Purge
from kiosk.central.orders.lease import Lease
from kiosk.central.tracing.index import TraceIndex
from kiosk.keys.files import CentreKeys

LOOK_EACH_S = 0.5
PURGE_EACH_S = 60.0


class Custodian:
    """On a thread of its own; `fail` is told of a defect in it. Without keys nobody is opened."""

    def __init__(
        self,
        engine: Engine,
        keys: CentreKeys | None,
        keep_days: int,
        *,
        fail: Callable[[BaseException], None],
    ) -> None:
        self._index = TraceIndex(engine, keys) if keys else None
        self._purge, self._purged_s = Purge(engine, keep_days), -PURGE_EACH_S
        self._lease = Lease(engine, "custodian")
        self._fail = fail
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="custodian", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Twice is fine."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def _run(self) -> None:
        try:
            pause_s = LOOK_EACH_S
            while not self._closing.wait(pause_s):
                pause_s = LOOK_EACH_S
                with suppress(DBAPIError):  # the collector says so, and the next look may be better
                    pause_s = self._turn(datetime.now(UTC))
            with suppress(DBAPIError):
                self._lease.release()
        except BaseException as defect:
            self._fail(defect)

    def _turn(self, now: datetime) -> float:
        """What is due; how long to wait then. Half of the time at most, so that collectors have the other."""
        if not self._lease.held(now):
            return LOOK_EACH_S
        began_s = time.monotonic()
        more = self._index.turn(now).more if self._index else False
        if began_s - self._purged_s >= PURGE_EACH_S:
            if self._purge.turn(now).more:
                more = True
            else:
                self._purged_s = began_s
        return time.monotonic() - began_s if more else LOOK_EACH_S
