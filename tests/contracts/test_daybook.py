"""A gate's day book over a real journal: what is undone, what the clock does to it, who else is inside."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from journals import NewJournal
from loops import NoFeed

from kiosk.checkin import CheckIn
from kiosk.credentials import Known
from kiosk.daybook import DayBook
from kiosk.devices.journal import JournalPast, SqliteJournal
from kiosk.devices.signals.none import NoSignal
from kiosk.domain.code import Code
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import ClockState
from kiosk.domain.gates import Came, Passed, Report, Reported, Seen
from kiosk.domain.occupancy import Certainty, Counts, Ways
from kiosk.domain.rules import DirectionRule, Rules
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.keys.day_keys import DayKeys
from kiosk.ports import Told

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 11, 24)
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=ZONE).astimezone(UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
THERE = "thuan-hoa-2"


def card(number: int) -> bytes:
    return f"046090{number:06d}||Nguyễn Văn Thử|01011990|Nam|12 Lê Lợi, Huế|15042021".encode()


class Clock:
    """Both clocks of a machine, which a test lets run and sets."""

    def __init__(self, at: datetime, *, trusted: bool) -> None:
        self.at, self.trusted, self.uptime_ms = at, trusted, 60_000

    def now(self) -> datetime:
        return self.at

    def state(self) -> ClockState:
        return ClockState(self.trusted, "5f0c", self.uptime_ms)

    def run(self, by: timedelta) -> None:
        self.at += by
        self.uptime_ms += by // timedelta(milliseconds=1)

    def set(self, to: datetime, *, trusted: bool) -> None:
        self.at, self.trusted = to, trusted


class Gate:
    def __init__(
        self, journal: SqliteJournal, path: Path, at: datetime, *, trusted: bool, rules: Rules
    ) -> None:
        self.clock, self.feed = Clock(at, trusted=trusted), NoFeed()
        day = SiteDay(ZONE, time(4))
        self._journal = journal
        self.keys = DayKeys(day.of(at))
        self.book = DayBook(rules, day, self.clock, self.feed, self.keys, JournalPast(path, journal))
        self._checkin = CheckIn(
            rules,
            self.book,
            self.clock,
            journal,
            NoSignal(),
            self.feed,
            known=Known(),
            seal=lambda _person, _salt: None,
            notice="",
        )
        self.keep_time()

    def show(self, number: int, seen_at: datetime | None = None) -> Told:
        self.clock.run(timedelta(seconds=1))
        self.keep_time()
        code = Code(card(number), seen_at=seen_at or self.clock.now())
        return self._checkin.check_in(code, lambda written: written.result(20))

    def keep_time(self) -> None:
        """As the loop does."""
        if draft := self.book.keep_time():
            self._journal.record(draft).result(20)
            self.book.recount()
        self.book.turn(self.clock.now())


class OpenGate:
    def __init__(self, journal: SqliteJournal, path: Path) -> None:
        self._journal, self._path = journal, path

    def __call__(self, at: datetime = MORNING, *, trusted: bool = True, **rules: object) -> Gate:
        return Gate(self._journal, self._path, at, trusted=trusted, rules=Rules(**rules))  # type: ignore[arg-type]


@pytest.fixture
def open_gate(new_journal: NewJournal, path: Path) -> OpenGate:
    return OpenGate(new_journal(), path)


def undo(gate: Gate, told: Told) -> None:
    assert told.seq
    gate._journal.record(gate.book.undo(told.seq)).result(20)
    gate.book.recount()


def test_an_undone_check_in_is_not_inside_and_not_already(open_gate: OpenGate) -> None:
    gate = open_gate()
    gate.show(1)
    told = gate.show(2)
    undo(gate, told)
    assert gate.book.counts == Counts(1, 0)
    assert gate.show(2).verdict is Verdict.ACCEPTED
    assert gate.book.counts == Counts(2, 0)
    assert gate.show(1).verdict is Verdict.ALREADY


def test_of_a_visit_whose_end_was_undone_the_beginning_counts_again(open_gate: OpenGate) -> None:
    gate = open_gate(direction=DirectionRule.TOGGLE)
    gate.show(1)
    gate.clock.run(10 * MINUTE)
    went = gate.show(1)
    assert went.direction is Direction.OUT
    undo(gate, went)
    gate.clock.run(10 * MINUTE)
    assert gate.show(1).direction is Direction.OUT


def test_the_others_are_told_what_was_undone(open_gate: OpenGate) -> None:
    gate = open_gate()
    undo(gate, gate.show(1))
    came, undone = gate.feed.seen
    assert (undone.subject, undone.at, undone.undone) == (came.subject, came.at, True)
    assert gate.feed.reports[-1].counts == Counts(0, 0)


def test_a_clock_that_starts_yesterday_and_is_set_makes_nobody_new(open_gate: OpenGate) -> None:
    gate = open_gate(MORNING - DAY, trusted=False)
    first = gate.show(1)
    gate.show(2)
    gate.clock.set(gate.clock.now() + DAY, trusted=True)
    again = gate.show(1)
    assert (again.verdict, again.first_at) == (Verdict.ALREADY, first.at + DAY)
    assert (gate.book.counts, gate.keys.day) == (Counts(2, 0), TODAY)
    assert gate.feed.reports[-1].day == TODAY


def test_a_clock_that_goes_astray_by_a_day_turns_no_day(open_gate: OpenGate) -> None:
    gate = open_gate()
    gate.show(1)
    gate.clock.set(MORNING + DAY, trusted=False)
    assert gate.show(1).verdict is Verdict.ALREADY
    gate.show(2)
    assert (gate.book.counts, gate.keys.day) == (Counts(2, 0), TODAY)
    gate.clock.set(MORNING + MINUTE, trusted=True)
    assert gate.show(2).verdict is Verdict.ALREADY
    assert (gate.book.counts, gate.keys.day) == (Counts(2, 0), TODAY)


def test_a_clock_that_was_right_and_is_set_to_another_day_that_is_trusted_too_begins_that_day(
    open_gate: OpenGate,
) -> None:
    gate = open_gate()
    gate.show(1)
    gate.clock.set(MORNING + DAY, trusted=True)
    gate.keep_time()
    assert (gate.book.counts, gate.keys.day) == (Counts(0, 0), TODAY + DAY)


def test_a_code_that_was_seen_just_before_the_clock_was_set_came_just_now(open_gate: OpenGate) -> None:
    gate = open_gate(MORNING - DAY, trusted=False)
    before = gate.clock.now()
    gate.clock.set(before + DAY, trusted=True)
    told = gate.show(1, seen_at=before)
    assert told.at == before + DAY
    assert gate.book.counts == Counts(1, 0)


def test_capacity_is_of_the_whole_site(open_gate: OpenGate) -> None:
    gate = open_gate(capacity=3)
    report = Report(TODAY, Counts(2, 0), Ways.BOTH, "run", MORNING)
    gate.book.hear(Reported(THERE, report, live=True))
    assert gate.show(1).verdict is Verdict.ACCEPTED
    assert gate.show(2).reason is Reason.FULL
    assert (gate.book.occupancy.inside, gate.book.occupancy.certainty) == (3, Certainty.EXACT)
    gate.book.hear(Reported(THERE, Report(TODAY, Counts(2, 1), Ways.BOTH, "run", MORNING), live=True))
    assert gate.show(2).verdict is Verdict.ACCEPTED


def test_who_was_seen_at_another_gate_is_already_here(open_gate: OpenGate) -> None:
    here, there = open_gate(), open_gate()
    for key in here.keys._keys:
        key.shared = True
        there.keys.take(key)
    there.show(1)
    (seen,) = there.feed.seen
    here.book.hear(Passed(THERE, seen))
    assert here.show(1).reason is Reason.ALREADY_IN


def test_a_gate_that_comes_on_line_is_told_our_counts_and_what_it_missed_first(open_gate: OpenGate) -> None:
    gate = open_gate()
    gate.show(1)
    reports = len(gate.feed.reports)
    gate.book.hear(Came(THERE))
    assert len(gate.feed.reports) == reports + 1
    gate.book.hear(Reported(THERE, Report(TODAY, Counts(), Ways.IN, "run", MORNING), live=True))
    assert gate.feed.seen_again == gate.feed.seen
    assert isinstance(gate.feed.seen_again[0], Seen)
