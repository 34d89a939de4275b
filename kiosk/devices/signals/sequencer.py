"""The one thread that drives a signal's outputs, so that a new verdict never waits for an old one."""

import threading
import time
from collections.abc import Callable

from kiosk.errors import DeviceError

Part = Callable[[float], float | None]
"""Sets the outputs for a moment, in ms since the part began; gives the next moment at which they change
(None: they stay). Raises DeviceError when the outputs do not obey."""

RETRY_MS = 1000
"""Outputs that did not obey are set again after this time."""

STOP_S = 2.0


class Metronome:
    """Time for a sequencer: how late it is, and waiting for a moment or for a change."""

    def now_ms(self) -> float:
        """Milliseconds on a clock that is never set."""
        return time.monotonic() * 1000

    def wait(self, changed: threading.Condition, timeout_ms: float | None) -> None:
        """Returns when `changed` is notified or the time is over; early is fine. None: no time-out."""
        changed.wait(None if timeout_ms is None else timeout_ms / 1000)


class Sequencer:
    """Plays one part at a time. A new one replaces the old at once; `rest` is played until the first
    and after the last.

    A failure in the thread is kept and raised at the next call: a DeviceError while the outputs are tried
    again, anything else as what ended the thread.
    """

    def __init__(self, rest: Part, metronome: Metronome) -> None:
        self._rest = rest
        self._metronome = metronome
        self._changed = threading.Condition()
        self._part = rest
        self._began_ms = metronome.now_ms()
        self._closing = False
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="signal", daemon=True)
        self._thread.start()

    def play(self, part: Part) -> None:
        with self._changed:
            self._part = part
            self._began_ms = self._metronome.now_ms()
            self._changed.notify()
            self._raise_failure()

    def close(self) -> None:
        """Plays the rest and ends the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(STOP_S)
        with self._changed:
            self._raise_failure()

    def _run(self) -> None:
        with self._changed:
            try:
                try:
                    while not self._closing:
                        self._metronome.wait(self._changed, self._set_outputs(self._part))
                finally:
                    self._set_outputs(self._rest)
            except Exception as defect:
                self._failure = defect

    def _set_outputs(self, part: Part) -> float | None:
        """Returns the ms until they are to be set again."""
        elapsed_ms = self._metronome.now_ms() - self._began_ms
        try:
            next_ms = part(elapsed_ms)
        except DeviceError as failure:
            self._failure = failure
            return RETRY_MS
        return None if next_ms is None else next_ms - elapsed_ms

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure
