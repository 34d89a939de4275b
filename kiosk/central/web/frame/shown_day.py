"""The day that a page shows: the one in its address, else today."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from fastapi import HTTPException

from kiosk.domain.day import SiteDay


@dataclass(frozen=True, slots=True)
class ShownDay:
    """`since`, `before`: when it begins and ends; aware."""

    day: date
    since: datetime
    before: datetime
    now: datetime

    @property
    def today(self) -> bool:
        return self.since <= self.now < self.before

    @property
    def earlier(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def later(self) -> date | None:
        """None: it has not come yet."""
        return None if self.now < self.before else self.day + timedelta(days=1)


def shown_day(days: SiteDay, text: str) -> ShownDay:
    """`text`: as in an address, `2026-11-23`, or empty. Raises HTTPException for what is no day."""
    now = datetime.now(UTC)
    try:
        day = date.fromisoformat(text) if text else days.of(now)
        since = datetime.combine(day, days.starts, tzinfo=days.zone)
        before = datetime.combine(day + timedelta(days=1), days.starts, tzinfo=days.zone)
    except (ValueError, OverflowError):
        raise HTTPException(400) from None
    return ShownDay(day, since, before, now)
