"""What the journal promises: what it says is recorded is on disk, numbered, chained, and never lost."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from journals import AT, KIOSK, NewJournal, epoch_of, flaws, opened, record, settled, tamper, waiting_seqs

from kiosk.devices.journal import SqliteJournal, SqliteOutbox
from kiosk.domain.chain import genesis, link
from kiosk.domain.entry import Event, from_base64url
from kiosk.domain.occupancy import Counts
from kiosk.domain.verdict import Direction, Reason, Verdict
from kiosk.errors import DeviceAbsent, JournalUnavailable
from kiosk.feed.receipt import Head, Receipt, Rejected
from kiosk.ports import OUTBOX_START


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
    assert (first.seqs, first.last) == ([1, 2, 3], (epoch, 3))
    second = outbox.after(first.last, (epoch, 5), 3)
    assert second is not None
    assert second.seqs == [4, 5]
    assert [json.loads(entry.text)["seq"] for entry in second.entries] == [4, 5]
    assert [part.seqs for part in first.parts(2)] == [[1, 2], [3]]
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


NOTHING = dict.fromkeys(("direction", "verdict", "reason", "kind", "assurance", "role", "subject", "salt"))
MORNING = AT - timedelta(hours=1)


def counted(path: Path) -> Counts:
    counts: Counts = opened(path, lambda reader: reader.counts(MORNING))
    return counts


def test_what_was_undone_is_not_counted(journal: SqliteJournal, path: Path) -> None:
    record(journal, 3)
    record(journal, direction=Direction.OUT)
    record(journal, event=Event.UNDO, ref=2, **NOTHING)
    assert counted(path) == Counts(2, 1)


def test_an_undo_speaks_of_the_same_entry_when_both_or_it_alone_are_numbered_anew(
    new_journal: NewJournal, path: Path
) -> None:
    journal = new_journal()
    record(journal, 4)
    for ref in (1, 3):
        record(journal, event=Event.UNDO, ref=ref, **NOTHING)
    old = epoch_of(path)
    settled(journal, Receipt(KIOSK, old, ((1, 2),), (Rejected(3, "conflict"),)))
    undone = [entry for _, entry in opened(path, lambda reader: list(reader.entries())) if entry["ref"]]
    assert [(entry["seq"], entry["ref"], entry["data"].get("ref_epoch")) for entry in undone] == [
        (3, 1, old),
        (4, 1, None),
    ]
    assert counted(path) == Counts(2, 0)
    again = new_journal()
    settled(again, Receipt(KIOSK, epoch_of(path), (), (Rejected(1, "conflict"),)))
    assert counted(path) == Counts(2, 0)
    assert flaws(path) == []


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


def test_after_closing_nothing_is_taken_and_closing_twice_is_fine(journal: SqliteJournal) -> None:
    journal.close()
    journal.close()
    with pytest.raises(JournalUnavailable, match="stopping"):
        record(journal)
