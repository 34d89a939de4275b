"""The far end of one kiosk's feed, by hand."""

import json
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from waiting import wait_until

from kiosk.bench.town import Broker
from kiosk.feed.orders import Command, Config, command_topic
from kiosk.feed.receipt import Receipt, Rejected, ranges
from kiosk.feed.topics import CENTRE_STATE, CONFIG, RESULTS, Place
from kiosk.keys.signing import Kind, Signer

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")
ENTRIES, RECEIPTS = PLACE.topic("entries"), PLACE.topic("receipts")


Result = tuple[str, dict[str, Any], bytes | None]  # name, payload, correlation data


def command(name: str, serial: int, body: dict[str, Any] | None = None, **changes: Any) -> Command:
    """Of this moment, for the kiosk at PLACE, for 10 s."""
    now = datetime.now(UTC)
    return replace(
        Command(PLACE.kiosk, name, serial, now, now + timedelta(seconds=10), body or {}), **changes
    )


class Centre:
    """The far end, by hand: it hears all, and receipts what it is told to."""

    def __init__(self, broker: Broker) -> None:
        self.heard: list[tuple[str, bytes, bool]] = []
        self.packs: list[dict[str, Any]] = []
        self.results: list[Result] = []
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

    def send(
        self,
        topic: str,
        payload: bytes,
        properties: list[tuple[str, str]],
        correlation: bytes = b"",
        *,
        retained: bool = False,
    ) -> None:
        sent = Properties(PacketTypes.PUBLISH)
        sent.UserProperty = properties
        sent.CorrelationData = correlation
        self._client.publish(topic, payload, qos=1, retain=retained, properties=sent)

    def configure(self, config: Config, signer: Signer | None, *, retained: bool = True) -> None:
        payload = config.to_bytes()
        signature = signer.sign(Kind.CONFIG, payload).properties() if signer else []
        self.send(PLACE.topic(CONFIG), payload, signature, retained=retained)

    def order(self, command: Command, signer: Signer | None, correlation: bytes = b"1") -> None:
        payload = command.to_bytes()
        signature = signer.sign(Kind.COMMANDS, payload).properties() if signer else []
        self.send(command_topic(PLACE, command.name), payload, signature, correlation)

    def result(self, correlation: bytes) -> dict[str, Any] | None:
        """The answer with this correlation data."""
        return next((payload for _, payload, known_by in self.results if known_by == correlation), None)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _hear(self, _client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        self.heard.append((message.topic, message.payload, message.retain))
        if message.topic.startswith(results := PLACE.topic(f"{RESULTS}/")):
            correlation = getattr(message.properties, "CorrelationData", None)
            name = message.topic.removeprefix(results)
            self.results.append((name, json.loads(message.payload), correlation))
        if message.topic == ENTRIES:
            zipped = getattr(message.properties, "ContentType", "").endswith("+zlib")
            pack = json.loads(zlib.decompress(message.payload) if zipped else message.payload)
            self.packs.append(pack)
            if self.receipting:
                self.receipt(pack)
