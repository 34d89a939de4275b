"""What each command does."""

from typing import assert_never

from kiosk.errors import SealBroken
from kiosk.feed.orders import Refusal, Result
from kiosk.feed.orders.bodies import (
    ChangeDirection,
    Diagnose,
    Erase,
    GiveDayKey,
    Identify,
    Open,
    Ping,
    Reload,
    Resend,
    Revoke,
    ShowMessage,
)
from kiosk.keys.day_key import DayKey
from kiosk.keys.day_keys import DayKeys
from kiosk.keys.sealing import OpeningRing
from kiosk.loop.orders.door import Door
from kiosk.loop.orders.machine import Machine
from kiosk.loop.orders.orders import Deed
from kiosk.loop.orders.records import Records
from kiosk.ports import Order


class Deeds:
    """Of one kiosk. `opening` opens what is sealed for it; None: it has no key of its own."""

    def __init__(
        self,
        kiosk: str,
        door: Door,
        records: Records,
        machine: Machine,
        day_keys: DayKeys,
        opening: OpeningRing | None,
    ) -> None:
        self._kiosk, self._door, self._records, self._machine = kiosk, door, records, machine
        self._day_keys, self._opening = day_keys, opening

    def begin(self, order: Order) -> Deed:
        match order.body:
            case Ping():
                return _done(self._machine.ping())
            case Open() as wanted:
                return self._door.open(order, wanted)
            case ChangeDirection() as wanted:
                return _done(self._door.turn(wanted))
            case ShowMessage() as wanted:
                return _done(self._machine.show(wanted))
            case Identify():
                return _done(self._machine.identify())
            case Reload():
                return self._machine.reload(order)
            case Diagnose():
                return _done(self._machine.diagnose())
            case Resend() as wanted:
                return self._records.resend(wanted)
            case Erase() as wanted:
                return self._records.erase(wanted)
            case GiveDayKey() as given:
                return _done(self._take_day_key(given))
            case Revoke():
                return _done(Result.refused(Refusal.UNKNOWN_COMMAND))  # it ends at the publisher's desk
        assert_never(order.body)

    def _take_day_key(self, given: GiveDayKey) -> Result:
        if self._opening is None:
            return Result.refused(Refusal.NO_KEY)
        try:
            key = DayKey.opened(given.model_dump(), kiosk=self._kiosk, ring=self._opening)
        except SealBroken:
            return Result.refused(Refusal.SEAL_BROKEN)
        today = self._day_keys.day.isoformat()
        if not self._day_keys.take(key):
            return Result.refused(Refusal.WRONG_DAY, today=today)
        return Result(True, {"day": given.day, "today": today})


def _done(result: Result) -> Deed:
    return lambda: result
