"""What comes over the feed, parsed once: a message is understood here, or is unusable with a reason."""

import json
from dataclasses import dataclass, field
from typing import Literal, assert_never

from kiosk.domain.entry import JsonObject
from kiosk.errors import FeedError
from kiosk.feed import topics
from kiosk.feed.entry import Received, Refused, check, seq_of
from kiosk.feed.orders import Result, parse_result
from kiosk.feed.pack import unpack
from kiosk.feed.receipt import Rejected
from kiosk.feed.topics import Place

Status = Literal["online", "stopped", "offline"]

MAX_HEALTH_BYTES = 16_000


@dataclass(frozen=True, slots=True)
class Unusable:
    """A message that cannot be understood; it is kept apart, with the reason."""

    topic: str
    reason: str
    payload: bytes = field(repr=False)
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """Entries of one kiosk and epoch, each checked by itself.

    `unnumbered`: entries that no receipt could name.
    """

    place: Place
    epoch: str
    received: tuple[Received, ...]
    rejected: tuple[Rejected, ...]
    unnumbered: Unusable | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a kiosk says of itself. `alive`: it spoke just now, and not its will, nor the broker's memory."""

    place: Place
    alive: bool
    status: Status | None = None
    health: str | None = field(default=None, repr=False)  # JSON


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a command. `id`: of the order that it answers; None: of none of ours."""

    place: Place
    name: str
    id: str | None
    result: Result


Message = Pack | Heard | Answered | Unusable


def read_message(
    topic: str, payload: bytes, content_type: str | None, kept: bool, correlation: bytes | None = None
) -> Message | None:
    """Understands a message; `kept`: the broker had it from before (retained). None: it says nothing."""
    place = None
    try:
        place, leaf = topics.parse(topic)
        match leaf:
            case topics.ENTRIES:
                return _pack(place, topic, payload, content_type)
            case topics.STATUS if payload:
                status = _status(payload)
                return Heard(place, alive=not kept and status != "offline", status=status)
            case topics.HEALTH if payload:
                return Heard(place, alive=not kept, health=_health(payload))
        if leaf.startswith(f"{topics.RESULTS}/"):
            name = leaf.removeprefix(f"{topics.RESULTS}/")
            return Answered(place, name, _order_id(correlation), parse_result(payload))
        return None
    except FeedError as error:
        return Unusable(topic, str(error), payload, place)
    except RecursionError:
        return Unusable(topic, "A message is nested too deeply.", payload, place)


def _order_id(correlation: bytes | None) -> str | None:
    """Ours are ids of an order."""
    try:
        return correlation.decode("ascii") if correlation else None
    except UnicodeDecodeError:
        return None


def _pack(place: Place, topic: str, payload: bytes, content_type: str | None) -> Pack:
    body = unpack(payload, content_type)
    if body["kiosk"] != place.kiosk:
        raise FeedError("A pack names another kiosk than its topic.")
    received: list[Received] = []
    rejected: list[Rejected] = []
    unnumbered: list[JsonObject] = []
    for entry in body["entries"]:
        match check(entry):
            case Received() as checked:
                received.append(checked)
            case Refused(reason):
                if seq := seq_of(entry):
                    rejected.append(Rejected(seq, reason))
                else:
                    unnumbered.append(entry)
            case other:
                assert_never(other)
    apart = Unusable(topic, "Entries of a pack have no number.", json.dumps(unnumbered).encode(), place)
    return Pack(place, body["epoch"], tuple(received), tuple(rejected), apart if unnumbered else None)


def _status(payload: bytes) -> Status:
    match payload:
        case b"online":
            return "online"
        case b"stopped":
            return "stopped"
        case b"offline":
            return "offline"
    raise FeedError("A status is neither online, stopped nor offline.")


def _health(payload: bytes) -> str:
    try:
        health = json.loads(payload) if len(payload) <= MAX_HEALTH_BYTES else None
        if isinstance(health, dict):
            return json.dumps(health, allow_nan=False)
    except ValueError as error:
        raise FeedError("A health report is not JSON.") from error
    raise FeedError(f"A health report is not an object of at most {MAX_HEALTH_BYTES} bytes.")
