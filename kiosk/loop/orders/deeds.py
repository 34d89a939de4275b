"""What each command does."""

from collections.abc import Callable

from kiosk.domain.diagnosis import Finding, worst
from kiosk.domain.entry import to_rfc3339
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
    Resend,
    ShowMessage,
)
from kiosk.keys.day_key import DayKey
from kiosk.keys.day_keys import DayKeys
from kiosk.keys.sealing import OpeningRing
from kiosk.loop.board import Board
from kiosk.loop.orders.door import Door
from kiosk.loop.orders.orders import Deed
from kiosk.loop.orders.records import Records
from kiosk.loop.signal import SteadySignal
from kiosk.ports import Clock, Order

IDENTIFY_S = 10.0


class Deeds:
    """Of one kiosk. `opening` opens what is sealed for it; None: it has no key of its own."""

    def __init__(
        self,
        kiosk: str,
        clock: Clock,
        door: Door,
        records: Records,
        board: Board,
        signal: SteadySignal,
        day_keys: DayKeys,
        opening: OpeningRing | None,
        *,
        diagnose: Callable[[], tuple[Finding, ...]],
    ) -> None:
        self._kiosk, self._clock, self._door, self._records = kiosk, clock, door, records
        self._board, self._signal = board, signal
        self._day_keys, self._opening, self._diagnose = day_keys, opening, diagnose

    def begin(self, order: Order) -> Deed:
        match order.body:
            case Ping():
                return _done(Result(True, {"at": to_rfc3339(self._clock.now())}))
            case Open() as wanted:
                return self._door.open(order, wanted)
            case ChangeDirection() as wanted:
                return _done(self._door.turn(wanted))
            case ShowMessage(text=text, for_s=for_s):
                self._board.write(text, for_s)
                return _done(Result(True))
            case Identify():
                return _done(self._identify())
            case Diagnose():
                return _done(_told(self._diagnose()))
            case Resend() as wanted:
                return self._records.resend(wanted)
            case Erase() as wanted:
                return self._records.erase(wanted)
            case GiveDayKey() as given:
                return _done(self._take_day_key(given))
        return _done(Result.refused(Refusal.UNKNOWN_COMMAND))

    def _identify(self) -> Result:
        self._board.write(self._kiosk, IDENTIFY_S)
        self._signal.identify()
        return Result(True, {"kiosk": self._kiosk})

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


def _told(findings: tuple[Finding, ...]) -> Result:
    parts = [{"part": one.part, "state": one.state.value, "says": one.says} for one in findings]
    return Result(True, {"state": worst(findings).value, "parts": parts})
