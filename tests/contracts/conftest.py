"""What the contract suites share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from journals import KIOSK, NewJournal
from loops import Door
from sqlalchemy import Engine

from kiosk.bench.postgresql import PROGRAMS, PostgreSQL, running_postgresql
from kiosk.central.database import open_database
from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import SqliteJournal
from kiosk.domain.retention import Retention
from kiosk.domain.rules import DirectionRule
from kiosk.ports import Clock

TRUSTED = SystemClock(lambda: 0)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not on this machine; install the package postgresql")
    with running_postgresql(["fsync=off"]) as server:  # nothing survives it, so nothing waits for the disk
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


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def new_journal(path: Path) -> Iterator[NewJournal]:
    made: list[SqliteJournal] = []
    defects: list[BaseException] = []

    def make(kiosk: str = KIOSK, at: Path = path, clock: Clock = TRUSTED) -> SqliteJournal:
        made.append(SqliteJournal(at, kiosk, clock, Retention(), fail=defects.append))
        return made[-1]

    yield make
    for journal in made:
        journal.close()
    assert defects == []


@pytest.fixture
def journal(new_journal: NewJournal) -> SqliteJournal:
    return new_journal()


@pytest.fixture
def new_loop(tmp_path: Path) -> Iterator[Callable[..., Door]]:
    made: list[Door] = []

    def make(direction: DirectionRule = DirectionRule.IN) -> Door:
        made.append(Door(tmp_path, direction))
        made[-1].open()
        return made[-1]

    yield make
    for door in made:
        door.close()
