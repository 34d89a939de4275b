"""What is written into the journal, each step a transaction. Used by the journal's thread only."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kiosk.devices.journal.connection import explained, open_to_write
from kiosk.domain.chain import canonical, genesis
from kiosk.domain.entry import Draft, Entry, number, to_base64url, to_rfc3339
from kiosk.feed.receipt import Receipt

SALT_BYTES = 16
EPOCH_BYTES = 12


@dataclass(slots=True)
class End:
    """Where an epoch ends: its last entry. seq 0 and the genesis before the first."""

    epoch: int
    seq: int
    chain: bytes = field(repr=False)


class Book:
    """An open journal of one kiosk. Every method raises JournalUnavailable when it could not be done."""

    def __init__(self, path: Path, kiosk: str) -> None:
        self._path = path
        self._kiosk = kiosk
        self._db = open_to_write(path)
        with explained(path):
            self._end = self._last_end() or self._begin_epoch()
            self.entries = self._db.table("entry").count
            self.waiting = self._db.table("outbox").count
            self.quarantined = self._db.table("quarantine").count

    def write(self, draft: Draft) -> Entry:
        """Numbers, chains and keeps an entry, and puts it into the outbox; on disk when this returns."""
        end = self._end
        entry = number(draft, end.seq + 1, end.chain, secrets.token_bytes(SALT_BYTES))
        row = {
            "epoch": end.epoch,
            "seq": entry.seq,
            "at": entry.body["at"],
            "body": canonical(entry.body).decode(),
            "subject": entry.subject,
            "person": json.dumps(entry.person) if entry.person else None,
            "salt": entry.salt,
            "chain": entry.chain,
        }
        with explained(self._path), self._db.atomic():
            self._db.table("entry").insert(row)
            self._db.table("outbox").insert({"epoch": end.epoch, "seq": entry.seq})
        self._end = End(end.epoch, entry.seq, entry.chain)
        self.entries += 1
        self.waiting += 1
        return entry

    def settle(self, receipts: list[Receipt]) -> None:
        """Takes out of the outbox what the centre holds; what it refuses goes into quarantine."""
        with explained(self._path), self._db.atomic():
            for receipt in receipts:
                self._settle(receipt)
            waiting = self._db.table("outbox").count
            quarantined = self._db.table("quarantine").count
        self.waiting, self.quarantined = waiting, quarantined

    def touch(self) -> None:
        """Writes something harmless, to learn whether the disk takes it again."""
        with explained(self._path), self._db.atomic():
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            self._db.execute(f"PRAGMA user_version = {version + 1}")

    def close(self) -> None:
        self._db.close()

    def _settle(self, receipt: Receipt) -> None:
        found = self._db.execute(
            "SELECT id FROM epoch WHERE name = ? AND kiosk = ?", [receipt.epoch, receipt.kiosk]
        ).fetchone()
        if found is None:
            return
        epoch: int = found[0]
        for low, high in receipt.stored:
            self._db.execute("DELETE FROM outbox WHERE epoch = ? AND seq BETWEEN ? AND ?", [epoch, low, high])
        for refused in receipt.rejected:
            self._db.execute(
                "INSERT OR IGNORE INTO quarantine (epoch, seq, reason)"
                " SELECT epoch, seq, ? FROM outbox WHERE epoch = ? AND seq = ?",
                [refused.reason, epoch, refused.seq],
            )
            self._db.execute("DELETE FROM outbox WHERE epoch = ? AND seq = ?", [epoch, refused.seq])
        if receipt.head:
            self._db.execute(
                "INSERT INTO anchor (epoch, seq, chain) VALUES (:epoch, :seq, :chain)"
                " ON CONFLICT (epoch) DO UPDATE SET seq = :seq, chain = :chain WHERE seq < :seq",
                {"epoch": epoch, "seq": receipt.head.seq, "chain": receipt.head.chain},
            )

    def _last_end(self) -> End | None:
        """None where there is no epoch yet, or the last was another kiosk's."""
        epoch = self._db.execute("SELECT id, name, kiosk FROM epoch ORDER BY id DESC LIMIT 1").fetchone()
        if epoch is None or epoch[2] != self._kiosk:
            return None
        last = self._db.execute(
            "SELECT seq, chain FROM entry WHERE epoch = ? ORDER BY seq DESC LIMIT 1", [epoch[0]]
        ).fetchone()
        return End(epoch[0], *last) if last else End(epoch[0], 0, genesis(self._kiosk, epoch[1]))

    def _begin_epoch(self) -> End:
        name = to_base64url(secrets.token_bytes(EPOCH_BYTES))
        row = {"name": name, "kiosk": self._kiosk, "begun_at": to_rfc3339(datetime.now(UTC))}
        with self._db.atomic():
            self._db.table("epoch").insert(row)
            number = self._db.execute("SELECT id FROM epoch WHERE name = ?", [name]).fetchone()[0]
        return End(number, 0, genesis(self._kiosk, name))
