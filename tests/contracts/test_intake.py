"""What the centre refuses or keeps apart it says, and nothing of it stops the rest."""

import json

import pytest
from doors import NewDoor, make_door
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from stored import NOW, head_of, packs_of, raised, receipt_of, rows, sent

from kiosk.central.messages import Heard, Pack, Unusable, read_message
from kiosk.central.reader import Reader
from kiosk.central.store import Store
from kiosk.central.tables import alarms, quarantine
from kiosk.domain.entry import from_base64url
from kiosk.feed import topics
from kiosk.feed.pack import JSON, JSON_ZLIB
from kiosk.feed.receipt import Head, Receipt, Rejected


def test_another_entry_under_the_same_number_is_a_conflict_and_an_alarm(
    engine: Engine, new_door: NewDoor
) -> None:
    door = new_door()
    clone = new_door(epoch=door.epoch)
    store = Store(engine)
    mine, others = door.entries(2), clone.entries(2)
    store.keep([sent(door, mine)], NOW)
    for _ in range(2):
        receipt = receipt_of(store.keep([sent(clone, others)], NOW))
        assert receipt.stored == ()
        assert receipt.rejected == (Rejected(1, "conflict"), Rejected(2, "conflict"))
    assert raised(engine) == {("conflict", 1): 2, ("conflict", 2): 2}
    assert Reader(engine).count() == 2


def test_clones_that_come_in_one_batch_conflict_too(engine: Engine, new_door: NewDoor) -> None:
    door = new_door()
    clone = new_door(epoch=door.epoch)
    mine, others = door.entry(), clone.entry()
    receipt = receipt_of(Store(engine).keep([sent(door, [mine]), sent(clone, [others])], NOW))
    assert (receipt.stored, receipt.rejected) == (((1, 1),), (Rejected(1, "conflict"),))


def test_an_invalid_entry_is_rejected_with_its_reason_and_never_stops_the_others(
    engine: Engine, new_door: NewDoor
) -> None:
    door = new_door()
    wire = door.entries(6)
    wire[1]["verdict"] = "maybe"
    wire[2]["at"] = "2026-13-45T00:00:00.000Z"
    wire[3]["salt"] = wire[4]["salt"]
    receipt = receipt_of(Store(engine).keep([sent(door, wire)], NOW))
    assert receipt.stored == ((1, 1), (5, 6))
    assert receipt.rejected == (
        Rejected(2, "invalid_verdict"),
        Rejected(3, "invalid_at"),
        Rejected(4, "bad_identity"),
    )
    assert receipt.head == Head(1, from_base64url(wire[0]["chain"]))
    assert raised(engine) == {("refused", 0): 3}


def test_an_entry_that_came_spoilt_and_whole_together_is_stored(engine: Engine, new_door: NewDoor) -> None:
    door = new_door()
    wire = door.entry()
    spoilt = sent(door, [wire | {"verdict": "maybe"}])
    receipt = receipt_of(Store(engine).keep([spoilt, sent(door, [wire]), spoilt], NOW))
    assert (receipt.stored, receipt.rejected) == (((1, 1),), ())


def test_an_entry_whose_identity_was_purged_is_taken(engine: Engine, new_door: NewDoor) -> None:
    door = new_door()
    wire = [door.entry() | {"subject": None, "person": None, "salt": None}, *door.entries(1)]
    receipt = receipt_of(Store(engine).keep([sent(door, wire)], NOW))
    assert (receipt.stored, receipt.head) == (((1, 2),), head_of(wire))


def test_an_identity_without_its_salt_is_refused(engine: Engine, new_door: NewDoor) -> None:
    door = new_door()
    receipt = receipt_of(Store(engine).keep([sent(door, [door.entry() | {"salt": None}])], NOW))
    assert receipt.rejected == (Rejected(1, "bad_identity"),)


def test_an_altered_entry_breaks_the_chain_but_is_kept_as_evidence(engine: Engine, new_door: NewDoor) -> None:
    door, store = new_door(), Store(engine)
    wire = door.entries(3)
    wire[1]["direction"] = "out"
    for sending in ([sent(door, wire)], packs_of(door, [1]), packs_of(door, [2])):
        receipt = receipt_of(store.keep(sending, NOW))
        assert receipt.rejected == ()
        assert receipt.head == Head(1, from_base64url(wire[0]["chain"]))
    assert Reader(engine).count() == 6
    assert raised(engine) == {("bad_chain", 2): 1}


def test_of_two_cards_that_are_copies_nothing_is_refused_but_what_has_the_same_number(
    engine: Engine, new_door: NewDoor
) -> None:
    door, store = new_door(), Store(engine)
    clone = new_door(epoch=door.epoch)
    first = door.entries(1)
    store.keep([sent(door, first)], NOW)
    assert receipt_of(store.keep([sent(clone, clone.entries(4))], NOW)) == Receipt(
        door.place.kiosk, door.epoch, ((2, 4),), (Rejected(1, "conflict"),), head_of(first)
    )
    assert raised(engine) == {("conflict", 1): 1, ("bad_chain", 2): 1}


def test_an_altered_entry_above_a_gap_is_found_when_the_gap_fills(engine: Engine, new_door: NewDoor) -> None:
    door, store = new_door(), Store(engine)
    wire = door.entries(6)
    wire[3]["direction"] = "out"
    above = receipt_of(store.keep([sent(door, wire[2:])], NOW))
    assert (above.stored, above.head) == (((3, 6),), None)
    filled = receipt_of(store.keep([sent(door, wire[:2])], NOW))
    assert (filled.stored, filled.head) == (((1, 2),), Head(3, from_base64url(wire[2]["chain"])))
    later = receipt_of(store.keep([sent(door, [door.entry()])], NOW))
    assert later.head == filled.head
    assert raised(engine) == {("bad_chain", 4): 1}


@pytest.mark.parametrize(
    ("payload", "content_type"),
    [
        (b"not json", "application/json"),
        (b"\x00\x01", "application/json+zlib"),
        (b'{"v": 2, "kiosk": "thuan-hoa-1", "epoch": "e", "entries": [{}]}', "application/json"),
        (b'{"v": 1, "kiosk": "thuan-hoa-2", "epoch": "e", "entries": [{}]}', "application/json"),
        (b'{"v": 1, "kiosk": "thuan-hoa-1", "epoch": "e", "entries": []}', "application/json"),
    ],
)
def test_a_pack_that_cannot_be_understood_is_kept_apart_with_an_alarm_and_no_receipt(
    engine: Engine, new_door: NewDoor, payload: bytes, content_type: str
) -> None:
    door = new_door()
    bad = read_message(door.place.topic("entries"), payload, content_type, False)
    assert isinstance(bad, Unusable)
    outcomes = Store(engine).keep([bad, sent(door, door.entries(1))], NOW)
    assert receipt_of(outcomes).stored == ((1, 1),)
    assert [row.payload for row in rows(engine, quarantine)] == [payload]
    assert [(alarm.kind, alarm.kiosk) for alarm in rows(engine, alarms)] == [("unusable", "thuan-hoa-1")]


def test_a_kiosk_gone_wild_fills_neither_the_quarantine_nor_the_alarms(
    engine: Engine, new_door: NewDoor
) -> None:
    store = Store(engine)
    wild, other = (new_door(kiosk).place.topic("entries") for kiosk in ("thuan-hoa-1", "thuan-hoa-2"))
    store.keep([Unusable(other, "junk", b"other", new_door("thuan-hoa-2").place)], NOW)
    for n in range(5):
        store.keep(
            [Unusable(wild, "junk", b"%d" % m, new_door().place) for m in range(30 * n, 30 * n + 30)], NOW
        )
    kept = [row.payload for row in rows(engine, quarantine)]
    assert kept == [b"other", *(b"%d" % m for m in range(50, 150))]
    assert {alarm.kiosk: alarm.times for alarm in rows(engine, alarms)} == {
        "thuan-hoa-1": 150,
        "thuan-hoa-2": 1,
    }


def test_of_a_large_message_the_beginning_is_kept(engine: Engine) -> None:
    Store(engine).keep([Unusable("entrance/v1/x", "junk", b"x" * 900_000)], NOW)
    (row,) = rows(engine, quarantine)
    assert row.payload == b"x" * 16_000
    assert row.kiosk == ""


def test_entries_without_a_number_are_kept_apart_and_the_others_receipted(
    engine: Engine, new_door: NewDoor
) -> None:
    door = new_door()
    wire = door.entries(2)
    message = sent(door, [*wire, wire[0] | {"seq": "3"}, {}])
    assert isinstance(message, Pack)
    assert receipt_of(Store(engine).keep([message], NOW)).stored == ((1, 2),)
    assert len(rows(engine, quarantine)) == 1


def test_an_entry_that_canonical_json_cannot_hold_is_refused(engine: Engine, new_door: NewDoor) -> None:
    door = new_door()
    for data in ({"x": 1.5}, {"x": 2**60}, {"x": "\ud800"}, {"x": float("nan")}):
        body = {"v": 1, "kiosk": door.place.kiosk, "epoch": door.epoch}
        body |= {"entries": [door.entry() | {"data": data}]}
        message = read_message(door.place.topic("entries"), json.dumps(body).encode(), None, False)
        assert message is not None
        receipt = receipt_of(Store(engine).keep([message], NOW))
        assert [refused.reason for refused in receipt.rejected] == ["not_canonical"]


@given(
    leaf=st.sampled_from([topics.ENTRIES, topics.STATUS, topics.HEALTH, "results/ping"]),
    payload=st.binary(max_size=200) | st.sampled_from([b"online", b"{}", b'{"v": 1}', b'{"fps": NaN}']),
    content_type=st.sampled_from([JSON, JSON_ZLIB, None, ""]) | st.text(max_size=5),
)
def test_any_message_is_understood_or_kept_apart(leaf: str, payload: bytes, content_type: str | None) -> None:
    message = read_message(make_door().place.topic(leaf), payload, content_type, False)
    assert message is None or isinstance(message, Heard | Unusable)


@pytest.mark.parametrize("depth", [10, 300, 600, 900, 1200, 3000, 100_000])
@pytest.mark.parametrize("seq", ["1", '"one"'])
def test_what_is_nested_like_a_well_is_refused_or_kept_apart_and_drowns_nobody(depth: int, seq: str) -> None:
    place = make_door().place
    well = b'{"x":' * depth + b"1" + b"}" * depth
    entry = b'{"seq": %s, "person": %s, "data": %s}' % (seq.encode(), well, well)
    body = b'{"v": 1, "kiosk": "%s", "epoch": "e", "entries": [%s]}' % (place.kiosk.encode(), entry)
    pack = read_message(place.topic(topics.ENTRIES), body, JSON, False)
    assert isinstance(pack, Unusable) or not (isinstance(pack, Pack) and pack.received)
    assert isinstance(read_message(place.topic(topics.HEALTH), well, JSON, False), Heard | Unusable)
