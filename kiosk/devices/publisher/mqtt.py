"""`mqtt:` and `mqtts:` – the feed over MQTT 5: entries out, receipts in, status and health."""

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlsplit

from kiosk.devices.publisher.feed import Feed
from kiosk.devices.publisher.gates import GateLine, gate_topics
from kiosk.devices.publisher.orders import OrderLine, order_topics
from kiosk.devices.publisher.stream import Stream
from kiosk.domain.gates import News, Report, Seen
from kiosk.errors import AddressError, FeedError
from kiosk.feed import topics
from kiosk.feed.connection import Connection
from kiosk.feed.orders import Result
from kiosk.feed.receipt import Receipt, parse_receipt
from kiosk.feed.session import (
    Acknowledged,
    Connected,
    Delivery,
    Disconnected,
    Endpoint,
    Happening,
    Message,
    Session,
)
from kiosk.keys.signing import Kind, signature_in
from kiosk.ports import Link, Order, Trusted

HEALTH_EACH_S = 60.0
TROUBLE_EACH_S = 2.0
"""What changes is told at once, but what comes and goes not all the time."""

TURN_S = 1.0
WILL_DELAY_S = 10
STOP_S = 1.0


@dataclass(frozen=True, slots=True)
class Wake:
    """There is something new in the outbox."""


@dataclass(frozen=True, slots=True)
class Rewind:
    """There is something old in it again."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Words for the other gates of the site; `report` None: words of before, for those who were away."""

    report: Report | None
    seen: tuple[Seen, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stop:
    pass


Item = Happening | Message | Tell | Wake | Rewind | Stop


class MqttPublisher:
    """Sends what the outbox holds until receipts have emptied it, and takes what the centre asks.

    Callbacks of the network's thread only enqueue; all else happens in one thread of the feed's own.
    """

    encrypted: ClassVar[bool] = False
    default_port: ClassVar[int] = 1883

    def __init__(self, feed: Feed, path: str) -> None:
        self._feed, self._place = feed, feed.place
        self._inbox: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._receipt_at_s: float | None = None
        self._health_due_s = 0.0
        self._trouble: tuple[str, ...] = ()
        session = Session(
            client_id=f"kiosk-{self._place.kiosk}",
            subscriptions=(
                self._place.topic(topics.RECEIPTS),
                *order_topics(self._place),
                topics.CENTRE_STATE,
                *gate_topics(self._place),
            ),
            will=self._status(topics.OFFLINE),
            will_delay_s=WILL_DELAY_S,
            expiry_s=feed.session_expiry_s,
            receives=feed.window,
            sends=feed.window,
        )
        endpoint = Endpoint(*self.check(path), feed.tls if self.encrypted else None)
        self._connection = Connection(endpoint, session, take=self._inbox.put, say=feed.say)
        self._stream = Stream(feed, self._connection)
        self._gates = GateLine(feed, self._connection)
        self._orders = OrderLine(feed, self._connection)
        self._threads = [self._thread("feed", self._run), self._thread("feed-link", self._connection.run)]

    @classmethod
    def check(cls, path: str) -> tuple[str, int]:
        """Host and port of `//host:port`; raises AddressError for anything else."""
        try:
            parts = urlsplit(path)
            host, port = parts.hostname, parts.port or cls.default_port
        except ValueError:
            host, port = None, 0
        if not host or parts.path or parts.username:
            raise AddressError(
                f"'{path}' names no broker; write it such as '//broker.example.vn:{cls.default_port}'."
            )
        return host, port

    def open(self) -> None:
        """Connects, and goes on trying for as long as the kiosk runs."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        self._inbox.put(Wake())

    def rewind(self) -> None:
        self._inbox.put(Rewind())

    def link(self) -> Link:
        return Link(self._connection.connected, self._feed.journal.waiting(), self._receipt_age_s)

    def orders(self) -> Sequence[Order | Trusted]:
        return self._feed.desk.orders()

    def answer(self, order: Order, result: Result) -> None:
        self._inbox.put(self._orders.result(order.name, result, order.correlation))

    def tell(self, report: Report, *seen: Seen) -> None:
        self._inbox.put(Tell(report, seen))

    def tell_again(self, seen: Sequence[Seen]) -> None:
        self._inbox.put(Tell(None, tuple(seen)))

    def news(self) -> Sequence[News]:
        return list(self._gates.news())

    def close(self) -> None:
        """Leaves the broker with the status `stopped`; twice is fine."""
        self._inbox.put(Stop())
        working, linking = self._threads
        if working.ident is not None:
            working.join(STOP_S)
        self._connection.close([self._status(topics.STOPPED)])
        if linking.ident is not None:
            linking.join(STOP_S)

    def _run(self) -> None:
        while True:
            for happening in self._happened():
                match happening:
                    case Stop():
                        self._orders.turn()
                        self._gates.turn()
                        self._feed.outbox.close()
                        return
                    case Connected():
                        self._begin()
                    case Disconnected():
                        self._stream.broken_off()
                        self._gates.broken_off()
                    case Acknowledged(mid):
                        self._stream.acknowledged(mid)
                        self._gates.acknowledged(mid)
                    case Delivery() as delivery:
                        self._receive(delivery)
                        delivery.acknowledge()
                    case Rewind():
                        self._stream.rewind()
                    case Message() as answer:
                        self._orders.answer(answer)
                    case Tell(report, seen):
                        self._gates.tell(report, seen) if report else self._gates.tell_again(seen)
            if self._connection.connected:
                self._turn()

    def _happened(self) -> Iterator[Item]:
        """What has come; waits a while for the first, unless there is more to send."""
        try:
            yield self._inbox.get(timeout=0 if self._connection.connected and self._stream.hungry else TURN_S)
            for _ in range(self._inbox.qsize()):
                yield self._inbox.get_nowait()
        except queue.Empty:
            return

    def _begin(self) -> None:
        """On a new connection nothing is known to have arrived."""
        self._connection.publish(self._status(topics.ONLINE))
        self._health_due_s = 0.0
        self._gates.connected()
        self._stream.rewind()

    def _turn(self) -> None:
        now_s = time.monotonic()
        self._orders.turn()
        trouble = self._feed.trouble()
        soon_s = self._health_due_s - HEALTH_EACH_S + TROUBLE_EACH_S
        if now_s >= (self._health_due_s if trouble == self._trouble else soon_s):
            self._health_due_s, self._trouble = now_s + HEALTH_EACH_S, trouble
            self._tell_health()
        self._gates.turn()
        self._stream.turn()

    def _receive(self, delivery: Delivery) -> None:
        topic = delivery.topic
        if topic == topics.CENTRE_STATE:
            if delivery.payload == topics.ONLINE and not delivery.retained:
                self._stream.centre_came_back()
        elif topic == self._place.topic(topics.RECEIPTS):
            self._take_receipt(delivery)
        elif not self._orders.takes(delivery):
            self._gates.takes(delivery)

    def _take_receipt(self, delivery: Delivery) -> None:
        try:
            receipt = self._believed(delivery)
        except FeedError as error:
            self._feed.say(f"{error} It was left aside; check who may publish receipts.")
            return
        if receipt.kiosk == self._place.kiosk:
            self._receipt_at_s = time.monotonic()
            self._feed.journal.settle(receipt)
            self._stream.receipted(receipt)

    def _believed(self, delivery: Delivery) -> Receipt:
        """Raises FeedError for what is no receipt, or none of the centre's."""
        centre = self._feed.centre
        flaw = centre and centre.flaw(Kind.RECEIPTS, delivery.payload, signature_in(delivery.properties))
        if flaw:
            raise FeedError(f"A receipt is not the centre's ({flaw}).")
        return parse_receipt(delivery.payload)

    def _tell_health(self) -> None:
        report = self._feed.health() | {"receipt_age_s": self._receipt_age_s}
        payload = json.dumps(report, separators=(",", ":")).encode()
        self._connection.publish(Message(self._place.topic(topics.HEALTH), payload, retained=True))

    @property
    def _receipt_age_s(self) -> int | None:
        at_s = self._receipt_at_s
        return None if at_s is None else round(time.monotonic() - at_s)

    def _status(self, status: bytes) -> Message:
        return Message(self._place.topic(topics.STATUS), status, retained=True)

    def _thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        def guarded() -> None:
            try:
                work()
            except BaseException as defect:
                self._feed.fail(defect)

        return threading.Thread(target=guarded, name=name, daemon=True)


class MqttsPublisher(MqttPublisher):
    """The same, encrypted."""

    encrypted = True
    default_port = 8883
