"""Trace keys: who is sealed in an entry is found by a key, after the entry is stored, and by no name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from doors import make_door
from sealed_visitors import IN, OUT, Town, keys_in, somebody
from sqlalchemy import Engine
from stored import raised, rows
from waiting import wait_until

from kiosk.central.custodian import Custodian
from kiosk.central.tables import alarms, entries
from kiosk.central.tracing.index import AT_ONCE, UNOPENED, TraceIndex
from kiosk.keys.sealing import OpeningKey, OpeningRing

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.fixture
def town(engine: Engine, tmp_path: Path) -> Town:
    return Town(engine, keys_in(tmp_path / "keys"))


def trace_keys(engine: Engine) -> list[str | None]:
    return [row.trace_key for row in sorted(rows(engine, entries), key=lambda row: row.arrival)]


def test_one_person_has_one_trace_key_at_every_door_and_another_has_another(town: Town) -> None:
    for kiosk in ("thuan-hoa-1", "phu-xuan-1"):
        door = make_door(kiosk)
        town.keep(door, town.passes(door, 1, IN, NOW), town.passes(door, 2, IN, NOW))
    assert trace_keys(town.engine) == [None] * 4
    town.found()
    assert trace_keys(town.engine) == [town.trace_key(1), town.trace_key(2)] * 2


def test_what_follows_is_found_too_and_nothing_of_the_person_is_written_beside_the_seal(town: Town) -> None:
    door = make_door()
    town.keep(door, town.passes(door, 1, IN, NOW), door.entry(person=None))
    town.found()
    town.keep(door, town.passes(door, 1, OUT, NOW + timedelta(hours=1)))
    town.found()
    assert trace_keys(town.engine) == [town.trace_key(1), None, town.trace_key(1)]
    written = "".join(str(tuple(row)) for row in rows(town.engine, entries))
    person = somebody(1)
    assert person.number not in written
    assert str(person.name) not in written


def test_a_seal_that_does_not_open_is_stored_raises_an_alarm_and_holds_up_nobody(town: Town) -> None:
    strangers = Town(town.engine, replace(town.keys, opening=OpeningRing([OpeningKey.new()])))
    door = make_door()
    torn = {"kid": town.keys.opening.own.kid, "sealed": "AAAA"}
    wire = [
        door.entry(at=NOW, **strangers.seal(door, somebody(1))),
        door.entry(at=NOW, **town.seal(door, somebody(2)) | {"person": torn}),
        town.passes(door, 3, IN, NOW),
    ]
    town.keep(door, *wire)
    town.found()
    assert trace_keys(town.engine) == [None, None, town.trace_key(3)]
    assert raised(town.engine) == {(UNOPENED, 0): 2}
    assert [row.kiosk for row in rows(town.engine, alarms)] == [door.place.kiosk]
    assert "Thử" not in "".join(row.detail for row in rows(town.engine, alarms))


def test_once_a_key_is_back_what_was_sealed_to_it_is_found(town: Town) -> None:
    door = make_door()
    town.keep(door, town.passes(door, 1, IN, NOW))
    newer = replace(town.keys, opening=OpeningRing([OpeningKey.new()]))
    TraceIndex(town.engine, newer).catch_up(NOW)
    assert trace_keys(town.engine) == [None]
    town.found()
    assert trace_keys(town.engine) == [town.trace_key(1)]


def test_a_long_backlog_is_opened_in_turns(town: Town) -> None:
    door = make_door()
    sealed = [door.entry(**town.seal(door, somebody(1))) for _ in range(AT_ONCE + 1)]
    for start in range(0, len(sealed), 50):
        town.keep(door, *sealed[start : start + 50])
    index = TraceIndex(town.engine, town.keys)
    turns = [index.turn(NOW) for _ in range(3)]
    assert [(turn.opened, turn.more) for turn in turns] == [(AT_ONCE, True), (1, False), (0, False)]


def test_the_centre_finds_them_by_itself_and_without_keys_nobody(town: Town) -> None:
    door = make_door()
    town.keep(door, town.passes(door, 1, IN, NOW))
    defects: list[BaseException] = []
    blind = Custodian(town.engine, None, 90, fail=defects.append)
    blind.start()
    blind.close()
    assert trace_keys(town.engine) == [None]
    custodian = Custodian(town.engine, town.keys, 90, fail=defects.append)
    custodian.start()
    try:
        wait_until(lambda: trace_keys(town.engine) == [town.trace_key(1)])
    finally:
        custodian.close()
    assert defects == []
