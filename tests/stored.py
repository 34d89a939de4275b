"""Messages as a collector reads them, and what is in the centre's tables afterwards."""

from datetime import UTC, datetime
from typing import Any

from doors import Door
from sqlalchemy import Engine, select

from kiosk.central.intake import Outcome
from kiosk.central.messages import Message, read_message
from kiosk.central.tables import alarms
from kiosk.domain.entry import from_base64url
from kiosk.feed.receipt import Head, Receipt

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def sent(door: Door, wire: list[dict[str, Any]]) -> Message:
    message = read_message(door.place.topic("entries"), *door.pack(wire), False)
    assert message is not None
    return message


def packs_of(door: Door, sizes: list[int]) -> list[Message]:
    return [sent(door, door.entries(size)) for size in sizes]


def receipt_of(outcomes: list[Outcome]) -> Receipt:
    assert len(outcomes) == 1
    return outcomes[0].receipt


def rows(engine: Engine, table: Any) -> list[Any]:
    with engine.begin() as connection:
        return list(connection.execute(select(table)))


def raised(engine: Engine) -> dict[tuple[str, int], int]:
    """How often each alarm was raised, by kind and seq."""
    return {(alarm.kind, alarm.seq): alarm.times for alarm in rows(engine, alarms)}


def head_of(wire: list[dict[str, Any]]) -> Head:
    return Head(wire[-1]["seq"], from_base64url(wire[-1]["chain"]))
