"""Nothing that one kiosk sends keeps the centre from hearing the others."""

import sqlite3
from contextlib import closing
from pathlib import Path

from doors import NewDoor
from far_end import PATIENCE_S, Kiosks, NewCentre, Said, keys

from kiosk.bench.town import Broker
from kiosk.central.collector import ON_THE_WAY
from kiosk.central.reader import Reader
from kiosk.feed.pack import JSON_ZLIB
from kiosk.feed.topics import ENTRIES, HEALTH, STATUS


def test_nothing_unusable_stops_what_comes_after_it(
    new_centre: NewCentre, kiosks: Kiosks, centre_reader: Reader, new_door: NewDoor
) -> None:
    new_centre()
    kiosks.await_state(b"online")
    door, other = new_door(), new_door("thuan-hoa-2")
    kiosks.publish(door.place.topic(ENTRIES), b"junk")
    kiosks.publish(door.place.topic(ENTRIES), *other.pack(other.entries(1)))
    kiosks.publish(door.place.topic(STATUS), b"sleepy")
    kiosks.publish(door.place.topic(HEALTH), b"[" * 20_000)
    kiosks.send(door, door.entries(1))
    assert kiosks.receipt().kiosk == door.place.kiosk
    assert centre_reader.stored_keys() == keys(door, 1)
    assert centre_reader.quarantined() == 4
    assert kiosks.receipts.empty()


def test_a_message_of_qos_0_costs_nobody_the_connection(
    new_centre: NewCentre, kiosks: Kiosks, centre_said: Said, centre_reader: Reader, new_door: NewDoor
) -> None:
    new_centre()
    kiosks.await_state(b"online")
    careless, door = new_door("thuan-hoa-2"), new_door()
    kiosks.publish(careless.place.topic(ENTRIES), *careless.pack(careless.entries(1)), qos=0)
    assert kiosks.receipt().kiosk == careless.place.kiosk
    kiosks.send(door, door.entries(1))
    assert kiosks.receipt().kiosk == door.place.kiosk
    assert centre_said.empty()


def test_what_the_client_s_library_would_hang_up_for_costs_nobody_the_connection(
    new_centre: NewCentre, kiosks: Kiosks, centre_said: Said, centre_reader: Reader, new_door: NewDoor
) -> None:
    """MQTT allows U+FEFF and the broker passes it on, even to those who come later; paho does not take it."""
    odd, door = new_door("thuan-hoa-2"), new_door()
    kiosks.publish(odd.place.topic(STATUS), b"online", retained=True, note="\ufeff")
    new_centre()
    kiosks.await_state(b"online")
    for qos in (0, 1):
        kiosks.publish(odd.place.topic(ENTRIES), *odd.pack(odd.entries(1)), qos=qos, note="\ufeff")
        assert kiosks.receipt().kiosk == odd.place.kiosk
    kiosks.send(door, door.entries(1))
    assert kiosks.receipt().kiosk == door.place.kiosk
    assert centre_reader.quarantined() == 0
    assert centre_said.empty()


def test_a_message_beyond_all_measure_is_left_with_the_broker(
    new_centre: NewCentre, kiosks: Kiosks, centre_said: Said, centre_reader: Reader, new_door: NewDoor
) -> None:
    new_centre()
    kiosks.await_state(b"online")
    door = new_door()
    kiosks.publish(door.place.topic(ENTRIES), bytes(3_000_000), JSON_ZLIB)
    kiosks.send(door, door.entries(1))
    assert kiosks.receipt().stored == ((1, 1),)
    assert centre_reader.quarantined() == 0
    assert centre_said.empty()


def test_what_the_database_refuses_is_kept_apart_and_the_rest_of_the_batch_stored(
    new_centre: NewCentre, kiosks: Kiosks, tmp_path: Path, centre_reader: Reader, new_door: NewDoor
) -> None:
    new_centre()
    kiosks.await_state(b"online")
    refused, door = new_door("thuan-hoa-9"), new_door()
    with closing(sqlite3.connect(tmp_path / "centre.db", isolation_level=None)) as hand:
        hand.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON entries WHEN new.kiosk = 'thuan-hoa-9'"
            " BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
    kiosks.send(refused, refused.entries(2))
    kiosks.deliver(door, door.entries(30), {})
    assert centre_reader.stored_keys() == keys(door, 30)
    assert centre_reader.quarantined() == 1


def test_messages_of_connections_that_broke_do_not_clog_the_one_that_stands(
    broker: Broker,
    new_centre: NewCentre,
    kiosks: Kiosks,
    centre_said: Said,
    tmp_path: Path,
    centre_reader: Reader,
    new_door: NewDoor,
) -> None:
    new_centre()
    kiosks.await_state(b"online")
    door = new_door()
    entries = door.entries(4 * ON_THE_WAY)
    with closing(sqlite3.connect(tmp_path / "centre.db", isolation_level=None)) as hand:
        hand.execute("ALTER TABLE entries RENAME TO taken_away")
        for start in range(0, len(entries), ON_THE_WAY):
            if start:
                broker.kill()
                broker.start()
                while "serves again" not in centre_said.get(timeout=PATIENCE_S):
                    pass
            for entry in entries[start : start + ON_THE_WAY]:
                kiosks.send(door, [entry])
            kiosks.await_acknowledgements()
        hand.execute("ALTER TABLE taken_away RENAME TO entries")
    kiosks.deliver(door, entries, {})
    assert centre_reader.stored_keys() == keys(door, len(entries))
