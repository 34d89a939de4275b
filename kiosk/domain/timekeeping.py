"""Notices when the clock is set, so that what was recorded before can be put right by those who read it.

A machine without a battery clock starts with the last time it saved. Until the clock is set, entries carry
wrong times with the right distances between them: the boot's own clock never jumps.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kiosk.domain.entry import ClockState, Draft, Event
from kiosk.domain.timeline import Stamp

NOTICED_MS = 2000
"""A smaller jump is a correction as the kernel makes it all the time."""

STEADY_MS = 500
"""Clock and uptime that were read further apart than this (the machine stood still) tell of no jump."""

IN_FLIGHT_MS = 60_000
"""What was noted longer ago has been dealt with."""

_YEAR_1970 = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class _Reading:
    """`began_ms`: when the boot began by the clock as it stood, in milliseconds since 1970."""

    boot: str
    began_ms: int
    trusted: bool


class Timekeeper:
    """Looks at the clock now and then; time is passed in.

    `recorded`: the last entries of the journal, by which it is noticed that the clock was set while no kiosk
    ran.
    """

    def __init__(self, recorded: Iterable[Stamp] = ()) -> None:
        self._last = _last_reading(list(recorded))
        self._sure = self._last is not None and self._last.trusted
        self._astray = timedelta()
        self._jump: tuple[timedelta, int] | None = None  # by how much, and how long after the boot, in ms

    def observe(self, before: ClockState, now: datetime, state: ClockState) -> Draft | None:
        """The entry that is due: the clock jumped, or became trusted. `data.offset_ms`: by how much entries
        of this boot, recorded before this one, are to be moved; `data.was`: how far they could be trusted.
        The clock was read between `before` and `state`.
        """
        if state.uptime_ms - before.uptime_ms > STEADY_MS:
            return None
        reading = _Reading(state.boot, (now - _YEAR_1970) // _MS - state.uptime_ms, state.trusted)
        last, self._last = self._last, reading
        if last is None or last.boot != reading.boot:
            self._sure, self._astray = reading.trusted, timedelta()
            return None
        offset_ms = reading.began_ms - last.began_ms
        newly_trusted = reading.trusted and not last.trusted
        if abs(offset_ms) < NOTICED_MS and not newly_trusted:
            self._last = _Reading(last.boot, last.began_ms, reading.trusted)
            return None
        self._follow(reading, offset_ms * _MS)
        self._jump = offset_ms * _MS, state.uptime_ms
        was = "trusted" if last.trusted else "untrusted"
        return Draft(at=now, clock=state, event=Event.CLOCK, data={"offset_ms": offset_ms, "was": was})

    def likely(self, at: datetime) -> datetime:
        """The time that it most likely was, when the clock said this: a clock that was trusted, and was then
        set to something that is not, is no reason to begin another day.
        """
        return at - self._astray

    def by_the_clock_of_now(self, at: datetime, now: datetime, state: ClockState) -> datetime:
        """A moment a little before `now`, which was noted perhaps before the clock was set."""
        if self._jump is None or state.uptime_ms - self._jump[1] > IN_FLIGHT_MS:
            return at
        return min(at, at + self._jump[0], key=lambda meant: abs(meant - now))

    def _follow(self, reading: _Reading, offset: timedelta) -> None:
        if reading.trusted:
            self._sure, self._astray = True, timedelta()
        elif self._sure:
            self._astray += offset


def _last_reading(recorded: list[Stamp]) -> _Reading | None:
    """Of the last boot, since its clock was last set. What was recorded late makes its beginning look too
    early, so the latest of them is right.
    """
    began: list[int] = []
    for stamp in reversed(recorded):
        if stamp.boot != recorded[-1].boot:
            break
        began.append((stamp.at - stamp.uptime - _YEAR_1970) // _MS)
        if stamp.setting:
            break
    return _Reading(recorded[-1].boot, max(began), recorded[-1].trusted) if began else None
