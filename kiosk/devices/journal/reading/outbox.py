"""The outbox as the feed reads it: entries without a receipt, in their order, by a connection of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from kiosk.devices.journal.connection import explained, open_to_read
from kiosk.devices.journal.rows import ENTRY_COLUMNS, wire_text
from kiosk.errors import DeviceAbsent, JournalUnavailable
from kiosk.ports import OUTBOX_START, Batch, Position, Waiting

NEXT = f"""
    SELECT epoch, seq, {ENTRY_COLUMNS}
    FROM outbox JOIN entry USING (epoch, seq)
    WHERE (epoch, seq) > (?, ?) AND (epoch, seq) <= (?, ?) ORDER BY epoch, seq LIMIT ?
"""  # noqa: S608 - column names only

LAST = "SELECT epoch, seq FROM outbox ORDER BY epoch DESC, seq DESC LIMIT 1"


class SqliteOutbox:
    """Used from one thread, the feed's; a journal that cannot be read raises JournalUnavailable.

    It is opened anew after a failure, and where another file has taken its place: a damaged journal is set
    aside while the kiosk runs, and a disk may have been away.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: Database | None = None
        self._file: tuple[int, int] | None = None

    def end(self) -> Position:
        with self._reading() as db:
            last = db.execute(LAST).fetchone()
        return (last[0], last[1]) if last else OUTBOX_START

    def after(self, position: Position, up_to: Position, most: int) -> Batch | None:
        with self._reading() as db:
            rows = db.execute(NEXT, [*position, *up_to, most]).fetchall()
            if not rows:
                return None
            epoch = rows[0][0]
            name = db.execute("SELECT name FROM epoch WHERE id = ?", [epoch]).fetchone()[0]
        entries = [Waiting(row[1], wire_text(row[2:])) for row in rows if row[0] == epoch]
        return Batch(name, epoch, entries)

    def close(self) -> None:
        db, self._db = self._db, None
        if db:
            db.close()

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        file = _identity(self._path)
        if file != self._file:
            self.close()
        try:
            with explained(self._path):
                db = self._db = self._db or open_to_read(self._path)
                self._file = file
                yield db
        except (JournalUnavailable, DeviceAbsent) as failure:
            self.close()
            raise JournalUnavailable(str(failure)) from failure


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file it is; None: there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
