"""The kiosks' side of the broker, and the centre as a process that can be killed."""

import queue
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from doors import Door
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from kiosk.central import Centre
from kiosk.feed.pack import JSON
from kiosk.feed.receipt import Receipt, parse_receipt
from kiosk.feed.topics import CENTRE_STATE, ENTRIES, RECEIPTS, every

Said = queue.Queue[str]
"""What a centre tells the one who runs it, a sentence each."""

NewCentre = Callable[[], Centre]

PATIENCE_S = 20.0
STALLED_S = 1.0
WINDOW = 60

RUN = (
    "import sys; from pathlib import Path; from kiosk.central import load_central_settings, run;"
    "run(load_central_settings(Path(sys.argv[1])))"
)


class Kiosks:
    """The kiosks' side of the broker: sends packs, and again what no receipt covers."""

    def __init__(self, port: int) -> None:
        self.states: queue.Queue[bytes] = queue.Queue()
        self.receipts: queue.Queue[Receipt] = queue.Queue()
        self._taken: queue.Queue[int] = queue.Queue()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = self._subscribe
        self._client.on_message = self._receive
        self._client.on_publish = lambda _client, _data, mid, *_: self._taken.put(mid)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def send(self, door: Door, entries: list[dict[str, Any]]) -> None:
        self.publish(door.place.topic(ENTRIES), *door.pack(entries))

    def publish(
        self,
        topic: str,
        payload: bytes,
        content_type: str = JSON,
        *,
        qos: int = 1,
        retained: bool = False,
        note: str = "",
    ) -> None:
        properties = Properties(PacketTypes.PUBLISH)
        properties.ContentType = content_type
        properties.UserProperty = ("note", note)
        sent = self._client.publish(topic, payload, qos=qos, retain=retained, properties=properties)
        self._last = sent.mid

    def await_acknowledgements(self) -> None:
        """Until the broker has taken everything."""
        while self._taken.get(timeout=PATIENCE_S) != self._last:
            pass

    def receipt(self) -> Receipt:
        return self.receipts.get(timeout=PATIENCE_S)

    def await_state(self, state: bytes) -> None:
        while self.states.get(timeout=PATIENCE_S) != state:
            pass

    def deliver(
        self, door: Door, entries: list[dict[str, Any]], interrupt: dict[int, Callable[[], None]]
    ) -> None:
        """Sends, and sends again what stalls, until receipts cover all.

        `interrupt` says what happens once so many are receipted and the next are on their way.
        """
        waiting = {entry["seq"]: entry for entry in entries}
        while waiting:
            window = list(waiting.values())[:WINDOW]
            for start in range(0, len(window), 3):
                self.send(door, window[start : start + 3])
            for count in [count for count in interrupt if len(entries) - len(waiting) >= count]:
                interrupt.pop(count)()
            self._await_receipts(waiting, {entry["seq"] for entry in window})
        assert interrupt == {}

    def _await_receipts(self, waiting: dict[int, Any], of: set[int]) -> None:
        """Takes what is receipted out of `waiting`, until all of these are or nothing comes any more."""
        while of & waiting.keys():
            try:
                receipt = self.receipts.get(timeout=STALLED_S)
            except queue.Empty:
                return
            assert receipt.rejected == ()
            for low, high in receipt.stored:
                for seq in range(low, high + 1):
                    waiting.pop(seq, None)

    def _subscribe(self, client: mqtt.Client, *_: object) -> None:
        client.subscribe([(every(RECEIPTS), SubscribeOptions(qos=1))])
        client.subscribe([(CENTRE_STATE, SubscribeOptions(qos=1))])

    def _receive(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        if message.topic == CENTRE_STATE:
            self.states.put(message.payload)
        else:
            self.receipts.put(parse_receipt(message.payload))


class CentreProcess:
    """The centre as a process of its own, so that it can be killed; gone at the end of a `with`."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", RUN, str(self._config)],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr is not None
        page = "The centre's page: http://127.0.0.1:"
        assert any(line.startswith(page) for line in self._process.stderr), "the centre did not start"

    def __enter__(self) -> "CentreProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def restart(self) -> None:
        self.kill()
        self.start()

    def kill(self) -> None:
        self.end(signal.SIGKILL)

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Exit code, and what else it said."""
        self._process.send_signal(number)
        _, said = self._process.communicate(timeout=5)
        return self._process.returncode, said


def keys(door: Door, count: int) -> set[tuple[str, str, int]]:
    return {(door.place.kiosk, door.epoch, seq) for seq in range(1, count + 1)}
