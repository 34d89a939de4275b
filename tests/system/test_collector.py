"""The centre behind a real broker: what it receipts is on disk, whatever is killed in between."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from doors import NewDoor
from far_end import PATIENCE_S, CentreProcess, Kiosks, NewCentre, Said, keys

from kiosk.bench.town import Broker
from kiosk.central import Centre, load_central_settings
from kiosk.central.reader import Reader
from kiosk.errors import CentreError
from kiosk.feed.topics import HEALTH, STATUS


def test_what_is_receipted_is_stored_once_however_often_it_is_sent(
    new_centre: NewCentre, kiosks: Kiosks, centre_reader: Reader, new_door: NewDoor
) -> None:
    new_centre()
    kiosks.await_state(b"online")
    door = new_door()
    wire = door.entries(5)
    for _ in range(3):
        kiosks.send(door, wire)
        receipt = kiosks.receipt()
        assert (receipt.kiosk, receipt.epoch, receipt.stored) == (door.place.kiosk, door.epoch, ((1, 5),))
        assert receipt.head is not None
        assert receipt.head.seq == 5
    assert centre_reader.stored_keys() == keys(door, 5)


def test_status_is_known_even_of_kiosks_that_spoke_before_the_centre_was_there(
    new_centre: NewCentre, kiosks: Kiosks, centre_reader: Reader, new_door: NewDoor
) -> None:
    away, here = new_door("thuan-hoa-1"), new_door("thuan-hoa-2")
    kiosks.publish(away.place.topic(STATUS), b"offline", retained=True)
    new_centre()
    kiosks.await_state(b"online")
    kiosks.publish(here.place.topic(STATUS), b"online", retained=True)
    kiosks.publish(here.place.topic(HEALTH), b'{"v": 1, "fps": 30}', retained=True)
    kiosks.send(here, here.entries(1))
    kiosks.receipt()
    states = {state.place.kiosk: state for state in centre_reader.kiosks()}
    assert (states["thuan-hoa-1"].status, states["thuan-hoa-1"].seen) == ("offline", None)
    assert states["thuan-hoa-2"].status == "online"
    assert states["thuan-hoa-2"].seen is not None


def test_two_collectors_share_the_work_and_store_everything_once(
    new_centre: NewCentre, kiosks: Kiosks, centre_reader: Reader, new_door: NewDoor
) -> None:
    for _ in range(2):
        new_centre()
        kiosks.await_state(b"online")
    door = new_door()
    kiosks.deliver(door, door.entries(400), {})
    assert centre_reader.stored_keys() == keys(door, 400)


def test_while_one_collector_is_left_the_centre_is_online(new_centre: NewCentre, kiosks: Kiosks) -> None:
    first = new_centre()
    kiosks.await_state(b"online")
    new_centre()
    kiosks.await_state(b"online")
    first.close()
    kiosks.await_state(b"offline")
    kiosks.await_state(b"online")


def test_without_a_broker_the_centre_waits_and_says_so_once(
    silent_broker: Broker,
    new_centre: NewCentre,
    centre_said: Said,
    new_door: NewDoor,
) -> None:
    new_centre()
    assert "does not serve" in centre_said.get(timeout=PATIENCE_S)
    silent_broker.start()
    with closing(Kiosks(silent_broker.port)) as kiosks:
        kiosks.await_state(b"online")
        assert "serves again" in centre_said.get(timeout=PATIENCE_S)
        door = new_door()
        kiosks.deliver(door, door.entries(3), {})
    assert centre_said.empty()


def test_while_the_database_fails_nothing_is_receipted_and_nothing_is_lost(
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
    with closing(sqlite3.connect(tmp_path / "centre.db", isolation_level=None)) as hand:
        hand.execute("ALTER TABLE entries RENAME TO taken_away")
        kiosks.send(door, door.entries(4))
        assert "takes nothing" in centre_said.get(timeout=PATIENCE_S)
        assert kiosks.receipts.empty()
        hand.execute("ALTER TABLE taken_away RENAME TO entries")
    assert kiosks.receipt().stored == ((1, 4),)
    assert "again" in centre_said.get(timeout=PATIENCE_S)
    assert centre_reader.stored_keys() == keys(door, 4)


def test_collectors_and_broker_killed_in_mid_stream_lose_and_double_nothing(
    broker: Broker, central_toml: Path, kiosks: Kiosks, centre_reader: Reader, new_door: NewDoor
) -> None:
    door = new_door()

    def restart_broker() -> None:
        broker.kill()
        broker.start()

    with CentreProcess(central_toml) as process:
        kiosks.await_state(b"online")
        kiosks.deliver(
            door,
            door.entries(600),
            {50: process.restart, 200: restart_broker, 350: process.restart, 450: restart_broker},
        )
    assert centre_reader.stored_keys() == keys(door, 600)
    assert centre_reader.count() == 600


def test_a_killed_collector_is_announced_as_offline_by_its_will(central_toml: Path, kiosks: Kiosks) -> None:
    with CentreProcess(central_toml) as process:
        kiosks.await_state(b"online")
        process.kill()
        kiosks.await_state(b"offline")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_the_centre_says_goodbye_and_exits_well(
    central_toml: Path, kiosks: Kiosks, number: signal.Signals
) -> None:
    with CentreProcess(central_toml) as process:
        kiosks.await_state(b"online")
        assert process.end(number) == (0, "")
        kiosks.await_state(b"offline")


def test_it_stops_well_without_a_broker_too(central_toml: Path) -> None:
    with CentreProcess(central_toml) as process:
        code, said = process.end(signal.SIGTERM)
    assert code == 0
    assert said.count("\n") <= 1


def test_a_page_address_that_is_taken_is_said_in_a_sentence(
    central_toml: Path, new_centre: NewCentre
) -> None:
    port = new_centre().url.rsplit(":", 1)[1].rstrip("/")
    taken = central_toml.with_name("taken.toml")
    taken.write_text(central_toml.read_text().replace("127.0.0.1:0", f"127.0.0.1:{port}"))
    with pytest.raises(CentreError, match="choose another"):
        Centre(load_central_settings(taken), say=print, fail=print)
