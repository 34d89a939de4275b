"""A restored centre: its database and keys from a backup, and from the kiosks what came since."""

import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import Engine, create_engine, inspect, make_url, select
from sqlalchemy.exc import DBAPIError

from kiosk.central.accounts import COMMAND_LINE
from kiosk.central.backups.backup import ABOUT, KEYS, OWNER_ALONE, POSTGRESQL, SQLITE
from kiosk.central.backups.postgresql import load
from kiosk.central.database import WRITING, why
from kiosk.central.orders import ask
from kiosk.central.orders.whereabouts import places_now
from kiosk.central.settings import CentralTable
from kiosk.central.tables import runs
from kiosk.errors import CentreError
from kiosk.feed.orders import Name


@dataclass(frozen=True, slots=True)
class Asked:
    """Kiosks that are asked for what the backup lacks, and those that hang nowhere, by id."""

    kiosks: tuple[str, ...]
    unreached: tuple[str, ...]


def put_back(backup: Path, table: CentralTable) -> None:
    """Writes database and keys where the configuration says, over nothing. Raises CentreError."""
    try:
        with tarfile.open(backup, mode="r:") as tar:
            backend = _about(tar)
            _check(table, backend, backup)
            _put_database(tar, table, backend)
            for path, member in _keys(tar):
                if table.keys is None:
                    raise CentreError("The backup holds keys; name the folder for them as central.keys.")
                _extract(tar, member, table.keys / path)
    except (tarfile.TarError, KeyError) as error:
        raise CentreError(f"'{backup}' is no backup of a centre, or not whole; take another one.") from error
    except OSError as error:
        raise CentreError(f"'{backup}' cannot be put back: {error.strerror or error}.") from error


def ask_kiosks(engine: Engine, now: datetime) -> Asked:
    """Each kiosk is asked for all that follows the last entry that is stored without a gap."""
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        known = connection.execute(select(runs).order_by(runs.c.kiosk, runs.c.epoch)).all()
        there = places_now(connection, {run.kiosk for run in known})
        for run in known:
            if run.kiosk in there:
                body = {"epoch": run.epoch, "from": run.head_seq + 1}
                ask(connection, run.kiosk, Name.RESEND, body, COMMAND_LINE, now)
    kiosks = {run.kiosk for run in known}
    return Asked(tuple(sorted(kiosks & there.keys())), tuple(sorted(kiosks - there.keys())))


def _about(tar: tarfile.TarFile) -> str:
    file = tar.extractfile(ABOUT)
    try:
        match json.loads(file.read() if file else b""):
            case {"v": 1, "database": "sqlite" | "postgresql" as backend}:
                return str(backend)
    except ValueError:
        pass
    raise KeyError(ABOUT)


def _check(table: CentralTable, backend: str, backup: Path) -> None:
    url = make_url(table.database)
    if url.get_backend_name() != backend:
        raise CentreError(f"'{backup}' is of a {backend}; let central.database name one.")
    if table.keys and any(table.keys.glob("centre.*")):
        raise CentreError(f"There are keys in {table.keys} already; name an empty folder as central.keys.")
    if backend == "sqlite":
        if Path(url.database or "").exists():
            raise CentreError(f"There is a database {url.database} already; move it away before.")
        return
    engine = create_engine(url, hide_parameters=True)
    try:
        if inspect(engine).get_table_names():
            raise CentreError("There are tables in this database already; name an empty one.")
    except DBAPIError as error:
        raise CentreError(
            f"The database cannot be opened: {why(error)}; make an empty one before."
        ) from error
    finally:
        engine.dispose()


def _put_database(tar: tarfile.TarFile, table: CentralTable, backend: str) -> None:
    if backend == "sqlite":
        _extract(tar, tar.getmember(SQLITE), Path(make_url(table.database).database or ""))
        return
    with tempfile.TemporaryDirectory() as folder:
        dumped = Path(folder) / POSTGRESQL
        _extract(tar, tar.getmember(POSTGRESQL), dumped)
        load(table.database, dumped)


def _keys(tar: tarfile.TarFile) -> Iterator[tuple[PurePosixPath, tarfile.TarInfo]]:
    """Never out of their folder, whatever a file calls itself."""
    for member in tar.getmembers():
        path = PurePosixPath(member.name)
        if member.isfile() and path.parts[0] == KEYS and ".." not in path.parts and len(path.parts) > 1:
            yield path.relative_to(KEYS), member


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, to: Path) -> None:
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source = tar.extractfile(member)
    if source is None:
        raise KeyError(member.name)
    mode = member.mode & 0o644 if to.suffix in (".pub", ".pem") else OWNER_ALONE
    handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        os.fsync(handle)
