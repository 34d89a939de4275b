"""A presentation: one code held up once, in however many frames it is seen."""

from datetime import datetime, timedelta

from kiosk.domain.code import Code

FORGET_ABOVE = 256
"""More codes than this are never held up at once; older ones are forgotten so that memory stays bounded."""


class Presentations:
    """Tells the first sight of a code from the following ones.

    A code of a continuous view is the same presentation until it has been away for `cooldown`;
    in a source of numbered scenes each scene is its own.
    """

    def __init__(self, cooldown: timedelta) -> None:
        self._cooldown = cooldown
        self._last_seen: dict[tuple[int | None, bytes], datetime] = {}

    def begins(self, code: Code) -> bool:
        """Whether this sight begins a presentation; remembers it either way."""
        key = (code.scene, code.data)
        last = self._last_seen.pop(key, None)
        self._last_seen[key] = code.seen_at
        if len(self._last_seen) > FORGET_ABOVE:
            self._last_seen.pop(next(iter(self._last_seen)))
        if last is None:
            return True
        # abs: after the clock was set back, to answer twice is better than not at all.
        return code.scene is None and abs(code.seen_at - last) > self._cooldown
