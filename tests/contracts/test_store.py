"""The centre keeps each entry once, in whatever order and however often it comes."""

import itertools
import json
import random
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from doors import NewDoor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from stored import NOW, head_of, packs_of, receipt_of, rows, sent

from kiosk.central.database import open_database
from kiosk.central.messages import Heard, Message
from kiosk.central.reader import Reader, Sighting
from kiosk.central.store import Store
from kiosk.central.tables import entries, kiosks, metadata
from kiosk.domain.chain import canonical, genesis, link
from kiosk.domain.entry import to_base64url
from kiosk.domain.verdict import Direction
from kiosk.errors import CentreError
from kiosk.feed.receipt import Receipt


def test_a_pack_is_stored_and_its_receipt_names_every_entry_and_the_head(
    engine: Engine, new_door: NewDoor
) -> None:
    door = new_door()
    wire = door.entries(3)
    outcomes = Store(engine).keep([sent(door, wire)], NOW)
    assert outcomes[0].place == door.place
    assert receipt_of(outcomes) == Receipt(
        door.place.kiosk, door.epoch, stored=((1, 3),), rejected=(), head=head_of(wire)
    )
    assert Reader(engine).stored_keys() == {(door.place.kiosk, door.epoch, seq) for seq in (1, 2, 3)}


def test_what_was_received_can_be_told_again_word_for_word(engine: Engine, new_door: NewDoor) -> None:
    door = new_door()
    wire = door.entry(person={"kid": "k1", "sealed": "c2VhbGVk"}, data={"ghi chú": "cổng chính"})
    Store(engine).keep([sent(door, [wire])], NOW)
    (row,) = rows(engine, entries)
    identity = {
        "subject": row.subject,
        "person": json.loads(row.person),
        "salt": row.salt,
        "chain": row.chain,
    }
    assert json.loads(row.body) | identity == wire


def test_a_field_that_nobody_knows_is_kept_because_the_chain_covers_it(
    engine: Engine, new_door: NewDoor
) -> None:
    door = new_door()
    wire = door.entry() | {"weather": "rain"}
    wire["chain"] = to_base64url(link(genesis(door.place.kiosk, door.epoch), wire))
    assert receipt_of(Store(engine).keep([sent(door, [wire])], NOW)).head == head_of([wire])
    (row,) = rows(engine, entries)
    assert json.loads(row.body)["weather"] == "rain"


def test_an_entry_sent_again_is_stored_once_and_receipted_again(engine: Engine, new_door: NewDoor) -> None:
    door, store = new_door(), Store(engine)
    wire = door.entries(5)
    first = receipt_of(store.keep([sent(door, wire[:3]), sent(door, wire[1:])], NOW))
    again = receipt_of(store.keep([sent(door, wire)], NOW))
    assert first == again == Receipt(door.place.kiosk, door.epoch, ((1, 5),), (), head_of(wire))
    assert Reader(engine).count() == 5


def test_the_head_passes_a_long_run_above_a_gap_once_it_fills(engine: Engine, new_door: NewDoor) -> None:
    door, store = new_door(), Store(engine)
    packs = packs_of(door, [50] * 26)
    assert all(outcome.receipt.head is None for outcome in store.keep(packs[1:], NOW))
    filled = receipt_of(store.keep(packs[:1], NOW))
    assert filled.head is not None
    assert filled.head.seq == 1300


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 7), min_size=1, max_size=12))
def test_in_whatever_order_and_however_often_packs_come_all_is_there_once(
    engine: Engine, new_door: NewDoor, seed: int, sizes: list[int]
) -> None:
    chance = random.Random(seed)
    door, store = new_door(), Store(engine)
    packs = packs_of(door, sizes)
    coming = packs + chance.choices(packs, k=len(packs))
    chance.shuffle(coming)
    stored: set[int] = set()
    while coming:
        taken = [coming.pop() for _ in range(min(len(coming), chance.randint(1, 4)))]
        receipt = receipt_of(store.keep(taken, NOW))
        assert receipt.rejected == ()
        stored |= {seq for low, high in receipt.stored for seq in range(low, high + 1)}
        unbroken = next(n for n in itertools.count() if n + 1 not in stored)
        assert (receipt.head.seq if receipt.head else 0) == unbroken
    mine = {key for key in Reader(engine).stored_keys() if key[1] == door.epoch}
    assert mine == {(door.place.kiosk, door.epoch, seq) for seq in range(1, sum(sizes) + 1)}


def test_stores_side_by_side_share_one_database(engine: Engine, new_door: NewDoor) -> None:
    doors = [new_door(f"thuan-hoa-{n}") for n in range(3)]
    packs = [sent(door, door.entries(4)) for door in doors for _ in range(15)]
    last = {door.place.kiosk: sent(door, [door.entry()]) for door in doors}
    hands = [packs[0::2] + packs[5:20], packs[1::2] + packs[20:30]]
    problems: list[BaseException] = []

    def work(mine: list[Message], store: Store) -> None:
        try:
            for start in range(0, len(mine), 2):
                store.keep(mine[start : start + 2], NOW)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(mine, Store(engine))) for mine in hands]
    for thread in threads:
        thread.start()
    seen: list[Sighting] = []
    while True:
        threads[0].join(0.005)
        working = any(thread.is_alive() for thread in threads)
        new = Reader(engine).newest(seen[-1].arrival if seen else 0, 1000)
        if not working and not new:
            break
        seen += new
    assert problems == []
    assert len(seen) == Reader(engine).count() == 180
    for outcome in Store(engine).keep(list(last.values()), NOW):
        assert outcome.receipt.head is not None
        assert outcome.receipt.head.seq == 61


def test_only_the_kiosk_s_own_voice_counts_as_heard(engine: Engine, new_door: NewDoor) -> None:
    place, store = new_door().place, Store(engine)
    store.keep([Heard(place, alive=False, status="online")], NOW)
    assert [(row.status, row.seen_ms) for row in rows(engine, kiosks)] == [("online", None)]
    store.keep([Heard(place, alive=True, health="{}")], NOW)
    store.keep([Heard(place, alive=False, status="offline")], datetime(2026, 11, 24, 4, tzinfo=UTC))
    (kiosk,) = Reader(engine).kiosks()
    assert (kiosk.place, kiosk.status, kiosk.seen) == (place, "offline", NOW)


def test_passages_of_a_day_are_counted_by_site_and_direction(engine: Engine, new_door: NewDoor) -> None:
    door = new_door()
    at = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    late = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    wire = [
        door.entry(at=at),
        door.entry(at=at),
        door.entry(at=at, direction=Direction.OUT),
        door.entry(at=at, verdict="already", reason="already_in"),
        door.entry(at=late),
    ]
    Store(engine).keep([sent(door, wire)], NOW)
    site = ("thuan-hoa", "ubnd-thuan-hoa", "tru-so")
    start, end = datetime(2026, 11, 23, 21, tzinfo=UTC), datetime(2026, 11, 24, 21, tzinfo=UTC)
    assert Reader(engine).passages(start, end, 5) == {(site, Direction.IN): 2, (site, Direction.OUT): 1}
    assert Reader(engine).passages(start, end, 2) == {(site, Direction.IN): 1}


def test_the_migrations_make_the_tables_that_the_code_uses(engine: Engine) -> None:
    with engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_every_commit_is_on_disk_before_it_is_told(engine: Engine) -> None:
    asked = {
        "sqlite": {"PRAGMA journal_mode": "wal", "PRAGMA synchronous": 2},
        "postgresql": {"SHOW synchronous_commit": "on"},
    }
    with engine.begin() as connection:
        for question, answer in asked[engine.dialect.name].items():
            assert connection.exec_driver_sql(question).scalar() == answer


def test_a_database_that_cannot_be_opened_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "not.db").write_text("hello, this is no database at all")
    with pytest.raises(CentreError, match=r"not\.db cannot be opened: .*; check"):
        open_database(f"sqlite:///{tmp_path}/not.db")
    with pytest.raises(CentreError, match=r"The folder .*/absent of the database .* is not there; make it"):
        open_database(f"sqlite:///{tmp_path}/absent/centre.db")
    with pytest.raises(CentreError, match=r"cannot be opened: .*; check") as refusal:
        open_database("postgresql://centre:secret@127.0.0.1:9/centre")
    assert "secret" not in str(refusal.value)
    assert str(refusal.value).isprintable()


def test_the_tables_of_a_later_version_are_left_alone(engine: Engine, database: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CentreError, match="are not of this version"):
        open_database(database)


def test_the_stored_body_is_what_the_chain_covers(engine: Engine, new_door: NewDoor) -> None:
    door = new_door()
    wire = door.entry()
    Store(engine).keep([sent(door, [wire])], NOW)
    (row,) = rows(engine, entries)
    unchained = ("subject", "person", "salt", "chain")
    assert row.body.encode() == canonical({k: v for k, v in wire.items() if k not in unchained})
