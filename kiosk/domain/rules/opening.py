"""When a site is open: windows of local time on the days of a week, holidays, and days that are different."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.window import ALL_DAY, DAY, Window

LONGEST_CLOSED = timedelta(days=31)
"""A closing that is longer ago is of no interest any more."""


@dataclass(frozen=True, slots=True)
class Hours:
    """`week`: the windows of each day, Monday first; a site that names none is always open.

    A window belongs to the day on which it opens: one that opens before a holiday runs on into it. An
    exception takes the place of that day's windows, on a holiday too.
    """

    week: Sequence[Sequence[Window]] = ((ALL_DAY,),) * 7
    holidays: frozenset[date] = frozenset()
    exceptions: Mapping[date, Sequence[Window]] = field(default_factory=dict)

    def closed_all_day(self, day: date) -> bool:
        """Whether it is a holiday without hours of its own."""
        return day in self.holidays and day not in self.exceptions

    def open_at(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether it is open at `now` (aware)."""
        today = now.astimezone(zone).date()
        # Not beyond these days: a window lasts 24 hours at most, and an hour more where clocks go back.
        spans = (span for day in (today - DAY, today) for span in self._spans(day, zone))
        return any(opens <= now < closes for opens, closes in spans)

    def last_closing(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When it closed for the day, last before `now` or just then; UTC. A break within a day is none.

        None: it has not closed lately.
        """
        today = now.astimezone(zone).date()
        for back in range(LONGEST_CLOSED.days):
            ends = [closes for _, closes in self._spans(today - back * DAY, zone)]
            if ends and max(ends) <= now and not self.open_at(max(ends), zone):
                return max(ends)
        return None

    def _spans(self, day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
        for window in self._windows(day):
            yield window.on(day, zone)

    def _windows(self, day: date) -> Sequence[Window]:
        if day in self.exceptions:
            return self.exceptions[day]
        return () if day in self.holidays else self.week[day.weekday()]
