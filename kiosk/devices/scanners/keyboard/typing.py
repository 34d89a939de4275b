"""Codes from typing: a reader is faster than any hand."""

from kiosk.devices.scanners.keyboard.events import DOWN, DROPPED, KEY, SYN, UP, Event
from kiosk.devices.scanners.keyboard.keystrokes import Keystrokes

QUIET_S = 0.5
"""After this much silence whatever is typed is a new code."""

LONGEST = 8192
"""No QR code holds more characters."""


class Typing:
    """Gives each code that a reader types and ends with Enter or Tab.

    A key that comes more than `gap_s` after the one before was not typed by a reader: all until the next end,
    or the next silence, is left out, rather than to take half a code for a whole one.
    """

    def __init__(self, gap_s: float) -> None:
        self._gap_s = gap_s
        self._keys = Keystrokes()
        self._last_s = float("-inf")

    def take(self, event: Event) -> bytes | None:
        """A code that this event ends."""
        if event.type == KEY and event.value == DOWN:
            return self._down(event.code, event.at_s)
        if event.type == KEY and event.value == UP:
            self._keys.up(event.code)
        elif event.type == SYN and event.code == DROPPED:
            self._keys.release_all()
        return None

    def _down(self, key: int, at_s: float) -> bytes | None:
        since_s, self._last_s = at_s - self._last_s, at_s
        if since_s > QUIET_S:
            self._keys.begin()
        elif len(self._keys.typed.points) > LONGEST:
            self._keys.begin()
            self._keys.typed.strange = True
        elif since_s > self._gap_s:
            self._keys.typed.strange = True
        if not self._keys.down(key):
            return None
        typed = self._keys.typed
        self._keys.begin()
        return typed.content() if typed.points and not typed.strange else None
