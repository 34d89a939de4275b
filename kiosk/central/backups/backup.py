"""A backup: database and keys of a centre in one file for its owner alone, taken while it runs.

A tar with `backup.json`, `{"v": 1, "made", "database"}`; then `centre.db` (a copy by SQLite's own backup) or
`centre.dump` (PostgreSQL's, by pg_dump); then the files of the folder `central.keys` under `keys/`.
"""

import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from kiosk.central.backups.postgresql import dump
from kiosk.central.settings import CentralTable
from kiosk.domain.entry import to_rfc3339
from kiosk.errors import CentreError

ABOUT, SQLITE, POSTGRESQL, KEYS = "backup.json", "centre.db", "centre.dump", "keys"
OWNER_ALONE = 0o600


def back_up(table: CentralTable, out: Path, now: datetime) -> int:
    """Writes the file, whole or not at all; its length in bytes. Raises CentreError."""
    if out.exists():
        raise CentreError(f"'{out}' is there already and is not overwritten; choose another name.")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=out.resolve().parent) as folder:
            draft = Path(folder) / "draft"
            with _private(draft) as file, tarfile.open(fileobj=file, mode="w") as tar:
                _write(tar, table, Path(folder), now)
            os.link(draft, out)
    except OSError as error:
        raise CentreError(
            f"'{out}' cannot be written ({error.strerror}); choose a folder with room for the whole database."
        ) from error
    return out.stat().st_size


def _write(tar: tarfile.TarFile, table: CentralTable, folder: Path, now: datetime) -> None:
    backend = make_url(table.database).get_backend_name()
    about = json.dumps({"v": 1, "made": to_rfc3339(now), "database": backend}).encode()
    entry = tarfile.TarInfo(ABOUT)
    entry.size, entry.mode = len(about), OWNER_ALONE
    tar.addfile(entry, io.BytesIO(about))
    if backend == "sqlite":
        copy = folder / SQLITE
        _copy(Path(make_url(table.database).database or ""), copy)
    else:
        copy = folder / POSTGRESQL
        dump(table.database, copy)
    tar.add(copy, copy.name)
    for path in sorted(table.keys.rglob("*")) if table.keys else []:
        if path.is_file():
            tar.add(path, f"{KEYS}/{path.relative_to(table.keys or path)}")


def _copy(database: Path, to: Path) -> None:
    """What was committed when it begins; who stores meanwhile waits for nothing."""
    if not database.is_file():
        raise CentreError(f"There is no database {database}; check central.database.")
    to.touch(mode=OWNER_ALONE)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)


@contextmanager
def _private(path: Path) -> Iterator[io.BufferedWriter]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(handle)
