"""A connection to the broker that is made anew whenever it breaks, for kiosk and centre alike.

Each time it is a client without memory, so that nothing of an old connection is acknowledged, sent or
counted on a new one (paho would send again what it still holds, beyond the window). What was not
acknowledged is known above, and sent again from there.
"""

import random
import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from kiosk.feed.client import Client, send_at_once
from kiosk.feed.pack import MAX_PACK_BYTES
from kiosk.feed.session import (
    Acknowledged,
    Connected,
    Delivery,
    Disconnected,
    Endpoint,
    Happening,
    Message,
    Session,
    Tls,
)

KEEPALIVE_S = 15
FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 30.0
GOODBYE_S = 1.0
STOOD_S = 2.0
"""A connection that breaks sooner is tried again later and later, as if it had not come about."""

LARGEST_BYTES = MAX_PACK_BYTES + 20_000
"""The broker keeps larger messages to itself: a pack, its topic and properties need no more."""

WAITING_TO_BE_SENT = 2000
"""Messages that paho holds beyond those on their way; what is more is not sent."""


class Connection:
    """Keeps connecting until closed.

    `take` is called from the network's thread, and must only enqueue. `say` is told in a sentence when the
    broker does not serve, once for each time that it is away, and when it does again.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        session: Session,
        *,
        take: Callable[[Happening], None],
        say: Callable[[str], None],
    ) -> None:
        self._endpoint, self._session = endpoint, session
        self._take, self._say = take, say
        self._closing = threading.Event()
        self._connected = threading.Event()
        self._client: Client | None = None
        self._complained = False
        self._delay_s = FIRST_DELAY_S
        self.connections = 0  # how often it came about

    @property
    def connected(self) -> bool:
        return self._connected.is_set()

    def run(self) -> None:
        """Connects, and again when it breaks, until `close` is called."""
        while not self._closing.is_set():
            begun_s = time.monotonic()
            self._converse()
            if time.monotonic() - begun_s > STOOD_S:
                self._delay_s = FIRST_DELAY_S
            self._connected.clear()
            self._take(Disconnected())
            spread = random.uniform(0.5, 1.5)  # noqa: S311 - spreads reconnects, hides nothing
            if self._closing.wait(self._delay_s * spread):
                return
            self._delay_s = min(self._delay_s * 2, LONGEST_DELAY_S)

    def publish(self, message: Message) -> int | None:
        """The number by which it will be acknowledged; None without a connection: it is not sent."""
        client = self._client
        if client is None or not self.connected:
            return None
        properties = Properties(PacketTypes.PUBLISH)
        if message.content_type:
            properties.ContentType = message.content_type
        if message.properties:
            properties.UserProperty = list(message.properties)
        if message.correlation is not None:
            properties.CorrelationData = message.correlation
        if message.answer_to:
            properties.ResponseTopic = message.answer_to
        if message.expires_s is not None:
            properties.MessageExpiryInterval = message.expires_s
        sent = client.publish(
            message.topic, message.payload, qos=1, retain=message.retained, properties=properties
        )
        return sent.mid if sent.rc == mqtt.MQTT_ERR_SUCCESS else None

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """Those that came by a connection that is gone will come again."""
        client = self._client
        if client is not None:
            client.ack_all(
                delivery.mid
                for delivery in deliveries
                if delivery.mid is not None and delivery.client is client
            )

    def drop(self) -> None:
        """Ends a connection on which nothing moves any more; a new one follows."""
        client = self._client
        connection = client.socket() if client else None
        if isinstance(connection, socket.socket):
            connection.shutdown(socket.SHUT_RDWR)

    def close(self, last_words: Sequence[Message] = ()) -> None:
        """Says goodbye and ends `run`; twice is fine."""
        self._closing.set()
        client = self._client
        if client is None:
            return
        if self.connected:
            sent = [
                client.publish(words.topic, words.payload, qos=1, retain=words.retained)
                for words in last_words
            ]
            for goodbye in sent:
                if goodbye.rc == mqtt.MQTT_ERR_SUCCESS:
                    goodbye.wait_for_publish(GOODBYE_S)
        client.disconnect()

    def _converse(self) -> None:
        client = self._new_client()
        self._client = client
        properties = Properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = self._session.expiry_s
        properties.ReceiveMaximum = self._session.receives
        properties.MaximumPacketSize = LARGEST_BYTES
        try:
            if self._endpoint.tls:
                self._encrypt(client, self._endpoint.tls)
            client.connect(
                self._endpoint.host,
                self._endpoint.port,
                keepalive=KEEPALIVE_S,
                clean_start=not self._session.expiry_s,
                properties=properties,
            )
        except (OSError, ValueError) as error:
            self._complain(f"{error}")
            return
        client.loop_forever()

    def _new_client(self) -> Client:
        session = self._session
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=session.client_id,
            protocol=mqtt.MQTTv5,
            reconnect_on_failure=False,
            manual_ack=True,
            deliver=self._take,
        )
        client.max_inflight_messages_set(session.sends)
        client.max_queued_messages_set(WAITING_TO_BE_SENT)
        will = Properties(PacketTypes.WILLMESSAGE)
        will.WillDelayInterval = session.will_delay_s
        client.will_set(
            session.will.topic, session.will.payload, qos=1, retain=session.will.retained, properties=will
        )
        client.on_socket_open = send_at_once
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        return client

    def _encrypt(self, client: mqtt.Client, tls: Tls) -> None:
        ca, cert, key = (str(path) if path else None for path in (tls.ca, tls.cert, tls.key))
        client.tls_set(ca_certs=ca, certfile=cert, keyfile=key)

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
        # Nobody wants to hear themselves; a shared subscription must not say so (MQTT 5, 3.8.3.1).
        client.subscribe(
            [
                (topic, SubscribeOptions(qos=1, noLocal=not topic.startswith("$share/")))
                for topic in self._session.subscriptions
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
        self.connections += 1
        self._connected.set()
        if self._complained:
            self._complained = False
            self._say(f"The broker at {self._where} serves again.")
        self._take(Connected())

    def _on_disconnect(
        self,
        _client: mqtt.Client,
        _data: object,
        _flags: mqtt.DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if not self._closing.is_set():
            self._complain(f"{reason}")

    def _on_publish(
        self,
        _client: mqtt.Client,
        _data: object,
        mid: int,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._complain(f"it refuses what is published: {reason}")
        self._take(Acknowledged(mid, reason.is_failure))

    @property
    def _where(self) -> str:
        return f"{self._endpoint.host}:{self._endpoint.port}"

    def _complain(self, why: str) -> None:
        if not self._complained:
            self._complained = True
            self._say(f"The broker at {self._where} does not serve ({why}); trying again until it does.")
