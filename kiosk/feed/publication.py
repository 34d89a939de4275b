"""A message as the broker sends it: the PUBLISH packet of MQTT 5, section 3.3.

paho reads it too, but takes ten times as long for the properties, and ends the connection for what MQTT
allows and brokers pass on, such as U+FEFF in a text (section 1.5.4); a retained message would then end each
new one as well. Here whatever comes is a delivery.
"""

from typing import TYPE_CHECKING

from kiosk.feed.session import Delivery

if TYPE_CHECKING:
    from paho.mqtt.client import Client

UNREADABLE = "unreadable"
"""Stands for the content type of a message whose properties could not be read; its payload is the packet."""

# Properties that a PUBLISH may have, by their identifiers (section 2.2.2.2).
CONTENT_TYPE, RESPONSE_TOPIC, CORRELATION, USER, SUBSCRIPTION = 0x03, 0x08, 0x09, 0x26, 0x0B
BYTES_OF = {0x01: 1, 0x02: 4, 0x23: 2}  # payload format, message expiry, topic alias


def read_delivery(client: "Client", command: int, packet: bytes) -> Delivery:
    """Of the packet's first byte, and of all that follows its length."""
    end = 2 + int.from_bytes(packet[:2], "big")
    topic, mid = packet[2:end].decode("utf-8", "replace"), None
    if command & 0b0110:  # QoS 1: a number follows, by which it is acknowledged
        mid, end = int.from_bytes(packet[end : end + 2], "big"), end + 2
    retained, again = bool(command & 0b0001), bool(command & 0b1000)
    try:
        length, start = _varint(packet, end)
        content_type, correlation, properties = _properties(packet[start : start + length])
    except (ValueError, IndexError):
        return Delivery(topic, packet, UNREADABLE, retained, mid, (), client, again=again)
    payload = packet[start + length :]
    return Delivery(topic, payload, content_type, retained, mid, properties, client, correlation, again)


def _properties(data: bytes) -> tuple[str | None, bytes | None, tuple[tuple[str, str], ...]]:
    """Content type, correlation data and user properties; raises ValueError or IndexError."""
    content_type: str | None = None
    correlation: bytes | None = None
    user: list[tuple[str, str]] = []
    at = 0
    while at < len(data):
        identifier, at = data[at], at + 1
        if identifier == CONTENT_TYPE:
            value, at = _binary(data, at)
            content_type = value.decode()
        elif identifier == USER:
            name, at = _binary(data, at)
            value, at = _binary(data, at)
            user.append((name.decode(), value.decode()))
        elif identifier == CORRELATION:
            correlation, at = _binary(data, at)
        elif identifier == RESPONSE_TOPIC:
            _, at = _binary(data, at)
        elif identifier == SUBSCRIPTION:
            _, at = _varint(data, at)
        elif identifier in BYTES_OF:
            at += BYTES_OF[identifier]
        else:
            raise ValueError("no property of a PUBLISH")
    return content_type, correlation, tuple(user)


def _binary(data: bytes, at: int) -> tuple[bytes, int]:
    """What stands after its length of two bytes, and where the next thing begins."""
    start = at + 2
    end = start + (data[at] << 8 | data[at + 1])
    if end > len(data):
        raise ValueError("cut short")
    return data[start:end], end


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of up to four bytes (section 1.5.5), and where the next thing begins."""
    value = shift = 0
    while True:
        byte, at = data[at], at + 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 21:
            raise ValueError("too long")
