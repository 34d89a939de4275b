"""What the centre asks of the journal: that entries be sent once more, that identities be taken out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from kiosk.domain.entry import JsonObject
from kiosk.feed.receipt import ranges
from kiosk.ports import OUTBOX_START, Position

RESENT_AT_ONCE = 2000
"""In one step, so that whoever stands at the door is recorded in between."""

NAMED = """
    SELECT entry.epoch, seq FROM entry JOIN epoch ON epoch.id = entry.epoch
    WHERE kiosk = :kiosk AND (:epoch IS NULL OR name = :epoch) AND seq BETWEEN :first AND :last
      AND (entry.epoch, seq) > (:after_epoch, :after_seq)
    ORDER BY entry.epoch, seq LIMIT :most
"""

IDENTITY = "SELECT subject IS NOT NULL OR person IS NOT NULL OR salt IS NOT NULL FROM entry"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Entries of one kiosk that the centre lacks. `epoch` None: of every one."""

    kiosk: str
    epoch: str | None
    first: int
    last: int
    after: Position = OUTBOX_START


def put_back(db: Database, wanted: Wanted) -> tuple[int, Position | None]:
    """A step, within the caller's transaction: how many are in the outbox now that were not, and the place
    from which to go on; None: there are no more. What the centre refused once is sent again too.
    """
    found = db.execute(
        NAMED,
        {
            "kiosk": wanted.kiosk,
            "epoch": wanted.epoch,
            "first": wanted.first,
            "last": wanted.last,
            "after_epoch": wanted.after[0],
            "after_seq": wanted.after[1],
            "most": RESENT_AT_ONCE,
        },
    ).fetchall()
    added = db.conn.executemany("INSERT OR IGNORE INTO outbox (epoch, seq) VALUES (?, ?)", found).rowcount
    db.conn.executemany("DELETE FROM quarantine WHERE epoch = ? AND seq = ?", found)
    return max(added, 0), found[-1] if len(found) == RESENT_AT_ONCE else None


@dataclass(frozen=True, slots=True)
class TakenOut:
    """`seqs` had an identity until now; `unknown` are no entries of this journal."""

    seqs: tuple[int, ...]
    unknown: tuple[int, ...]

    def told(self, epoch: str) -> JsonObject:
        """What the entry says that records it."""
        erased = {"epoch": epoch, "seqs": [list(found) for found in ranges(self.seqs)]}
        return {"identities": len(self.seqs), "erased": erased}


def take_out(db: Database, kiosk: str, epoch: str, seqs: Sequence[int]) -> TakenOut:
    """Subject, person and salt of these entries, within the caller's transaction."""
    found = db.execute("SELECT id FROM epoch WHERE name = ? AND kiosk = ?", [epoch, kiosk]).fetchone()
    number = found[0] if found else None
    had = {
        seq: row[0]
        for seq in seqs
        if (row := db.execute(f"{IDENTITY} WHERE epoch = ? AND seq = ?", [number, seq]).fetchone())
    }
    erased = [seq for seq, identity in had.items() if identity]
    db.conn.executemany(
        "UPDATE entry SET subject = NULL, person = NULL, salt = NULL WHERE epoch = ? AND seq = ?",
        [(number, seq) for seq in erased],
    )
    return TakenOut(tuple(erased), tuple(seq for seq in seqs if seq not in had))
