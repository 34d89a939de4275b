"""What operators write under `[rules]`: hours and days as they mean them, every fault with the way out."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from kiosk.assembly import rules_of
from kiosk.domain.rules import AutoOut, Passback, Rules
from kiosk.domain.verdict import Role
from kiosk.domain.window import ALL_DAY, Window
from kiosk.errors import SettingsError
from kiosk.settings import load_settings

LEAST = '[kiosk]\nid = "thuan-hoa-1"\narea = "thuan-hoa"\nagency = "ubnd"\nsite = "tru-so"\nname = "UBND"\n'
MORNING, AFTERNOON = Window(time(7, 30), time(11, 30)), Window(time(13, 30), time(17))
NIGHT = Window(time(22), time(6))

Load = Callable[[str], Rules]


@pytest.fixture
def rules(file: Path) -> Load:
    def load(text: str) -> Rules:
        file.write_text(f"{LEAST}[rules]\n{text}\n", encoding="utf-8")
        return rules_of(load_settings(file, lambda port, address: None))

    return load


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ('["mon-fri 07:30-11:30 13:30-17:00"]', dict.fromkeys(range(5), (MORNING, AFTERNOON))),
        ('["mon,wed,sat 07:30-11:30"]', {0: (MORNING,), 2: (MORNING,), 5: (MORNING,)}),
        ('["sat-mon 07:30-11:30"]', {5: (MORNING,), 6: (MORNING,), 0: (MORNING,)}),
        ('["mon,thu-fri 22:00-06:00"]', {0: (NIGHT,), 3: (NIGHT,), 4: (NIGHT,)}),
        ('["mon 07:30-11:30", "mon  22:00-06:00"]', {0: (MORNING, NIGHT)}),
        ('["sun 00:00-24:00"]', {6: (ALL_DAY,)}),
        ("[]", dict.fromkeys(range(7), (ALL_DAY,))),
    ],
)
def test_hours_of_a_week(rules: Load, written: str, days: dict[int, tuple[Window, ...]]) -> None:
    week = rules(f"hours = {written}").hours.week
    assert [tuple(windows) for windows in week] == [days.get(day, ()) for day in range(7)]


def test_holidays_and_exceptions_are_days_or_ranges_quoted_or_not(rules: Load) -> None:
    hours = rules(
        'holidays = [2027-01-01, "2027-02-05..2027-02-07"]\n'
        'exceptions = ["2027-02-06..2027-02-07 07:30-11:30", "2027-02-13 22:00-06:00"]'
    ).hours
    assert hours.holidays == {date(2027, 1, 1), *(date(2027, 2, day) for day in (5, 6, 7))}
    assert hours.exceptions == {
        date(2027, 2, 6): (MORNING,),
        date(2027, 2, 7): (MORNING,),
        date(2027, 2, 13): (NIGHT,),
    }


def test_without_weekly_hours_only_holidays_close(rules: Load) -> None:
    given = rules('holidays = ["2027-01-01"]')
    new_year = datetime(2027, 1, 1, 3, tzinfo=UTC)
    assert not given.hours.open_at(new_year, given.zone)
    assert given.hours.open_at(new_year + timedelta(days=1), given.zone)


def test_the_rest_of_the_table_comes_through(rules: Load) -> None:
    given = rules(
        'sites = ["tru-so-2"]\ndefault_role = "staff"\nany_hour = ["staff"]\n'
        'passback = "hard"\ncapacity = 7\n'
        'auto_out = "day_starts"\nauto_out_after_s = 60\nallow = "allow.list"\n[keys]\nlist = "list.key"'
    )
    assert given.sites == {"thuan-hoa/ubnd/tru-so", "thuan-hoa/ubnd/tru-so-2"}
    assert (given.default_role, given.any_hour) == (Role.STAFF, {Role.STAFF})
    assert (given.passback, given.capacity, given.only_listed) == (Passback.HARD, 7, True)
    assert (given.auto_out, given.auto_out_after) == (AutoOut.DAY_STARTS, timedelta(seconds=60))


def test_a_site_that_says_nothing_has_the_rules_of_every_kiosk(rules: Load) -> None:
    given = rules("")
    assert given == Rules(sites=frozenset({"thuan-hoa/ubnd/tru-so"}), venue=given.venue)


HOURS = "must be hours such as '07:30-11:30'; correct it."
WEEKLY = "must be days and hours such as 'mon-fri 07:30-11:30 13:30-17:00'; correct it."
DATED = "must be a day, or the first and the last, such as '2027-02-05..2027-02-11'; correct it."
EXCEPTION = "must be a day and its hours, such as '2027-02-13 07:30-11:30'"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('hours = ["mon"]', f"rules.hours: 'mon' {WEEKLY}"),
        ('hours = [""]', f"rules.hours: '' {WEEKLY}"),
        ("hours = [7]", f"rules.hours: '7' {WEEKLY}"),
        ('hours = ["Monday 07:30-11:30"]', f"rules.hours: 'Monday 07:30-11:30' {WEEKLY}"),
        ('hours = ["mon 25:00-26:00"]', f"rules.hours: 'mon 25:00-26:00': '25:00-26:00' {HOURS}"),
        ('hours = ["mon 24:00-06:00"]', f"rules.hours: 'mon 24:00-06:00': '24:00-06:00' {HOURS}"),
        ('hours = ["mon 7:30-11:30"]', f"rules.hours: 'mon 7:30-11:30': '7:30-11:30' {HOURS}"),
        (
            'hours = ["tye 07:30-11:30"]',
            "rules.hours: 'tye' is no day; days are mon, tue, wed, thu, fri, sat, sun.",
        ),
        ('hours = "mon 07:30-11:30"', "rules.hours: must be a list, in square brackets."),
        ('holidays = ["2027-02-30"]', f"rules.holidays: '2027-02-30' {DATED}"),
        ('holidays = ["2027-02-05 2027-02-06"]', f"rules.holidays: '2027-02-05 2027-02-06' {DATED}"),
        (
            'holidays = ["2027-02-05..2027-02-04"]',
            "rules.holidays: '2027-02-05..2027-02-04': the last day must follow the first, within a year;"
            " correct it.",
        ),
        (
            'holidays = ["2027-02-05..9999-12-31"]',
            "rules.holidays: '2027-02-05..9999-12-31': the last day must follow the first, within a year;"
            " correct it.",
        ),
        (
            'exceptions = ["2027-02-13"]',
            f"rules.exceptions: '2027-02-13' {EXCEPTION}; without hours it is a holiday.",
        ),
        (
            'exceptions = ["13.2. 07:30-11:30"]',
            f"rules.exceptions: '13.2. 07:30-11:30' {EXCEPTION}; correct it.",
        ),
        (
            'any_hour = ["boss"]',
            "rules.any_hour: 'boss' is not known; write 'visitor', 'staff' or 'operator'.",
        ),
        ('passback = "strong"', "rules.passback: 'strong' is not known; write 'off', 'soft' or 'hard'."),
        ("capacity = -1", "rules.capacity: must be at least 0."),
        (
            'auto_out = "noon"',
            "rules.auto_out: 'noon' is not known; write 'off', 'closing' or 'day_starts'.",
        ),
        ("auto_out_after_s = 14401", "rules.auto_out_after_s: must be at most 14400."),
        ('sites = ["Trụ sở"]', "rules.sites: 'Trụ sở' must be 2 to 40 of a-z, 0-9 and '-'; write another."),
        ('staff = "staff.list"', "keys: rules.staff needs keys.list, by which lists are read; add it."),
    ],
)
def test_each_fault_is_told_with_the_way_out(rules: Load, file: Path, written: str, told: str) -> None:
    with pytest.raises(SettingsError) as error:
        rules(written)
    assert error.value.problems == [f"{file}: {told}"]
