"""Opening hours are written in one way, and tell whether a site is open."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.central.registry.hours import OpeningHours
from kiosk.central.wrong import Wrong

HUE = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE = "mon-fri 07:30-11:30 13:30-17:00; sat 07:30-11:30"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (OFFICE, OFFICE),
        ("T2-T6 13:30-17:00, 07:30-11:30; T7 07:30-11:30", OFFICE),
        ("mon 08:00-12:00; tue 08:00-12:00; CN 08:00-12:00", "mon-tue 08:00-12:00; sun 08:00-12:00"),
        ("t2-cn 00:00-24:00", "mon-sun 00:00-24:00"),
        ("mon-sun 22:00-06:00", "mon-sun 22:00-06:00"),
        (" ; ", ""),
    ],
)
def test_however_they_are_written_they_are_kept_in_one_form(written: str, kept: str) -> None:
    hours = OpeningHours.parse(written)
    assert str(hours) == kept
    assert OpeningHours.parse(str(hours)) == hours


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("mon-fri", "'mon-fri' has no times"),
        ("someday 07:00-08:00", "'someday' is no day"),
        ("fri-mon 07:00-08:00", "'fri-mon' ends before it begins"),
        ("mon 7:00-8:00", "'7:00-8:00' is no span of time"),
        ("mon 07:00-25:00", "'07:00-25:00' is no span of time"),
        ("mon 07:00-09:00 08:00-10:00", "07:00-09:00 and 08:00-10:00 overlap"),
    ],
)
def test_what_cannot_be_right_is_named_with_the_way_out(written: str, wrong: str) -> None:
    with pytest.raises(Wrong, match=wrong):
        OpeningHours.parse(written)


@pytest.mark.parametrize(
    ("written", "moment", "is_open"),
    [
        (OFFICE, "2026-11-23T07:30", True),
        (OFFICE, "2026-11-23T11:30", False),
        (OFFICE, "2026-11-28T13:30", False),
        ("sun 22:00-06:00", "2026-11-23T05:59", True),
        ("sun 22:00-06:00", "2026-11-22T21:59", False),
        ("sun 22:00-06:00", "2026-11-24T05:59", False),
        ("", "2026-11-23T07:30", False),
    ],
)
def test_a_site_is_open_from_the_first_minute_until_before_the_last(
    written: str, moment: str, is_open: bool
) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=HUE)
    assert OpeningHours.parse(written).open_at(at, HUE) is is_open
