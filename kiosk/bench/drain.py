"""`kiosk bench drain`: how fast a backlog reaches the centre, beside a plain paho loop with the same packs.

Both talk to the same broker, to which the same collector listens and stores all that comes. The kiosk reads
its outbox and is done when receipts have emptied it. The plain loop has its entries in memory, packs and
publishes them within the same window, and is done when the broker has acknowledged the last: nothing is
stored then yet (docs/decisions/0039-what-a-drain-is-measured-against.md).
"""

import json
import queue
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from kiosk.bench.backlog import wire_entries, write_journal
from kiosk.bench.town import Town
from kiosk.central.reader import Reader, open_reader
from kiosk.devices.clock import SystemClock
from kiosk.devices.journal import SqliteJournal, SqliteOutbox
from kiosk.devices.publisher.desk import Desk
from kiosk.devices.publisher.feed import Feed
from kiosk.devices.publisher.mqtt import MqttPublisher
from kiosk.domain.retention import Retention
from kiosk.errors import CentreError
from kiosk.feed.pack import ENTRIES_PER_PACK, pack
from kiosk.feed.session import Tls
from kiosk.feed.topics import ENTRIES, Place
from kiosk.keys.issuers import NO_ISSUERS

WINDOW = 100
PATIENCE_S = 60.0
LOOK_EACH_S = 0.005
ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Load:
    """A backlog of `packs` packs, each of `size` entries: some seconds of work for a centre."""

    packs: int
    size: int

    @property
    def entries(self) -> int:
        return self.packs * self.size


LOADS = {"live": Load(6000, 1), "packed": Load(600, ENTRIES_PER_PACK)}


def measure(loads: Mapping[str, Load] = LOADS) -> dict[str, Any]:
    """Entries a second, the best of some rounds each; raises CentreError if the centre does not keep up."""
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-drain-") as name,
        Town(Path(name)) as town,
        closing(open_reader(town.centre.database)) as reader,
    ):
        drain = _Drain(Path(name), town.broker.port, reader)
        result: dict[str, Any] = {kind: drain.compare(load) for kind, load in loads.items()}
    return result | {"ratio": min(row["ratio"] for row in result.values())}


class _Drain:
    def __init__(self, folder: Path, port: int, reader: Reader) -> None:
        self._folder, self._port, self._reader = folder, port, reader
        self._numbers = count(1)
        self._sent = 0

    def compare(self, load: Load) -> dict[str, Any]:
        best_s = {"kiosk": float("inf"), "bare": float("inf")}
        for _ in range(ROUNDS):
            for name, drain in (("bare", self._bare), ("kiosk", self._kiosk)):
                best_s[name] = min(best_s[name], drain(load))
                self._sent += load.entries
                self._let_settle()
        per_s = {f"{name}_per_s": round(load.entries / seconds) for name, seconds in best_s.items()}
        return per_s | {"ratio": round(best_s["bare"] / best_s["kiosk"], 3)}

    def _let_settle(self) -> None:
        """The collector has taken in everything, so that the next measurement begins with an idle one."""
        deadline_s = time.monotonic() + PATIENCE_S
        while self._reader.count() < self._sent:
            if time.monotonic() > deadline_s:
                raise CentreError("The centre does not keep up; look at the machine's load, and try again.")
            time.sleep(20 * LOOK_EACH_S)

    def _new_place(self) -> Place:
        return Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", f"thuan-hoa-{next(self._numbers)}")

    def _kiosk(self, load: Load) -> float:
        """Seconds until receipts have emptied the outbox."""
        place = self._new_place()
        path = self._folder / f"{place.kiosk}.db"
        write_journal(path, place.kiosk, load.entries)
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
        publisher = MqttPublisher(feed, f"//127.0.0.1:{self._port}")
        begun_s = time.perf_counter()
        publisher.open()
        try:
            while journal.waiting():
                if time.perf_counter() - begun_s > PATIENCE_S or not defects.empty():
                    raise CentreError("The backlog did not drain; look at the machine's load, and try again.")
                time.sleep(LOOK_EACH_S)
            return time.perf_counter() - begun_s
        finally:
            publisher.close()
            journal.close()

    def _bare(self, load: Load) -> float:
        """Seconds until the broker has acknowledged every pack."""
        place = self._new_place()
        epoch = f"bare-{datetime.now(UTC):%H%M%S%f}"
        wire = wire_entries(place, epoch, load.entries)
        acknowledged = threading.Semaphore(WINDOW)
        client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        client.max_inflight_messages_set(WINDOW)
        client.on_publish = lambda *_: acknowledged.release()
        connected = threading.Event()
        client.on_connect = lambda *_: connected.set()
        begun_s = time.perf_counter()
        client.connect("127.0.0.1", self._port)
        client.loop_start()
        connected.wait(PATIENCE_S)
        send = partial(client.publish, place.topic(ENTRIES), qos=1)
        for payload, content_type in _packs(place, epoch, wire, load.size):
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


def _packs(place: Place, epoch: str, wire: list[Any], size: int) -> Iterator[tuple[bytes, str]]:
    """The same packs as the kiosk makes, each when its turn comes."""
    text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for start in range(0, len(wire), size):
        yield pack(place.kiosk, epoch, map(text, wire[start : start + size]))
