"""An entry as it comes over the feed: its shape, and what the centre checks before it keeps one.

The shape is section 4 of the contract. A field that is not known is left alone: the chain covers it,
so it is kept, but nothing here reads it.
"""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from kiosk.domain.chain import SAFE_INTEGER, UNCHAINED, canonical, identity_digest
from kiosk.domain.entry import Event, JsonObject, to_base64url
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict
from kiosk.feed.shapes import Bytes16, Bytes32, Sealed, Seq, Shape, Time, Token, Whole, Word

MAX_COVERED_BYTES = 16_000
"""What the chain covers of one entry; the pack's own bound leaves about this much to each of 50."""

MAX_PERSON_BYTES = 5_000
"""Of the sealed person, fields that are not known included."""

BAD_IDENTITY = "bad_identity"
NO_VERDICT = "no_verdict"
NOT_CANONICAL = "not_canonical"
TOO_LARGE = "too_large"


class SealedPerson(Shape):
    kid: Token
    sealed: Sealed = Field(repr=False)


class WireEntry(Shape):
    """One entry of a pack."""

    seq: Seq
    event: Event
    ref: Seq | None
    at: Time
    clock: Literal["trusted", "untrusted"]
    boot: Token
    uptime_ms: Whole
    direction: Direction | None
    verdict: Verdict | None
    reason: Reason | None
    kind: Word | None
    assurance: Assurance | None
    role: Role | None
    subject: Bytes16 | None = Field(repr=False)
    person: SealedPerson | None = Field(repr=False)
    operator: Token | None
    notice: Annotated[str, Field(max_length=40)] | None
    data: dict[str, Any]
    salt: Bytes16 | None = Field(repr=False)
    identity_digest: Bytes32
    chain: Bytes32


@dataclass(frozen=True, slots=True)
class Received:
    """An entry that was checked. With subject, person and salt, `covered` is all that was received."""

    fields: WireEntry = field(repr=False)  # `data` left out: in memory it may be fifty times as large
    covered: bytes = field(repr=False)  # canonical JSON of all that the chain covers, unknown fields too
    person: JsonObject | None = field(repr=False)  # as received


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that cannot be kept; `reason` goes into the receipt."""

    reason: str


def check(entry: JsonObject) -> Received | Refused:
    """Everything about an entry that can be told without its neighbours.

    Without a salt there is no identity to check: it was purged, or there never was one.
    """
    try:
        fields = WireEntry.model_validate(entry)
    except ValidationError as error:
        return Refused(f"invalid_{error.errors(include_input=False)[0]['loc'][0]}")
    if fields.event is Event.PRESENTED and (fields.verdict is None or fields.reason is None):
        return Refused(NO_VERDICT)
    try:
        covered = canonical({name: value for name, value in entry.items() if name not in UNCHAINED})
        identity = identity_digest(fields.salt, entry["person"], fields.subject)
    except (ValueError, RecursionError):
        return Refused(NOT_CANONICAL)
    if len(covered) > MAX_COVERED_BYTES or len(canonical(entry["person"])) > MAX_PERSON_BYTES:
        return Refused(TOO_LARGE)
    if fields.salt is None:
        known = fields.person is None and fields.subject is None
    else:
        known = to_base64url(identity) == fields.identity_digest
    if not known:
        return Refused(BAD_IDENTITY)
    return Received(fields.model_copy(update={"data": {}}), covered, entry["person"])


def seq_of(entry: JsonObject) -> int | None:
    """The number of an entry, if it has one by which a receipt can name it."""
    seq = entry.get("seq")
    return seq if type(seq) is int and 1 <= seq <= SAFE_INTEGER else None


def chain_after(previous: bytes, covered: bytes) -> bytes:
    """The chain value (32 bytes) of the entry of which this is covered, after `previous` (32 bytes)."""
    return blake2b(previous + covered, digest_size=32).digest()
