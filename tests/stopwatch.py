"""Time that a test moves."""

import threading
from collections.abc import Callable

from kiosk.devices.signals.sequencer import Metronome

PATIENCE_S = 10


class Stopwatch(Metronome):
    """Time for a signal: it stands still until moved, and moves only when all that was due is done."""

    def __init__(self) -> None:
        self.at_ms = 0.0
        self._due_ms: float | None = None
        self._turns = 0
        self._rests = threading.Condition()
        self._changed = threading.Condition()

    def now_ms(self) -> float:
        return self.at_ms

    def wait(self, changed: threading.Condition, timeout_ms: float | None) -> None:
        self._changed = changed
        self._due_ms = None if timeout_ms is None else self.at_ms + timeout_ms
        with self._rests:
            self._turns += 1
            self._rests.notify_all()
        changed.wait()

    def after(self, act: Callable[[], object]) -> None:
        """Acts, and returns when the signal rests again."""
        turns = self._turns
        act()
        with self._rests:
            assert self._rests.wait_for(lambda: self._turns > turns, PATIENCE_S)

    def move_to(self, at_ms: float) -> None:
        while self._due_ms is not None and self._due_ms <= at_ms:
            self.at_ms = self._due_ms
            self.after(self._wake)
        self.at_ms = at_ms

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify()
