"""What the journal promises of passes that count so often: no use is lost, and none is kept long."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from journals import NewJournal, draft, opened, record
from passes import new_id
from waiting import wait_until

from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import SqliteJournal
from kiosk.devices.journal.writing.book import Book
from kiosk.domain.entry import Event
from kiosk.domain.pass_ import Use
from kiosk.errors import JournalUnavailable

PASS, OTHER = new_id(), new_id()
NEXT_WEEK = datetime.now(UTC) + timedelta(days=7)
USE = Use(PASS, NEXT_WEEK)


def kept(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        (passes,) = connection.execute("SELECT count(*) FROM pass_use").fetchone()
    connection.close()
    return int(passes)


def test_each_entry_that_takes_a_use_is_counted_as_soon_as_it_is_recorded(
    journal: SqliteJournal, path: Path
) -> None:
    assert journal.uses(PASS) == 0
    record(journal, 2, use=USE)
    record(journal)
    assert (journal.uses(PASS), journal.uses(OTHER)) == (2, 0)
    assert opened(path, lambda reader: (reader.uses(PASS), reader.uses(OTHER))) == (2, 0)


def test_a_restart_forgets_no_use(new_journal: NewJournal) -> None:
    first = new_journal()
    record(first, 2, use=USE)
    first.close()
    assert new_journal().uses(PASS) == 2


def test_what_is_not_recorded_takes_no_use(journal: SqliteJournal, path: Path, tmp_path: Path) -> None:
    record(journal, use=USE)
    with sqlite3.connect(path) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(JournalUnavailable):
            record(journal, use=USE)
        assert journal.uses(PASS) == 1
        holder.rollback()
    holder.close()
    wait_until(lambda: journal.fault is None)
    assert journal.uses(PASS) == 1


def test_entry_and_use_are_on_disk_together_or_not_at_all(
    journal: SqliteJournal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(journal)
    journal.close()
    book = Book(path, "thuan-hoa-1", SystemClock(lambda: 0))
    monkeypatch.setattr(
        "kiosk.devices.journal.writing.uses.USED", "INSERT INTO there_is_no_such_table VALUES (1)"
    )
    with pytest.raises(JournalUnavailable):
        book.write(draft(use=USE))
    book.close()
    assert opened(path, lambda reader: (len(reader.keys()), reader.uses(PASS))) == (1, 0)


def test_an_entry_that_is_undone_gives_its_use_back(journal: SqliteJournal) -> None:
    first, second = record(journal, 2, use=USE)
    record(journal, event=Event.UNDO, ref=first.seq)
    assert journal.uses(PASS) == 1
    record(journal, event=Event.UNDO, ref=first.seq)
    assert journal.uses(PASS) == 1
    record(journal, event=Event.UNDO, ref=second.seq)
    assert journal.uses(PASS) == 0


def test_a_pass_is_forgotten_once_it_has_expired(new_journal: NewJournal, path: Path) -> None:
    first = new_journal()
    record(first, use=Use(OTHER, datetime.now(UTC) - timedelta(seconds=1)))
    record(first, use=USE)
    first.close()
    again = new_journal()
    wait_until(lambda: kept(path) == 1)
    wait_until(lambda: (again.uses(PASS), again.uses(OTHER)) == (1, 0))


def test_by_a_clock_that_is_not_trusted_no_use_is_forgotten(new_journal: NewJournal, path: Path) -> None:
    untrusted = SystemClock(lambda: 5)
    first = new_journal(clock=untrusted)
    record(first, use=Use(OTHER, datetime.now(UTC) - timedelta(days=400)))
    first.close()
    record(new_journal(clock=untrusted))
    assert kept(path) == 1


def test_nothing_on_disk_leads_from_a_pass_to_its_entries(journal: SqliteJournal, path: Path) -> None:
    record(journal, use=USE)
    with sqlite3.connect(path) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(pass_use)")]
    connection.close()
    assert columns == ["pass", "uses", "until"]
    ((_, entry),) = opened(path, lambda reader: list(reader.entries()))
    assert PASS.hex() not in str(entry)


def test_a_journal_that_is_set_aside_gives_its_uses_to_the_next(new_journal: NewJournal, path: Path) -> None:
    journal = new_journal()
    record(journal, use=USE)
    record(journal, 300)
    journal.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    again = new_journal()
    assert path.with_name("journal.db.damaged-1").exists()
    assert again.uses(PASS) == 1


def test_a_journal_of_before_tells_that_no_pass_was_used(journal: SqliteJournal, path: Path) -> None:
    record(journal)
    journal.close()
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE pass_use")
    connection.close()
    assert opened(path, lambda reader: reader.uses(PASS)) == 0
