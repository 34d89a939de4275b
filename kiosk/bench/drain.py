"""`kiosk bench drain`: how fast a backlog reaches the centre, beside a plain loop with the same packs."""

import queue
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from kiosk.bench.town import Town
from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import SqliteJournal, SqliteOutbox
from kiosk.devices.journal.book import Book
from kiosk.devices.publisher.desk import Desk
from kiosk.devices.publisher.feed import Feed
from kiosk.devices.publisher.mqtt import MqttPublisher
from kiosk.domain.entry import Draft
from kiosk.domain.retention import Retention
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict
from kiosk.errors import CentreError
from kiosk.feed.pack import ENTRIES_PER_PACK, pack
from kiosk.feed.session import Tls
from kiosk.feed.topics import ENTRIES, Place
from kiosk.keys.issuers import NO_ISSUERS
from kiosk.ports import OUTBOX_END, OUTBOX_START

WINDOW = 100
PATIENCE_S = 60.0
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Load:
    """A backlog of `packs` packs, each of `size` entries."""

    packs: int
    size: int

    @property
    def entries(self) -> int:
        return self.packs * self.size


LOADS = {"live": Load(2000, 1), "packed": Load(400, ENTRIES_PER_PACK)}


def measure() -> dict[str, Any]:
    """Entries a second, the best of some rounds each; raises CentreError if the centre does not keep up."""
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="kiosk-drain-") as name, Town(Path(name)) as town:
        for kind, load in LOADS.items():
            kiosk_s: list[float] = []
            bare_s: list[float] = []
            for number in range(ROUNDS):
                place = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", f"{kind}-{number}")
                bare_s.append(_bare(_backlog(Path(name), place, "bare", load), place, load, town.broker.port))
                place = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", f"{kind}-kiosk-{number}")
                kiosk_s.append(
                    _kiosk(_backlog(Path(name), place, "own", load), place, load, town.broker.port)
                )
            kiosk_per_s, bare_per_s = load.entries / min(kiosk_s), load.entries / min(bare_s)
            result[kind] = {
                "kiosk_per_s": round(kiosk_per_s),
                "bare_per_s": round(bare_per_s),
                "ratio": round(kiosk_per_s / bare_per_s, 3),
            }
    return result | {"ratio": min(row["ratio"] for row in result.values())}


def _backlog(folder: Path, place: Place, name: str, load: Load) -> Path:
    """A journal with all its entries waiting."""
    path = folder / f"{place.kiosk}-{name}.db"
    clock = SystemClock()
    draft = Draft(
        at=datetime.now(UTC),
        clock=clock.state(),
        direction=Direction.IN,
        verdict=Verdict.ACCEPTED,
        reason=Reason.OK,
        kind="cccd",
        assurance=Assurance.DECLARED,
        role=Role.VISITOR,
        subject=bytes(16),
        salt=bytes(16),
    )
    with closing(Book(path, place.kiosk, clock)) as book:
        book.write(*[draft] * load.entries)
    return path


def _kiosk(path: Path, place: Place, load: Load, port: int) -> float:
    """Seconds until receipts have emptied the outbox."""
    defects: queue.SimpleQueue[BaseException] = queue.SimpleQueue()
    journal = SqliteJournal(path, place.kiosk, SystemClock(), Retention(), fail=defects.put)
    feed = Feed(
        place,
        Tls(),
        session_expiry_s=30,
        window=WINDOW,
        entries_per_pack=load.size,
        signer=None,
        centre=None,
        desk=Desk.beside(path, place, None, NO_ISSUERS, SystemClock().now),
        journal=journal,
        outbox=SqliteOutbox(path),
        health=lambda: {"v": 1},
        say=lambda _sentence: None,
        fail=defects.put,
    )
    publisher = MqttPublisher(feed, f"//127.0.0.1:{port}")
    begun_s = time.perf_counter()
    publisher.open()
    try:
        while journal.waiting():
            if time.perf_counter() - begun_s > PATIENCE_S or not defects.empty():
                raise CentreError("The backlog did not drain; look at the machine's load, and try again.")
            time.sleep(0.005)
        return time.perf_counter() - begun_s
    finally:
        publisher.close()
        journal.close()


def _bare(path: Path, place: Place, load: Load, port: int) -> float:
    """Seconds until the broker has acknowledged every pack; they were made before."""
    messages = _packs(path, place, load)
    acknowledged = threading.Semaphore(WINDOW)
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.max_inflight_messages_set(WINDOW)
    client.on_publish = lambda *_: acknowledged.release()
    connected = threading.Event()
    client.on_connect = lambda *_: connected.set()
    begun_s = time.perf_counter()
    client.connect("127.0.0.1", port)
    client.loop_start()
    connected.wait(PATIENCE_S)
    send = partial(client.publish, place.topic(ENTRIES), qos=1)
    for payload, content_type in messages:
        acknowledged.acquire()
        properties = Properties(PacketTypes.PUBLISH)
        properties.ContentType = content_type
        send(payload=payload, properties=properties)
    for _ in range(WINDOW):
        acknowledged.acquire()
    taken_s = time.perf_counter() - begun_s
    client.disconnect()
    client.loop_stop()
    return taken_s


def _packs(path: Path, place: Place, load: Load) -> list[tuple[bytes, str]]:
    made: list[tuple[bytes, str]] = []
    position = OUTBOX_START
    with closing(SqliteOutbox(path)) as outbox:
        while batch := outbox.after(position, OUTBOX_END, load.size):
            made.append(pack(place.kiosk, batch.epoch, (entry.text for entry in batch.entries)))
            position = batch.last
    return made
