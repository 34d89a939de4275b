"""Entries are counted into figures once, and again where something changes what they say of a day."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from doors import Door
from sqlalchemy import Engine, select
from stored import rows, sent

from kiosk.central.instants import milliseconds
from kiosk.central.settings import ViolationsTable
from kiosk.central.store import Store
from kiosk.central.tables import counted, entries, site_days, site_marks
from kiosk.central.violations import ViolationRounds, counting, evaluate
from kiosk.central.violations.counting import count_new
from kiosk.central.violations.listening import listening, note_listening
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import ClockState, Event
from kiosk.domain.verdict import Direction, Reason, Role, Verdict
from kiosk.feed.topics import Place

DAY = SiteDay(ZoneInfo("Asia/Ho_Chi_Minh"), time(4))
MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)  # eight o'clock there
NEXT_DAY = MORNING + timedelta(days=1)
HERE = Place("thuan-hoa", "ubnd", "tru-so", "kiosk-1")
THERE = replace(HERE, area="phu-xuan", kiosk="kiosk-2")
BARE = dict.fromkeys(("direction", "verdict", "reason", "kind", "assurance", "role", "subject", "salt"))


def keep(engine: Engine, door: Door, *made: dict[str, Any], now: datetime = NEXT_DAY) -> None:
    wire = [door.entry(**{"at": MORNING} | changes) for changes in made]
    Store(engine).keep([sent(door, wire)], now)


def figures(engine: Engine, now: datetime = NEXT_DAY) -> list[dict[str, int]]:
    """Of each day that is over, what is not 0."""
    count_new(engine, DAY, now)
    days = sorted(rows(engine, site_days), key=lambda row: (row.area, row.day))
    counts = [{name: getattr(day, name) for name in counting.FIGURES} for day in days if not day.stale]
    return [{name: count for name, count in day.items() if count} for day in counts]


def test_a_day_is_counted_when_it_is_over_and_not_before(engine: Engine) -> None:
    keep(engine, Door(HERE), {}, {}, now=MORNING)
    assert figures(engine, MORNING) == []
    assert figures(engine) == [{"entries": 2, "presented": 2, "entered": 2}]


def test_what_arrives_later_is_counted_to_its_day(engine: Engine) -> None:
    door = Door(HERE)
    keep(engine, door, {})
    assert figures(engine) == [{"entries": 1, "presented": 1, "entered": 1}]
    keep(engine, door, {"direction": Direction.OUT})
    assert figures(engine) == [{"entries": 2, "presented": 2, "entered": 1, "left": 1}]


def test_what_was_undone_does_not_count_even_when_that_comes_after_midnight(engine: Engine) -> None:
    door = Door(HERE)
    keep(engine, door, {"at": MORNING + timedelta(hours=15)})
    assert figures(engine)[0]["entered"] == 1
    keep(engine, door, {"event": Event.UNDO, "ref": 1, "at": MORNING + timedelta(hours=21), **BARE})
    later = NEXT_DAY + timedelta(days=1)
    assert "entered" not in figures(engine, later)[0]


def test_whom_the_kiosk_took_for_gone_did_not_leave_by_a_scan(engine: Engine) -> None:
    gone = {"event": Event.AUTO_OUT, "ref": 1, **BARE, "direction": Direction.OUT}
    keep(engine, Door(HERE), {}, gone)
    assert figures(engine) == [{"entries": 2, "presented": 1, "entered": 1}]


def test_one_of_the_staff_who_comes_twice_is_one_and_boards_are_no_visitors(engine: Engine) -> None:
    staff = {"role": Role.STAFF, "subject": bytes(16)}
    board = {"kind": "board", "verdict": Verdict.REJECTED, "reason": Reason.BOARD_OUTDATED, "role": None}
    keep(engine, Door(HERE), staff, staff, staff | {"subject": bytes(15) + b"1"}, board)
    assert figures(engine) == [{"entries": 4, "presented": 3, "entered": 3, "staff": 2}]
    mark = rows(engine, site_marks)[0]
    assert (mark.board_ms, mark.board_reason) == (milliseconds(MORNING), "board_outdated")


def test_a_clock_that_is_put_right_moves_what_was_counted_to_its_day(engine: Engine) -> None:
    door, before = Door(HERE), MORNING - timedelta(days=3)
    keep(engine, door, {"at": before, "clock": ClockState(trusted=False, boot="b", uptime_ms=1000)})
    assert figures(engine) == [{"entries": 1, "presented": 1, "entered": 1, "untrusted": 1}]
    told = {"offset_ms": 3 * 24 * 3600 * 1000, "was": "untrusted"}
    clock = ClockState(trusted=True, boot="b", uptime_ms=2000)
    keep(engine, door, {"event": Event.CLOCK, **BARE, "clock": clock, "data": told})
    emptied, filled = figures(engine)
    assert emptied == {}
    assert filled == {"entries": 2, "presented": 1, "entered": 1}


def test_a_clock_that_is_ahead_does_not_hide_a_silence(engine: Engine) -> None:
    keep(engine, Door(HERE), {"at": MORNING + timedelta(days=300)}, now=MORNING)
    figures(engine, MORNING)
    assert rows(engine, site_marks)[0].passed_ms == milliseconds(MORNING)


def test_no_entry_is_looked_at_twice_however_many_arrive_at_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "ARRIVALS_AT_ONCE", 3)
    keep(engine, Door(HERE), *[{}] * 5)
    keep(engine, Door(THERE), *[{}] * 5)
    assert [day["entered"] for day in figures(engine)] == [5, 5]
    with engine.begin() as connection:
        last = max(connection.execute(select(entries.c.arrival)).scalars())
    assert rows(engine, counted)[0].arrival == last


def test_a_centre_that_was_away_for_a_while_listens_anew(engine: Engine) -> None:
    def since(now: datetime) -> datetime | None:
        with engine.begin() as connection:
            return listening(connection, now)

    assert since(MORNING) is None
    for seconds in range(0, 600, 10):
        note_listening(engine, MORNING + timedelta(seconds=seconds))
    back = MORNING + timedelta(hours=1)
    assert since(MORNING + timedelta(minutes=10)) == MORNING
    assert since(back) is None
    note_listening(engine, back)
    assert since(back) == back


def test_the_rules_may_be_asked_again_and_again_and_of_an_empty_centre(engine: Engine) -> None:
    for hours in range(3):
        evaluate(engine, ViolationsTable(), DAY, MORNING + timedelta(hours=hours))
    assert rows(engine, counted)[0].judged == DAY.of(MORNING) - timedelta(days=1)


def test_of_two_centres_side_by_side_one_asks_and_one_that_hears_nobody_says_so(engine: Engine) -> None:
    def rounds(connected: bool) -> ViolationRounds:
        return ViolationRounds(engine, ViolationsTable(), DAY, lambda: connected, fail=pytest.fail)

    deaf, waiting = rounds(False), rounds(True)
    deaf.turn(MORNING)
    waiting.turn(MORNING)
    state = rows(engine, counted)[0]
    assert (state.judged, state.listened_ms) == (DAY.of(MORNING) - timedelta(days=1), None)
    waiting.turn(MORNING + timedelta(minutes=1))  # the other one is gone, and its lease is over
    assert rows(engine, counted)[0].listened_ms == milliseconds(MORNING + timedelta(minutes=1))
    waiting.turn(NEXT_DAY)
    assert rows(engine, counted)[0].judged == DAY.of(MORNING)
