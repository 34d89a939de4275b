"""A message is read as the broker sent it, and whatever comes is a delivery."""

import struct

import paho.mqtt.client as mqtt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from kiosk.feed.publication import UNREADABLE, read_delivery
from kiosk.feed.session import Delivery

CLIENT = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)

letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")
texts = st.text(letters, max_size=300)
numbers = st.integers(0, 2**32 - 1)


def packet(topic: str, mid: int | None, properties: bytes, payload: bytes) -> bytes:
    """As in MQTT 5, section 3.3, without the fixed header."""
    name = topic.encode()
    number = b"" if mid is None else struct.pack("!H", mid)
    return struct.pack("!H", len(name)) + name + number + properties + payload


@given(
    topic=texts,
    mid=st.none() | st.integers(1, 65_535),
    content_type=st.none() | texts,
    user=st.lists(st.tuples(texts, texts), max_size=3),
    correlation=st.none() | st.binary(max_size=50),
    expiry=st.none() | numbers,
    answer_to=st.none() | texts,
    payload=st.binary(max_size=300),
    retained=st.booleans(),
    again=st.booleans(),
)
def test_what_another_library_writes_is_read(
    topic: str,
    mid: int | None,
    content_type: str | None,
    user: list[tuple[str, str]],
    correlation: bytes | None,
    expiry: int | None,
    answer_to: str | None,
    payload: bytes,
    retained: bool,
    again: bool,
) -> None:
    written = Properties(PacketTypes.PUBLISH)
    given = {"ContentType": content_type, "CorrelationData": correlation, "ResponseTopic": answer_to}
    for name, value in (given | {"MessageExpiryInterval": expiry, "UserProperty": user or None}).items():
        if value is not None:
            setattr(written, name, value)
    command = 0x30 | (0 if mid is None else 0x02) | retained | (again << 3)
    assert read_delivery(CLIENT, command, packet(topic, mid, written.pack(), payload)) == Delivery(
        topic, payload, content_type, retained, mid, tuple(user), CLIENT, correlation, again
    )


@given(st.integers(0x30, 0x3F), st.binary(max_size=60))
def test_any_bytes_are_a_delivery(command: int, data: bytes) -> None:
    assert isinstance(read_delivery(CLIENT, command, data), Delivery)


@pytest.mark.parametrize(
    "properties",
    [b"\x03\x03\x00\x05", b"\x02\x11\x00", b"\x05\x03\x00\x02\xff\xfe", b"\xff\xff\xff\xff\xff", b""],
)
def test_what_cannot_be_read_is_handed_over_whole_and_can_be_acknowledged(properties: bytes) -> None:
    data = packet("entrance/v1/x", 7, properties, b"")
    found = read_delivery(CLIENT, 0x32, data)
    assert (found.mid, found.content_type, found.payload) == (7, UNREADABLE, data)


def test_a_byte_order_mark_is_a_letter_like_any_other() -> None:
    mark = "\ufeff".encode()
    text = b"\x00\x01n" + struct.pack("!H", len(mark)) + mark
    found = read_delivery(
        CLIENT, 0x32, packet("entrance/v1/x", 7, bytes([1 + len(text), 0x26]) + text, b"online")
    )
    assert (found.payload, found.properties) == (b"online", (("n", "\ufeff"),))
