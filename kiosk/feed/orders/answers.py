"""The body of each result that is `ok`, and of one that is not."""

from kiosk.domain.diagnosis import State
from kiosk.domain.verdict import Direction
from kiosk.feed.orders.bodies import Name
from kiosk.feed.orders.result import Refusal
from kiosk.feed.shapes import Bytes32, Day, Id, Seq, Shape, Time, Token, Whole, Word


class Refused(Shape):
    """Of a result that is not `ok`; some reasons tell more."""

    reason: Refusal
    last: Whole | None = None
    today: Day | None = None
    direction: Direction | None = None
    seq: Seq | None = None
    faults: list[str] | None = None


class Pinged(Shape):
    at: Time


class Opened(Shape):
    seq: Seq
    direction: Direction


class Turned(Shape):
    direction: Direction


class Done(Shape):
    """There is nothing to tell."""


class Identified(Shape):
    kiosk: Id


class Part(Shape):
    part: Word
    state: State
    says: str


class Diagnosed(Shape):
    state: State
    parts: list[Part]


class Resent(Shape):
    resent: Whole


class Revoked(Shape):
    revoked: Whole


class Proof(Shape):
    """The `purge` entry that records it."""

    epoch: Token
    seq: Seq
    chain: Bytes32


class Erased(Shape):
    erased: list[Seq]
    unknown: list[Seq]
    proof: Proof | None


class KeyTaken(Shape):
    day: Day
    today: Day


class ConfigTaken(Shape):
    serial: Seq
    kept: bool


Answer = Pinged | Opened | Turned | Done | Identified | Diagnosed | Resent | Revoked | Erased | KeyTaken

ANSWERS: dict[Name, type[Answer]] = {
    Name.PING: Pinged,
    Name.OPEN: Opened,
    Name.DIRECTION: Turned,
    Name.MESSAGE: Done,
    Name.IDENTIFY: Identified,
    Name.RELOAD: Done,
    Name.DIAGNOSE: Diagnosed,
    Name.RESEND: Resent,
    Name.REVOKE: Revoked,
    Name.ERASE: Erased,
    Name.DAY_KEY: KeyTaken,
}
