"""The body of each command: its fields, their shapes and bounds. A field that is not known is ignored."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from kiosk.domain.verdict import Direction
from kiosk.feed.shapes import Day, PassId, Sealed, Seq, Shape, Token

MESSAGE_LETTERS = 200
AT_ONCE = 500
"""Entries, or passes, that one command names at most."""


class Name(StrEnum):
    PING = "ping"
    OPEN = "open"
    DIRECTION = "direction"
    MESSAGE = "message"
    IDENTIFY = "identify"
    RELOAD = "reload"
    DIAGNOSE = "diagnose"
    RESEND = "resend"
    REVOKE = "revoke"
    ERASE = "erase"
    DAY_KEY = "day_key"


class Ping(Shape):
    """Answers, and does nothing else."""


class Open(Shape):
    """Lets somebody pass, in the direction of the door or in this one."""

    direction: Direction | None = None


class ChangeDirection(Shape):
    """Sets what the direction button sets."""

    direction: Direction


class ShowMessage(Shape):
    """Shows a text on the screen for some seconds; an empty one takes away what is shown."""

    text: Annotated[str, Field(max_length=MESSAGE_LETTERS)]
    for_s: Annotated[int, Field(strict=True, ge=1, le=86_400)] = 60


class Identify(Shape):
    """Shows the kiosk's id, with all lights and a tone, so that it can be found among others."""


class Reload(Shape):
    """Reads the configuration's file again, and begins anew with it if it is well."""


class Diagnose(Shape):
    """Tells of each part whether it is well."""


class Resend(Shape):
    """Puts entries back into the outbox. Without `epoch` of every epoch, without `to` up to the last."""

    epoch: Token | None = None
    first: Annotated[Seq, Field(alias="from")] = 1
    last: Annotated[Seq | None, Field(alias="to")] = None


class Revoke(Shape):
    """Passes, by their ids (`cti`, base64url), that are not accepted any more."""

    passes: Annotated[list[PassId], Field(min_length=1, max_length=AT_ONCE)]


class Erase(Shape):
    """Takes subject, person and salt out of entries of one epoch: one `seq`, or a list."""

    epoch: Token
    seq: Seq | Annotated[list[Seq], Field(min_length=1, max_length=AT_ONCE)]

    @property
    def seqs(self) -> list[int]:
        return sorted(set(self.seq)) if isinstance(self.seq, list) else [self.seq]


class GiveDayKey(Shape):
    """The key of one day of the site (`YYYY-MM-DD`), sealed for this kiosk."""

    day: Day
    sealed: Sealed = Field(repr=False)


Body = (
    Ping
    | Open
    | ChangeDirection
    | ShowMessage
    | Identify
    | Reload
    | Diagnose
    | Resend
    | Revoke
    | Erase
    | GiveDayKey
)

BODIES: dict[Name, type[Body]] = {
    Name.PING: Ping,
    Name.OPEN: Open,
    Name.DIRECTION: ChangeDirection,
    Name.MESSAGE: ShowMessage,
    Name.IDENTIFY: Identify,
    Name.RELOAD: Reload,
    Name.DIAGNOSE: Diagnose,
    Name.RESEND: Resend,
    Name.REVOKE: Revoke,
    Name.ERASE: Erase,
    Name.DAY_KEY: GiveDayKey,
}

FOR_A_DAY = frozenset({Name.DAY_KEY})
"""What says itself for when it is: a kiosk whose clock is ahead by hours must be able to take it."""

WITHOUT_TRUST = frozenset({Name.PING, Name.IDENTIFY, Name.DIAGNOSE, Name.RESEND})
"""What changes nothing that matters: done where no key of the centre is pinned, and on a disk that fails."""
