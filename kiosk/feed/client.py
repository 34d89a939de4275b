"""paho's client, where it is too slow for a centre."""

import io
import socket
import struct
from collections.abc import Callable, Iterable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import MQTTErrorCode

from kiosk.feed.publication import read_delivery
from kiosk.feed.session import Delivery

READ_BYTES = 65_536

PUBACK = struct.Struct("!BBH")
"""Its type, the length of what follows, and the number of the message; no reason means success."""


class Client(mqtt.Client):
    """Reads what has come in one piece, and hands each message to `deliver`, from the network's thread.

    paho asks the system for each packet three times, and each time waits for its turn among the threads.
    """

    def __init__(self, *arguments: Any, deliver: Callable[[Delivery], None], **options: Any) -> None:
        self._deliver = deliver
        self._unread = io.BytesIO()
        super().__init__(*arguments, **options)

    def ack_all(self, mids: Iterable[int]) -> None:
        """PUBACKs of messages with QoS 1 (MQTT 5, section 3.4), sent in one piece."""
        packets = b"".join(PUBACK.pack(mqtt.PUBACK, 2, mid) for mid in mids)
        if packets:
            self._packet_queue(mqtt.PUBACK, packets, 0, 0)

    def loop_read(self, max_packets: int = 1) -> MQTTErrorCode:
        """Handles every packet that is there."""
        while True:
            result = super().loop_read(max_packets)
            if result != MQTTErrorCode.MQTT_ERR_SUCCESS or self._sock is None or not self._held_back:
                return result

    @property
    def _held_back(self) -> int:
        """Bytes that came and were not handled yet."""
        return len(self._unread.getbuffer()) - self._unread.tell()

    def _sock_recv(self, bufsize: int) -> bytes:
        if data := self._unread.read(bufsize):
            return data
        self._unread = io.BytesIO(super()._sock_recv(READ_BYTES))
        return self._unread.read(bufsize)

    def _handle_publish(self) -> MQTTErrorCode:
        self._deliver(read_delivery(self, self._in_packet["command"], bytes(self._in_packet["packet"])))
        return MQTTErrorCode.MQTT_ERR_SUCCESS


def send_at_once(_client: mqtt.Client, _data: object, connection: object) -> None:
    """Small messages must not wait for larger ones (paho leaves Nagle's algorithm on)."""
    if isinstance(connection, socket.socket):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
