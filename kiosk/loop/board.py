"""What the screen says for a while: the last verdicts, and a message of the centre."""

import time
from collections import deque

from kiosk.ports import Told

VERDICT_STAYS_S = 2.5
HISTORY = 12


class Board:
    """Used from the main thread."""

    def __init__(self) -> None:
        self._history: deque[Told] = deque(maxlen=HISTORY)
        self._told_until_s = 0.0
        self._message = ""
        self._message_until_s = 0.0

    def tell(self, told: Told) -> None:
        """The next verdict takes its place at once."""
        self._history.appendleft(told)
        self._told_until_s = time.monotonic() + VERDICT_STAYS_S

    def write(self, message: str, for_s: float) -> None:
        """Instead of the message that stands there; an empty one takes it away."""
        self._message, self._message_until_s = message, time.monotonic() + for_s

    @property
    def told(self) -> Told | None:
        """What a visitor is told now."""
        return self._history[0] if time.monotonic() < self._told_until_s else None

    @property
    def history(self) -> tuple[Told, ...]:
        """Newest first."""
        return tuple(self._history)

    @property
    def message(self) -> str | None:
        if not self._message or time.monotonic() >= self._message_until_s:
            return None
        return self._message
