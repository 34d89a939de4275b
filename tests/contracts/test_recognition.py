"""Who was here is known within the day and the window: over the day's turn, a new key, a restart."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from journals import NewJournal
from loops import NoFeed
from set_clock import SetClock

from kiosk.checkin import CheckIn
from kiosk.credentials import Known
from kiosk.daybook import DayBook
from kiosk.devices.journal import JournalPast, SqliteJournal
from kiosk.devices.signals.none import NoSignal
from kiosk.domain.code import Code
from kiosk.domain.day import SiteDay
from kiosk.domain.occupancy import Counts
from kiosk.domain.rules import DirectionRule, Rules
from kiosk.domain.verdict import Verdict
from kiosk.keys.day_key import DayKey
from kiosk.keys.day_keys import DayKeys
from kiosk.ports import Told

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=ZONE).astimezone(UTC)
TURN = datetime(2026, 11, 24, 4, 0, tzinfo=ZONE).astimezone(UTC)
TODAY = date(2026, 11, 24)
CARD = "046090000001||Nguyễn Văn Thử|01011990|Nam|12 Lê Lợi, Huế|15042021".encode()
MINUTE = timedelta(minutes=1)


class Gate:
    """One door over a real journal; visitors come at times that a test names."""

    def __init__(
        self, journal: SqliteJournal, path: Path, begun: datetime, keys: DayKeys, rule: DirectionRule
    ) -> None:
        self.keys, self.clock, self.feed = keys, SetClock(begun), NoFeed()
        rules, past = Rules(direction=rule), JournalPast(path, journal)
        self.daybook = DayBook(rules, SiteDay(ZONE, time(4)), self.clock, self.feed, keys, past)
        self.checkin = CheckIn(
            rules,
            self.daybook,
            self.clock,
            journal,
            NoSignal(),
            self.feed,
            known=Known(),
            seal=lambda _person, _salt: None,
            notice="",
        )

    def shown(self, at: datetime) -> Told:
        self.clock.at = at
        return self.checkin.check_in(Code(CARD, seen_at=at), lambda written: written.result(20))

    def counts(self, at: datetime) -> Counts:
        self.daybook.turn(at)
        return self.daybook.counts


class OpenGate:
    def __init__(self, journal: SqliteJournal, path: Path) -> None:
        self._journal, self._path = journal, path

    def __call__(
        self,
        begun: datetime = MORNING,
        rule: DirectionRule = DirectionRule.IN,
        keys: Iterable[DayKey] = (),
        *,
        day: date = TODAY,
    ) -> Gate:
        return Gate(self._journal, self._path, begun, DayKeys(day, keys), rule)


@pytest.fixture
def open_gate(new_journal: NewJournal, path: Path) -> OpenGate:
    return OpenGate(new_journal(), path)


def test_who_came_just_before_the_day_turned_is_known_until_the_window_is_over(open_gate: OpenGate) -> None:
    gate = open_gate(TURN - 2 * MINUTE, day=TODAY - timedelta(days=1))
    assert gate.shown(TURN - MINUTE).verdict is Verdict.ACCEPTED
    assert gate.counts(TURN - MINUTE) == Counts(1, 0)
    assert gate.shown(TURN + 3 * MINUTE).verdict is Verdict.ALREADY
    assert gate.counts(TURN + 3 * MINUTE) == Counts(0, 0)
    assert gate.shown(TURN + 5 * MINUTE).verdict is Verdict.ACCEPTED
    assert gate.counts(TURN + 5 * MINUTE) == Counts(1, 0)


def test_toggled_a_new_day_begins_with_in(open_gate: OpenGate) -> None:
    gate = open_gate(TURN - 60 * MINUTE, DirectionRule.TOGGLE, day=TODAY - timedelta(days=1))
    assert gate.shown(TURN - 30 * MINUTE).direction == "in"
    assert gate.shown(TURN + 30 * MINUTE).direction == "in"
    assert gate.shown(TURN + 60 * MINUTE).direction == "out"


def test_who_was_seen_under_the_own_key_is_known_when_the_shared_one_has_come(open_gate: OpenGate) -> None:
    gate = open_gate()
    first = gate.shown(MORNING)
    assert gate.keys.take(DayKey(TODAY, shared=True))
    again = gate.shown(MORNING + MINUTE)
    assert (again.verdict, again.first_at) == (Verdict.ALREADY, first.at)
    assert gate.counts(MORNING + MINUTE) == Counts(1, 0)


def test_toggled_the_visit_goes_on_under_the_shared_key(open_gate: OpenGate) -> None:
    gate = open_gate(rule=DirectionRule.TOGGLE)
    gate.shown(MORNING)
    gate.keys.take(DayKey(TODAY, shared=True))
    assert gate.shown(MORNING + 60 * MINUTE).direction == "out"
    assert gate.shown(MORNING + 90 * MINUTE).direction == "in"


def test_with_the_same_key_a_restart_forgets_nobody(open_gate: OpenGate) -> None:
    key = DayKey(TODAY, shared=True)
    open_gate(keys=[key]).shown(MORNING)
    restarted = open_gate(MORNING + MINUTE)
    assert restarted.counts(MORNING + MINUTE) == Counts(1, 0)
    restarted.keys.take(key)  # the centre sends it again
    assert restarted.shown(MORNING + 2 * MINUTE).verdict is Verdict.ALREADY


def test_without_it_nobody_is_known_after_a_restart(open_gate: OpenGate) -> None:
    open_gate().shown(MORNING)
    assert open_gate(MORNING + MINUTE).shown(MORNING + MINUTE).verdict is Verdict.ACCEPTED
