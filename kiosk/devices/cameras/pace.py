"""The pace of a camera that could go faster than it should."""

import threading
import time

from kiosk.errors import AddressError, CameraStalled

SLOWEST_FPS = 1.0
"""Slower pictures would look like a camera that hangs."""

FASTEST_FPS = 240.0


class Pace:
    """Lets frames through at most `fps` a second; 0: as fast as it goes.

    Raises AddressError for any other fps outside 1 to 240.
    """

    def __init__(self, fps: float) -> None:
        if fps != 0 and not SLOWEST_FPS <= fps <= FASTEST_FPS:
            raise AddressError(f"fps={fps:g}: must be 0 (as fast as it goes), or from 1 to 240.")
        self._interval_s = 1 / fps if fps else 0.0
        self._due = time.monotonic()
        self._stopped = threading.Event()

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def wait(self, timeout_s: float) -> bool:
        """Waits until the next frame is due; False as soon as `stop` was called.

        Raises CameraStalled if it is not due within `timeout_s`. A frame that came late does not hurry
        the ones after it.
        """
        early_s = self._due - time.monotonic()
        if self._stopped.wait(max(0.0, min(early_s, timeout_s))):
            return False
        if early_s > timeout_s:
            raise CameraStalled("The next picture is not due yet; raise fps, or wait longer for it.")
        self._due = max(self._due, time.monotonic() - self._interval_s) + self._interval_s
        return True

    def stop(self) -> None:
        """Ends a wait from any thread; twice is fine."""
        self._stopped.set()
