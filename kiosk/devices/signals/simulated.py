"""`simulated:` – a signal that the screen draws."""

import time
from collections.abc import Callable

from kiosk.devices.signals.patterns import DARK, IDENTIFY, PATTERNS, Pattern
from kiosk.domain.verdict import Verdict
from kiosk.ports import Lamps


class SimulatedSignal:
    """Shows nothing by itself; `lamps()` tells what real lights would do now.

    `monotonic` gives seconds on a clock that is never set.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._begin(DARK)

    def show(self, verdict: Verdict) -> None:
        self._begin(PATTERNS[verdict])

    def identify(self) -> None:
        self._begin(IDENTIFY)

    def clear(self) -> None:
        self._begin(DARK)

    def lamps(self) -> Lamps:
        return self._pattern.lamps_at((self._monotonic() - self._began_s) * 1000)

    def close(self) -> None:
        self.clear()

    def _begin(self, pattern: Pattern) -> None:
        self._pattern = pattern
        self._began_s = self._monotonic()
