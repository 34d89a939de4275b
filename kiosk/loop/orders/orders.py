"""Orders under way: begun in their order, looked at each turn, and answered when they are done.

Nothing here waits: what takes time, such as a commit, is looked at again.
"""

from collections.abc import Callable

from kiosk.feed.orders import Result
from kiosk.keys.issuers import Issuers
from kiosk.ports import Order, Publisher, Trusted

Deed = Callable[[], Result | None]
"""Tells what became of an order; None: it is not done yet. It is not asked again after that."""

Begin = Callable[[Order], Deed]


class Orders:
    """`believe` is told whose passes count, whenever the centre says so."""

    def __init__(self, publisher: Publisher, begin: Begin, believe: Callable[[Issuers], None]) -> None:
        self._publisher, self._begin, self._believe = publisher, begin, believe
        self._under_way: list[tuple[Order, Deed]] = []

    @property
    def waiting(self) -> bool:
        """Whether any is not done yet."""
        return bool(self._under_way)

    def turn(self) -> None:
        """Takes what has come, and answers what is done."""
        waiting, self._under_way = self._under_way, []
        for asked in self._publisher.orders():
            match asked:
                case Order():
                    waiting.append((asked, self._begin(asked)))
                case Trusted(issuers):
                    self._believe(issuers)
        for order, deed in waiting:
            if result := deed():
                self._publisher.answer(order, result)
            else:
                self._under_way.append((order, deed))
