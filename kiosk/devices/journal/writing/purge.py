"""Takes identities out of old entries: subject, person and salt go together, the chain still verifies."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from kiosk.devices.journal.schema import HAS_IDENTITY
from kiosk.domain.entry import to_rfc3339
from kiosk.domain.retention import Retention

AT_ONCE = 500

DUE = f"""
    SELECT entry.epoch, entry.seq FROM entry LEFT JOIN outbox USING (epoch, seq)
    WHERE {HAS_IDENTITY} AND kept_from < :receipted_before
      AND (kept_from < :all_before OR outbox.seq IS NULL)
    LIMIT :most
"""  # noqa: S608 - nothing from outside

OVERDUE = f"""
    SELECT count(*) FROM entry JOIN outbox USING (epoch, seq)
    WHERE {HAS_IDENTITY} AND kept_from < ?
"""  # noqa: S608 - nothing from outside


@dataclass(frozen=True, slots=True)
class Purged:
    """`identities` were taken out just now; `overdue` are kept only because the centre lacks them."""

    identities: int
    overdue: int


def purge(db: Database, retention: Retention, now: datetime) -> Purged:
    """A small step, within the caller's transaction, by a `now` that is trusted; more may be due."""
    receipted_before = to_rfc3339(retention.receipted_before(now))
    limits = {"all_before": to_rfc3339(retention.all_before(now)), "receipted_before": receipted_before}
    due = db.execute(DUE, limits | {"most": AT_ONCE}).fetchall()
    db.conn.executemany(
        "UPDATE entry SET subject = NULL, person = NULL, salt = NULL WHERE epoch = ? AND seq = ?", due
    )
    return Purged(len(due), db.execute(OVERDUE, [receipted_before]).fetchone()[0])
