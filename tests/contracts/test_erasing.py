"""One person is erased everywhere; what is counted stays, and the chain still verifies."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from doors import Door
from journals import KIOSK, NewJournal, epoch_of, record
from sealed_visitors import IN, OUT, Town, keys_in, somebody
from sqlalchemy import Engine
from stored import rows, sent
from waiting import wait_until

from kiosk.central.accounts import EVERYWHERE, Action, AuditBook
from kiosk.central.erasing.person import Eraser
from kiosk.central.erasing.proof import proof_of
from kiosk.central.figures.day import Figures, total
from kiosk.central.messages import Answered
from kiosk.central.store import Store
from kiosk.central.tables import entries, kiosks, orders
from kiosk.domain.chain import genesis
from kiosk.domain.entry import Event, from_base64url, to_base64url
from kiosk.feed.entry import chain_after
from kiosk.feed.orders import Name, Result
from kiosk.feed.orders.bodies import Erase
from kiosk.feed.topics import Place

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
HERE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", KIOSK)
THERE = Place("phu-xuan", "so-y-te", "co-so-2", "phu-xuan-1")
GONE: dict[str, Any] = {"subject": None, "person": None, "salt": None, "trace_key": None}


@pytest.fixture
def town(engine: Engine, tmp_path: Path) -> Town:
    return Town(engine, keys_in(tmp_path / "keys"))


def hour(nth: float) -> datetime:
    return NOW + timedelta(hours=nth)


def fill(town: Town) -> dict[Place, Door]:
    """Person 1 and 2 at two sites, and an entry that a kiosk wrote by itself about each."""
    doors = {place: Door(place) for place in (HERE, THERE)}
    for door in doors.values():
        wire = [town.passes(door, who, IN, hour(who)) for who in (1, 2)]
        wire += [
            door.entry(
                event=Event.AUTO_OUT,
                ref=who,
                at=hour(8),
                direction=OUT,
                verdict=None,
                reason=None,
                subject=town.subject(door, who, hour(8)),
            )
            for who in (1, 2)
        ]
        town.keep(door, *wire)
    town.found()
    return doors


def secrets_of(town: Town, trace_key: str) -> list[str]:
    """Every text by which that person could be known again."""
    found = [row for row in rows(town.engine, entries) if row.trace_key == trace_key]
    texts = [text for row in found for text in (row.subject, row.salt, json.loads(row.person)["sealed"])]
    return [*texts, trace_key]


def bytes_of(database: Path) -> bytes:
    return b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))


def test_nothing_of_the_person_is_left_and_of_others_everything(town: Town) -> None:
    fill(town)
    before = {(row.kiosk, row.seq): row for row in rows(town.engine, entries)}
    erased = Eraser(town.engine).erase(town.trace_key(1), "tracer", "at her own wish", NOW)
    after = {(row.kiosk, row.seq): row for row in rows(town.engine, entries)}
    assert erased.entries == 4  # at each site the one by which they came, and the one by which they left
    assert after.keys() == before.keys()
    for key, row in after.items():
        ours = key[1] in (1, 3)
        assert row._mapping == {**before[key]._mapping, **(GONE if ours else {})}


def test_it_is_in_no_byte_of_the_database_free_pages_and_its_log_included(town: Town) -> None:
    database = town.engine.url.database
    if town.engine.dialect.name != "sqlite" or database is None:
        pytest.skip("what PostgreSQL's VACUUM leaves behind is told in docs/operating.md")
    fill(town)
    texts = secrets_of(town, town.trace_key(1))
    kept = secrets_of(town, town.trace_key(2))
    assert all(text.encode() in bytes_of(Path(database)) for text in texts)
    Eraser(town.engine).erase(town.trace_key(1), "", "at her own wish", NOW)
    left = bytes_of(Path(database))
    assert [text for text in texts if text.encode() in left] == []
    assert all(text.encode() in left for text in kept)


def test_counts_are_what_they_were_and_the_chain_verifies(town: Town) -> None:
    doors = fill(town)
    day = NOW - timedelta(hours=1), NOW + timedelta(hours=12)
    before = total(Figures(town.engine).hours(EVERYWHERE, *day))
    Eraser(town.engine).erase(town.trace_key(1), "", "at her own wish", NOW)
    assert total(Figures(town.engine).hours(EVERYWHERE, *day)) == before
    for place, door in doors.items():
        value = genesis(place.kiosk, door.epoch)
        for row in sorted(rows(town.engine, entries), key=lambda row: row.seq):
            if row.kiosk == place.kiosk:
                value = chain_after(value, row.body.encode())
                assert to_base64url(value) == row.chain
        more = town.passes(door, 3, IN, hour(9))
        (outcome,) = Store(town.engine).keep([sent(door, [more])], NOW)
        assert outcome.receipt.head
        assert outcome.receipt.head.seq == 5
        assert outcome.receipt.head.chain == from_base64url(more["chain"])


def test_what_a_kiosk_sends_once_more_is_not_taken_in_again(town: Town) -> None:
    door = Door(HERE)
    wire = [town.passes(door, 1, IN, hour(1))]
    town.keep(door, *wire)
    town.found()
    Eraser(town.engine).erase(town.trace_key(1), "", "at her own wish", NOW)
    town.keep(door, *wire)
    town.found()
    (row,) = rows(town.engine, entries)
    assert {name: row._mapping[name] for name in GONE} == GONE


def test_kiosks_are_told_and_the_proof_stands_when_each_has_answered(
    town: Town,
) -> None:
    doors = fill(town)
    with town.engine.begin() as connection:
        connection.execute(kiosks.delete().where(kiosks.c.kiosk == THERE.kiosk))
    done = Eraser(town.engine).erase(town.trace_key(1), "tracer", "at her own wish", NOW)
    assert done.unreached == (THERE.kiosk,)
    (order,) = rows(town.engine, orders)
    assert (order.kiosk, order.name) == (HERE.kiosk, Name.ERASE)
    assert json.loads(order.body) == {"epoch": doors[HERE].epoch, "seq": [1, 3]}

    waiting = proof_of(town.engine, done.id)
    assert waiting
    assert (waiting.entries, waiting.whole, [kiosk.done for kiosk in waiting.kiosks]) == (4, False, [False])

    purge = doors[HERE].entry(event=Event.PURGE, subject=None, salt=None, at=hour(10))
    town.keep(doors[HERE], purge)
    entry = {"epoch": doors[HERE].epoch, "seq": purge["seq"], "chain": purge["chain"]}
    answer = Result(True, {"erased": [1, 3], "unknown": [], "proof": entry})
    Store(town.engine).keep([Answered(HERE, Name.ERASE, order.id, answer)], NOW)
    proof = proof_of(town.engine, done.id)
    assert proof
    (kiosk,) = proof.kiosks
    assert (kiosk.done, kiosk.erased, kiosk.entry, kiosk.arrived) == (True, 2, entry, True)
    assert proof_of(town.engine, "another") is None


def test_a_kiosk_s_journal_holds_nothing_after_it_did_what_it_was_told(
    town: Town, new_journal: NewJournal, path: Path
) -> None:
    journal = new_journal()
    door = Door(HERE)
    salted = town.seal(door, somebody(1))
    (entry,) = record(journal, subject=town.subject(door, 1, NOW), at=NOW, **salted)
    sealed_at_door = Door(HERE, epoch_of(path))
    message = sent(sealed_at_door, [entry.to_wire()])
    Store(town.engine).keep([message], NOW)
    town.found()
    texts = secrets_of(town, town.trace_key(1))[:-1]
    assert all(text.encode() in bytes_of(path) for text in texts)
    Eraser(town.engine).erase(town.trace_key(1), "", "at her own wish", NOW)
    (order,) = rows(town.engine, orders)
    wanted = Erase.model_validate(json.loads(order.body))
    assert journal.erase(wanted.epoch, wanted.seqs).result(10).seqs == (1,)
    wait_until(lambda: not [text for text in texts if text.encode() in bytes_of(path)])


def test_the_audit_tells_that_it_was_done_and_why_and_not_where_they_were(town: Town) -> None:
    doors = fill(town)
    done = Eraser(town.engine).erase(town.trace_key(1), "tracer", "at her own wish", NOW)
    deed = AuditBook(town.engine).latest(EVERYWHERE, 1)[0]
    assert (deed.action, deed.target, deed.reason) == (Action.PERSON_ERASED, done.id, "at her own wish")
    assert deed.detail["entries"] == 4
    assert doors[HERE].epoch not in str(deed.detail)
    assert town.trace_key(1) not in str(deed)


def test_of_somebody_who_never_came_nothing_is_erased_and_that_is_in_the_audit_too(town: Town) -> None:
    fill(town)
    done = Eraser(town.engine).erase(town.trace_key(9), "", "at her own wish", NOW)
    assert (done.entries, done.orders, done.unreached) == (0, {}, ())
    proof = proof_of(town.engine, done.id)
    assert proof
    assert proof.whole
