"""Identities whose time at the centre is over go by themselves; what is counted stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from doors import make_door
from sealed_visitors import IN, OUT, Town, keys_in
from sqlalchemy import Engine
from stored import rows
from waiting import wait_until

from kiosk.central.accounts import EVERYWHERE, Action, AuditBook
from kiosk.central.custodian import Custodian
from kiosk.central.erasing.purge import Purge
from kiosk.central.figures.day import Figures, total
from kiosk.central.messages import Unusable
from kiosk.central.store import Store
from kiosk.central.tables import entries, quarantine

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=14, seconds=1)
A_DAY = timedelta(days=1)


@pytest.fixture
def town(engine: Engine, tmp_path: Path) -> Town:
    return Town(engine, keys_in(tmp_path / "keys"))


def fill(town: Town) -> None:
    """Two who came long ago, of whom one was sent only now, and a message that nobody could read."""
    door = make_door()
    town.keep(door, town.passes(door, 1, IN, LONG_AGO), town.passes(door, 1, OUT, LONG_AGO), now=LONG_AGO)
    town.keep(door, town.passes(door, 2, IN, LONG_AGO), now=NOW - A_DAY)
    Store(town.engine).keep([Unusable("x/y", "It is no JSON.", b"?")], LONG_AGO)
    town.found()


def identities(engine: Engine) -> list[bool]:
    found = sorted(rows(engine, entries), key=lambda row: row.seq)
    return [any((row.subject, row.person, row.salt, row.trace_key)) for row in found]


def test_what_is_kept_long_enough_goes_counted_from_when_it_arrived(town: Town) -> None:
    fill(town)
    before = total(Figures(town.engine).hours(EVERYWHERE, LONG_AGO - A_DAY, NOW))
    purge = Purge(town.engine, 14)
    assert purge.whole(NOW) == 2
    assert identities(town.engine) == [False, False, True]
    assert total(Figures(town.engine).hours(EVERYWHERE, LONG_AGO - A_DAY, NOW)) == before
    assert rows(town.engine, quarantine) == []
    assert purge.whole(NOW) == 0
    (deed,) = AuditBook(town.engine).latest(EVERYWHERE, 5)
    assert (deed.action, deed.detail) == (Action.PURGED, {"identities": 2, "messages": 1, "days": 14})
    assert purge.whole(NOW + 14 * A_DAY) == 1
    assert identities(town.engine) == [False] * 3


def test_a_person_whose_time_is_over_is_found_no_more_though_the_keys_change(town: Town) -> None:
    fill(town)
    Purge(town.engine, 1).whole(NOW + A_DAY)
    town.found()
    assert {row.trace_key for row in rows(town.engine, entries)} == {None}


def test_many_go_a_stretch_at_a_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.central.chores.STRETCH", 2)
    door = make_door()
    town.keep(door, *door.entries(5), now=LONG_AGO)
    purge = Purge(town.engine, 14)
    assert [purge.turn(NOW).identities for _ in range(4)] == [2, 2, 1, 0]


def test_the_running_centre_does_it_by_itself(town: Town) -> None:
    fill(town)
    defects: list[BaseException] = []
    custodian = Custodian(town.engine, None, 1, fail=defects.append)
    with town.engine.begin() as connection:
        connection.execute(entries.update().values(arrived_ms=0))
    custodian.start()
    try:
        wait_until(lambda: identities(town.engine) == [False] * 3)
    finally:
        custodian.close()
    assert defects == []
