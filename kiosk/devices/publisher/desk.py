"""The desk: what comes in the centre's name is checked here, and only what is the centre's goes on.

A command is taken once at most: its serial is on disk before the loop hears of it, so that a kiosk that is
killed meanwhile does it not at all rather than twice. The centre, without an answer, asks again.
"""

import queue
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from kiosk.devices.publisher.serials import Serials
from kiosk.errors import FeedError
from kiosk.feed.orders import Command, Name, Refusal, Result, parse_command
from kiosk.feed.orders.bodies import WITHOUT_TRUST
from kiosk.feed.session import Delivery
from kiosk.feed.topics import Place
from kiosk.keys.signing import Kind, Verifier, signature_in
from kiosk.ports import Order

WAITING = 100
"""Commands that the loop has not looked at yet; what is more is refused."""


class Desk:
    """Takes commands on the feed's thread, and hands them over to any other.

    `centre`: whose commands are believed; None: no key is pinned, and only what changes nothing is done.
    """

    def __init__(
        self, place: Place, centre: Verifier | None, serials: Serials, now: Callable[[], datetime]
    ) -> None:
        self._place, self._centre, self._serials, self._now = place, centre, serials, now
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()

    def take(self, name: str, delivery: Delivery) -> Result | None:
        """None: it is the loop's now; else why it is refused."""
        match self._weighed(name, delivery):
            case Order() as order:
                self._orders.put(order)
                return None
            case refused:
                return refused

    def orders(self) -> Sequence[Order]:
        """What was taken since the last call."""
        return list(self._taken())

    def _taken(self) -> Iterator[Order]:
        try:
            while True:
                yield self._orders.get_nowait()
        except queue.Empty:
            return

    def _weighed(self, name: str, delivery: Delivery) -> Order | Result:
        believed = self._believed(name, delivery)
        if isinstance(believed, Result):
            return believed
        if believed.ends < self._now():
            return Result.refused(Refusal.EXPIRED)
        body = believed.wanted()
        if body is None:
            known = name in set(Name)
            return Result.refused(Refusal.MALFORMED if known else Refusal.UNKNOWN_COMMAND)
        if self._orders.qsize() >= WAITING:
            return Result.refused(Refusal.BUSY)
        if self._centre and not self._kept(believed):
            return Result.refused(Refusal.NOT_KEPT)
        return Order(Name(name), body, believed.ends, delivery.correlation)

    def _believed(self, name: str, delivery: Delivery) -> Command | Result:
        """The centre's, for this kiosk, and not taken before."""
        if self._centre:
            signature = signature_in(delivery.properties)
            if flaw := self._centre.flaw(Kind.COMMANDS, delivery.payload, signature):
                return Result.refused(Refusal(flaw.value))
        elif name not in WITHOUT_TRUST:
            return Result.refused(Refusal.NO_CENTRE_KEY)
        try:
            command = parse_command(delivery.payload)
        except FeedError:
            return Result.refused(Refusal.MALFORMED)
        if command.kiosk != self._place.kiosk:
            return Result.refused(Refusal.WRONG_KIOSK)
        if command.name != name:
            return Result.refused(Refusal.MALFORMED)
        last = self._serials.last(Kind.COMMANDS) if self._centre else 0
        if command.serial <= last:
            return Result.refused(Refusal.REPLAYED, last=last)
        return command

    def _kept(self, command: Command) -> bool:
        """Whether it cannot come again; of what changes nothing that is no matter."""
        return self._serials.keep(Kind.COMMANDS, command.serial) or command.name in WITHOUT_TRUST
