"""A command of the centre: signed, for one kiosk, in time, and never taken twice."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import Field

from kiosk.domain.entry import JsonObject, from_rfc3339, to_rfc3339
from kiosk.errors import FeedError
from kiosk.feed import topics
from kiosk.feed.orders.bodies import BODIES, Body, Name
from kiosk.feed.shapes import Id, Seq, Shape, Time, Word
from kiosk.feed.topics import Place

OPEN_WITHIN = timedelta(seconds=10)
"""An `open` that is older comes for somebody who has left."""


class WireCommand(Shape):
    """The payload on `P/commands/{name}`."""

    v: Literal[1]
    kiosk: Id
    name: Word
    serial: Seq
    issued: Time
    not_after: Time
    body: dict[str, Any] = Field(repr=False)


@dataclass(frozen=True, slots=True)
class Command:
    """`serial` rises with each command to the kiosk. `name` may be one that this version does not know."""

    kiosk: str
    name: str
    serial: int
    issued: datetime  # aware, UTC
    not_after: datetime
    body: JsonObject = field(default_factory=dict, repr=False)

    def to_bytes(self) -> bytes:
        fields = {
            "v": 1,
            "kiosk": self.kiosk,
            "name": self.name,
            "serial": self.serial,
            "issued": to_rfc3339(self.issued),
            "not_after": to_rfc3339(self.not_after),
            "body": self.body,
        }
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

    @property
    def ends(self) -> datetime:
        """Later it is not done any more."""
        if self.name == Name.OPEN:
            return min(self.not_after, self.issued + OPEN_WITHIN)
        return self.not_after

    def wanted(self) -> Body | None:
        """The body in its shape; None for a name or a body that is not known here."""
        try:
            return BODIES[Name(self.name)].model_validate(self.body)
        except ValueError:  # pydantic's too
            return None


def command_topic(place: Place, name: str) -> str:
    return place.topic(f"{topics.COMMANDS}/{name}")


def parse_command(payload: bytes) -> Command:
    """Raises FeedError for what is no command of version 1; its body is not checked yet."""
    try:
        fields = WireCommand.model_validate(json.loads(payload))
    except (ValueError, RecursionError):
        raise FeedError("A command does not follow the format of version 1.") from None
    return Command(
        fields.kiosk,
        fields.name,
        fields.serial,
        from_rfc3339(fields.issued),
        from_rfc3339(fields.not_after),
        fields.body,
    )
