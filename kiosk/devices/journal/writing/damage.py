"""A damaged journal is set aside whole, and what can still be read of its outbox is taken over."""

import glob
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from kiosk.devices.journal.writing.renumbering import OLD_ENTRY, OldEntry
from kiosk.devices.journal.writing.uses import ALL, UsedPass
from kiosk.domain.chain import canonical
from kiosk.domain.entry import from_rfc3339
from kiosk.errors import JournalUnavailable

MAGIC = b"SQLite format 3\0"
"""The first bytes of a database (https://www.sqlite.org/fileformat.html); a lost block reads as zeros."""

COMPANIONS = ("", "-wal", "-shm")

ONE = f"""
    SELECT {OLD_ENTRY} FROM entry JOIN epoch ON epoch.id = entry.epoch
    WHERE entry.epoch = ? AND entry.seq = ?
"""  # noqa: S608 - column names only


def set_aside(path: Path) -> None:
    """Moves the database with its companions out of the way.

    Raises JournalUnavailable for a file that never was a journal, which is somebody else's, and if it
    cannot be moved.
    """
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) not in (MAGIC, bytes(len(MAGIC))):
                raise JournalUnavailable(f"'{path}' is no journal; set another journal.path.")
        number = 1
        while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
            number += 1
        for companion in reversed(COMPANIONS):  # the database last: until then it is found damaged again
            if (there := path.with_name(path.name + companion)).exists():
                os.replace(there, aside.with_name(aside.name + companion))
    except OSError as error:
        raise JournalUnavailable(
            f"The damaged journal '{path}' cannot be set aside ({error.strerror}); check the disk."
        ) from error


def lying_aside(path: Path) -> list[Path]:
    """The damaged journals that were set aside beside this one, the oldest first."""
    found = path.parent.glob(f"{glob.escape(path.name)}.damaged-*")
    numbered = [aside for aside in found if aside.suffix.removeprefix(".damaged-").isdecimal()]
    return sorted(numbered, key=lambda aside: int(aside.suffix.removeprefix(".damaged-")))


def salvage(aside: Path) -> list[OldEntry]:
    """What waited for its receipt and can still be read, in its order."""
    with closing(sqlite3.connect(aside)) as connection:
        connection.execute("PRAGMA writable_schema = ON")  # else SQLite reads nothing of a file cut short
        return [found for place in _places(connection) if (found := _entry(connection, place))]


def salvage_uses(aside: Path) -> list[UsedPass]:
    """How often passes were used, as far as it can still be read."""
    with closing(sqlite3.connect(aside)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        used: list[UsedPass] = []
        used.extend(_until_damage(connection, ALL))
        return used


def _places(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """Of the outbox; where that is lost, of every entry: the centre can tell a double."""
    for table in ("outbox", "entry"):
        places: list[tuple[int, int]] = []
        rows = _until_damage(connection, f"SELECT epoch, seq FROM {table} ORDER BY epoch, seq")  # noqa: S608
        places.extend(rows)
        if places:
            return places
    return []


def _until_damage(connection: sqlite3.Connection, sql: str) -> Iterator[Any]:
    try:
        yield from connection.execute(sql)
    except sqlite3.DatabaseError:
        return


def _entry(connection: sqlite3.Connection, place: tuple[int, int]) -> OldEntry | None:
    try:
        row = connection.execute(ONE, place).fetchone()
    except sqlite3.DatabaseError:
        return None
    old = OldEntry(*row) if row else None
    return old if old and _is_whole(old) else None


def _is_whole(old: OldEntry) -> bool:
    """Whether the body is what was written: canonical JSON, of this number. A lost page reads as anything."""
    try:
        from_rfc3339(old.at)
        entry = json.loads(old.body)
        return canonical(entry).decode() == old.body and bool(entry["seq"] == old.seq)
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
