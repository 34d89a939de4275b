"""What the gates of a site tell each other: their counts, and whom they saw, under the day's key."""

import json
from datetime import date, datetime
from typing import Literal

from pydantic import Field, ValidationError

from kiosk.domain.entry import from_base64url, from_rfc3339, to_base64url, to_rfc3339
from kiosk.domain.gates import Report, Seen
from kiosk.domain.occupancy import Counts, Ways
from kiosk.domain.verdict import Direction
from kiosk.errors import FeedError
from kiosk.feed.shapes import Bytes16, Day, Shape, Time, Token, Whole

MAX_WORD_BYTES = 1000
"""Of one message; what is longer is not a gate's."""


class WireReport(Shape):
    """The payload on `…/_gates/{kiosk}`, retained."""

    v: Literal[1]
    day: Day
    entered: Whole = Field(alias="in")
    left: Whole = Field(alias="out")
    ways: Ways | None = None
    run: Token | None = None
    at: Time | None = None


class WireSeen(Shape):
    """The payload on `…/_gates/{kiosk}/seen`."""

    v: Literal[1]
    subject: Bytes16 = Field(repr=False)
    direction: Direction
    at: Time
    unseen: bool = False
    undone: bool = False


def report_to_bytes(report: Report, at: datetime) -> bytes:
    """`at`: now, by the gate's own clock."""
    told = {
        "v": 1,
        "day": report.day.isoformat(),
        "in": report.counts.entered,
        "out": report.counts.left,
        "ways": report.ways,
        "run": report.run,
        "at": to_rfc3339(at),
    }
    return json.dumps(told, separators=(",", ":")).encode("utf-8")


def seen_to_bytes(seen: Seen) -> bytes:
    told = {
        "v": 1,
        "subject": to_base64url(seen.subject),
        "direction": seen.direction,
        "at": to_rfc3339(seen.at),
    }
    marks = {name: True for name in ("unseen", "undone") if getattr(seen, name)}
    return json.dumps(told | marks, separators=(",", ":")).encode("utf-8")


def parse_report(payload: bytes) -> Report:
    """Raises FeedError for what is no report of version 1."""
    try:
        wire = WireReport.model_validate(_object(payload))
        return Report(
            date.fromisoformat(wire.day),
            Counts(wire.entered, wire.left),
            wire.ways,
            wire.run,
            from_rfc3339(wire.at) if wire.at else None,
        )
    except (ValidationError, ValueError, RecursionError):
        raise FeedError("A gate's counts do not follow the format of version 1.") from None


def parse_seen(payload: bytes) -> Seen:
    """Raises FeedError for what does not tell of a passage in version 1."""
    try:
        wire = WireSeen.model_validate(_object(payload))
        return Seen(
            from_base64url(wire.subject), wire.direction, from_rfc3339(wire.at), wire.unseen, wire.undone
        )
    except (ValidationError, ValueError, RecursionError):
        raise FeedError("What a gate saw does not follow the format of version 1.") from None


def _object(payload: bytes) -> object:
    if len(payload) > MAX_WORD_BYTES:
        raise ValueError("too long")
    return json.loads(payload)
