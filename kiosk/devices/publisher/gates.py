"""What a gate tells the others of its site, and what it hears of them."""

import queue
import time
from collections import deque
from collections.abc import Iterator, Sequence

from kiosk.devices.publisher.feed import Feed
from kiosk.domain.gates import Came, LinkLost, News, Passed, Report, Reported, Seen, Went
from kiosk.errors import FeedError
from kiosk.feed import topics
from kiosk.feed.connection import Connection
from kiosk.feed.gates import parse_report, parse_seen, report_to_bytes, seen_to_bytes
from kiosk.feed.session import Delivery, Message
from kiosk.feed.topics import Place
from kiosk.keys.signing import Kind, signature_in

REPORT_EACH_S = 60.0
REPORT_WAITS_S = 10.0
"""For passages that are to be told first, so that who hears a gate knows whom it saw."""

ON_THE_WAY = 20
"""Passages that the broker has not acknowledged; entries must not wait behind them."""

UNSAID = 2000
"""Passages of a time without a connection, the newest."""

WAITING = 10_000
"""News that the loop has not looked at yet; what is more is told again when its gate comes back."""


COMPLAINTS = 100


def gate_topics(place: Place) -> tuple[str, ...]:
    """What the gates of a site say, and whether they are there."""
    return place.gate("+"), f"{place.gate('+')}/{topics.SEEN}", place.neighbours(topics.STATUS)


class GateLine:
    """Used from the feed's thread alone, but for `news`."""

    def __init__(self, feed: Feed, connection: Connection) -> None:
        self._feed, self._place, self._connection = feed, feed.place, connection
        self._news: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._report: Report | None = None
        self._report_due_s = 0.0
        self._fresh: deque[Seen] = deque(maxlen=UNSAID)
        self._again: deque[Seen] = deque()
        self._under_way: dict[int, Seen] = {}
        self._connected = False
        self._complained: set[tuple[str, str]] = set()

    def news(self) -> Iterator[News]:
        """What was heard since the last call; from any one thread."""
        try:
            while True:
                yield self._news.get_nowait()
        except queue.Empty:
            return

    def tell(self, report: Report, seen: Sequence[Seen]) -> None:
        """What is so from now on, and who just passed."""
        self._report = report
        self._report_due_s = min(self._report_due_s, time.monotonic())
        self._fresh.extend(seen)

    def tell_again(self, seen: Sequence[Seen]) -> None:
        """What somebody missed; if much is being told again already, the longer of the two serves both."""
        if self._connected and len(seen) > len(self._again):
            self._again = deque(seen)

    def connected(self) -> None:
        self._connected, self._report_due_s = True, time.monotonic()

    def broken_off(self) -> None:
        if self._connected:
            self._connected = False
            self._put(LinkLost())
        self._fresh = deque([*self._under_way.values(), *self._fresh], maxlen=UNSAID)
        self._again.clear()
        self._under_way.clear()

    def acknowledged(self, mid: int) -> None:
        self._under_way.pop(mid, None)

    def turn(self) -> None:
        """Says passages for which there is room, and then, if that is due, the counts."""
        while len(self._under_way) < ON_THE_WAY and (waiting := self._fresh or self._again):
            topic = f"{self._place.gate(self._place.kiosk)}/{topics.SEEN}"
            mid = self._send(topic, seen_to_bytes(waiting[0]))
            if mid is None:
                return
            self._under_way[mid] = waiting.popleft()
        now_s = time.monotonic()
        late_s = now_s - self._report_due_s
        if self._report and late_s >= (REPORT_WAITS_S if self._fresh or self._again else 0):
            payload = report_to_bytes(self._report, self._feed.now())
            if self._send(self._place.gate(self._place.kiosk), payload, retained=True) is not None:
                self._report_due_s = now_s + REPORT_EACH_S

    def takes(self, delivery: Delivery) -> bool:
        """Whether it is of another gate; then it is dealt with."""
        try:
            kiosk, leaf = topics.parse_gate(delivery.topic)
        except FeedError:
            return self._takes_status(delivery)
        if kiosk != self._place.kiosk:
            self._hear(kiosk, leaf, delivery)
        return True

    def _takes_status(self, delivery: Delivery) -> bool:
        place = topics.place_of(delivery.topic)
        if place is None or delivery.topic != place.topic(topics.STATUS):
            return False
        if place.kiosk != self._place.kiosk:
            if delivery.payload != topics.ONLINE:
                self._put(Went(place.kiosk))
            elif not delivery.retained:
                self._put(Came(place.kiosk))
        return True

    def _hear(self, kiosk: str, leaf: str, delivery: Delivery) -> None:
        if not delivery.payload:
            return  # somebody took away what the broker had kept
        try:
            self._check(kiosk, delivery)
            if leaf == topics.SEEN:
                self._put(Passed(kiosk, parse_seen(delivery.payload)))
            else:
                self._put(Reported(kiosk, parse_report(delivery.payload), live=not delivery.retained))
        except FeedError as error:
            self._complain(kiosk, f"{error} It was left aside; check who may write for the gate {kiosk}.")

    def _check(self, kiosk: str, delivery: Delivery) -> None:
        """Raises FeedError for what is not that gate's."""
        trusted = self._feed.gates if self._feed.desk.gates is None else self._feed.desk.gates
        if trusted is None:
            return
        verifier = trusted.get(kiosk)
        if verifier is None:
            raise FeedError("A gate's key is not among those of the site.")
        if flaw := verifier.flaw(Kind.GATES, delivery.payload, signature_in(delivery.properties)):
            raise FeedError(f"What a gate says is not its own ({flaw}).")

    def _complain(self, kiosk: str, sentence: str) -> None:
        """Once of a kind: it may come with each passage."""
        if (kiosk, sentence) not in self._complained and len(self._complained) < COMPLAINTS:
            self._complained.add((kiosk, sentence))
            self._feed.say(sentence)

    def _put(self, news: News) -> None:
        if self._news.qsize() < WAITING:
            self._news.put(news)

    def _send(self, topic: str, payload: bytes, *, retained: bool = False) -> int | None:
        signer = self._feed.signer
        signature = tuple(signer.sign(Kind.GATES, payload).properties()) if signer else ()
        return self._connection.publish(Message(topic, payload, retained=retained, properties=signature))
