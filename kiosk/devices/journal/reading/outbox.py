"""The outbox as the feed reads it: entries without a receipt, in their order, by a connection of its own."""

from pathlib import Path

from sqlite_utils import Database

from kiosk.devices.journal.connection import explained, open_to_read
from kiosk.devices.journal.rows import ENTRY_COLUMNS, wire_text
from kiosk.ports import OUTBOX_START, Batch, Position, Waiting

NEXT = f"""
    SELECT epoch, seq, {ENTRY_COLUMNS}
    FROM outbox JOIN entry USING (epoch, seq)
    WHERE (epoch, seq) > (?, ?) AND (epoch, seq) <= (?, ?) ORDER BY epoch, seq LIMIT ?
"""  # noqa: S608 - column names only

LAST = "SELECT epoch, seq FROM outbox ORDER BY epoch DESC, seq DESC LIMIT 1"


class SqliteOutbox:
    """Used from one thread, the feed's; a journal that cannot be read raises JournalUnavailable."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: Database | None = None

    def end(self) -> Position:
        with explained(self._path):
            last = self._opened().execute(LAST).fetchone()
        return (last[0], last[1]) if last else OUTBOX_START

    def after(self, position: Position, up_to: Position, most: int) -> Batch | None:
        with explained(self._path):
            rows = self._opened().execute(NEXT, [*position, *up_to, most]).fetchall()
            if not rows:
                return None
            epoch = rows[0][0]
            name = self._opened().execute("SELECT name FROM epoch WHERE id = ?", [epoch]).fetchone()[0]
        entries = [Waiting(row[1], wire_text(row[2:])) for row in rows if row[0] == epoch]
        return Batch(name, epoch, entries)

    def close(self) -> None:
        db, self._db = self._db, None
        if db:
            db.close()

    def _opened(self) -> Database:
        self._db = self._db or open_to_read(self._path)
        return self._db
