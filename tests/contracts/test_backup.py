"""A backup taken while entries come, and put back: what it held, and a question for what it lacks."""

import json
import os
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from doors import Door, make_door
from sealed_visitors import IN, Town, keys_in, somebody
from sqlalchemy import Engine
from stored import rows

from kiosk.bench.postgresql import PostgreSQL
from kiosk.central.accounts import EVERYWHERE
from kiosk.central.backups.backup import back_up
from kiosk.central.backups.restoring import ask_kiosks, put_back
from kiosk.central.database import open_database
from kiosk.central.settings import CentralTable
from kiosk.central.tables import entries, orders, runs
from kiosk.central.tracing.tracing import Asker, Tracing
from kiosk.errors import CentreError
from kiosk.feed.orders import Name

NOW = datetime.now(UTC)


@pytest.fixture
def town(engine: Engine, tmp_path: Path) -> Town:
    return Town(engine, keys_in(tmp_path / "keys"))


@pytest.fixture
def table(town: Town, database: str, tmp_path: Path) -> CentralTable:
    return CentralTable(database=database, keys=tmp_path / "keys")


@pytest.fixture
def bare(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> CentralTable:
    """Another machine."""
    (tmp_path / "bare").mkdir()
    if database.startswith("sqlite"):
        return CentralTable(database=f"sqlite:///{tmp_path}/bare/centre.db", keys=tmp_path / "bare" / "keys")
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return CentralTable(database=server.new_database(), keys=tmp_path / "bare" / "keys")


@contextmanager
def load(town: Town, door: Door) -> Iterator[None]:
    """Entries that come meanwhile; at least some before it begins and some after."""
    stop, began = threading.Event(), threading.Event()

    def store() -> None:
        while not stop.is_set():
            town.keep(door, *door.entries(20))
            began.set()

    thread = threading.Thread(target=store)
    thread.start()
    assert began.wait(20)
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_under_load_a_backup_holds_one_instant_and_restored_it_opens_persons_and_asks_for_the_rest(
    town: Town, table: CentralTable, bare: CentralTable, tmp_path: Path
) -> None:
    visited = make_door("thuan-hoa-2")
    town.keep(visited, town.passes(visited, 1, IN, NOW))
    town.found()
    busy = make_door()
    out = tmp_path / "centre.tar"
    with load(town, busy):
        length = back_up(table, out, NOW)
    town.keep(busy, *busy.entries(5))
    assert (out.stat().st_mode & 0o777, out.stat().st_size) == (0o600, length)

    put_back(out, bare)
    restored = open_database(bare.database)
    assert bare.keys
    keys = keys_in(bare.keys)
    assert (bare.keys / "centre.seal").stat().st_mode & 0o777 == 0o600
    kept = {row.kiosk: row for row in rows(restored, runs)}
    seqs = [row.seq for row in rows(restored, entries) if row.kiosk == busy.place.kiosk]
    assert sorted(seqs) == list(range(1, kept[busy.place.kiosk].head_seq + 1))
    assert 0 < len(seqs) < len(rows(town.engine, entries))

    tracing = Tracing(restored, keys, bare.day)
    asker = Asker("", EVERYWHERE, "does it open")
    (row,) = [row for row in rows(restored, entries) if row.person]
    key = (row.kiosk, row.epoch, row.seq)
    assert tracing.show(asker, [key])[key].person == somebody(1)
    assert row.trace_key == tracing.trace_key("vn-id", somebody(1).number)

    assert ask_kiosks(restored, NOW).kiosks == (busy.place.kiosk, visited.place.kiosk)
    asked = {order.kiosk: json.loads(order.body) for order in rows(restored, orders)}
    assert {order.name for order in rows(restored, orders)} == {Name.RESEND}
    assert asked[busy.place.kiosk] == {"epoch": busy.epoch, "from": len(seqs) + 1}
    restored.dispose()


def test_nothing_is_ever_overwritten(
    table: CentralTable, bare: CentralTable, tmp_path: Path, town: Town
) -> None:
    out = tmp_path / "centre.tar"
    back_up(table, out, NOW)
    with pytest.raises(CentreError, match="not overwritten"):
        back_up(table, out, NOW)
    with pytest.raises(CentreError, match="already"):
        put_back(out, table)
    with pytest.raises(CentreError, match="already"):
        put_back(out, CentralTable(database=table.database, keys=bare.keys))
    other = "postgresql://x/y" if table.database.startswith("sqlite") else f"sqlite:///{tmp_path}/other.db"
    with pytest.raises(CentreError, match="name one"):
        put_back(out, CentralTable(database=other, keys=bare.keys))
    assert rows(town.engine, entries) == []


def test_what_is_no_backup_or_leads_elsewhere_is_refused(
    bare: CentralTable, table: CentralTable, tmp_path: Path
) -> None:
    odd = tmp_path / "odd.tar"
    odd.write_bytes(os.urandom(4000))
    with pytest.raises(CentreError, match="is no backup"):
        put_back(odd, bare)
    out = tmp_path / "centre.tar"
    back_up(table, out, NOW)
    with tarfile.open(out, "a") as tar:
        tar.add(odd, "keys/../../stolen")
    put_back(out, bare)
    assert not list(tmp_path.rglob("stolen"))
