"""An entry as it comes over the feed: its shape, and what the centre checks before it keeps one.

The shape is section 4 of the contract. A field that is not known is left alone: the chain covers it,
so it is kept, but nothing here reads it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from operator import itemgetter
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, ValidationError

from kiosk.domain.chain import SAFE_INTEGER, UNCHAINED
from kiosk.domain.entry import Event, JsonObject, to_base64url
from kiosk.domain.verdict import Assurance, Direction, Reason, Role, Verdict
from kiosk.feed.canonical import canonical, canonical_of_plain
from kiosk.feed.shapes import Bytes16, Bytes32, Sealed, Seq, Shape, TimeForm, Token, Whole, Word

MAX_COVERED_BYTES = 16_000
"""What the chain covers of one entry; the pack's own bound leaves about this much to each of 50."""

MAX_IDENTITY_BYTES = 5_000
"""Of salt, sealed person and subject together, fields of the person that are not known included."""

BAD_IDENTITY = "bad_identity"
NO_VERDICT = "no_verdict"
NOT_CANONICAL = "not_canonical"
TOO_LARGE = "too_large"

_YEAR_1970 = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class SealedPerson(Shape):
    kid: Token
    sealed: Sealed = Field(repr=False)


class WireEntry(Shape):
    """One entry of a pack."""

    seq: Seq
    event: Event
    ref: Seq | None
    at: TimeForm  # whether there is such a day `check` asks, as it makes it a number
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


class Fields(NamedTuple):
    """What is read of an entry by its name, as it was received: `data` left out, which may be large."""

    seq: int
    event: str
    ref: int | None
    at: str
    clock: str
    boot: str
    uptime_ms: int
    direction: str | None
    verdict: str | None
    reason: str | None
    kind: str | None
    assurance: str | None
    role: str | None
    subject: str | None
    salt: str | None
    identity_digest: str
    chain: str

    def __repr__(self) -> str:
        return f"Fields(seq={self.seq})"


class Received(NamedTuple):
    """An entry that was checked. With subject, person and salt, `covered` is all that was received."""

    fields: Fields
    at_ms: int  # since 1970
    covered: bytes  # canonical JSON of all that the chain covers, unknown fields too
    person: JsonObject | None  # as received

    def __repr__(self) -> str:
        return f"Received(seq={self.fields.seq})"


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that cannot be kept; `reason` goes into the receipt."""

    reason: str


def check(entry: JsonObject) -> Received | Refused:
    """Everything about an entry that can be told without its neighbours.

    Without a salt there is no identity to check: it was purged, or there never was one.
    """
    try:
        _has_its_shape(entry)
    except ValidationError as error:
        return Refused(f"invalid_{error.errors(include_input=False)[0]['loc'][0]}")
    fields, person = Fields._make(_fields(entry)), entry["person"]
    try:
        at_ms = (datetime.fromisoformat(fields.at) - _YEAR_1970) // _MILLISECOND
    except ValueError:
        return Refused("invalid_at")
    if fields.event == _PRESENTED and (fields.verdict is None or fields.reason is None):
        return Refused(NO_VERDICT)
    try:
        covered, identity = _covered(entry), _identity(fields, person)
    except (ValueError, RecursionError):
        return Refused(NOT_CANONICAL)
    if len(covered) > MAX_COVERED_BYTES or len(identity) > MAX_IDENTITY_BYTES:
        return Refused(TOO_LARGE)
    if not _known(fields, person, identity):
        return Refused(BAD_IDENTITY)
    return Received(fields, at_ms, covered, person)


_PRESENTED = Event.PRESENTED.value
_has_its_shape = WireEntry.__pydantic_validator__.validate_python
_fields: Callable[[JsonObject], tuple[Any, ...]] = itemgetter(*Fields._fields)
_FIELDS_OF_ENTRY, _FIELDS_OF_PERSON = len(WireEntry.model_fields), len(SealedPerson.model_fields)


def _covered(entry: JsonObject) -> bytes:
    covered = entry.copy()
    for name in UNCHAINED:
        del covered[name]
    # What has the shape of an entry, with nothing beside it and no data, is plain.
    plain = len(entry) == _FIELDS_OF_ENTRY and not entry["data"]
    return canonical_of_plain(covered) if plain else canonical(covered)


def _identity(fields: Fields, person: JsonObject | None) -> bytes:
    """What the digest is made over."""
    identity = [fields.salt, person, fields.subject]
    plain = person is None or len(person) == _FIELDS_OF_PERSON
    return canonical_of_plain(identity) if plain else canonical(identity)


def _known(fields: Fields, person: JsonObject | None, identity: bytes) -> bool:
    if fields.salt is None:
        return person is None and fields.subject is None
    return to_base64url(blake2b(identity, digest_size=32).digest()) == fields.identity_digest


def seq_of(entry: JsonObject) -> int | None:
    """The number of an entry, if it has one by which a receipt can name it."""
    seq = entry.get("seq")
    return seq if type(seq) is int and 1 <= seq <= SAFE_INTEGER else None


def chain_after(previous: bytes, covered: bytes) -> bytes:
    """The chain value (32 bytes) of the entry of which this is covered, after `previous` (32 bytes)."""
    return blake2b(previous + covered, digest_size=32).digest()
