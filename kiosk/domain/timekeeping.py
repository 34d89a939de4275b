"""Notices when the clock is set, so that what was recorded before can be put right by those who read it.

A machine without a battery clock starts with the last time it saved. Until the clock is set, entries carry
wrong times with the right distances between them: the boot's own clock never jumps.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kiosk.domain.entry import ClockState, Draft, Event

NOTICED_MS = 2000
"""A smaller jump is a correction as the kernel makes it all the time."""

_YEAR_1970 = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Reading:
    """`began_ms`: when the boot began by the clock as it stood, in milliseconds since 1970."""

    began_ms: int
    trusted: bool


class Timekeeper:
    """Looks at the clock now and then; time is passed in."""

    def __init__(self) -> None:
        self._last: _Reading | None = None

    def observe(self, now: datetime, state: ClockState) -> Draft | None:
        """The entry that is due: the clock jumped, or became trusted. `data.offset_ms`: by how much entries
        of this boot, recorded before this one, are to be moved; `data.was`: how far they could be trusted.
        """
        reading = _Reading((now - _YEAR_1970) // timedelta(milliseconds=1) - state.uptime_ms, state.trusted)
        last, self._last = self._last, reading
        if last is None:
            return None
        offset_ms = reading.began_ms - last.began_ms
        newly_trusted = reading.trusted and not last.trusted
        if abs(offset_ms) < NOTICED_MS and not newly_trusted:
            self._last = _Reading(last.began_ms, reading.trusted)
            return None
        was = "trusted" if last.trusted else "untrusted"
        return Draft(at=now, clock=state, event=Event.CLOCK, data={"offset_ms": offset_ms, "was": was})
