"""Doors that number and chain their entries, as a kiosk's journal does."""

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from kiosk.domain.chain import genesis, link
from kiosk.domain.entry import ClockState, Draft, JsonObject, number, to_base64url
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict
from kiosk.feed.pack import pack
from kiosk.feed.topics import Place


class Door:
    """Makes the entries of one kiosk as its journal does."""

    def __init__(self, place: Place, epoch: str | None = None) -> None:
        self.place = place
        self.epoch = epoch or secrets.token_hex(8)
        self._seq = 0
        self._chain = self._before = genesis(place.kiosk, self.epoch)

    def entry(self, **changes: Any) -> JsonObject:
        """The next entry as on the wire."""
        draft: JsonObject = {
            "at": datetime.now(UTC),
            "clock": ClockState(trusted=True, boot="5f0c", uptime_ms=8_123_456),
            "direction": Direction.IN,
            "verdict": Verdict.ACCEPTED,
            "reason": Reason.OK,
            "kind": "cccd",
            "assurance": Assurance.DECLARED,
            "role": Role.VISITOR,
            "subject": secrets.token_bytes(16),
            "salt": secrets.token_bytes(16),
        }
        made = number(Draft(**draft | changes), self._seq + 1, self._chain)
        self._before = self._chain
        self._seq, self._chain = made.seq, made.chain
        wire: JsonObject = json.loads(json.dumps(made.to_wire()))
        return wire

    def rechained(self, wire: JsonObject) -> JsonObject:
        """The last entry, with other contents, as if it had been recorded so."""
        self._chain = link(self._before, wire)
        return wire | {"chain": to_base64url(self._chain)}

    def entries(self, count: int) -> list[JsonObject]:
        return [self.entry() for _ in range(count)]

    def pack(self, entries: list[JsonObject]) -> tuple[bytes, str]:
        """Payload and content type."""
        return pack(self.place.kiosk, self.epoch, map(json.dumps, entries))


NewDoor = Callable[..., Door]
"""Makes doors: `new_door()`, `new_door("thuan-hoa-2")`, `new_door("thuan-hoa-2", epoch)`."""


def make_door(kiosk: str = "thuan-hoa-1", epoch: str | None = None) -> Door:
    return Door(Place("thuan-hoa", "ubnd-thuan-hoa", "tru-so", kiosk), epoch)
