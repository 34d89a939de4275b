"""paho's client, with what it lacks for messages from strangers."""

import io
import socket
import struct
from collections.abc import Iterable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.exception import MQTTException
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

UNREADABLE = "unreadable"
"""Stands for the content type of a message whose properties could not be read."""


READ_BYTES = 65_536

PUBACK = struct.Struct("!BBH")
"""Its type, the length of what follows, and the number of the message; no reason means success."""


class Client(mqtt.Client):
    """A message whose properties cannot be read does not cost the connection.

    paho refuses what MQTT allows and brokers pass on, such as U+FEFF in a text (section 1.5.4), by hanging
    up. Such a message, retained, would break each new connection as well; so it is handed over whole.

    And it reads what has come in one piece: paho asks the system for each packet three times, and each time
    waits for its turn among the threads.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._unread = io.BytesIO()
        super().__init__(*arguments, **options)

    def ack_all(self, mids: Iterable[int]) -> None:
        """PUBACKs of messages with QoS 1 (MQTT 5, section 3.4), sent in one piece."""
        packets = b"".join(PUBACK.pack(0x40, 2, mid) for mid in mids)
        if packets:
            self._packet_queue(0x40, packets, 0, 0)

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


def send_at_once(_client: mqtt.Client, _data: object, connection: object) -> None:
    """Small messages must not wait for larger ones (paho leaves Nagle's algorithm on)."""
    if isinstance(connection, socket.socket):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
