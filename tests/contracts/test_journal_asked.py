"""What the centre asks of a journal: entries sent once more, and identities taken out with proof."""

import os
from pathlib import Path

import pytest
from journals import KIOSK, NewJournal, draft, epoch_of, flaws, opened, record, waiting_seqs
from waiting import wait_until

from kiosk.devices.journal import SqliteJournal
from kiosk.domain.entry import to_base64url
from kiosk.errors import JournalUnavailable
from kiosk.feed.receipt import Receipt, Rejected

EVERY = 2**53


@pytest.fixture
def journal(new_journal: NewJournal) -> SqliteJournal:
    return new_journal()


def receipted(journal: SqliteJournal, path: Path, *seqs: tuple[int, int], refused: int = 0) -> None:
    rejected = (Rejected(refused, "wrong_path"),) if refused else ()
    left = journal.waiting() - sum(high - low + 1 for low, high in seqs) - len(rejected)
    journal.settle(Receipt(KIOSK, epoch_of(path), seqs, rejected))
    wait_until(lambda: journal.waiting() == left)


def test_receipted_entries_wait_again_and_those_that_wait_are_counted_once(
    journal: SqliteJournal, path: Path
) -> None:
    record(journal, 6)
    receipted(journal, path, (1, 5))
    assert journal.resend(epoch_of(path), 3, EVERY).result(10) == 3  # the sixth waited already
    assert waiting_seqs(path) == [3, 4, 5, 6]
    assert journal.waiting() == 4


def test_what_the_centre_refused_can_be_asked_for_again(journal: SqliteJournal, path: Path) -> None:
    record(journal, 3)
    receipted(journal, path, (1, 1), (3, 3), refused=2)
    assert journal.quarantined() == 1
    assert journal.resend(None, 2, 2).result(10) == 1
    assert (waiting_seqs(path), journal.quarantined()) == ([2], 0)


def test_without_an_epoch_every_one_of_this_kiosk_is_sent_again(new_journal: NewJournal, path: Path) -> None:
    other = new_journal("thuan-hoa-2")
    record(other, 2)
    other.close()
    journal = new_journal()
    record(journal, 2)
    receipted(journal, path, (1, 2))
    assert journal.resend(None, 1, EVERY).result(10) == 2
    assert journal.resend("an-epoch-of-nobody", 1, EVERY).result(10) == 0


def test_a_visitor_is_recorded_between_the_steps_of_a_long_resending(
    journal: SqliteJournal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.devices.journal.writing.asked.RESENT_AT_ONCE", 3)
    record(journal, 20)
    receipted(journal, path, (1, 20))
    done: list[str] = []
    resent = journal.resend(None, 1, EVERY)
    resent.add_done_callback(lambda _: done.append("resent"))
    visitor = journal.record(draft())
    visitor.add_done_callback(lambda _: done.append("visitor"))
    assert resent.result(10) == 20
    assert done == ["visitor", "resent"]


def test_an_erased_identity_is_gone_from_every_byte_with_an_entry_as_proof(
    journal: SqliteJournal, path: Path
) -> None:
    sealed = {"kid": "k", "sealed": to_base64url(os.urandom(300))}
    written = [record(journal, subject=os.urandom(16), person=sealed | {"nr": str(nr)})[0] for nr in range(4)]
    erased = journal.erase(epoch_of(path), [2, 3, 9]).result(10)
    assert (erased.seqs, erased.unknown) == ((2, 3), (9,))
    assert erased.proof is not None
    epoch, proof = erased.proof
    assert (epoch, proof.seq, proof.body["event"]) == (epoch_of(path), 5, "purge")
    assert proof.body["data"] == {"identities": 2, "erased": {"epoch": epoch, "seqs": [[2, 3]]}}
    entries = [entry for _, entry in opened(path, lambda reader: list(reader.entries()))]
    assert [bool(entry["salt"]) for entry in entries] == [True, False, False, True, False]
    assert flaws(path) == []
    assert waiting_seqs(path) == [1, 2, 3, 4, 5]
    wal = path.with_name(f"{path.name}-wal")
    wait_until(lambda: not wal.stat().st_size)
    kept = path.read_bytes()
    for entry in written[1:3]:
        assert entry.subject
        assert entry.subject.encode() not in kept
    assert all((entry.subject or "").encode() in kept for entry in (written[0], written[3]))


def test_erased_again_there_is_nothing_to_prove(journal: SqliteJournal, path: Path) -> None:
    record(journal, 2)
    journal.erase(epoch_of(path), [1]).result(10)
    again = journal.erase(epoch_of(path), [1]).result(10)
    assert (again.seqs, again.unknown, again.proof) == ((), (), None)
    assert journal.entries() == 3
    elsewhere = journal.erase("an-epoch-of-nobody", [1]).result(10)
    assert (elsewhere.seqs, elsewhere.unknown) == ((), (1,))


def test_after_closing_nothing_is_asked_any_more(journal: SqliteJournal, path: Path) -> None:
    record(journal)
    journal.close()
    with pytest.raises(JournalUnavailable):
        journal.resend(None, 1, EVERY).result(10)
    with pytest.raises(JournalUnavailable):
        journal.erase("epoch", [1]).result(10)
