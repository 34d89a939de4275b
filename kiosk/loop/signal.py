"""A signal whose failure never stops a check-in: the screen still tells the visitor."""

from collections.abc import Callable
from functools import partial

from kiosk.domain.verdict import Verdict
from kiosk.errors import DeviceError
from kiosk.ports import Lamps, Signal


class SteadySignal:
    """Passes on to `signal`; what that fails with becomes a fault, until it obeys again."""

    def __init__(self, signal: Signal) -> None:
        self._signal = signal
        self._alarmed = False
        self.fault: str | None = None

    def show(self, verdict: Verdict) -> None:
        self._alarmed = verdict is Verdict.FAULT
        self._try(partial(self._signal.show, verdict))

    def identify(self) -> None:
        """Not in place of an alarm, which goes on until it is cleared."""
        if not self._alarmed:
            self._try(self._signal.identify)

    def clear(self) -> None:
        self._alarmed = False
        self._try(self._signal.clear)

    def lamps(self) -> Lamps:
        return self._signal.lamps()

    def close(self) -> None:
        self._signal.close()

    def _try(self, move: Callable[[], None]) -> None:
        try:
            move()
        except DeviceError:
            self.fault = "signal"
        else:
            self.fault = None
