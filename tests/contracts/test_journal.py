"""What the journal promises: what it says is recorded is on disk, numbered, chained, and never lost."""

import os
import secrets
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from waiting import wait_until

from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import JournalReader, SqliteJournal, SqliteOutbox
from kiosk.domain.chain import genesis, link
from kiosk.domain.entry import ClockState, Draft, Entry, from_base64url
from kiosk.domain.retention import Retention
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict
from kiosk.errors import DeviceAbsent, JournalUnavailable
from kiosk.feed.receipt import Head, Receipt, Rejected
from kiosk.ports import OUTBOX_END, OUTBOX_START, Clock, Counts

KIOSK = "thuan-hoa-1"
TRUSTED = SystemClock(lambda: 0)
AT = datetime(2026, 11, 23, 1, 15, 42, 123_000, tzinfo=UTC)

NewJournal = Callable[..., SqliteJournal]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def new_journal(path: Path) -> Iterator[NewJournal]:
    made: list[SqliteJournal] = []
    defects: list[BaseException] = []

    def make(kiosk: str = KIOSK, at: Path = path, clock: Clock = TRUSTED) -> SqliteJournal:
        made.append(SqliteJournal(at, kiosk, clock, Retention(), fail=defects.append))
        return made[-1]

    yield make
    for journal in made:
        journal.close()
    assert defects == []


@pytest.fixture
def journal(new_journal: NewJournal) -> SqliteJournal:
    return new_journal()


def draft(**changes: Any) -> Draft:
    fields: dict[str, Any] = {
        "at": AT,
        "clock": ClockState(trusted=True, boot="5f0c", uptime_ms=8_123_456),
        "direction": Direction.IN,
        "verdict": Verdict.ACCEPTED,
        "reason": Reason.OK,
        "kind": "cccd",
        "assurance": Assurance.DECLARED,
        "role": Role.VISITOR,
        "subject": bytes(range(16)),
        "salt": secrets.token_bytes(16),
    }
    return Draft(**fields | changes)


def record(journal: SqliteJournal, count: int = 1, **changes: Any) -> list[Entry]:
    return [journal.record(draft(**changes)).result(10) for _ in range(count)]


def waiting_seqs(path: Path) -> list[int]:
    outbox = SqliteOutbox(path)
    try:
        batch = outbox.after(OUTBOX_START, OUTBOX_END, 1000)
        return [entry["seq"] for entry in batch.entries] if batch else []
    finally:
        outbox.close()


def epoch_of(path: Path) -> str:
    return opened(path, lambda reader: [epoch for epoch, _ in reader.entries()][-1])


def opened(path: Path, look: Callable[[JournalReader], Any]) -> Any:
    reader = JournalReader(path)
    try:
        return look(reader)
    finally:
        reader.close()


def flaws(path: Path) -> list[tuple[int, str]]:
    return opened(path, lambda reader: [(flaw.seq, flaw.what) for flaw in reader.verify()])


def settled(journal: SqliteJournal, receipt: Receipt) -> None:
    """A receipt is dealt with before the journal is closed."""
    journal.settle(receipt)
    journal.close()


def tamper(path: Path, sql: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(sql)
    connection.close()


def test_what_is_recorded_can_be_read_at_once_by_others_and_waits_for_its_receipt(
    journal: SqliteJournal, path: Path
) -> None:
    (entry,) = record(journal)
    ((_, read),) = opened(path, lambda reader: list(reader.entries()))
    assert read == entry.to_wire()
    assert waiting_seqs(path) == [1]
    assert (journal.entries(), journal.waiting()) == (1, 1)


def test_entries_are_numbered_without_a_gap_and_chained_from_the_genesis(
    journal: SqliteJournal, path: Path
) -> None:
    record(journal, 5)
    entries = opened(path, lambda reader: list(reader.entries()))
    chain = genesis(KIOSK, entries[0][0])
    for number, (_, entry) in enumerate(entries, start=1):
        chain = link(chain, entry)
        assert (entry["seq"], from_base64url(entry["chain"])) == (number, chain)


def test_a_restart_goes_on_where_the_journal_ended(new_journal: NewJournal, path: Path) -> None:
    first = new_journal()
    record(first, 3)
    first.close()
    again = new_journal()
    assert (again.entries(), again.waiting()) == (3, 3)
    assert [entry.seq for entry in record(again, 2)] == [4, 5]
    assert flaws(path) == []


def test_a_receipt_takes_out_of_the_outbox_what_it_covers_and_nothing_else(
    journal: SqliteJournal, path: Path
) -> None:
    record(journal, 6)
    settled(journal, Receipt(KIOSK, epoch_of(path), ((1, 2), (4, 4))))
    assert waiting_seqs(path) == [3, 5, 6]
    assert len(opened(path, lambda reader: list(reader.entries()))) == 6


def test_what_the_centre_refuses_goes_into_quarantine_and_is_not_sent_again(
    new_journal: NewJournal, path: Path
) -> None:
    journal = new_journal()
    record(journal, 3)
    settled(journal, Receipt(KIOSK, epoch_of(path), ((1, 1),), (Rejected(2, "invalid_kind"),)))
    assert waiting_seqs(path) == [3]
    assert new_journal().quarantined() == 1


@pytest.mark.parametrize("kiosk", [KIOSK, "thuan-hoa-2"])
def test_a_receipt_of_another_epoch_or_kiosk_changes_nothing(
    journal: SqliteJournal, path: Path, kiosk: str
) -> None:
    record(journal, 2)
    epoch = epoch_of(path) if kiosk != KIOSK else "another"
    settled(journal, Receipt(kiosk, epoch, ((1, 2),)))
    assert waiting_seqs(path) == [1, 2]


def test_the_outbox_gives_what_is_asked_for_in_order(journal: SqliteJournal, path: Path) -> None:
    record(journal, 7)
    outbox = SqliteOutbox(path)
    epoch, last = outbox.end()
    assert last == 7
    first = outbox.after(OUTBOX_START, (epoch, 5), 3)
    assert first is not None
    assert ([entry["seq"] for entry in first.entries], first.last) == ([1, 2, 3], (epoch, 3))
    second = outbox.after(first.last, (epoch, 5), 3)
    assert second is not None
    assert [entry["seq"] for entry in second.entries] == [4, 5]
    assert outbox.after(second.last, (epoch, 5), 3) is None
    outbox.close()


def test_another_kiosk_on_the_same_card_begins_an_epoch_of_its_own(
    new_journal: NewJournal, path: Path
) -> None:
    before = new_journal()
    record(before, 2)
    before.close()
    (entry,) = record(new_journal("thuan-hoa-2"))
    assert entry.seq == 1
    assert flaws(path) == []
    assert {kiosk for kiosk, _, _ in opened(path, lambda reader: reader.keys())} == {KIOSK, "thuan-hoa-2"}


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE entry SET body = replace(body, 'accepted', 'rejected') WHERE seq = 2", [2]),
        ("UPDATE entry SET subject = 'AAAAAAAAAAAAAAAAAAAAAA' WHERE seq = 3", [3]),
        ("DELETE FROM entry WHERE seq = 2", [2, 3]),
        ("DELETE FROM entry WHERE seq > 3", [4]),
        ("UPDATE entry SET body = replace(body, '\"seq\":2', '\"seq\":9') WHERE seq = 2", [2, 9]),
    ],
    ids=["a verdict", "an identity", "removed", "the end, which the centre holds", "renumbered"],
)
def test_whatever_is_altered_or_removed_is_found(
    journal: SqliteJournal, path: Path, sql: str, found: list[int]
) -> None:
    last = record(journal, 4)[-1]
    settled(journal, Receipt(KIOSK, epoch_of(path), ((1, 4),), (), Head(4, last.chain)))
    assert flaws(path) == []
    tamper(path, sql)
    assert sorted({seq for seq, _ in flaws(path)})[: len(found)] == found


def test_an_identity_may_be_erased_and_the_chain_still_verifies(journal: SqliteJournal, path: Path) -> None:
    record(journal, 3)
    tamper(path, "UPDATE entry SET subject = NULL, person = NULL, salt = NULL WHERE seq = 2")
    assert flaws(path) == []


def test_accepted_passages_are_counted_since_the_day_began(journal: SqliteJournal, path: Path) -> None:
    record(journal, 2)
    record(journal, direction=Direction.OUT)
    record(journal, verdict=Verdict.REJECTED, reason=Reason.UNKNOWN_CODE, subject=None)
    record(journal, at=AT - timedelta(days=1))
    assert opened(path, lambda reader: reader.counts(AT - timedelta(hours=1))) == Counts(2, 1)


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (lambda folder: folder / "absent" / "journal.db", "make its folder"),
        (lambda folder: folder, "make its folder"),
        (lambda folder: _junk(folder / "journal.db"), "no journal; set another"),
    ],
    ids=["no folder", "a folder", "not a database"],
)
def test_a_journal_that_cannot_be_had_is_said_in_a_sentence(
    new_journal: NewJournal, tmp_path: Path, prepare: Callable[[Path], Path], says: str
) -> None:
    with pytest.raises(DeviceAbsent, match=says):
        new_journal(KIOSK, prepare(tmp_path))


def _junk(path: Path) -> Path:
    path.write_bytes(b"this is no database, whatever its name may say " * 100)
    return path


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a small disk")
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "small", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_on_a_full_disk_nothing_is_recorded_and_it_heals_by_itself(
    new_journal: NewJournal, small_disk: Path
) -> None:
    path = small_disk / "journal.db"
    journal = new_journal(KIOSK, path)
    record(journal, 3)
    filler = small_disk / "filler"
    _fill(filler)
    with pytest.raises(JournalUnavailable, match="full") as failure:
        record(journal, 200)
    recorded = len(opened(path, lambda reader: reader.keys()))
    assert (failure.value.part, journal.fault) == ("disk", "disk")
    filler.unlink()
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


def test_after_closing_nothing_is_taken_and_closing_twice_is_fine(journal: SqliteJournal) -> None:
    journal.close()
    journal.close()
    with pytest.raises(JournalUnavailable, match="stopping"):
        record(journal)


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"\0" * 4096)
        except OSError:
            return


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
    journal.settle(conflict)
    settled(journal, conflict)
    assert len(entries_of(path)) == 3


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
