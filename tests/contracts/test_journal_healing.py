"""What the journal makes of a full disk, a conflict, damage and time: it heals by itself and stays whole."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from disks import Card, SmallDisk, card, small_disk
from journals import KIOSK, NewJournal, epoch_of, flaws, opened, record, settled, waiting_seqs
from waiting import wait_until

from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import SqliteJournal, SqliteOutbox
from kiosk.devices.journal.writing.purge import DUE, OVERDUE
from kiosk.errors import DeviceAbsent, JournalUnavailable
from kiosk.feed.receipt import Head, Receipt, Rejected
from kiosk.ports import OUTBOX_END, OUTBOX_START


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "small") as disk:
        yield disk


@pytest.fixture
def sd_card(tmp_path: Path) -> Iterator[Card]:
    with card(tmp_path / "card") as made:
        yield made


def test_on_a_full_disk_nothing_is_recorded_and_it_heals_by_itself(
    new_journal: NewJournal, full_disk: SmallDisk
) -> None:
    path = full_disk.folder / "journal.db"
    journal = new_journal(KIOSK, path)
    record(journal, 3)
    full_disk.fill()
    with pytest.raises(JournalUnavailable, match="full") as failure:
        record(journal, 200)
    recorded = len(opened(path, lambda reader: reader.keys()))
    assert (failure.value.part, journal.fault) == ("disk", "disk")
    full_disk.make_room()
    wait_until(lambda: journal.fault is None)
    assert [entry.seq for entry in record(journal)] == [recorded + 1]
    assert flaws(path) == []


def test_a_journal_that_another_program_holds_is_a_fault_and_not_the_end(
    journal: SqliteJournal, path: Path
) -> None:
    record(journal, 2)
    with sqlite3.connect(path) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(JournalUnavailable, match="another program"):
            record(journal)
        assert journal.fault == "journal"
        holder.rollback()
    holder.close()
    wait_until(lambda: journal.fault is None)
    assert [entry.seq for entry in record(journal)] == [3]


def entries_of(path: Path) -> list[dict[str, Any]]:
    return opened(path, lambda reader: [entry for _, entry in reader.entries()])


def renumbered(path: Path) -> list[tuple[int, str, dict[str, Any] | None]]:
    """Seq, event and old place of what waits in the newest epoch."""
    newest = epoch_of(path)
    found = opened(path, lambda reader: [entry for epoch, entry in reader.entries() if epoch == newest])
    return [(entry["seq"], entry["event"], entry["data"].get("was")) for entry in found]


def test_after_a_conflict_what_the_centre_lacks_is_numbered_anew_in_a_new_epoch(
    new_journal: NewJournal, path: Path
) -> None:
    journal = new_journal()
    record(journal, 5)
    before, old = entries_of(path), epoch_of(path)
    settled(journal, Receipt(KIOSK, old, ((1, 2),), (Rejected(4, "conflict"),)))
    assert renumbered(path) == [
        (1, "presented", {"epoch": old, "seq": 3}),
        (2, "presented", {"epoch": old, "seq": 4}),
        (3, "presented", {"epoch": old, "seq": 5}),
        (4, "conflict", None),
    ]
    assert epoch_of(path) != old
    assert waiting_seqs(path) == [1, 2, 3, 4]
    assert flaws(path) == []
    moved = entries_of(path)[2:5]
    kept = ("at", "boot", "uptime_ms", "subject", "salt", "identity_digest", "verdict")
    assert [[entry[name] for name in kept] for entry in moved] == [
        [entry[name] for name in kept] for entry in before[2:]
    ]
    assert [entry.seq for entry in record(new_journal())] == [5]


@pytest.mark.parametrize(
    "receipt",
    [
        lambda epoch: Receipt(KIOSK, epoch, ((3, 9),)),
        lambda epoch: Receipt(KIOSK, epoch, (), (), Head(8, bytes(32))),
    ],
    ids=["stored", "head"],
)
def test_a_receipt_for_numbers_that_were_never_given_means_a_clone_and_a_new_epoch(
    journal: SqliteJournal, path: Path, receipt: Callable[[str], Receipt]
) -> None:
    record(journal, 2)
    old = epoch_of(path)
    settled(journal, receipt(old))
    assert [was for _, _, was in renumbered(path)] == [
        {"epoch": old, "seq": 1},
        {"epoch": old, "seq": 2},
        None,
    ]
    assert flaws(path) == []


def test_the_same_conflict_told_twice_moves_nothing_twice(journal: SqliteJournal, path: Path) -> None:
    record(journal, 2)
    conflict = Receipt(KIOSK, epoch_of(path), (), (Rejected(1, "conflict"), Rejected(2, "conflict")))
    old = epoch_of(path)
    journal.settle(conflict)
    wait_until(lambda: journal.entries() == 3)
    journal.settle(conflict)
    settled(journal, Receipt(KIOSK, old, ((1, 7),), (), Head(7, bytes(32))))
    assert len(entries_of(path)) == 3
    assert journal.incidents() == ("conflict",)
    assert flaws(path) == []


def test_identities_go_when_their_time_is_over_and_the_rest_stays(
    new_journal: NewJournal, path: Path
) -> None:
    first = new_journal()
    now = datetime.now(UTC)
    record(first, at=now - timedelta(days=91))
    record(first, at=now - timedelta(days=15))
    record(first, at=now - timedelta(days=15))
    record(first, at=now - timedelta(days=13))
    settled(first, Receipt(KIOSK, epoch_of(path), ((2, 2), (4, 4))))
    journal = new_journal()
    wait_until(lambda: journal.entries() == 5)
    entries = entries_of(path)
    known = [entry["seq"] for entry in entries if entry["subject"]]
    assert known == [3, 4]
    assert all(entry["salt"] is None for entry in entries if not entry["subject"])
    assert (entries[-1]["event"], entries[-1]["data"]) == ("purge", {"identities": 2})
    assert flaws(path) == []
    wait_until(lambda: journal.overdue() == 1)
    assert b"AAECAwQFBgcICQoLDA0ODw" not in b"".join(_free_bytes(path, journal))


def test_by_a_clock_that_is_not_trusted_nothing_is_erased(new_journal: NewJournal, path: Path) -> None:
    untrusted = SystemClock(lambda: 5)
    journal = new_journal(clock=untrusted)
    record(journal, at=datetime.now(UTC) - timedelta(days=400))
    journal.close()
    again = new_journal(clock=untrusted)
    record(again, 1)
    assert all(entry["subject"] for entry in entries_of(path))


def _free_bytes(path: Path, journal: SqliteJournal) -> list[bytes]:
    """Only two identities are still kept; what else the files hold must not be one."""
    journal.close()
    data = path.read_bytes()
    return [data] if data.count(b"AAECAwQFBgcICQoLDA0ODw") > 2 else []


@pytest.mark.parametrize("harm", ["truncated", "flipped", "zeroed"])
def test_a_damaged_journal_is_set_aside_whole_and_what_can_be_read_is_taken_over(
    new_journal: NewJournal, path: Path, harm: str
) -> None:
    journal = new_journal()
    record(journal, 300)
    old = epoch_of(path)
    settled(journal, Receipt(KIOSK, old, ((1, 100),)))
    whole = path.read_bytes()
    match harm:
        case "truncated":
            path.write_bytes(whole[: len(whole) * 2 // 3])
        case "flipped":
            middle = len(whole) // 2
            path.write_bytes(
                whole[:middle] + bytes(byte ^ 0xFF for byte in whole[middle:][:6000]) + whole[middle + 6000 :]
            )
        case "zeroed":
            path.write_bytes(bytes(len(whole)))
    again = new_journal()
    assert again.fault is None
    assert record(again)
    entries = entries_of(path)
    aside = path.with_name("journal.db.damaged-1")
    assert aside.exists()
    assert (entries[0]["event"], entries[0]["data"]["file"]) == ("set_aside", aside.name)
    taken_over = [entry["data"]["was"]["seq"] for entry in entries if "was" in entry["data"]]
    assert entries[0]["data"]["taken_over"] == len(taken_over)
    assert len(taken_over) > (0 if harm != "zeroed" else -1)
    assert flaws(path) == []


def test_a_journal_has_one_writer_at_a_time(new_journal: NewJournal) -> None:
    first = new_journal()
    with pytest.raises(DeviceAbsent, match="in use by another kiosk"):
        new_journal()
    first.close()
    assert record(new_journal())


def test_what_a_takeover_that_failed_left_behind_is_taken_over_at_the_next_opening(
    new_journal: NewJournal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = new_journal()
    record(journal, 300)
    journal.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])

    def fail(aside: Path) -> None:
        raise JournalUnavailable("the storage is full", "disk")

    with monkeypatch.context() as patched:
        patched.setattr("kiosk.devices.journal.writing.book.salvage", fail)
        failing = new_journal()
        assert failing.fault == "disk"
        failing.close()
    again = new_journal()
    assert again.fault is None
    assert again.waiting() == again.entries() > 1
    again.close()
    entries = again.entries()
    assert new_journal().entries() == entries


def test_a_start_on_a_full_disk_is_a_fault_that_heals_by_itself(
    new_journal: NewJournal, full_disk: SmallDisk
) -> None:
    path = full_disk.folder / "journal.db"
    first = new_journal(at=path)
    record(first, 2)
    first.close()
    full_disk.fill()
    journal = new_journal(at=path)
    assert journal.fault == "disk"
    with pytest.raises(JournalUnavailable):
        record(journal)
    full_disk.make_room()
    wait_until(lambda: journal.fault is None)
    assert [entry.seq for entry in record(journal)] == [3]


def test_a_start_on_a_card_that_is_read_only_is_a_fault_that_heals_by_itself(
    new_journal: NewJournal, sd_card: Card
) -> None:
    path = sd_card.folder / "journal.db"
    sd_card.insert()
    first = new_journal(at=path)
    record(first, 2)
    first.close()
    sd_card.make_read_only()
    journal = new_journal(at=path)
    assert journal.fault == "journal"
    with pytest.raises(JournalUnavailable, match=r"[Rr]ead-only"):
        record(journal)
    sd_card.make_writable()
    wait_until(lambda: journal.fault is None)
    assert [entry.seq for entry in record(journal)] == [3]


def test_a_card_that_is_taken_out_is_a_fault_and_no_new_journal_is_begun_in_its_place(
    new_journal: NewJournal, sd_card: Card
) -> None:
    path = sd_card.folder / "journal.db"
    sd_card.insert()
    journal = new_journal(at=path)
    outbox = SqliteOutbox(path)
    record(journal, 2)
    assert outbox.end()[1] == 2
    sd_card.fail()
    with pytest.raises(JournalUnavailable):
        record(journal)
    sd_card.remove()
    with pytest.raises(JournalUnavailable, match="gone"):
        record(journal)
    with pytest.raises(JournalUnavailable):
        outbox.end()
    assert not path.exists()
    assert journal.fault == "journal"
    sd_card.insert()
    wait_until(lambda: journal.fault is None)
    assert [entry.seq for entry in record(journal)] == [3]
    assert outbox.end()[1] == 3
    outbox.close()
    assert flaws(path) == []


def test_the_outbox_is_that_of_the_new_journal_once_a_damaged_one_is_set_aside(
    new_journal: NewJournal, path: Path
) -> None:
    journal = new_journal()
    record(journal, 300)
    outbox = SqliteOutbox(path)
    old = outbox.after(OUTBOX_START, OUTBOX_END, 1)
    journal.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    again = new_journal()
    assert again.incidents() == ("set_aside",)
    record(again)
    new = outbox.after(OUTBOX_START, OUTBOX_END, 1000)
    outbox.close()
    assert old
    assert new
    assert new.epoch == epoch_of(path) != old.epoch
    assert len(new.entries) == again.waiting()


def test_what_identities_are_due_is_asked_by_an_index_however_long_the_journal(
    journal: SqliteJournal, path: Path
) -> None:
    for question in (DUE, OVERDUE):
        with closing(sqlite3.connect(path)) as connection:
            limits = {"all_before": "2026", "receipted_before": "2026", "most": 1}
            given: Any = limits if question is DUE else ["2026"]
            plan = connection.execute(f"EXPLAIN QUERY PLAN {question}", given).fetchall()
        assert any("entry_identity" in step[-1] for step in plan)


def test_nobody_else_on_this_machine_can_read_the_journal(journal: SqliteJournal, path: Path) -> None:
    record(journal)
    files = [file for file in path.parent.iterdir() if file.name.startswith(path.name)]
    assert {file.stat().st_mode & 0o077 for file in files} == {0}
