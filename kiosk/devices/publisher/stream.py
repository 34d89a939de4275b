"""The outbox on its way to the centre: what is new first, then the backlog, until receipts empty it."""

import time

from kiosk.devices.publisher.feed import Feed
from kiosk.devices.publisher.window import Window
from kiosk.errors import JournalUnavailable
from kiosk.feed import topics
from kiosk.feed.connection import Connection
from kiosk.feed.pack import pack
from kiosk.feed.receipt import Receipt
from kiosk.feed.session import Message
from kiosk.keys.signing import Kind
from kiosk.ports import OUTBOX_END, OUTBOX_START, Batch


class Stream:
    """Used from the feed's thread alone."""

    def __init__(self, feed: Feed, connection: Connection) -> None:
        self._feed, self._connection = feed, connection
        self._window = Window(feed.window, time.monotonic())
        self._backlog = self._live_begins = self._live = OUTBOX_START

    def rewind(self) -> None:
        """Whatever has no receipt is sent again, the oldest first, beside what happens from now on."""
        self._window.begin_anew(time.monotonic())
        try:
            self._live_begins = self._live = self._feed.outbox.end()
        except JournalUnavailable:
            self._live_begins = self._live = OUTBOX_END
        self._backlog = OUTBOX_START

    def broken_off(self) -> None:
        """Nothing is on its way any more."""
        self._window.begin_anew(time.monotonic())

    def centre_came_back(self) -> None:
        self._window.regain_patience()
        self.rewind()

    def acknowledged(self, mid: int) -> None:
        self._window.acknowledged(mid)

    def receipted(self, receipt: Receipt) -> None:
        self._window.receipted(receipt, time.monotonic())

    def turn(self) -> None:
        """Sends what there is room for. Where nothing moves, all is sent again, or the connection ended."""
        if self._window.stalled(time.monotonic()):
            self._window.lose_patience()
            if not self._window.at_broker:
                self._connection.drop()
                return
            self.rewind()
        try:
            self._send_live()
            self._send_backlog()
        except JournalUnavailable:
            return  # the journal's own fault is on the screen; the next turn tries again

    def _send_live(self) -> None:
        while self._window.room_for_live:
            batch = self._feed.outbox.after(self._live, OUTBOX_END, self._feed.entries_per_pack)
            if batch is None or not self._send(batch):
                return
            self._live = batch.last

    def _send_backlog(self) -> None:
        while self._window.room:
            batch = self._feed.outbox.after(self._backlog, self._live_begins, self._feed.entries_per_pack)
            if batch is None or not self._send(batch):
                return
            self._backlog = batch.last

    def _send(self, batch: Batch) -> bool:
        place, signer = self._feed.place, self._feed.signer
        payload, content_type = pack(place.kiosk, batch.epoch, batch.entries)
        signature = tuple(signer.sign(Kind.ENTRIES, payload).properties()) if signer else ()
        mid = self._connection.publish(
            Message(place.topic(topics.ENTRIES), payload, content_type=content_type, properties=signature)
        )
        if mid is None:
            return False
        self._window.sent(mid, batch.epoch, [entry["seq"] for entry in batch.entries], time.monotonic())
        return True
