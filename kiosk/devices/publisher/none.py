"""`none:` – a kiosk on its own: its entries count as receipted."""

from kiosk.devices.publisher.feed import Feed


class NoPublisher:
    """Sends nothing."""

    def __init__(self, feed: Feed) -> None:
        self._outbox = feed.outbox

    def open(self) -> None:
        pass

    def wake(self) -> None:
        pass

    def link(self) -> None:
        return None

    def close(self) -> None:
        self._outbox.close()
