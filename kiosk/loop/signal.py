"""A signal whose failure never stops a check-in: the screen still tells the visitor."""

from kiosk.domain.verdict import Verdict
from kiosk.errors import DeviceError
from kiosk.ports import Lamps, Signal


class SteadySignal:
    """Passes on to `signal`; what that fails with becomes a fault, until it obeys again."""

    def __init__(self, signal: Signal) -> None:
        self._signal = signal
        self.fault: str | None = None

    def show(self, verdict: Verdict) -> None:
        try:
            self._signal.show(verdict)
        except DeviceError:
            self.fault = "signal"
        else:
            self.fault = None

    def clear(self) -> None:
        try:
            self._signal.clear()
        except DeviceError:
            self.fault = "signal"
        else:
            self.fault = None

    def lamps(self) -> Lamps:
        return self._signal.lamps()

    def close(self) -> None:
        self._signal.close()
