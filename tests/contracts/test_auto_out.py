"""Whoever is still inside when it is over is checked out: once, by the gate that let them in, and marked."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from journals import KIOSK, NewJournal, epoch_of, opened, record
from loops import NoFeed
from waiting import wait_until

from kiosk.checkin import CheckIn
from kiosk.credentials import Known
from kiosk.daybook import DayBook
from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import JournalPast, JournalReader, SqliteJournal
from kiosk.devices.signals.none import NoSignal
from kiosk.domain.code import Code
from kiosk.domain.curfew import StillInside
from kiosk.domain.day import SiteDay
from kiosk.domain.entry import ClockState, Event, JsonObject
from kiosk.domain.occupancy import Counts
from kiosk.domain.rules import DirectionRule, Rules
from kiosk.domain.rules.listed import Listed, Listing, on_no_list
from kiosk.domain.rules.opening import Hours, Window
from kiosk.domain.verdict import Direction, Role
from kiosk.errors import JournalUnavailable
from kiosk.feed.receipt import Receipt, Rejected
from kiosk.keys.day_key import DayKey
from kiosk.keys.day_keys import DayKeys
from kiosk.ports import Told

HUE = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = datetime(2026, 11, 23, tzinfo=HUE)
KEY = DayKey(MONDAY.date(), b"k" * 32)
OFFICE = Hours([(Window(time(7, 30), time(17)),)] * 5 + [()] * 2)
THU, MAU, AN = (
    f"{number}||{name}|01011990|Nam||15042021".encode()
    for number, name in (
        ("046090000001", "Nguyễn Văn Thử"),
        ("046090000002", "Trần Thị Mẫu"),
        ("046090000003", "Lê An"),
    )
)


def at(clock: str, day: int = 23) -> datetime:
    return MONDAY.replace(day=day, hour=int(clock[:2]), minute=int(clock[3:])).astimezone(UTC)


class SetClock:
    """Stands still until a test sets it."""

    def __init__(self) -> None:
        self.at = at("08:00")

    def now(self) -> datetime:
        return self.at

    def state(self) -> ClockState:
        return SystemClock(lambda: 0).state()


class AwayNowAndThen(JournalPast):
    """On a disk that a test takes away."""

    readable = True

    def still_inside(self, since: datetime) -> list[StillInside]:
        if not self.readable:
            raise JournalUnavailable("The disk is away.")
        return super().still_inside(since)


class Gate:
    """One door over a real journal, at times that a test names."""

    def __init__(
        self,
        journal: SqliteJournal,
        path: Path,
        direction: str = "toggle",
        listing: Listing = on_no_list,
        since: str = "08:00",
    ) -> None:
        self._journal, self._path, self.clock = journal, path, SetClock()
        self.clock.at = at(since)
        rules = Rules(
            direction=DirectionRule(direction), hours=OFFICE, any_hour=frozenset({Role.STAFF}), capacity=9
        )
        self.feed, self.past = NoFeed(), AwayNowAndThen(path, journal)
        self.daybook = DayBook(
            rules, SiteDay(HUE, time(4)), self.clock, self.feed, DayKeys(MONDAY.date(), [KEY]), self.past
        )
        self.checkin = CheckIn(
            rules,
            self.daybook,
            self.clock,
            journal,
            NoSignal(),
            self.feed,
            known=Known(),
            listing=listing,
            seal=lambda _person, _salt: None,
            notice="",
        )

    def shown(self, card: bytes, clock: str, day: int = 23) -> Told:
        self.clock.at = at(clock, day)
        return self.checkin.check_in(Code(card, seen_at=self.clock.at), lambda written: written.result(20))

    def kept(self, clock: str, day: int = 23) -> int:
        """How many were checked out: all that is due, as the loop has it done."""
        self.clock.at = at(clock, day)
        self.daybook.turn(self.clock.at)
        checked_out = 0
        for nth in range(3):
            later = self.clock.at + timedelta(seconds=10 * nth)
            for draft in self.daybook.check_out_the_rest(later):
                self._journal.record(draft).result(20)
                checked_out += 1
        return checked_out


def auto_outs(path: Path) -> list[JsonObject]:
    def look(reader: JournalReader) -> list[JsonObject]:
        return [entry for _, entry in reader.entries() if entry["event"] == Event.AUTO_OUT]

    found: list[JsonObject] = opened(path, look)
    return found


def test_after_closing_who_did_not_go_is_checked_out_and_counted(journal: SqliteJournal, path: Path) -> None:
    gate = Gate(journal, path)
    gate.shown(THU, "08:00")
    gate.shown(MAU, "09:00")
    gate.shown(MAU, "10:00")
    gate.shown(AN, "16:59")
    assert gate.kept("17:29") == 0
    assert gate.kept("17:30") == 2
    assert gate.daybook.counts == Counts(3, 3)
    assert [(entry["ref"], entry["direction"], entry["verdict"]) for entry in auto_outs(path)] == [
        (1, "out", None),
        (4, "out", None),
    ]
    assert {entry["data"]["occasion"] for entry in auto_outs(path)} == {"closing"}
    assert opened(path, lambda reader: reader.counts(at("04:00"))) == Counts(3, 3)
    assert opened(path, lambda reader: list(reader.verify())) == []


def test_nobody_is_checked_out_twice_whatever_restarts(journal: SqliteJournal, path: Path) -> None:
    gate = Gate(journal, path)
    gate.shown(THU, "08:00")
    assert gate.kept("17:30") == 1
    assert gate.kept("17:31") == 0
    again = Gate(journal, path, since="17:32")
    assert again.daybook.counts == Counts(1, 1)
    assert again.kept("17:32") == 0
    assert Gate(journal, path, since="17:33").kept("04:00", 24) == 0


def test_what_a_restart_cut_short_is_done_for_the_rest(journal: SqliteJournal, path: Path) -> None:
    gate = Gate(journal, path)
    for card in (THU, MAU, AN):
        gate.shown(card, "08:00")
    assert gate.kept("17:00") == 0
    first, *_ = gate.daybook.check_out_the_rest(at("17:30"))
    journal.record(first).result(20)
    assert Gate(journal, path, since="17:31").kept("17:31") == 2
    assert sorted(entry["ref"] for entry in auto_outs(path)) == [1, 2, 3]


def test_a_kiosk_that_was_off_at_closing_makes_up_for_it_and_counts_nothing_of_it_today(
    journal: SqliteJournal, path: Path
) -> None:
    Gate(journal, path).shown(THU, "08:00")
    tuesday = Gate(journal, path, since="18:00")
    assert tuesday.kept("07:00", 24) == 1
    assert tuesday.daybook.counts == Counts()
    assert opened(path, lambda reader: reader.counts(at("04:00", 24))) == Counts()
    assert [entry["direction"] for entry in auto_outs(path)] == [None]
    assert Gate(journal, path, since="18:00").kept("07:01", 24) == 0


def test_who_may_stay_is_checked_out_when_the_day_turns(journal: SqliteJournal, path: Path) -> None:
    gate = Gate(journal, path, listing=lambda person: Listed(staff=person.number.endswith("2")))
    gate.shown(THU, "08:00")
    gate.shown(MAU, "08:01")
    assert gate.kept("17:30") == 1
    assert gate.daybook.counts == Counts(2, 1)
    assert gate.kept("03:58", 24) == 0
    assert gate.kept("03:59", 24) == 1
    assert [entry["data"]["occasion"] for entry in auto_outs(path)] == ["closing", "day_starts"]
    assert gate.daybook.counts == Counts(2, 2)
    assert opened(path, lambda reader: reader.counts(at("04:00", 24))) == Counts()


@pytest.mark.parametrize(("direction", "restarted"), [("toggle", False), ("toggle", True), ("out", True)])
def test_who_goes_after_all_is_told_so_and_not_counted_again(
    journal: SqliteJournal, path: Path, direction: str, restarted: bool
) -> None:
    gate = Gate(journal, path)
    gate.shown(THU, "08:00")
    gate.kept("17:30")
    exit_gate = Gate(journal, path, direction, since="17:40") if restarted else gate
    told = exit_gate.shown(THU, "17:45")
    assert (told.verdict, told.reason, told.direction) == ("already", "already_out", Direction.OUT)
    assert told.first_at
    assert at("17:30") <= told.first_at < at("17:31")
    assert exit_gate.daybook.counts == Counts(1, 1)


def test_who_comes_again_the_next_day_is_new(journal: SqliteJournal, path: Path) -> None:
    gate = Gate(journal, path)
    gate.shown(THU, "08:00")
    gate.kept("17:30")
    told = gate.shown(THU, "08:00", 24)
    assert (told.verdict, told.direction) == ("accepted", Direction.IN)


def test_each_gate_closes_those_whom_it_let_in_last(new_journal: NewJournal, tmp_path: Path) -> None:
    paths = [tmp_path / "one.db", tmp_path / "two.db"]
    one, two = (Gate(new_journal(at=path), path) for path in paths)
    one.shown(THU, "08:00")
    two.shown(MAU, "08:01")
    assert (one.kept("17:30"), two.kept("17:30")) == (1, 1)
    assert [len(auto_outs(path)) for path in paths] == [1, 1]


def test_a_journal_that_cannot_be_read_is_asked_again(journal: SqliteJournal, path: Path) -> None:
    gate = Gate(journal, path)
    gate.shown(THU, "08:00")
    gate.past.readable = False
    assert gate.kept("17:30") == 0
    gate.past.readable = True
    assert gate.kept("17:31") == 1


def test_who_was_undone_or_checked_out_by_hand_is_not_inside(journal: SqliteJournal, path: Path) -> None:
    subjects = [bytes([n]) * 16 for n in range(3)]
    came = [record(journal, subject=subject)[0] for subject in subjects]
    record(journal, event=Event.UNDO, ref=came[0].seq, subject=None, verdict=None, direction=None)
    by_hand = {"event": Event.MANUAL, "subject": None}
    without_code = record(journal, **by_hand)[0]
    gone = record(journal, **by_hand)[0]
    record(journal, **by_hand, direction=Direction.OUT, ref=gone.seq)
    record(journal, subject=subjects[1], direction=Direction.OUT)
    undone = record(journal, subject=subjects[2], direction=Direction.OUT)[0]
    record(journal, event=Event.UNDO, ref=undone.seq, subject=None, verdict=None, direction=None)
    inside = opened(path, lambda reader: reader.still_inside(at("04:00")))
    assert [one.seq for one in inside] == [came[2].seq, without_code.seq]


def test_whose_subject_was_taken_out_in_time_tells_of_nobody(journal: SqliteJournal, path: Path) -> None:
    record(journal, subject=None, salt=None)
    assert opened(path, lambda reader: reader.still_inside(at("04:00"))) == []


def test_who_came_in_under_an_earlier_epoch_is_closed_there(journal: SqliteJournal, path: Path) -> None:
    record(journal, subject=b"a" * 16)
    before = epoch_of(path)
    journal.settle(Receipt(KIOSK, before, ((1, 1),)))
    wait_until(lambda: journal.waiting() == 0)
    record(journal, subject=b"b" * 16)
    journal.settle(Receipt(KIOSK, before, (), (Rejected(2, "conflict"),)))
    wait_until(lambda: epoch_of(path) != before)
    record(journal, subject=b"c" * 16)
    inside = opened(path, lambda reader: reader.still_inside(at("04:00")))
    assert [(one.seq, one.epoch, one.subject[:1]) for one in inside] == [
        (1, before, b"a"),
        (1, None, b"b"),
        (3, None, b"c"),
    ]
