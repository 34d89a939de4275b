"""How long a site was open between two times."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.central.registry.hours import OpeningHours

ONE_DAY = timedelta(days=1)
LOOKS_BACK = timedelta(days=30)
"""What was before that adds nothing: no threshold is as long."""


@dataclass(frozen=True, slots=True)
class OpenTime:
    """Opening hours without the holidays, on which nobody need be there."""

    hours: OpeningHours
    zone: ZoneInfo
    holidays: frozenset[date] = field(default_factory=frozenset)

    @property
    def told(self) -> bool:
        return self.hours.told

    def opens_on(self, day: date) -> bool:
        return day not in self.holidays and bool(self.hours.days[day.weekday()])

    def between(self, since: datetime, until: datetime) -> timedelta:
        """Of these times (aware), how long it was open; at most of the last LOOKS_BACK."""
        begin, end = max(since, until - LOOKS_BACK).astimezone(self.zone), until.astimezone(self.zone)
        open_for, day = timedelta(0), begin.date() - ONE_DAY  # a night's span began the day before
        while day <= end.date():
            if self.opens_on(day):
                for opens, closes in self.hours.on(day, self.zone):
                    open_for += max(timedelta(0), min(closes, end) - max(opens, begin))
            day += ONE_DAY
        return open_for
