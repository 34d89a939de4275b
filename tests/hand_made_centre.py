"""The far end of one kiosk's feed, by hand."""

import json
import zlib
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from waiting import wait_until

from kiosk.bench.town import Broker
from kiosk.feed.receipt import Receipt, Rejected, ranges
from kiosk.feed.topics import CENTRE_STATE, Place

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")
ENTRIES, RECEIPTS = PLACE.topic("entries"), PLACE.topic("receipts")


class Centre:
    """The far end, by hand: it hears all, and receipts what it is told to."""

    def __init__(self, broker: Broker) -> None:
        self.heard: list[tuple[str, bytes, bool]] = []
        self.packs: list[dict[str, Any]] = []
        self.receipting = True
        self.refusing: set[int] = set()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.on_connect = lambda client, *_: client.subscribe("entrance/v1/#", qos=1)
        self._client.on_message = self._hear
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()
        wait_until(self._client.is_connected)

    @property
    def seqs(self) -> list[int]:
        return [entry["seq"] for pack in self.packs for entry in pack["entries"]]

    def payloads(self, topic: str) -> list[bytes]:
        return [payload for heard, payload, _ in self.heard if heard == topic]

    def announce(self) -> None:
        self._client.publish(CENTRE_STATE, b"online", qos=1, retain=True)

    def receipt(self, pack: dict[str, Any]) -> None:
        seqs = {entry["seq"] for entry in pack["entries"]}
        refused = tuple(Rejected(seq, "invalid_kind") for seq in sorted(seqs & self.refusing))
        answer = Receipt(PLACE.kiosk, pack["epoch"], ranges(seqs - self.refusing), refused)
        self._client.publish(RECEIPTS, answer.to_bytes(), qos=1)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _hear(self, _client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        self.heard.append((message.topic, message.payload, message.retain))
        if message.topic == ENTRIES:
            zipped = getattr(message.properties, "ContentType", "").endswith("+zlib")
            pack = json.loads(zlib.decompress(message.payload) if zipped else message.payload)
            self.packs.append(pack)
            if self.receipting:
                self.receipt(pack)
