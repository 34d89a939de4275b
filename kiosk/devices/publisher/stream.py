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
from kiosk.ports import OUTBOX_END, OUTBOX_START, Batch, Position

READ_AT_ONCE = 1000
"""Entries of one look into the outbox."""

PACKS_AT_ONCE = 10
"""Of the backlog, before it is asked again whether something happens now."""


class Stream:
    """Used from the feed's thread alone."""

    def __init__(self, feed: Feed, connection: Connection) -> None:
        self._feed, self._connection = feed, connection
        self._window = Window(feed.window, time.monotonic())
        self._backlog = self._live_begins = self._live = OUTBOX_START
        self._backlog_sent = True
        self._held_up = False

    @property
    def hungry(self) -> bool:
        """Whether there is more to send at once."""
        return self._window.room > 0 and not self._backlog_sent and not self._held_up

    def rewind(self) -> None:
        """Whatever has no receipt is sent again, the oldest first, beside what happens from now on."""
        self._window.begin_anew(time.monotonic())
        try:
            self._live_begins = self._live = self._feed.outbox.end()
        except JournalUnavailable:
            self._live_begins = self._live = OUTBOX_END
        self._backlog, self._backlog_sent = OUTBOX_START, False

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
            self._held_up = not (self._send_live() and self._send_backlog())
        except JournalUnavailable:
            self._held_up = True  # the journal's own fault is on the screen; a later turn tries again

    def _send_live(self) -> bool:
        """False where the connection takes no more just now."""
        while room := self._window.room_for_live:
            batch = self._next(self._live, OUTBOX_END, room)
            if batch is None:
                break
            for part in batch.parts(self._feed.entries_per_pack):
                if not self._send(part):
                    return False
                self._live = part.last
        return True

    def _send_backlog(self) -> bool:
        """Some packs of it; false where the connection takes no more just now."""
        room = min(self._window.room, PACKS_AT_ONCE)
        if self._backlog_sent or not room:
            return True
        batch = self._next(self._backlog, self._live_begins, room)
        if batch is None:
            self._backlog_sent = True
            return True
        for part in batch.parts(self._feed.entries_per_pack):
            if not self._send(part):
                return False
            self._backlog = part.last
        return True

    def _next(self, after: Position, up_to: Position, packs: int) -> Batch | None:
        return self._feed.outbox.after(after, up_to, min(packs * self._feed.entries_per_pack, READ_AT_ONCE))

    def _send(self, batch: Batch) -> bool:
        place, signer = self._feed.place, self._feed.signer
        payload, content_type = pack(place.kiosk, batch.epoch, (entry.text for entry in batch.entries))
        signature = tuple(signer.sign(Kind.ENTRIES, payload).properties()) if signer else ()
        mid = self._connection.publish(
            Message(place.topic(topics.ENTRIES), payload, content_type=content_type, properties=signature)
        )
        if mid is None:
            return False
        self._window.sent(mid, batch.epoch, batch.seqs, time.monotonic())
        return True
