"""Each rule at its threshold, and when it is not told: pure functions over a site's figures."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.central.registry import Site
from kiosk.central.registry.hours import OpeningHours
from kiosk.central.settings import ViolationsTable
from kiosk.central.violations.rules import RULES
from kiosk.central.violations.rules.figures import BoardLook, Day, Gap, HangingKiosk, SiteFigures
from kiosk.central.violations.rules.opening import OpenTime

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOURS = OpeningHours.parse("mon-fri 07:30-11:30 13:30-17:00")
LIMITS = ViolationsTable()
LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026, of which the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def day(number: int, **figures: int) -> Day:
    return Day(date(2026, 11, number), at(number + 1, 4), **figures)


def site(now: datetime, **figures: object) -> SiteFigures:
    """One kiosk that was heard just now, a board inspected today, and nothing wrong."""
    kiosks = (HangingKiosk("thuan-hoa-1", LONG_AGO, heard=now),)
    known = Site("thuan-hoa", "ubnd", "tru-so", "Trụ sở", opening_hours=HOURS, staff_expected=10)
    board = BoardLook(now, "board_ok")
    plain = SiteFigures(
        known, now, OpenTime(HOURS, ZONE), LONG_AGO, LONG_AGO, kiosks, passed=now, board=board
    )
    return replace(plain, **figures)  # type: ignore[arg-type]


def found(rule: str, figures: SiteFigures) -> bool | None:
    """None: it is not told."""
    signs = RULES[rule](figures, LIMITS)
    return None if signs is None else bool(signs)


def test_where_nothing_is_wrong_no_rule_finds_anything() -> None:
    assert [rule for rule in RULES if found(rule, site(at(24, 10))) is not False] == []


def test_only_opening_hours_make_a_silence() -> None:
    friday_evening = at(20, 16)
    assert (
        found("silent", site(at(23, 10, 29), passed=friday_evening)) is False
    )  # 1 h on Friday, 2:59 on Monday
    assert found("silent", site(at(23, 10, 30), passed=friday_evening)) is True


def test_a_holiday_makes_no_silence() -> None:
    holiday = OpenTime(HOURS, ZONE, frozenset({date(2026, 11, 23)}))
    assert found("silent", site(at(23, 17), passed=at(20, 16), open=holiday)) is False


def test_a_site_whose_hours_nobody_told_is_never_silent() -> None:
    assert found("silent", site(at(24, 10), passed=LONG_AGO, open=OpenTime(OpeningHours(), ZONE))) is False


def test_a_site_is_not_called_silent_while_a_kiosk_of_it_is_unheard() -> None:
    away = (HangingKiosk("a-1", LONG_AGO, heard=at(24, 10)), HangingKiosk("a-2", LONG_AGO, heard=at(24, 8)))
    assert found("silent", site(at(24, 10), passed=LONG_AGO, kiosks=away)) is None


@pytest.mark.parametrize(("heard", "offline"), [(at(23, 16, 45), True), (at(23, 16, 46), False)])
def test_a_kiosk_that_is_switched_off_at_night_is_missed_in_the_morning_alone(
    heard: datetime, offline: bool
) -> None:
    kiosk = HangingKiosk("a-1", LONG_AGO, heard=heard)
    assert found("kiosk_offline", site(at(24, 8, 15), kiosks=(kiosk,))) is offline


def test_a_kiosk_that_never_spoke_is_missed_from_the_day_on_which_it_was_hung_up() -> None:
    kiosk = HangingKiosk("a-1", at(24, 8))
    assert found("kiosk_offline", site(at(24, 8, 59), kiosks=(kiosk,))) is False
    assert found("kiosk_offline", site(at(24, 9), kiosks=(kiosk,))) is True


@pytest.mark.parametrize(
    ("listening", "offline"),
    [(None, None), (at(24, 9, 55), None), (at(24, 9, 30), False), (at(24, 9), True)],
)
def test_while_the_centre_heard_nobody_no_kiosk_is_missed(
    listening: datetime | None, offline: bool | None
) -> None:
    kiosk = HangingKiosk("a-1", LONG_AGO, heard=at(23, 8))
    assert found("kiosk_offline", site(at(24, 10), listening=listening, kiosks=(kiosk,))) is offline


@pytest.mark.parametrize(("staff", "low"), [((5, 5, 5), False), ((5, 5, 4), True), ((0, 9, 9), False)])
def test_staff_are_few_below_half_of_those_expected_over_three_days(
    staff: tuple[int, ...], low: bool
) -> None:
    days = tuple(day(18 + nth, presented=9, staff=seen) for nth, seen in enumerate(staff))
    assert found("low_participation", site(at(21, 5), days=days)) is low


def test_weekends_and_days_of_which_nothing_came_do_not_count_for_participation() -> None:
    days = (*(day(18 + nth, presented=9, staff=9) for nth in range(3)), day(21, presented=1), day(23))
    assert found("low_participation", site(at(24, 5), days=days)) is False


def test_participation_is_not_told_while_entries_of_that_day_may_be_on_their_way() -> None:
    days = tuple(day(18 + nth, presented=9) for nth in range(3))
    kiosk = HangingKiosk("a-1", LONG_AGO, heard=at(20, 16))
    assert found("low_participation", site(at(21, 5), days=days, kiosks=(kiosk,))) is None


@pytest.mark.parametrize(
    ("entered", "left", "many"), [(20, 12, True), (20, 13, False), (19, 0, False), (20, 25, False)]
)
def test_in_without_out_needs_twenty_who_came_and_forty_percent_who_did_not_go(
    entered: int, left: int, many: bool
) -> None:
    days = (day(23, presented=40, entered=entered, left=left),)
    assert found("without_out", site(at(24, 5), days=days)) is many


@pytest.mark.parametrize(("rejected", "high"), [(6, True), (5, False)])
def test_the_last_day_with_entries_says_whether_much_is_rejected(rejected: int, high: bool) -> None:
    days = (day(20, presented=50, rejected=50), day(23, presented=20, rejected=rejected))
    assert found("high_reject_rate", site(at(24, 5), days=days)) is high


@pytest.mark.parametrize(("untrusted", "many"), [(10, True), (9, False)])
def test_a_tenth_of_a_day_s_times_may_be_untrusted_and_no_more(untrusted: int, many: bool) -> None:
    days = (day(23, entries=100, presented=100, untrusted=untrusted),)
    assert found("untrusted_clock", site(at(24, 5), days=days)) is many


@pytest.mark.parametrize(
    ("reason", "rule"),
    [
        ("board_wrong_venue", "board_wrong"),
        ("board_unsigned", "board_wrong"),
        ("board_bad_signature", "board_wrong"),
        ("board_outdated", "board_outdated"),
        ("board_hard_to_scan", "board_hard_to_scan"),
        ("board_ok", None),
    ],
)
def test_the_last_board_that_was_shown_says_what_is_wrong_with_it(reason: str, rule: str | None) -> None:
    shown = site(at(24, 10), board=BoardLook(at(24, 8), reason))
    assert [name for name in RULES if found(name, shown)] == ([rule] if rule else [])


def test_a_board_is_to_be_inspected_each_month_from_the_first_day_on() -> None:
    fresh, due = at(24, 10) - timedelta(days=29, hours=23), at(24, 10) - timedelta(days=30)
    assert found("board_not_inspected", site(at(24, 10), board=None, installed=fresh)) is False
    assert found("board_not_inspected", site(at(24, 10), board=None, installed=due)) is True
    assert found("board_not_inspected", site(at(24, 10), board=BoardLook(due, "board_outdated"))) is True


def test_numbers_may_be_on_their_way_for_an_hour() -> None:
    for since, missing in ((at(24, 9, 1), False), (at(24, 9), True)):
        kiosk = HangingKiosk("a-1", LONG_AGO, heard=at(24, 10), gap=Gap("e", 3, since))
        assert found("gaps", site(at(24, 10), kiosks=(kiosk,))) is missing


def test_a_guard_is_absent_only_where_guards_sign_on_and_off() -> None:
    assert found("guard_absent", site(at(24, 9, 30), guard=at(23, 15), shifts=False)) is False
    assert found("guard_absent", site(at(24, 9, 30), guard=at(23, 15), shifts=True)) is True
    assert found("guard_absent", site(at(24, 9, 29), guard=at(23, 15), shifts=True)) is False
