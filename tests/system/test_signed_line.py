"""With keys: what a kiosk signs is believed, what others send is not, and the centre alone opens a person."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from doors import make_door
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from waiting import wait_until

from kiosk.bench.door import Door, DoorProcess, draw_visitors
from kiosk.bench.town import Broker, CentreProcess
from kiosk.central.reader import open_reader
from kiosk.feed.receipt import Receipt
from kiosk.feed.topics import Place
from kiosk.keys.files import CentreKeys, Owner, load_centre_keys, new_keys
from kiosk.keys.files.loading import load_signer
from kiosk.keys.person import open_person
from kiosk.keys.signing import Kind, Signer, SigningKey

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")
PEOPLE = 3


class Stranger:
    """Somebody at the broker who may publish whatever they like."""

    def __init__(self, broker: Broker) -> None:
        self.heard: list[mqtt.MQTTMessage] = []
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.on_connect = lambda client, *_: client.subscribe("entrance/v1/#", qos=1)
        self._client.on_message = lambda _client, _data, message: self.heard.append(message)
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()
        wait_until(self._client.is_connected)

    def publish(self, leaf: str, payload: bytes, properties: list[tuple[str, str]], kind: str) -> None:
        sent = Properties(PacketTypes.PUBLISH)
        sent.UserProperty = properties
        sent.ContentType = kind
        self._client.publish(PLACE.topic(leaf), payload, qos=1, properties=sent).wait_for_publish(10)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The kiosk's folder of keys and the centre's, each with the other's public file."""
    kiosk, centre = tmp_path / "kiosk-keys", tmp_path / "centre-keys"
    new_keys(Owner.KIOSK, kiosk)
    new_keys(Owner.CENTRE, centre)
    (centre / "kiosks").mkdir()
    shutil.copy(kiosk / "kiosk.pub", centre / "kiosks" / f"{PLACE.kiosk}.pub")
    shutil.copy(centre / "centre.pub", kiosk / "centre.pub")
    return kiosk, centre


@pytest.fixture
def keys(folders: tuple[Path, Path]) -> CentreKeys:
    return load_centre_keys(folders[1], today=datetime.now(UTC).date())


@pytest.fixture
def centre(tmp_path: Path, broker: Broker, folders: tuple[Path, Path]) -> Iterator[CentreProcess]:
    centre = CentreProcess(tmp_path, broker.url, "127.0.0.1:0", keys=folders[1])
    centre.start()
    yield centre
    centre.close()


@pytest.fixture
def stranger(broker: Broker) -> Iterator[Stranger]:
    stranger = Stranger(broker)
    yield stranger
    stranger.close()


@pytest.fixture
def door(tmp_path: Path, broker: Broker, folders: tuple[Path, Path]) -> Iterator[DoorProcess]:
    draw_visitors(tmp_path / "pictures", PEOPLE)
    camera = f"folder:{tmp_path}/pictures?fps=20"
    door = DoorProcess(Door(tmp_path, PLACE, camera, broker.url, folders[0]))
    yield door
    door.kill()


def rows(centre: CentreProcess, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(centre.database.removeprefix("sqlite:///"))) as connection:
        return connection.execute(sql).fetchall()


def stored(centre: CentreProcess) -> int:
    reader = open_reader(centre.database)
    try:
        return reader.count()
    finally:
        reader.close()


def test_what_the_kiosk_signs_is_taken_and_the_centre_alone_can_tell_who_came(
    door: DoorProcess, centre: CentreProcess, stranger: Stranger, keys: CentreKeys, tmp_path: Path
) -> None:
    door.lit(PEOPLE)
    wait_until(lambda: stored(centre) == PEOPLE)
    for person, salt in rows(centre, "SELECT person, salt FROM entries"):
        opened = open_person(json.loads(person), kiosk=PLACE.kiosk, salt=salt, ring=keys.opening)
        assert opened.name == "Nguyễn Văn Thử"
        assert opened.number.startswith("046090")
    with closing(sqlite3.connect(tmp_path / "thuan-hoa-1.db")) as journal:
        wait_until(lambda: journal.execute("SELECT count(*) FROM outbox").fetchone() == (0,))
    seen = [message.payload for message in stranger.heard]
    seen += [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
    for secret in ("Thử", "Nguyễn", "046090000001", "01011990", "1990-01-01"):
        for form in (secret.encode(), secret.encode().hex().encode(), secret.encode("utf-16-le")):
            assert not any(form in data for data in seen), secret


@pytest.mark.parametrize("forger", ["nobody", "another key", "an altered payload"])
def test_a_forged_pack_is_kept_apart_with_an_alarm_and_never_stored(
    centre: CentreProcess, stranger: Stranger, folders: tuple[Path, Path], forger: str
) -> None:
    wait_until(lambda: any(message.payload == b"online" for message in stranger.heard))
    forged = make_door(PLACE.kiosk)
    payload, content_type = forged.pack(forged.entries(2))
    signer = load_signer(folders[0] / "kiosk.sign", datetime.now(UTC).date())
    properties = {
        "nobody": [],
        "another key": Signer(SigningKey.new()).sign(Kind.ENTRIES, payload).properties(),
        "an altered payload": signer.sign(Kind.ENTRIES, payload + b" ").properties(),
    }
    stranger.publish("entries", payload, properties[forger], content_type)
    wait_until(lambda: rows(centre, "SELECT 1 FROM quarantine"))
    assert stored(centre) == 0
    assert rows(centre, "SELECT kind, kiosk FROM alarms") == [("unusable", PLACE.kiosk)]
    assert not [message for message in stranger.heard if message.topic.endswith("/receipts")]


def test_a_forged_receipt_empties_nothing(
    door: DoorProcess, stranger: Stranger, tmp_path: Path, keys: CentreKeys
) -> None:
    door.lit(PEOPLE)
    packs = tmp_path / "thuan-hoa-1.db"
    with closing(sqlite3.connect(packs)) as journal:
        epoch = journal.execute("SELECT name FROM epoch").fetchone()[0]
        receipt = Receipt(PLACE.kiosk, epoch, ((1, PEOPLE),)).to_bytes()
        for signer in (None, Signer(SigningKey.new())):
            properties = signer.sign(Kind.RECEIPTS, receipt).properties() if signer else []
            stranger.publish("receipts", receipt, properties, "application/json")
        wrong_kind = keys.signer.sign(Kind.COMMANDS, receipt).properties()
        stranger.publish("receipts", receipt, wrong_kind, "application/json")
        log = tmp_path / "door.log"
        wait_until(lambda: log.read_text().count("is not the centre's") == 3)
        assert journal.execute("SELECT count(*) FROM outbox").fetchone() == (PEOPLE,)
        stranger.publish(
            "receipts", receipt, keys.signer.sign(Kind.RECEIPTS, receipt).properties(), "application/json"
        )
        wait_until(lambda: journal.execute("SELECT count(*) FROM outbox").fetchone() == (0,))
