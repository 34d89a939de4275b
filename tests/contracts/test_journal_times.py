"""A journal whose clock was wrong for a while: when its entries were, and how long identities are kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from journals import KIOSK, NewJournal, epoch_of, opened, record, settled
from waiting import wait_until

from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import SqliteJournal
from kiosk.domain.entry import ClockState, Event
from kiosk.domain.occupancy import Counts
from kiosk.domain.timeline import Known
from kiosk.feed.receipt import Receipt, Rejected

NOW = datetime.now(UTC).replace(microsecond=0)
MORNING = NOW - timedelta(hours=1)
YEARS = timedelta(days=900)
"""Longer than identities are kept."""

NOTHING = dict.fromkeys(("direction", "verdict", "reason", "kind", "assurance", "role", "subject", "salt"))


def stamped(minute: int, *, wrong_by: timedelta = timedelta(), boot: str = "5f0c") -> dict[str, Any]:
    at = NOW + timedelta(minutes=minute) + wrong_by
    return {"at": at, "clock": ClockState(not wrong_by, boot, 60_000 * minute)}


def set_clock(
    journal: SqliteJournal, minute: int, offset: timedelta, was: str = "untrusted", **stamp: Any
) -> None:
    data = {"offset_ms": offset // timedelta(milliseconds=1), "was": was}
    record(journal, event=Event.CLOCK, data=data, **NOTHING | stamped(minute, **stamp))


def counted(path: Path) -> Counts:
    counts: Counts = opened(path, lambda reader: reader.counts(MORNING))
    return counts


def known(path: Path) -> list[tuple[float, Known]]:
    """Of each entry: minutes from now, and how well that is known."""
    times = opened(path, lambda reader: reader.times())
    return [((when.at - NOW) / timedelta(minutes=1), when.known) for when in times]


def identities(path: Path) -> int:
    return len([None for _, entry in opened(path, lambda reader: list(reader.entries())) if entry["subject"]])


@pytest.mark.parametrize("wrong_by", [-timedelta(hours=15), timedelta(days=1), -YEARS], ids=str)
def test_who_came_before_the_clock_was_set_came_today(
    journal: SqliteJournal, path: Path, wrong_by: timedelta
) -> None:
    record(journal, 2, **stamped(1, wrong_by=wrong_by))
    set_clock(journal, 3, -wrong_by)
    record(journal, **stamped(4))
    assert counted(path) == Counts(3, 0)
    assert known(path) == [
        (1, Known.CORRECTED),
        (1, Known.CORRECTED),
        (3, Known.TRUSTED),
        (4, Known.TRUSTED),
    ]


def test_a_clock_that_is_set_wrong_changes_the_day_of_nobody(journal: SqliteJournal, path: Path) -> None:
    record(journal, **stamped(1))
    set_clock(journal, 2, YEARS, "trusted", wrong_by=YEARS)
    record(journal, **stamped(3, wrong_by=YEARS))
    assert counted(path) == Counts(2, 0)
    assert known(path)[2] == (3, Known.CORRECTED)


def test_a_clock_that_is_set_twice_before_it_is_right_is_followed_twice(
    journal: SqliteJournal, path: Path
) -> None:
    record(journal, **stamped(1, wrong_by=-YEARS))
    set_clock(journal, 2, YEARS / 2, wrong_by=-YEARS / 2)
    record(journal, **stamped(3, wrong_by=-YEARS / 2))
    set_clock(journal, 4, YEARS / 2)
    assert counted(path) == Counts(2, 0)
    assert [minute for minute, _ in known(path)] == [1, 2, 3, 4]


def test_no_identity_goes_early_because_its_clock_stood_years_ago(
    new_journal: NewJournal, path: Path
) -> None:
    journal = new_journal(clock=SystemClock(lambda: 5))
    record(journal, at=NOW - YEARS)
    record(journal, **stamped(1, wrong_by=-YEARS, boot="never set"))
    record(journal, **stamped(1, wrong_by=-YEARS, boot="set"))
    set_clock(journal, 2, YEARS, boot="set")
    record(journal, **stamped(3, wrong_by=-YEARS, boot="not set yet"))
    journal.close()
    new_journal(clock=SystemClock(lambda: 0))
    wait_until(lambda: opened(path, lambda reader: bool(reader.keys(Event.PURGE))))
    assert identities(path) == 3


def test_what_is_numbered_anew_keeps_the_time_that_is_known(new_journal: NewJournal, path: Path) -> None:
    journal = new_journal(clock=SystemClock(lambda: 5))
    record(journal, at=NOW - YEARS)
    record(journal, **stamped(1, wrong_by=-YEARS))
    set_clock(journal, 2, YEARS)
    record(journal, **stamped(3, wrong_by=-YEARS, boot="not set yet"))
    settled(journal, Receipt(KIOSK, epoch_of(path), ((1, 1), (3, 3)), (Rejected(2, "conflict"),)))
    assert counted(path) == Counts(1, 0)
    new_journal(clock=SystemClock(lambda: 0))
    wait_until(lambda: opened(path, lambda reader: bool(reader.keys(Event.PURGE))))
    assert identities(path) == 2
