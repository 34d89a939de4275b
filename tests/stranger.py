"""Somebody at the broker who hears all, and may publish whatever they like."""

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from waiting import wait_until

from kiosk.bench.town import Broker
from kiosk.feed.topics import Place

PLACE = Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", "thuan-hoa-1")


class Stranger:
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

    def of(self, leaf: str) -> list[mqtt.MQTTMessage]:
        """What was heard on a topic of the kiosk."""
        return [message for message in self.heard if message.topic == PLACE.topic(leaf)]
