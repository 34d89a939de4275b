"""When a site is open, as tables of local times: windows, midnight, holidays, exceptions, changing clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.rules.opening import Hours
from kiosk.domain.window import ALL_DAY, Window

HUE, BERLIN = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Berlin")
CLOSED: tuple[Window, ...] = ()


def window(text: str) -> Window:
    opens, closes = text.split("-")
    return Window(time.fromisoformat(opens), time.fromisoformat(closes))


def week(**days: str) -> list[tuple[Window, ...]]:
    """`week(fri="22:00-06:00")`; a day that is not named is closed."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return [tuple(window(text) for text in days.get(name, "").split()) for name in names]


def at(local: str, zone: ZoneInfo = HUE) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)


OFFICE = Hours(week(mon="07:30-11:30 13:30-17:00", fri="07:30-11:30 22:00-06:00", sun="18:00-00:00"))
TET = {date(2027, 2, day) for day in range(5, 12)}
HOLIDAYS = Hours(
    week(thu="20:00-02:00", fri="08:00-12:00", sat="08:00-12:00"),
    holidays=frozenset(TET),
    exceptions={
        date(2027, 2, 6): (window("09:00-10:00"),),
        date(2027, 2, 19): (window("13:00-15:00"),),
        date(2027, 2, 26): CLOSED,
    },
)


@pytest.mark.parametrize(
    ("local", "is_open"),
    [
        # Monday, 23 November 2026: two windows, and a break.
        ("2026-11-23 07:29:59", False),
        ("2026-11-23 07:30:00", True),
        ("2026-11-23 11:29:59.999", True),
        ("2026-11-23 11:30:00", False),
        ("2026-11-23 13:30:00", True),
        ("2026-11-23 17:00:00", False),
        ("2026-11-24 08:00:00", False),
        # Friday night, over midnight.
        ("2026-11-27 21:59:59", False),
        ("2026-11-27 22:00:00", True),
        ("2026-11-28 00:00:00", True),
        ("2026-11-28 05:59:59", True),
        ("2026-11-28 06:00:00", False),
        ("2026-11-28 22:00:00", False),
        # Sunday until the end of the day.
        ("2026-11-29 23:59:59.999", True),
        ("2026-11-30 00:00:00", False),
    ],
)
def test_a_window_holds_from_its_first_moment_until_before_its_last(local: str, is_open: bool) -> None:
    assert OFFICE.open_at(at(local), HUE) is is_open


@pytest.mark.parametrize(
    ("local", "is_open"),
    [
        ("2027-02-04 20:00", True),  # Thursday before the holidays
        ("2027-02-05 01:59", True),  # its window runs on into the holiday
        ("2027-02-05 08:00", False),  # Friday, a holiday
        ("2027-02-06 08:30", False),  # Saturday, a holiday with hours of its own
        ("2027-02-06 09:00", True),
        ("2027-02-06 10:00", False),
        ("2027-02-11 20:00", False),  # Thursday, the last holiday
        ("2027-02-12 01:00", False),  # what did not open does not run on
        ("2027-02-12 08:00", True),
        ("2027-02-19 08:00", False),  # an exception takes the place of the day's hours
        ("2027-02-19 13:00", True),
        ("2027-02-26 08:00", False),  # an exception without hours is a closed day
        ("2027-02-26 01:00", True),
    ],
)
def test_holidays_are_closed_and_exceptions_have_hours_of_their_own(local: str, is_open: bool) -> None:
    assert HOLIDAYS.open_at(at(local), HUE) is is_open


@pytest.mark.parametrize(
    ("day", "closed"), [(4, False), (5, True), (6, False), (11, True), (12, False), (26, False)]
)
def test_a_holiday_without_hours_of_its_own_is_closed_all_day(day: int, closed: bool) -> None:
    assert HOLIDAYS.closed_all_day(date(2027, 2, day)) is closed


@pytest.mark.parametrize(
    ("utc", "is_open"),
    [
        # 28 March 2027: at 02:00 the clocks in Berlin are put forward to 03:00.
        ("2027-03-28T00:29:59", False),  # 01:29:59 by the clock
        ("2027-03-28T00:30:00", True),  # 01:30, when the window opens
        ("2027-03-28T01:29:59", True),  # 03:29:59
        ("2027-03-28T01:30:00", False),  # 03:30: half past two never came
        # 31 October 2027: at 03:00 they are put back to 02:00, so half past two comes twice.
        ("2027-10-31T01:29:59", True),  # 02:29:59 for the second time
        ("2027-10-31T01:30:00", False),
    ],
)
def test_where_clocks_are_put_forward_or_back_a_window_is_rather_longer_than_shorter(
    utc: str, is_open: bool
) -> None:
    night = Hours(week(sun="01:30-02:30"))
    assert night.open_at(datetime.fromisoformat(utc).replace(tzinfo=UTC), BERLIN) is is_open


@pytest.mark.parametrize(
    "local", ["2027-03-28 01:59", "2027-03-28 03:00", "2027-10-31 02:30", "2027-06-01 00:00"]
)
def test_a_site_that_names_no_hours_is_always_open(local: str) -> None:
    assert Hours().open_at(at(local, BERLIN), BERLIN)


@pytest.mark.parametrize(
    ("local", "closing"),
    [
        ("2026-11-23 16:59", "2026-11-22 24:00"),
        ("2026-11-23 12:00", "2026-11-22 24:00"),  # a break is no closing
        ("2026-11-23 17:00", "2026-11-23 17:00"),
        ("2026-11-27 12:00", "2026-11-23 17:00"),
        ("2026-11-28 05:00", "2026-11-23 17:00"),  # Friday night is not over
        ("2026-11-28 06:00", "2026-11-28 06:00"),
        ("2026-11-29 17:00", "2026-11-28 06:00"),
        ("2027-12-01 00:00", "2027-11-29 17:00"),
    ],
)
def test_the_last_closing_is_the_end_of_a_day_s_last_window(local: str, closing: str) -> None:
    expected = at(closing.replace("22 24:00", "23 00:00"))
    assert OFFICE.last_closing(at(local), HUE) == expected


@pytest.mark.parametrize("hours", [Hours(), Hours([CLOSED] * 7)])
def test_a_site_that_never_closes_or_never_opens_has_no_closing(hours: Hours) -> None:
    assert hours.last_closing(at("2026-11-23 12:00"), HUE) is None


def test_where_a_window_follows_at_once_there_is_no_closing_between() -> None:
    shifts = Hours(week(mon="06:00-14:00 14:00-22:00 22:00-06:00", tue="06:00-14:00"))
    assert shifts.last_closing(at("2026-11-24 13:00"), HUE) == at("2026-11-17 14:00")
    assert shifts.last_closing(at("2026-11-24 14:00"), HUE) == at("2026-11-24 14:00")


windows = st.builds(Window, st.times(), st.times())
weeks = st.lists(st.lists(windows, max_size=3).map(tuple), min_size=7, max_size=7)
moments = st.datetimes(datetime(2027, 1, 5), datetime(2027, 12, 20)).map(lambda t: t.replace(tzinfo=UTC))


@given(weeks, moments, st.sampled_from([HUE, BERLIN]))
def test_at_a_closing_it_was_open_just_before_and_is_not_then(
    days: list[tuple[Window, ...]], now: datetime, zone: ZoneInfo
) -> None:
    hours = Hours(days)
    closing = hours.last_closing(now, zone)
    if closing is not None:
        assert closing <= now
        assert not hours.open_at(closing, zone)
        assert hours.open_at(closing - timedelta(microseconds=1), zone)


@given(weeks, moments, st.sampled_from([HUE, BERLIN]))
def test_one_more_window_never_closes_a_site(
    days: list[tuple[Window, ...]], now: datetime, zone: ZoneInfo
) -> None:
    more = [(*day, ALL_DAY) if nth == 3 else day for nth, day in enumerate(days)]
    assert Hours(more).open_at(now, zone) or not Hours(days).open_at(now, zone)
