"""The desk: what comes in the centre's name is checked here, and only what is the centre's goes on.

A command is taken once at most: its serial is on disk before the loop hears of it, so that a kiosk that is
killed meanwhile does it not at all rather than twice. The centre, without an answer, asks again.
"""

import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from kiosk.devices.publisher.serials import Serials, serials_path
from kiosk.devices.publisher.trust import Trust
from kiosk.errors import FeedError
from kiosk.feed.orders import Command, Name, Refusal, Result, parse_command
from kiosk.feed.orders.bodies import FOR_A_DAY, WITHOUT_TRUST, Revoke
from kiosk.feed.session import Delivery
from kiosk.feed.topics import Place
from kiosk.keys.issuers import Issuers
from kiosk.keys.signing import Kind, Verifier, signature_in
from kiosk.ports import Order, Trusted

WAITING = 100
"""Commands that the loop has not looked at yet; what is more is refused."""


class Desk:
    """Takes commands and configs on the feed's thread, and hands over what the loop is to do.

    `centre`: whose commands are believed; None: no key is pinned, and only what changes nothing is done.
    """

    def __init__(
        self,
        place: Place,
        centre: Verifier | None,
        serials: Serials,
        trust: Trust,
        now: Callable[[], datetime],
    ) -> None:
        self._place, self._centre, self._now = place, centre, now
        self._serials, self._trust = serials, trust
        self._orders: queue.SimpleQueue[Order | Trusted] = queue.SimpleQueue()
        self.refused = 0  # what came in the centre's name since the start, and was not believed

    @classmethod
    def beside(
        cls,
        journal: Path,
        place: Place,
        centre: Verifier | None,
        own: Issuers,
        now: Callable[[], datetime],
    ) -> "Desk":
        """What it has to remember lies in files beside the journal. `own`: whom the kiosk trusts anyway."""
        serials = Serials(serials_path(journal))
        return cls(place, centre, serials, Trust(place.kiosk, centre, own, serials, journal), now)

    @property
    def issuers(self) -> Issuers:
        """Whose passes are believed now."""
        return self._trust.issuers

    @property
    def gates(self) -> Mapping[str, Verifier] | None:
        """The keys of the site's other kiosks by id, as the centre says; None: it does not say."""
        return self._trust.gates

    @property
    def config_serial(self) -> int | None:
        """Of the config that is followed; None: there is none."""
        return self._trust.serial

    def take(self, name: str, delivery: Delivery) -> Result | None:
        """None: it is the loop's, now or since it came first; else what became of it."""
        match self._weighed(name, delivery):
            case Order(body=Revoke(passes=passes)):
                return self._revoke(passes)
            case Order() as order:
                self._orders.put(order)
                return None
            case Result(body={"reason": Refusal.REPLAYED.value}) if delivery.again:
                return None  # the broker's own doing, which it says
            case refused:
                self.refused += 1
                return refused

    def take_config(self, delivery: Delivery) -> Result | None:
        """What became of it; None: it is followed already."""
        result = self._trust.configure(delivery.payload, signature_in(delivery.properties))
        if result and not result.ok:
            self.refused += 1
        elif result:
            self._orders.put(Trusted(self._trust.issuers))
        return result

    def orders(self) -> Sequence[Order | Trusted]:
        """What was taken since the last call."""
        return list(self._taken())

    def _revoke(self, passes: Sequence[str]) -> Result:
        """It holds at once; where it is not on disk the centre is to ask again."""
        kept = self._trust.revoke(passes)
        self._orders.put(Trusted(self._trust.issuers))
        return Result(True, {"revoked": len(passes)}) if kept else Result.refused(Refusal.NOT_KEPT)

    def _taken(self) -> Iterator[Order | Trusted]:
        try:
            while True:
                yield self._orders.get_nowait()
        except queue.Empty:
            return

    def _weighed(self, name: str, delivery: Delivery) -> Order | Result:
        believed = self._believed(name, delivery)
        if isinstance(believed, Result):
            return believed
        if believed.ends < self._now() and name not in FOR_A_DAY:
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
