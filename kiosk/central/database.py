"""Opens the centre's database, SQLite or PostgreSQL, and brings its tables up to date."""

from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError

from kiosk.central.tables.statements import COPY
from kiosk.errors import CentreError

BUSY_TIMEOUT_MS = 10_000
PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 15_000}
"""With a PostgreSQL that does not answer: seconds, and milliseconds."""

SORTED_IN_MEMORY = "32MB"
"""For a day's figures of a country; by default PostgreSQL sorts on disk beyond 4 MB."""

WRITING = "kiosk_writing"
"""The execution option of a connection whose transactions write: SQLite then takes its lock at once."""

MIGRATION_LOCK = 0x6B696F736B  # any numbers that nothing else in this PostgreSQL locks
ARRIVAL_LOCK = MIGRATION_LOCK + 1


def open_database(url: str) -> Engine:
    """An engine over tables that are up to date; raises CentreError if that cannot be had."""
    address = make_url(url)
    shown = address.render_as_string(hide_password=True)
    with ExitStack() as opened:
        try:
            engine = _engine(address)
            opened.callback(engine.dispose)
            with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
                _migrate(connection)
        except ImportError as error:
            raise CentreError(
                f"The driver for the database {shown} is missing; install {error.name} beside the kiosk."
            ) from error
        except DBAPIError as error:
            raise CentreError(
                f"The database {shown} cannot be opened: {why(error)};"
                " check that it is there and may be written."
            ) from error
        except CommandError as error:
            raise CentreError(
                f"The tables of {shown} are not of this version ({error});"
                " install the version that made them."
            ) from error
        opened.pop_all()
    return engine


def _engine(address: URL) -> Engine:
    if address.get_backend_name() == "sqlite":
        folder = Path(address.database or "").parent
        if not folder.is_dir():
            raise CentreError(
                f"The folder {folder} of the database {address} is not there; make it, or name another."
            )
        with suppress(OSError):  # SQLite says better what is wrong
            Path(address.database or "").touch(mode=0o600)
        engine = create_engine(address, hide_parameters=True)  # an error must not tell whose entry it was
        _prepare_sqlite(engine)
    else:
        engine = create_engine(address, hide_parameters=True, connect_args=PATIENCE)
        _prepare_postgresql(engine)
    return engine


def why(error: DBAPIError) -> str:
    """What the database says, in one line."""
    return " ".join(str(error.orig).split())


def keep_arrivals_in_order(connection: Connection) -> None:
    """From here to the commit, one transaction at a time; in SQLite that is so anyway.

    Otherwise a later number could be seen before an earlier one, and who asks for what came after it would
    never see that.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ARRIVAL_LOCK})")


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
    config = Config()
    config.set_main_option("script_location", "kiosk.central:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _prepare_sqlite(engine: Engine) -> None:
    """WAL, every commit on disk, and transactions that begin where SQLAlchemy says so.

    Python's sqlite3 begins transactions by itself and too late to lock; see
    https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#serializable-isolation-savepoints-transactional-ddl
    """

    @event.listens_for(engine, "connect")
    def _on_connect(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _prepare_postgresql(engine: Engine) -> None:
    """Every commit on disk, whatever the server's configuration says; and COPY as one more way to insert."""

    @event.listens_for(engine, "do_executemany")
    def _on_rows(cursor: Any, statement: str, rows: Any, _context: object) -> bool:
        return _copied(cursor, statement, rows)

    @event.listens_for(engine, "do_execute")
    def _on_row(cursor: Any, statement: str, row: Any, _context: object) -> bool:
        return _copied(cursor, statement, [row])

    @event.listens_for(engine, "connect")
    def _on_connect(dbapi_connection: Any, _record: object) -> None:
        with dbapi_connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = on")
            cursor.execute(f"SET work_mem = '{SORTED_IN_MEMORY}'")
            cursor.execute("SET jit = off")  # it costs the pages' questions more than it saves
        dbapi_connection.commit()


def _copied(cursor: Any, statement: str, rows: Iterable[Any]) -> bool:
    """Whether this was a COPY; its rows then went as its data, and not as parameters.

    See https://www.psycopg.org/psycopg3/docs/basic/copy.html
    """
    if not statement.startswith(COPY):
        return False
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
    return True
