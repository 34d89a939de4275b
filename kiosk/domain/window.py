"""Windows of local time that come back on days of the week, over midnight too.

A window is kept as a clock on the wall shows it, and compared as instants: so it holds where clocks are put
forward and back. In doubt, at an hour that comes twice or not at all, it is open.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens` until just before `closes`; one that closes no later than it opens closes the next day."""

    opens: time
    closes: time

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Both ends in UTC, of the window that opens on that day."""
        ends = day if self.opens < self.closes else day + DAY
        return min(_instants(day, self.opens, zone)), max(_instants(ends, self.closes, zone))

    def opened(self, now: datetime, zone: ZoneInfo) -> list[date]:
        """The days on which the windows opened that are open at `now` (aware): yesterday, today, or both."""
        today = now.astimezone(zone).date()
        # Not beyond these days: a window lasts 24 hours at most, and an hour more where clocks go back.
        spans = ((day, *self.on(day, zone)) for day in (today - DAY, today))
        return [day for day, opens, closes in spans if opens <= now < closes]


ALL_DAY = Window(time(0), time(0))


def _instants(day: date, at: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """What a wall clock's time may mean: one instant twice, or two where clocks are put forward or back."""
    there = datetime.combine(day, at, tzinfo=zone)
    return there.astimezone(UTC), there.replace(fold=1).astimezone(UTC)
