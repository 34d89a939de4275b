"""What waits for the main thread: codes that somebody held up, each of them once."""

import queue
import threading
from datetime import timedelta

from kiosk.domain.code import Code
from kiosk.domain.presentation import Presentations

WAITING_CODES = 32


class Inbox:
    """Filled from any thread. A code that two saw, or one saw twice, is one presentation."""

    def __init__(self, cooldown: timedelta) -> None:
        self._waiting: queue.Queue[Code | None] = queue.Queue(WAITING_CODES)
        self._presentations = Presentations(cooldown)
        self._filling = threading.Lock()

    def put(self, code: Code) -> bool:
        """False: there is no room, so that nothing begins with it."""
        with self._filling:
            if self._waiting.full():
                return False
            if self._presentations.begins(code):
                self._waiting.put_nowait(code)
            return True

    def end(self) -> bool:
        """There will be no more pictures. False: there is no room to say so."""
        with self._filling:
            if self._waiting.full():
                return False
            self._waiting.put_nowait(None)
            return True

    @property
    def empty(self) -> bool:
        """Nobody waits for an answer."""
        return self._waiting.empty()

    def get(self, timeout_s: float) -> Code | None:
        """None: there will be no more pictures. Raises queue.Empty if nothing came in time."""
        return self._waiting.get(timeout=timeout_s)
