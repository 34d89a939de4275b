"""Takes identities out of entries, and out of the file that held them."""

import time
from collections.abc import Sequence
from contextlib import closing

from sqlalchemy import Connection, Engine, update

from kiosk.central.tables import entries
from kiosk.errors import CentreError

CHUNK = 500
PATIENCE_S, LOOK_EACH_S = 30.0, 0.2
NOBODY = {"subject": None, "person": None, "salt": None, "trace_key": None}
"""What an entry keeps is its digest, under which the chain still verifies."""


def take_out(connection: Connection, arrivals: Sequence[int]) -> None:
    """The identities of these entries."""
    for start in range(0, len(arrivals), CHUNK):
        some = arrivals[start : start + CHUNK]
        connection.execute(update(entries).where(entries.c.arrival.in_(some)).values(NOBODY))


def overwrite(engine: Engine) -> None:
    """What was taken out is then in no free page, and in no log of the database.

    SQLite writes the whole file anew; meanwhile whoever stores waits. PostgreSQL gives the space free, to be
    overwritten; only its VACUUM FULL writes tables anew (docs/operating.md). Raises CentreError.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM entries")
        return
    with closing(engine.raw_connection()) as connection:  # SQLAlchemy would begin a transaction
        connection.cursor().execute("VACUUM")
    deadline_s = time.monotonic() + PATIENCE_S
    while not empty_log(engine):
        if time.monotonic() > deadline_s:
            raise CentreError(
                "The database's log (its -wal file) is being read all the time, and still holds what was"
                " erased; stop the centre and start it again, then it is emptied."
            )
        time.sleep(LOOK_EACH_S)


def empty_log(engine: Engine) -> bool:
    """Of an SQLite, whose log keeps what was written before; False: somebody reads it just now."""
    if engine.dialect.name != "sqlite":
        return True
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()
        return busy is not None and not busy[0]
