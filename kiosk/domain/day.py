"""The day of a site: it begins at an hour of its own, when nobody is about."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class SiteDay:
    """How a site divides time into days."""

    zone: ZoneInfo
    starts: time

    def of(self, now: datetime) -> date:
        """The day that `now` (aware) belongs to."""
        return (
            now.astimezone(self.zone) - timedelta(hours=self.starts.hour, minutes=self.starts.minute)
        ).date()

    def start(self, now: datetime) -> datetime:
        """When that day began; aware, in the site's zone."""
        return self.begins(self.of(now))

    def begins(self, day: date) -> datetime:
        """When that one begins; aware, in the site's zone."""
        return datetime.combine(day, self.starts, tzinfo=self.zone)
