"""Invented visitors whose persons are sealed for a centre that has keys, as doors record them."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from doors import Door
from sqlalchemy import Engine
from stored import sent

from kiosk.central.store import Store
from kiosk.central.tracing.index import TraceIndex
from kiosk.domain.entry import JsonObject, to_base64url
from kiosk.domain.person import Namespace, Person, Sex
from kiosk.domain.verdict import Direction
from kiosk.keys.files import CentreKeys, Owner, load_centre_keys, new_keys
from kiosk.keys.person import seal_person

IN, OUT = Direction.IN, Direction.OUT


def keys_in(folder: Path) -> CentreKeys:
    """Of a centre; made if they are not there."""
    if not folder.exists():
        new_keys(Owner.CENTRE, folder)
    return load_centre_keys(folder, today=datetime.now(UTC).date())


def somebody(nth: int) -> Person:
    """Nobody who exists: there is no province 000."""
    return Person(Namespace.VN_ID, f"000{nth:09}", f"Nguyễn Văn Thử {nth}", Sex.MALE, "1990-01-02")


@dataclass
class Town:
    """Stores who passes which door when, and has the centre find their trace keys."""

    engine: Engine
    keys: CentreKeys

    def seal(self, door: Door, person: Person) -> JsonObject:
        """What an entry has of somebody whom the door knows for the first time."""
        salt = secrets.token_bytes(16)
        sealed = seal_person(
            person,
            kiosk=door.place.kiosk,
            salt=to_base64url(salt),
            to=self.keys.opening.own,
        )
        return {"person": sealed, "salt": salt}

    def passes(self, door: Door, who: int, direction: Direction, at: datetime, **more: Any) -> JsonObject:
        """An entry on the wire."""
        known = {"at": at, "direction": direction, "subject": self.subject(door, who, at)}
        known |= self.seal(door, somebody(who))
        return door.entry(**known | more)

    def subject(self, door: Door, who: int, at: datetime) -> bytes:
        """By which a site knows somebody on that day; 16 bytes."""
        return blake2b(f"{door.place.site} {at.date()} {who}".encode(), digest_size=16).digest()

    def keep(self, door: Door, *wire: JsonObject, now: datetime | None = None) -> None:
        Store(self.engine).keep([sent(door, list(wire))], now or datetime.now(UTC))

    def found(self) -> None:
        """Trace keys are there of all that is stored."""
        TraceIndex(self.engine, self.keys).catch_up(datetime.now(UTC))

    def trace_key(self, who: int) -> str:
        return to_base64url(self.keys.index.trace_key(somebody(who)))
