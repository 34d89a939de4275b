"""A site's day begins when nobody is about, and never at a time that another day has."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.day import SiteDay

HUE = ZoneInfo("Asia/Ho_Chi_Minh")
FROM_FOUR = SiteDay(HUE, time(4))
NOWS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
STARTS = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("local", "day"),
    [
        ("2026-11-23 04:00:00", date(2026, 11, 23)),
        ("2026-11-23 12:00:00", date(2026, 11, 23)),
        ("2026-11-23 23:59:59", date(2026, 11, 23)),
        ("2026-11-24 00:00:00", date(2026, 11, 23)),
        ("2026-11-24 03:59:59", date(2026, 11, 23)),
        ("2026-11-24 04:00:00", date(2026, 11, 24)),
        ("2027-01-01 03:00:00", date(2026, 12, 31)),
        ("2028-03-01 00:30:00", date(2028, 2, 29)),
    ],
)
def test_a_night_belongs_to_the_day_before_until_the_day_starts(local: str, day: date) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=HUE)
    assert FROM_FOUR.of(now) == day
    assert FROM_FOUR.of(now.astimezone(UTC)) == day
    assert FROM_FOUR.start(now) == datetime.combine(day, time(4), tzinfo=HUE)


def test_a_day_from_midnight_is_the_date() -> None:
    now = datetime(2026, 11, 23, 0, 0, tzinfo=HUE)
    assert SiteDay(HUE, time(0)).of(now) == date(2026, 11, 23)
    assert SiteDay(HUE, time(0)).of(now - timedelta(microseconds=1)) == date(2026, 11, 22)


@given(NOWS, STARTS)
def test_every_moment_lies_within_the_day_that_it_belongs_to(now: datetime, starts: time) -> None:
    day = SiteDay(HUE, starts)
    assert day.start(now) <= now < day.start(now) + timedelta(days=1)
    assert day.start(now).astimezone(HUE).time() == starts


@given(NOWS, NOWS, STARTS)
def test_two_moments_are_of_one_day_just_when_the_day_began_at_one_time(
    one: datetime, other: datetime, starts: time
) -> None:
    day = SiteDay(HUE, starts)
    assert (day.of(one) == day.of(other)) == (day.start(one) == day.start(other))
    assert (day.of(one) <= day.of(other)) or one > other
