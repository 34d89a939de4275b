"""What a pass says is written as a form takes it, and as its holder reads it."""

from datetime import datetime, time
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from passes import a_pass

from kiosk.domain.pass_ import EVERY_DAY
from kiosk.domain.window import Window
from kiosk.issuing.printing import wording
from kiosk.issuing.writing import written_days, written_hours
from kiosk.settings.hours import days_of_week, window_of

HUE = ZoneInfo("Asia/Ho_Chi_Minh")


def test_days_are_written_as_they_are_read() -> None:
    for count in range(1, 7):
        for days in map(frozenset, combinations(range(1, 8), count)):
            assert frozenset(day + 1 for day in days_of_week(written_days(days))) == days
    assert written_days(EVERY_DAY) == ""
    assert written_days(frozenset({1, 2, 3, 5, 7})) == "mon-wed,fri,sun"


def test_hours_are_written_as_they_are_read() -> None:
    night = Window(time(22), time(6, 30))
    assert (written_hours(night), window_of(written_hours(night))) == ("22:00-06:30", night)


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        ("2026-11-23T00:00", "2026-11-24T00:00", "23.11.2026"),
        ("2026-11-23T00:00", "2026-12-01T00:00", "23.11.2026 – 30.11.2026"),
        ("2026-11-23T08:15", "2026-11-23T10:15", "23.11.2026 08:15 – 23.11.2026 10:15"),
    ],
)
def test_a_day_counts_to_its_end_for_people(begin: str, end: str, said: str) -> None:
    first, last = (datetime.fromisoformat(text).replace(tzinfo=HUE) for text in (begin, end))
    pass_ = a_pass(valid_from=first, valid_to=last)
    assert dict(wording(pass_, "", HUE).rows)["Thời gian · Valid"] == said
