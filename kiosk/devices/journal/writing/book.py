"""What is written into the journal, each step a transaction. Used by the journal's thread only."""

import json
from collections.abc import Sequence
from pathlib import Path

from sqlite_utils import Database

from kiosk.devices.journal.connection import BUSY_TIMEOUT_S, explained, open_to_write
from kiosk.devices.journal.lock import JournalLock
from kiosk.devices.journal.reading.times import keep_time
from kiosk.devices.journal.writing.asked import Wanted, put_back, take_out
from kiosk.devices.journal.writing.damage import salvage, salvage_uses
from kiosk.devices.journal.writing.purge import Purged, purge
from kiosk.devices.journal.writing.renumbering import End, begin_epoch, renumber, take_over
from kiosk.devices.journal.writing.settlement import Contested, settle
from kiosk.devices.journal.writing.uses import Uses
from kiosk.domain.chain import canonical, genesis
from kiosk.domain.entry import Draft, Entry, Event, JsonObject, from_rfc3339, number
from kiosk.domain.retention import Retention
from kiosk.errors import JournalUnavailable
from kiosk.feed.receipt import Receipt
from kiosk.ports import Clock, Erased, Position

TAKEN_OVER = """
    SELECT 1 FROM entry
    WHERE json_extract(body, '$.event') = ? AND json_extract(body, '$.data.file') = ?
"""


INCIDENTS = """
    SELECT json_extract(body, '$.event'), max(at) FROM entry
    WHERE json_extract(body, '$.event') <> 'presented' AND json_extract(body, '$.event') IN (?, ?)
    GROUP BY 1
"""


class Book:
    """An open journal of one kiosk. Every method raises JournalUnavailable when it could not be done.

    `incidents`: when a damaged journal was set aside, or numbers were found in use by another, for the last
    time.
    """

    def __init__(self, path: Path, kiosk: str, clock: Clock) -> None:
        self._path, self._kiosk, self._clock = path, kiosk, clock
        self._wal_holds_erased = True  # perhaps, from before
        self._db = open_to_write(path)
        with explained(path):
            self._end = self._last_end() or self._first_end()
            self.uses = Uses(self._db)
            self._take_stock()

    def write(self, *drafts: Draft) -> list[Entry]:
        """Numbers, chains and keeps entries, and puts them into the outbox; all on disk when this returns."""
        entries, end, noted = [], self._end, False
        with explained(self._path):
            with self._db.atomic():
                for draft in drafts:
                    entry, end = _insert(self._db, end, draft)
                    noted = self.uses.note(draft, entry.seq) or noted
                    entries.append(entry)
            if noted:
                self.uses.refresh()
        self._end = end
        self.entries += len(entries)
        self.waiting += len(entries)
        return entries

    def settle(self, receipts: list[Receipt]) -> None:
        """Takes out of the outbox what the centre holds. Where it holds others' entries under this journal's
        numbers, a new epoch begins, and what it does not hold is numbered anew.
        """
        with explained(self._path):
            with self._db.atomic():
                end = self._end
                settled = [settle(self._db, receipt) for receipt in receipts]
                contested = {done.contested for done in settled if done.contested}
                for found in contested:
                    end = self._renumber(found)
            self._end = end
            if contested:
                self._take_stock()
        if not contested:  # counting a long journal anew for each receipt would hold up the door
            self.waiting -= sum(done.left for done in settled)
            self.quarantined += sum(done.set_apart for done in settled)

    def purge(self, retention: Retention) -> Purged:
        """Takes out a number of identities whose time is over, and records that; only by a trusted clock."""
        if not self._clock.state().trusted:
            return Purged(0, 0)
        with explained(self._path):
            with self._db.atomic():
                end = self._end
                purged = purge(self._db, retention, self._clock.now())
                if purged.identities:
                    data = {"identities": purged.identities}
                    _, end = _insert(self._db, end, self._happened(Event.PURGE, data))
                expired = self.uses.forget_expired(self._clock.now())
            self._end = end
            if expired:
                self.uses.refresh()
            if purged.identities:
                self._take_stock()
                self._wal_holds_erased = True
        return purged

    def resend(self, wanted: Wanted) -> tuple[int, Position | None]:
        """A step: how many went back into the outbox, and from where to go on; None: that was all."""
        with explained(self._path):
            with self._db.atomic():
                done = put_back(self._db, wanted)
            self._take_stock()
        return done

    def erase(self, epoch: str, seqs: Sequence[int]) -> Erased:
        """Takes out the identities of these entries of an epoch, and records that."""
        proof = None
        with explained(self._path):
            with self._db.atomic():
                end = self._end
                taken_out = take_out(self._db, self._kiosk, epoch, seqs)
                if taken_out.seqs:
                    draft = self._happened(Event.PURGE, taken_out.told(epoch))
                    entry, end = _insert(self._db, end, draft)
                    proof = end.name, entry
            self._end = end
            self._take_stock()
            self._wal_holds_erased |= bool(taken_out.seqs)
        return Erased(taken_out.seqs, taken_out.unknown, proof)

    def empty_wal(self) -> None:
        """What was taken out stands in no page of the log any more, unless somebody reads just now."""
        if not self._wal_holds_erased:
            return
        with explained(self._path):
            self._db.execute("PRAGMA busy_timeout = 0")
            try:
                busy = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                self._db.execute(f"PRAGMA busy_timeout = {round(BUSY_TIMEOUT_S * 1000)}")
        self._wal_holds_erased = bool(busy)

    def knows(self, aside: Path) -> bool:
        """Whether that damaged journal was taken over already."""
        with explained(self._path):
            return self._db.execute(TAKEN_OVER, [Event.SET_ASIDE, aside.name]).fetchone() is not None

    def take_over(self, aside: Path) -> None:
        """Records that a damaged journal was set aside, and takes over what it still holds."""
        with explained(self._path):
            old_entries, old_uses = salvage(aside), salvage_uses(aside)
            data = {"file": aside.name, "taken_over": len(old_entries)}
            with self._db.atomic():
                _, end = _insert(self._db, self._end, self._happened(Event.SET_ASIDE, data))
                end = take_over(self._db, end, old_entries)
                self.uses.take_over(old_uses)
            self._end = end
            self.uses.refresh()
            self._take_stock()

    def touch(self) -> None:
        """Writes something harmless, to learn whether the disk takes it again."""
        with explained(self._path), self._db.atomic():
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            self._db.execute(f"PRAGMA user_version = {version + 1}")

    def close(self) -> None:
        self._db.close()

    def _renumber(self, contested: Contested) -> End:
        end = renumber(self._db, self._kiosk, contested.epoch)
        data = {"epoch": contested.name, "moved": end.seq}
        return _insert(self._db, end, self._happened(Event.CONFLICT, data))[1]

    def _happened(self, event: Event, data: JsonObject) -> Draft:
        return Draft(at=self._clock.now(), clock=self._clock.state(), event=event, data=data)

    def _take_stock(self) -> None:
        rows = self._db.execute(INCIDENTS, [Event.SET_ASIDE, Event.CONFLICT]).fetchall()
        self.incidents = {event: from_rfc3339(at) for event, at in rows}
        self.entries = self._db.table("entry").count
        self.waiting = self._db.table("outbox").count
        self.quarantined = self._db.table("quarantine").count

    def _last_end(self) -> End | None:
        """None where there is no epoch yet, or the last was another kiosk's."""
        found = self._db.execute("SELECT id, name, kiosk FROM epoch ORDER BY id DESC LIMIT 1").fetchone()
        if found is None or found[2] != self._kiosk:
            return None
        epoch, name, kiosk = found
        last = self._db.execute(
            "SELECT seq, chain FROM entry WHERE epoch = ? ORDER BY seq DESC LIMIT 1", [epoch]
        ).fetchone()
        return End(epoch, name, *(last or (0, genesis(kiosk, name))))

    def _first_end(self) -> End:
        with self._db.atomic():
            return begin_epoch(self._db, self._kiosk)


def purge_all(path: Path, kiosk: str, clock: Clock, retention: Retention) -> int:
    """Takes out every identity whose time is over, of a journal that no kiosk uses just now.

    Returns how many. Raises JournalUnavailable if the journal is in use, or the clock is not to be trusted.
    """
    if not clock.state().trusted:
        raise JournalUnavailable("The clock of this machine is not set; wait for its time server, or set it.")
    lock = JournalLock(path)
    try:
        book = Book(path, kiosk, clock)
        identities = 0
        while taken_out := book.purge(retention).identities:
            identities += taken_out
        book.close()
    finally:
        lock.close()
    return identities


def _insert(db: Database, end: End, draft: Draft) -> tuple[Entry, End]:
    """Entry and outbox, within the caller's transaction."""
    entry = number(draft, end.seq + 1, end.chain)
    place = {"epoch": end.epoch, "seq": entry.seq}
    times = {"at": entry.body["at"], "kept_from": entry.body["at"] if draft.clock.trusted else None}
    identity = {
        "subject": entry.subject,
        "person": json.dumps(entry.person) if entry.person else None,
        "salt": entry.salt,
    }
    body = {"body": canonical(entry.body).decode(), "chain": entry.chain}
    db.execute(INSERT_ENTRY, place | times | identity | body)
    db.execute(INSERT_OUTBOX, place)
    keep_time(db, end.epoch, entry.body)
    return entry, End(end.epoch, end.name, entry.seq, entry.chain)


INSERT_ENTRY = """
    INSERT INTO entry (epoch, seq, at, kept_from, body, subject, person, salt, chain)
    VALUES (:epoch, :seq, :at, :kept_from, :body, :subject, :person, :salt, :chain)
"""
INSERT_OUTBOX = "INSERT INTO outbox (epoch, seq) VALUES (:epoch, :seq)"
