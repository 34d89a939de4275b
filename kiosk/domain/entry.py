"""An entry: what is recorded of one presentation, or of anything else that happened at the door.

Shapes and units as in the feed's contract; see docs/feed.md.
"""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from kiosk.domain.chain import identity_digest, link
from kiosk.domain.pass_ import Use
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict

JsonObject = dict[str, Any]


class Event(StrEnum):
    PRESENTED = "presented"
    MANUAL = "manual"
    OVERRIDE = "override"
    UNDO = "undo"
    MESSAGE = "message"
    SHIFT_ON = "shift_on"
    SHIFT_OFF = "shift_off"
    PRESENCE = "presence"
    AUTO_OUT = "auto_out"
    CLOCK = "clock"
    PURGE = "purge"
    SET_ASIDE = "set_aside"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class ClockState:
    """How far the time can be trusted: what the kernel says, never the year.

    `boot` is the kernel's boot id; `uptime_ms` is CLOCK_BOOTTIME in milliseconds.
    """

    trusted: bool
    boot: str
    uptime_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry before it has its number and its place in the chain."""

    at: datetime  # aware, UTC
    clock: ClockState
    event: Event = Event.PRESENTED
    ref: int | None = None
    direction: Direction | None = None
    verdict: Verdict | None = None
    reason: Reason | None = None
    kind: str | None = None
    assurance: Assurance | None = None
    role: Role | None = None
    subject: bytes | None = field(default=None, repr=False)  # 16 bytes, keyed with the day key
    person: JsonObject | None = field(default=None, repr=False)  # {"kid", "sealed"}
    salt: bytes | None = field(default=None, repr=False)  # 16 random bytes beside a subject or a person
    operator: str | None = None
    notice: str | None = None
    data: JsonObject = field(default_factory=dict)
    use: Use | None = field(default=None, repr=False)  # beside the entry, and no part of it


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered entry. `body` is what the chain covers; subject, person and salt stand beside it."""

    seq: int
    body: JsonObject = field(repr=False)
    subject: str | None = field(repr=False)
    person: JsonObject | None = field(repr=False)
    salt: str | None = field(repr=False)
    chain: bytes = field(repr=False)

    def to_wire(self) -> JsonObject:
        """The entry as one JSON object of the feed."""
        return self.body | {
            "subject": self.subject,
            "person": self.person,
            "salt": self.salt,
            "chain": to_base64url(self.chain),
        }


def number(draft: Draft, seq: int, previous_chain: bytes) -> Entry:
    """Gives a draft its number and chains it. Raises ValueError for an identity without a salt."""
    subject = to_base64url(draft.subject) if draft.subject is not None else None
    anonymous = subject is None and draft.person is None
    if not anonymous and draft.salt is None:
        raise ValueError("a subject or a person needs its salt")
    salt = to_base64url(draft.salt) if draft.salt is not None and not anonymous else None
    body: JsonObject = {
        "seq": seq,
        "event": draft.event.value,
        "ref": draft.ref,
        "at": to_rfc3339(draft.at),
        "clock": "trusted" if draft.clock.trusted else "untrusted",
        "boot": draft.clock.boot,
        "uptime_ms": draft.clock.uptime_ms,
        "direction": draft.direction,
        "verdict": draft.verdict,
        "reason": draft.reason,
        "kind": draft.kind,
        "assurance": draft.assurance,
        "role": draft.role,
        "operator": draft.operator,
        "notice": draft.notice,
        "data": draft.data,
        "identity_digest": to_base64url(identity_digest(salt, draft.person, subject)),
    }
    return Entry(seq, body, subject, draft.person, salt, link(previous_chain, body))


def to_rfc3339(at: datetime) -> str:
    """`2026-11-23T01:15:42.123Z`: UTC with milliseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def from_rfc3339(text: str) -> datetime:
    """The reverse; raises ValueError for anything else, a time without a zone included."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time beyond the calendar") from None


def to_base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Raises ValueError for padding, and for letters outside the alphabet."""
    if "=" in text or "+" in text or "/" in text:
        raise ValueError("not base64url without padding")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
