"""Asks the rules again and again while the centre runs; of several collectors one does."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from kiosk.central.orders.lease import Lease
from kiosk.central.settings import ViolationsTable
from kiosk.central.violations.evaluation import evaluate
from kiosk.central.violations.listening import note_listening
from kiosk.domain.day import SiteDay

LOOK_EACH_S = 2.0


class ViolationRounds:
    """A thread of its own. `connected`: to the broker; `fail` is told of a defect in the thread."""

    def __init__(
        self,
        engine: Engine,
        limits: ViolationsTable,
        day: SiteDay,
        connected: Callable[[], bool],
        *,
        fail: Callable[[BaseException], None],
    ) -> None:
        self._engine, self._limits, self._day, self._fail = engine, limits, day, fail
        self._each = timedelta(minutes=limits.check_minutes)
        self._lease = Lease(engine, "violations")
        self._connected = connected
        self._next: datetime | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="violations", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Twice is fine. A round that goes on is left to the database to undo."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def turn(self, now: datetime) -> None:
        """Holds the lease while it is there; asks when it is time. Raises DBAPIError.

        A round that takes longer than the lease lasts does no harm: who writes down holds a row for it.
        """
        if not self._lease.held(now):
            self._next = now + self._each  # somebody else has just asked, or will
            return
        if self._connected():
            note_listening(self._engine, now)
        if self._next is None or not now < self._next <= now + self._each:
            self._next = now + self._each
            evaluate(self._engine, self._limits, self._day, now)

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                with suppress(DBAPIError):  # the collector says so, and the next look may be better
                    self.turn(datetime.now(UTC))
                self._closing.wait(LOOK_EACH_S)
            with suppress(DBAPIError):
                self._lease.release()
        except BaseException as defect:
            self._fail(defect)
