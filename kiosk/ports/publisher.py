"""The way to the centre and back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kiosk.domain.gates import News, Report, Seen
from kiosk.feed.orders import Body, Name, Result
from kiosk.keys.issuers import Issuers
from kiosk.ports.screen import Link


@dataclass(frozen=True, slots=True)
class Order:
    """What the centre wishes to be done here, once. It was checked: it is the centre's, new, and in time.

    `ends`: later it is not to be done any more (aware, UTC). `correlation`: by which the centre knows the
    answer.
    """

    name: Name
    body: Body = field(repr=False)
    ends: datetime
    correlation: bytes | None = None


@dataclass(frozen=True, slots=True)
class Trusted:
    """The centre has said whose passes are believed from now on."""

    issuers: Issuers = field(repr=False)


class Publisher(Protocol):
    """Takes entries from the journal's outbox to the centre, and brings what the centre asks and what the
    other gates of the site say.
    """

    def open(self) -> None:
        """Begins, and never waits for the network."""

    def wake(self) -> None:
        """There is a new entry in the outbox."""

    def rewind(self) -> None:
        """There are old entries in the outbox again."""

    def link(self) -> Link | None:
        """None: nothing is sent."""

    def orders(self) -> Sequence[Order | Trusted]:
        """What the centre has asked and said since the last call, each once; from one thread."""

    def answer(self, order: Order, result: Result) -> None:
        """Tells the centre what became of an order, as soon as there is a connection; from any thread."""

    def tell(self, report: Report, *seen: Seen) -> None:
        """Tells the other gates of the site what is so from now on, and who just passed; from any thread.

        Without a connection later, the passages first, so that who hears a gate knows whom it saw.
        """

    def tell_again(self, seen: Sequence[Seen]) -> None:
        """Tells the other gates what one of them may have missed; from any thread."""

    def news(self) -> Sequence[News]:
        """What the other gates said since the last call; from one thread."""

    def close(self) -> None: ...
