"""`none:` – a kiosk on its own: its entries count as receipted, so that identities go in time."""

from collections.abc import Sequence

from kiosk.devices.publisher.feed import Feed
from kiosk.domain.gates import News, Report, Seen
from kiosk.errors import JournalUnavailable
from kiosk.feed.orders import Result
from kiosk.feed.receipt import Receipt, ranges
from kiosk.ports import OUTBOX_END, OUTBOX_START, Order, Trusted


class NoPublisher:
    """Sends nothing, and gives the receipts itself."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._settled = OUTBOX_START

    def open(self) -> None:
        self.wake()

    def wake(self) -> None:
        feed = self._feed
        try:
            while batch := feed.outbox.after(self._settled, OUTBOX_END, feed.entries_per_pack):
                feed.journal.settle(Receipt(feed.place.kiosk, batch.epoch, ranges(batch.seqs)))
                self._settled = batch.last
        except JournalUnavailable:
            return  # the journal's own fault is on the screen; the next entry tries again

    def rewind(self) -> None:
        self._settled = OUTBOX_START
        self.wake()

    def link(self) -> None:
        return None

    def orders(self) -> Sequence[Order | Trusted]:
        return ()

    def answer(self, order: Order, result: Result) -> None:
        """Nobody asks."""

    def tell(self, report: Report, *seen: Seen) -> None:
        """Nobody listens."""

    def tell_again(self, seen: Sequence[Seen]) -> None:
        """Nor again."""

    def news(self) -> Sequence[News]:
        return ()

    def close(self) -> None:
        self._feed.outbox.close()
