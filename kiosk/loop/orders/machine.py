"""Orders to the kiosk as a machine: whether it is there, which one it is, how it fares, and to begin anew."""

import queue
from collections.abc import Callable, Sequence

from kiosk.domain.diagnosis import Finding, worst
from kiosk.domain.entry import to_rfc3339
from kiosk.feed.orders import Refusal, Result
from kiosk.feed.orders.bodies import ShowMessage
from kiosk.loop.board import Board
from kiosk.loop.inbox import Inbox
from kiosk.loop.orders.orders import Deed
from kiosk.loop.signal import SteadySignal
from kiosk.loop.stops import Again, Stop
from kiosk.ports import Clock, Order

IDENTIFY_S = 10.0

Reread = Callable[[], Sequence[str]]
"""Reads the configuration again: a line for each fault; none, and the kiosk can begin anew with it."""


class Machine:
    def __init__(
        self,
        kiosk: str,
        clock: Clock,
        board: Board,
        signal: SteadySignal,
        inbox: Inbox,
        stops: "queue.SimpleQueue[Stop]",
        *,
        diagnose: Callable[[], tuple[Finding, ...]],
        reread: Reread,
    ) -> None:
        self._kiosk, self._clock, self._board, self._signal = kiosk, clock, board, signal
        self._inbox, self._stops = inbox, stops
        self._diagnose, self._reread = diagnose, reread

    def ping(self) -> Result:
        return Result(True, {"at": to_rfc3339(self._clock.now())})

    def show(self, wanted: ShowMessage) -> Result:
        self._board.write(wanted.text, wanted.for_s)
        return Result(True)

    def identify(self) -> Result:
        self._board.write(self._kiosk, IDENTIFY_S)
        self._signal.identify()
        return Result(True, {"kiosk": self._kiosk})

    def diagnose(self) -> Result:
        findings = self._diagnose()
        parts = [{"part": one.part, "state": one.state.value, "says": one.says} for one in findings]
        return Result(True, {"state": worst(findings).value, "parts": parts})

    def reload(self, order: Order) -> Deed:
        """Begins anew when nobody is being answered; where that is never so, at the end of the time."""
        faults = list(self._reread())
        if faults:
            return lambda: Result.refused(Refusal.BAD_CONFIG, faults=faults)

        def deed() -> Result | None:
            if not self._quiet() and self._clock.now() < order.ends:
                return None
            self._stops.put(Again())
            return Result(True)

        return deed

    def _quiet(self) -> bool:
        return self._inbox.empty and self._board.told is None
