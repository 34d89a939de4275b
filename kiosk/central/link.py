"""The centre's connection to the broker: one client for each connection, made anew when it breaks.

A fresh client has no memory, so an acknowledgement never goes to a message of another connection,
and no receipt of yesterday is sent again.
"""

import random
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.exception import MQTTException
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from kiosk.feed.pack import MAX_PACK_BYTES
from kiosk.feed.topics import CENTRE_STATE, HEALTH, STATUS, every, shared_entries

RECEIVE_MAXIMUM = 200
"""Messages that the broker may have on the way to this collector, unacknowledged."""

SEND_MAXIMUM = 10
"""Receipts that await the broker's acknowledgement; no common broker allows fewer."""

MAXIMUM_PACKET_BYTES = MAX_PACK_BYTES + 20_000
"""The broker keeps larger messages to itself: a pack, a topic and the properties need no more."""

UNREADABLE = "unreadable"
"""Stands for the content type of a message whose properties could not be read."""

KEEPALIVE_S = 15
FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 30.0
GOODBYE_S = 0.5
MAX_RECEIPTS_WAITING = 2000

ONLINE, OFFLINE = b"online", b"offline"


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection begins; what waits from an earlier one can be acknowledged no more."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The subscriptions stand."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message with the client by which it came, and must be acknowledged."""

    topic: str
    payload: bytes = field(repr=False)
    content_type: str | None
    kept: bool  # retained by the broker from before
    mid: int | None  # None: it came with QoS 0, and nobody waits for an acknowledgement
    client: mqtt.Client = field(repr=False)

    def acknowledge(self) -> None:
        """On a connection that is gone this does nothing; the message will come again."""
        if self.mid is not None:
            self.client.ack(self.mid, 1)


Happening = Connected | Ready | Delivery


class Link:
    """Keeps connecting until closed. `take` is called from the network's thread, and must only enqueue."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        tls: bool,
        group: str,
        take: Callable[[Happening], None],
        say: Callable[[str], None],
    ) -> None:
        self._host, self._port, self._tls, self._group = host, port, tls, group
        self._take, self._say = take, say
        self._closing = threading.Event()
        self._client: mqtt.Client | None = None
        self._connected = threading.Event()
        self._complained = ""
        self._delay_s = FIRST_DELAY_S

    @property
    def connected(self) -> bool:
        return self._connected.is_set()

    def run(self) -> None:
        """Connects, and again when it breaks, until `close` is called."""
        while not self._closing.is_set():
            self._converse()
            self._connected.clear()
            if self._closing.wait(self._delay_s * random.uniform(0.5, 1.5)):  # noqa: S311 - spreads, hides nothing
                return
            self._delay_s = min(self._delay_s * 2, LONGEST_DELAY_S)

    def publish(self, topic: str, payload: bytes) -> None:
        """Without a connection the message is dropped: who misses a receipt sends the entries again."""
        client = self._client
        if client is not None and self.connected:
            client.publish(topic, payload, qos=1)

    def announce(self) -> None:
        """Tells the kiosks that the centre is there."""
        client = self._client
        if client is not None:
            client.publish(CENTRE_STATE, ONLINE, qos=1, retain=True)

    def close(self) -> None:
        """Says goodbye and ends `run`; twice is fine."""
        self._closing.set()
        client = self._client
        if client is None:
            return
        if self.connected:
            goodbye = client.publish(CENTRE_STATE, OFFLINE, qos=1, retain=True)
            if goodbye.rc == mqtt.MQTT_ERR_SUCCESS:
                goodbye.wait_for_publish(GOODBYE_S)
        client.disconnect()

    def _converse(self) -> None:
        client = self._new_client()
        self._client = client
        session = Properties(PacketTypes.CONNECT)
        session.SessionExpiryInterval = 0
        session.ReceiveMaximum = RECEIVE_MAXIMUM
        session.MaximumPacketSize = MAXIMUM_PACKET_BYTES
        try:
            client.connect(
                self._host, self._port, keepalive=KEEPALIVE_S, clean_start=True, properties=session
            )
        except (OSError, ValueError) as error:
            self._complain(f"{error}")
            return
        client.loop_forever()

    def _new_client(self) -> mqtt.Client:
        client = _Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"centre-{random.getrandbits(64):016x}",
            protocol=mqtt.MQTTv5,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        client.max_inflight_messages_set(SEND_MAXIMUM)
        client.max_queued_messages_set(MAX_RECEIPTS_WAITING)
        client.will_set(CENTRE_STATE, OFFLINE, qos=1, retain=True)
        if self._tls:
            client.tls_set()
        client.on_socket_open = _send_at_once
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        return client

    def _on_connect(
        self,
        client: mqtt.Client,
        _data: object,
        _flags: mqtt.ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._complain(f"it answers: {reason}")
        if reason.is_failure or self._closing.is_set():
            client.disconnect()
            return
        self._take(Connected())
        filters = (shared_entries(self._group), every(STATUS), every(HEALTH))
        client.subscribe(
            [
                *((topic, SubscribeOptions(qos=1)) for topic in filters),
                (CENTRE_STATE, SubscribeOptions(qos=1, noLocal=True)),
            ]
        )

    def _on_subscribe(
        self,
        client: mqtt.Client,
        _data: object,
        _mid: int,
        reasons: list[ReasonCode],
        _properties: Properties | None,
    ) -> None:
        refused = [reason for reason in reasons if reason.is_failure]
        if refused:
            self._complain(f"it refuses the subscriptions: {refused[0]}")
            client.disconnect()
            return
        self._connected.set()
        self._delay_s = FIRST_DELAY_S
        if self._complained:
            self._complained = ""
            self._say(f"The broker at {self._host}:{self._port} is there; entries are taken in.")
        self._take(Ready())

    def _on_disconnect(
        self,
        _client: mqtt.Client,
        _data: object,
        _flags: mqtt.DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        self._connected.clear()
        if not self._closing.is_set():
            self._complain(f"{reason}")

    def _on_message(self, client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        content_type = getattr(message.properties, "ContentType", None)
        mid = message.mid if message.qos else None
        delivery = Delivery(message.topic, bytes(message.payload), content_type, message.retain, mid, client)
        if delivery.topic == CENTRE_STATE:
            self._contradict(delivery)
        else:
            self._take(delivery)

    def _contradict(self, said: Delivery) -> None:
        """Another collector has left, but this one is here, so the centre is."""
        said.acknowledge()
        if said.payload == OFFLINE and self.connected and not self._closing.is_set():
            self.announce()

    def _complain(self, why: str) -> None:
        """Once for each time that the broker is away."""
        if not self._complained:
            self._complained = why
            self._say(
                f"The broker at {self._host}:{self._port} does not serve ({why}); trying again until it does."
            )


class _Client(mqtt.Client):
    """paho, but a message whose properties it cannot read does not cost the connection.

    It refuses what MQTT allows and brokers pass on, such as U+FEFF in a text (section 1.5.4), by hanging up.
    Such a message, retained, would break each new connection as well; so it is handed over as it came.
    """

    def _handle_publish(self) -> MQTTErrorCode:
        try:
            return super()._handle_publish()
        except MQTTException:
            self._handle_on_message(_unread(self._in_packet["command"], bytes(self._in_packet["packet"])))
            return MQTTErrorCode.MQTT_ERR_SUCCESS


def _unread(command: int, packet: bytes) -> mqtt.MQTTMessage:
    """The message of a PUBLISH packet (MQTT 5, section 3.3), with the whole packet as its payload."""
    end = 2 + int.from_bytes(packet[:2], "big")
    qos = command >> 1 & 3
    message = mqtt.MQTTMessage(int.from_bytes(packet[end : end + 2], "big") if qos else 0, packet[2:end])
    message.qos, message.retain, message.payload = qos, bool(command & 1), packet
    message.properties = Properties(PacketTypes.PUBLISH)
    message.properties.ContentType = UNREADABLE
    return message


def _send_at_once(_client: mqtt.Client, _data: object, connection: object) -> None:
    """Small messages must not wait for larger ones (paho leaves Nagle's algorithm on)."""
    if isinstance(connection, socket.socket):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
