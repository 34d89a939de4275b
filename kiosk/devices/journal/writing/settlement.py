"""What receipts do to the outbox: stored entries leave it, refused ones go apart, conflicts are told."""

from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.feed.receipt import Receipt

CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Contested:
    """An epoch of this journal in which the centre holds other entries than this journal has."""

    epoch: int
    name: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What a receipt did: entries that left the outbox, those of them that were set apart, and what is
    contested.
    """

    left: int = 0
    set_apart: int = 0
    contested: Contested | None = None


def settle(db: Database, receipt: Receipt) -> Settled:
    """Within the caller's transaction. A receipt of an unknown epoch, or another kiosk's, changes nothing."""
    found = db.execute(
        "SELECT id FROM epoch WHERE name = ? AND kiosk = ?", [receipt.epoch, receipt.kiosk]
    ).fetchone()
    if found is None:
        return Settled()
    epoch: int = found[0]
    left = set_apart = 0
    for low, high in receipt.stored:
        left += db.execute(
            "DELETE FROM outbox WHERE epoch = ? AND seq BETWEEN ? AND ?", [epoch, low, high]
        ).rowcount
    for refused in receipt.rejected:
        if refused.reason != CONFLICT:
            place = {"epoch": epoch, "seq": refused.seq}
            set_apart += db.execute(SET_APART, place | {"reason": refused.reason}).rowcount
            left += db.execute("DELETE FROM outbox WHERE epoch = :epoch AND seq = :seq", place).rowcount
    if _contested(db, epoch, receipt):
        return Settled(left, set_apart, Contested(epoch, receipt.epoch))
    if receipt.head:
        db.execute(ANCHOR, {"epoch": epoch, "seq": receipt.head.seq, "chain": receipt.head.chain})
    return Settled(left, set_apart)


def _contested(db: Database, epoch: int, receipt: Receipt) -> bool:
    """Somebody else wrote under these numbers: a conflict is told, or a number that was never given."""
    conflicting = [refused.seq for refused in receipt.rejected if refused.reason == CONFLICT]
    if any(db.execute(WAITS, [epoch, seq]).fetchone() for seq in conflicting):
        return True
    newest, last = db.execute(LAST, {"epoch": epoch}).fetchone()
    if epoch != newest:
        return False  # nothing is numbered there any more: it was left for that very reason
    named = [high for _, high in receipt.stored] + ([receipt.head.seq] if receipt.head else [])
    return bool(max(named, default=0) > last)


ANCHOR = """
    INSERT INTO anchor (epoch, seq, chain) SELECT epoch, seq, :chain FROM entry
    WHERE epoch = :epoch AND seq = :seq
    ON CONFLICT (epoch) DO UPDATE SET seq = :seq, chain = :chain WHERE seq < :seq
"""
"""Of an entry that stands here: in an epoch that was left, the centre's head may be another kiosk's."""

SET_APART = """
    INSERT OR IGNORE INTO quarantine (epoch, seq, reason)
    SELECT epoch, seq, :reason FROM outbox WHERE epoch = :epoch AND seq = :seq
"""
WAITS = "SELECT 1 FROM outbox WHERE epoch = ? AND seq = ?"
LAST = """
    SELECT (SELECT max(id) FROM epoch),
           max(coalesce((SELECT max(seq) FROM entry WHERE epoch = :epoch), 0),
               coalesce((SELECT max(seq) FROM moved WHERE epoch = :epoch), 0))
"""
