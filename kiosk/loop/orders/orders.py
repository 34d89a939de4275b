"""Orders under way: begun in their order, looked at each turn, and answered when they are done.

Nothing here waits: what takes time, such as a commit, is looked at again.
"""

from collections.abc import Callable

from kiosk.feed.orders import Result
from kiosk.ports import Order, Publisher

Deed = Callable[[], Result | None]
"""Tells what became of an order; None: it is not done yet. It is not asked again after that."""

Begin = Callable[[Order], Deed]


class Orders:
    def __init__(self, publisher: Publisher, begin: Begin) -> None:
        self._publisher, self._begin = publisher, begin
        self._under_way: list[tuple[Order, Deed]] = []

    def turn(self) -> None:
        """Takes what has come, and answers what is done."""
        waiting = [*self._under_way, *((order, self._begin(order)) for order in self._publisher.orders())]
        self._under_way = []
        for order, deed in waiting:
            if result := deed():
                self._publisher.answer(order, result)
            else:
                self._under_way.append((order, deed))
