"""paho's client, with what it lacks for messages from strangers."""

import socket

import paho.mqtt.client as mqtt
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.exception import MQTTException
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

UNREADABLE = "unreadable"
"""Stands for the content type of a message whose properties could not be read."""


class Client(mqtt.Client):
    """A message whose properties cannot be read does not cost the connection.

    paho refuses what MQTT allows and brokers pass on, such as U+FEFF in a text (section 1.5.4), by hanging
    up. Such a message, retained, would break each new connection as well; so it is handed over whole.
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


def send_at_once(_client: mqtt.Client, _data: object, connection: object) -> None:
    """Small messages must not wait for larger ones (paho leaves Nagle's algorithm on)."""
    if isinstance(connection, socket.socket):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
