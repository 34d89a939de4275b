"""Insertions that both databases know: of very many rows, and of rows whose key may be there already."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Inserts very many rows of these columns, none of which is there yet, by the database's shortest way.

    A driver of PostgreSQL is handed a COPY and all rows (see `database`), one of SQLite an INSERT to repeat.
    """
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        statement = f"{COPY} {table.name} ({names}) FROM STDIN"
    else:
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
    connection.exec_driver_sql(statement, list(rows))


COPY = "COPY"


def insert_new(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Inserts the rows whose key is not there yet, and leaves the others as they are."""
    connection.execute(_insert(connection.dialect.name, table).on_conflict_do_nothing(), rows)


Change = Callable[[Any], dict[str, Any]]


def upsert(
    connection: Connection, table: Table, key: Sequence[str], rows: list[dict[str, Any]], change: Change
) -> None:
    """Inserts the rows; where the unique key is there, sets what `change` makes of the new row's columns.

    Made once for each `change`: for what is done often, that is a function of its own.
    """
    connection.execute(_upsert(connection.dialect.name, table, tuple(key), change), rows)


@lru_cache(maxsize=64)
def _upsert(dialect: str, table: Table, key: tuple[str, ...], change: Change) -> Insert:
    insert = _insert(dialect, table)
    return insert.on_conflict_do_update(index_elements=key, set_=change(insert.excluded))


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
