"""Connections to the journal's database, and what its failures mean to a person."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from kiosk.devices.journal.schema import migrations
from kiosk.errors import DeviceAbsent, JournalUnavailable

BUSY_TIMEOUT_S = 2.0
PAGE_BYTES = 4096

STORAGE_FULL = "disk"
FAILING = "failing"
BROKEN = "journal"
DAMAGED = "damage"

HEALING = frozenset({STORAGE_FULL, FAILING})
"""What may pass by itself, so that a kiosk begins in spite of it: it waits, and says so on its screen."""


def open_to_write(path: Path) -> Database:
    """The database with its tables up to date; every commit is on disk when it returns.

    Raises JournalUnavailable if it cannot be opened or written.
    """
    with explained(path):
        with suppress(OSError):  # SQLite says better what is wrong
            path.touch(mode=0o600)
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)
        try:
            db = Database(connection)
            db.enable_wal()
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            migrations.apply(db)
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise damaged(path)
        except BaseException:
            connection.close()
            raise
        return db


def open_to_read(path: Path) -> Database:
    """The database as it is, for reading only. Raises DeviceAbsent if there is none."""
    if not path.is_file():
        raise DeviceAbsent(f"There is no journal '{path}'; check journal.path, or run the kiosk first.")
    if path.stat().st_size == 0:
        raise DeviceAbsent(f"'{path}' is empty; run the kiosk first.")
    with explained(path):
        connection = sqlite3.connect(
            f"file:{quote(str(path.resolve()))}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S
        )
        connection.execute("SELECT 1 FROM entry LIMIT 1")
        return Database(connection)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns what SQLite raises into JournalUnavailable, with a sentence for a guard."""
    try:
        yield
    except sqlite3.Error as error:
        raise JournalUnavailable(_sentence(path, error), part=_part(path, error)) from error


def damaged(path: Path) -> JournalUnavailable:
    return JournalUnavailable(f"The journal '{path}' is damaged; it is set aside.", DAMAGED)


def _part(path: Path, error: sqlite3.Error) -> str:
    match _code(error):
        case sqlite3.SQLITE_FULL:
            return STORAGE_FULL
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DAMAGED
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN if not has_room(path):
            return STORAGE_FULL
        case sqlite3.SQLITE_IOERR:
            return FAILING
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN if is_read_only(path):
            return FAILING
    return BROKEN


def has_room(path: Path) -> bool:
    """Whether the storage that holds `path` takes another page; True where nobody can tell."""
    try:
        return shutil.disk_usage(path.parent).free >= PAGE_BYTES
    except OSError:
        return True


def is_read_only(path: Path) -> bool:
    """Whether the storage that holds `path` takes nothing at all, as after an error of its own."""
    try:
        return bool(os.statvfs(path.parent).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _sentence(path: Path, error: sqlite3.Error) -> str:
    if _part(path, error) == STORAGE_FULL:
        return f"The journal '{path}' has no room: the storage is full; free some space."
    match _code(error):
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN if is_read_only(path):
            what = "cannot be written: the storage is read-only, as of a card that dies; change it"
        case sqlite3.SQLITE_READONLY:
            what = "may not be written; check its rights, and that the disk is not read-only"
        case sqlite3.SQLITE_CANTOPEN:
            what = "cannot be opened; make its folder, and let the kiosk write there"
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            what = "is damaged; a kiosk that uses it sets it aside and goes on"
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            what = "is held by another program; stop that, or set another journal.path"
        case _:
            what = f"cannot be used ({error}); check the disk"
    return f"The journal '{path}' {what}."


def _code(error: sqlite3.Error) -> int:
    """The primary result code (https://www.sqlite.org/rescode.html); 0 where Python raised by itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
