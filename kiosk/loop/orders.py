"""What the centre asks of this kiosk: begun on the main thread, and answered when it is done.

Nothing here waits: what takes time (a commit) is looked at again each turn.
"""

from collections.abc import Callable

from kiosk.domain.entry import to_rfc3339
from kiosk.feed.orders import Refusal, Result
from kiosk.feed.orders.bodies import Ping
from kiosk.ports import Clock, Order, Publisher

Deed = Callable[[], Result | None]
"""Tells what became of an order; None: it is not done yet."""


class Orders:
    """One kiosk's, in their order."""

    def __init__(self, publisher: Publisher, clock: Clock) -> None:
        self._publisher, self._clock = publisher, clock
        self._under_way: list[tuple[Order, Deed]] = []

    def turn(self) -> None:
        self._under_way += [(order, self._begin(order)) for order in self._publisher.orders()]
        for order, deed in list(self._under_way):
            if result := deed():
                self._publisher.answer(order, result)
                self._under_way.remove((order, deed))

    def _begin(self, order: Order) -> Deed:
        match order.body:
            case Ping():
                return self._done(at=to_rfc3339(self._clock.now()))
        return self._refused(Refusal.UNKNOWN_COMMAND)

    def _done(self, **told: object) -> Deed:
        return lambda: Result(True, told)

    def _refused(self, why: Refusal) -> Deed:
        return lambda: Result.refused(why)
