"""What a connection to the broker is made of, and what happens on one: values only."""

from dataclasses import dataclass, field
from pathlib import Path

import paho.mqtt.client as mqtt

Properties = tuple[tuple[str, str], ...]
"""User properties of a message: names and values, in their order (MQTT 5, section 3.3.2.3.7)."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Files in PEM; None: the system's own authorities, and no certificate of ours."""

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the broker is; without `tls` the connection is in the clear."""

    host: str
    port: int
    tls: Tls | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What is published with QoS 1."""

    topic: str
    payload: bytes = field(repr=False)
    retained: bool = False
    content_type: str | None = None
    properties: Properties = ()
    correlation: bytes | None = None
    answer_to: str | None = None  # response topic
    expires_s: int | None = None  # the broker keeps it no longer for somebody who is away


@dataclass(frozen=True, slots=True)
class Session:
    """Who connects, and what the broker is to know of them.

    `expiry_s`: how long the broker keeps the session of a connection that broke; 0: not at all.
    `will`: published by the broker `will_delay_s` after the connection broke.
    `receives`, `sends`: messages on their way to us and from us at most, before they are acknowledged.
    """

    client_id: str
    subscriptions: tuple[str, ...]
    will: Message
    will_delay_s: int = 0
    expiry_s: int = 0
    receives: int = 100
    sends: int = 100


@dataclass(frozen=True, slots=True)
class Connected:
    """The subscriptions stand."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """There is no connection (any more); what came by it cannot be acknowledged."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The broker has a message; `refused`: it will not pass it on."""

    mid: int
    refused: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that came, and must be acknowledged; `mid` None: it came with QoS 0, and nobody waits.

    `again`: the broker delivered it before, and has heard no acknowledgement.
    """

    topic: str
    payload: bytes = field(repr=False)
    content_type: str | None
    retained: bool  # kept by the broker from before
    mid: int | None
    properties: Properties
    client: mqtt.Client = field(repr=False)
    correlation: bytes | None = None
    again: bool = False

    def acknowledge(self) -> None:
        """On a connection that is gone this does nothing; the message will come again."""
        if self.mid is not None:
            self.client.ack(self.mid, 1)


Happening = Connected | Disconnected | Acknowledged | Delivery
