"""The work of the running centre: sends while there is something, waits, and compares counts once a day."""

import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from kiosk.central.national.exporter import Exporter, Step, Told
from kiosk.central.national.mapping import Mapper
from kiosk.central.national.receiver import NotAnswered, Receiver
from kiosk.central.national.reconciliation import reconcile
from kiosk.central.orders.lease import Lease
from kiosk.central.settings import CentralTable, NationalTable
from kiosk.keys.files import load_centre_keys
from kiosk.keys.sealing import OpeningRing

LOOK_EACH_S = 2.0
PATIENCE_S = (1.0, 300.0)
"""The first wait after a failure, and the longest; each is twice the one before, give or take a half."""

COMPARED_DAYS = 3
"""Days back that are compared: entries of a kiosk that was off line come late."""

COMPARED_EACH = timedelta(hours=6)


def national_of(
    engine: Engine, table: NationalTable, centre: CentralTable, today: date
) -> tuple[Exporter, Receiver]:
    """For work beside the running centre. Raises SettingsError for keys that cannot be used."""
    keys = load_centre_keys(centre.keys, today=today) if centre.keys else None
    receiver = Receiver(table.url, table.token_file)
    mapper = Mapper(table.mapping, keys.opening if keys else None)
    return Exporter(engine, receiver, mapper, centre.day.zone), receiver


class NationalSync:
    """A thread of its own; of several centres over one database one does the work."""

    def __init__(
        self,
        engine: Engine,
        table: NationalTable,
        ring: OpeningRing | None,
        zone: ZoneInfo,
        *,
        say: Callable[[str], None],
        fail: Callable[[BaseException], None],
    ) -> None:
        self._engine, self._zone, self._say = engine, zone, say
        self._receiver = Receiver(table.url, table.token_file)
        self._exporter = Exporter(engine, self._receiver, Mapper(table.mapping, ring), zone)
        self._lease = Lease(engine, "national")
        self._compared: datetime | None = None
        self._fault: str | None = None
        self._failures = 0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._guarded(fail), name="national", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Twice is fine."""
        self._closing.set()
        self._receiver.close()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def _guarded(self, fail: Callable[[BaseException], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                wait_s = 0.0
                while not self._closing.wait(wait_s):
                    wait_s = self._turn(datetime.now(UTC))
                with suppress(DBAPIError):
                    self._lease.release()
            except BaseException as defect:
                if not self._closing.is_set():
                    fail(defect)

        return run

    def _turn(self, now: datetime) -> float:
        """How long to wait until the next."""
        try:
            if not self._lease.held(now):
                return LOOK_EACH_S
            step = self._exporter.step(now)
            self._tell(step)
            match step.told:
                case Told.TAKEN | Told.SMALLER:
                    self._failures = 0
                    return 0.0
                case Told.NOTHING_NEW:
                    self._failures = 0
                    self._compare(now)
                    return LOOK_EACH_S
                case Told.FAILED:
                    return max(step.after_s, self._patience_s())
        except DBAPIError:  # the collector says so, and the next look may be better
            return LOOK_EACH_S

    def _patience_s(self) -> float:
        self._failures += 1
        first, longest = PATIENCE_S
        wait_s = min(longest, first * 2.0 ** min(self._failures - 1, 20))
        return wait_s * (0.5 + secrets.randbelow(1000) / 1000)

    def _compare(self, now: datetime) -> None:
        if self._compared and now - self._compared < COMPARED_EACH:
            return
        self._compared = now
        today = now.astimezone(self._zone).date()
        days = [today - timedelta(days=back) for back in range(COMPARED_DAYS, 0, -1)]
        try:
            counts = reconcile(self._engine, self._receiver, self._zone, days, now)
        except NotAnswered as failure:
            self._say(str(failure))
            return
        differing = [one for one in counts if not one.agrees]
        for one in differing:
            self._say(
                f"The national centre has {one.theirs} passages of {one.day}, and {one.ours} were sent;"
                " that day is sent once more."
            )
        if differing:
            self._exporter.backfill(differing[0].day)

    def _tell(self, step: Step) -> None:
        """A fault is said once, and that it is over too."""
        if step.fault and step.fault != self._fault:
            self._say(f"{step.fault} Nothing is lost: it is tried again and again.")
        elif self._fault and step.told is Told.TAKEN:
            self._say("The national centre takes entries again.")
        self._fault = step.fault if step.told is Told.FAILED else None
        if step.refused:
            self._say(f"The national centre refused {step.refused} entries; 'kiosk central sync' lists them.")
