"""What the contract suites share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgresql import PROGRAMS, PostgreSQL, running_postgresql
from sqlalchemy import Engine

from kiosk.central.database import open_database


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not on this machine; install the package postgresql")
    with running_postgresql() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty one."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/centre.db"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_database(database)
    yield engine
    engine.dispose()
