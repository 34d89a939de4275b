"""Takes entries in: commits, then acknowledges, then sends receipts. In that order, or entries get lost."""

import queue
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

from kiosk.central.database import why
from kiosk.central.intake import Outcome
from kiosk.central.messages import Message, Unusable, read_message
from kiosk.central.notary import Notary
from kiosk.central.settings import CentralTable
from kiosk.central.store import Store
from kiosk.feed import topics
from kiosk.feed.connection import Connection
from kiosk.feed.session import (
    Acknowledged,
    Connected,
    Delivery,
    Disconnected,
    Endpoint,
    Happening,
    Session,
)
from kiosk.feed.session import Message as Outgoing
from kiosk.keys.signing import Kind

ON_THE_WAY = 200
"""Messages that the broker may have on the way to this collector, unacknowledged."""

RECEIPTS_ON_THE_WAY = 10
"""Unacknowledged by the broker; no common one allows fewer."""

GATHERED = ON_THE_WAY
"""Messages in one transaction at most; it takes what is there and never waits for more."""

FIRST_RETRY_S = 0.2
LONGEST_RETRY_S = 5.0
LAST_BATCH_S = 1.5
LAST_WORDS_S = 0.5


ONLINE = Outgoing(topics.CENTRE_STATE, b"online", retained=True)
OFFLINE = Outgoing(topics.CENTRE_STATE, b"offline", retained=True)


class Stop:
    """The last thing in the inbox."""


class Collector:
    """One of perhaps several that share the entries of all kiosks.

    `fail` is told of a defect in one of its threads; like `say` it is called from those threads.
    """

    def __init__(
        self,
        settings: CentralTable,
        store: Store,
        notary: Notary,
        *,
        say: Callable[[str], None],
        fail: Callable[[BaseException], None],
    ) -> None:
        self._store, self._notary, self._say, self._fail = store, notary, say, fail
        self._inbox: queue.SimpleQueue[Happening | Stop] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._storing = True
        endpoint = Endpoint(settings.broker_host, settings.broker_port, settings.tls)
        session = Session(
            client_id=f"centre-{secrets.token_hex(8)}",
            subscriptions=(
                topics.shared_entries(settings.group),
                topics.every(topics.STATUS),
                topics.every(topics.HEALTH),
                topics.every(f"{topics.RESULTS}/+"),
                topics.CENTRE_STATE,
            ),
            will=OFFLINE,
            receives=ON_THE_WAY,
            sends=RECEIPTS_ON_THE_WAY,
        )
        self._link = Connection(endpoint, session, take=self._enqueue, say=say)
        self._linking = self._thread("collector-link", self._link.run)
        self._working = self._thread("collector-store", self._work)

    @property
    def connected(self) -> bool:
        """To the broker."""
        return self._link.connected

    @property
    def connections(self) -> int:
        """How often it was connected; 0: it is not."""
        return self._link.connections if self._link.connected else 0

    def publish(self, message: Outgoing) -> bool:
        """From any thread. False: the broker does not take it just now."""
        return self._link.publish(message) is not None

    @property
    def storing(self) -> bool:
        """Whether the database took the last batch."""
        return self._storing

    def start(self) -> None:
        self._working.start()
        self._linking.start()

    def close(self) -> None:
        """Finishes the batch in hand and leaves the broker; twice is fine. What waits comes again later."""
        self._closing.set()
        self._inbox.put(Stop())
        self._working.join(LAST_BATCH_S)
        self._link.close([OFFLINE])
        self._linking.join(LAST_WORDS_S)

    def _enqueue(self, item: Happening) -> None:
        """The inbox stays small: the broker waits for acknowledgements, and QoS 0 only fills what is free.

        What is dropped here is not lost: without a receipt the kiosk sends again.
        """
        match item:
            case Disconnected():
                self._empty_inbox()
            case Delivery(topic=topics.CENTRE_STATE):
                self._contradict(item)
            case Delivery(mid=None) if self._inbox.qsize() >= ON_THE_WAY:
                pass
            case Delivery() | Connected():
                self._inbox.put(item)
            case Acknowledged():
                pass  # a receipt that gets lost is asked for again by sending the entries

    def _contradict(self, said: Delivery) -> None:
        """Another collector has left, but this one is here, so the centre is."""
        said.acknowledge()
        if said.payload == OFFLINE.payload and not self._closing.is_set():
            self._link.publish(ONLINE)

    def _empty_inbox(self) -> None:
        try:
            while not self._closing.is_set():
                if isinstance(item := self._inbox.get_nowait(), Stop):
                    self._inbox.put(item)
                    return
        except queue.Empty:
            pass

    def _work(self) -> None:
        while not self._closing.is_set():
            gathered = list(self._gather())
            deliveries = [item for item in gathered if isinstance(item, Delivery)]
            outcomes = self._store_until_kept(deliveries)
            if outcomes is None:
                return
            if any(isinstance(item, Connected) for item in gathered):
                self._link.publish(ONLINE)
            self._link.acknowledge(deliveries)
            for outcome in outcomes:
                self._link.publish(self._receipt(outcome))

    def _receipt(self, outcome: Outcome) -> Outgoing:
        payload = outcome.receipt.to_bytes()
        signature = self._notary.sign(Kind.RECEIPTS, payload)
        return Outgoing(outcome.place.topic(topics.RECEIPTS), payload, properties=signature)

    def _gather(self) -> Iterator[Happening | Stop]:
        """What has come, at least one."""
        yield self._inbox.get()
        for _ in range(GATHERED - 1):
            try:
                yield self._inbox.get_nowait()
            except queue.Empty:
                return

    def _store_until_kept(self, deliveries: Sequence[Delivery]) -> list[Outcome] | None:
        """Tries until the database takes the batch; None when the centre is closed meanwhile."""
        delay_s = FIRST_RETRY_S
        while True:
            try:
                outcomes = self._store_all(deliveries)
            except (DataError, IntegrityError, ProgrammingError):
                raise
            except DBAPIError as error:
                if self._storing:
                    self._say(f"The database takes nothing ({why(error)}); trying again, nothing is lost.")
                self._storing = False
                if self._closing.wait(delay_s):
                    return None
                delay_s = min(2 * delay_s, LONGEST_RETRY_S)
            else:
                if not self._storing:
                    self._say("The database takes entries again.")
                self._storing = True
                return outcomes

    def _store_all(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """In one transaction; where the database refuses what is in it, each message in one of its own."""
        try:
            return self._store_messages([m for d in deliveries if (m := self._message(d)) is not None])
        except (DataError, IntegrityError):
            return [outcome for delivery in deliveries for outcome in self._store_one(delivery)]

    def _store_one(self, delivery: Delivery) -> list[Outcome]:
        """One message that the database refuses must not hold up the others."""
        message = self._message(delivery)
        if message is None:
            return []
        try:
            return self._store_messages([message])
        except (DataError, IntegrityError):
            reason = "The database refuses what this message holds."
            return self._store_messages([Unusable(delivery.topic, reason, delivery.payload, message.place)])

    def _message(self, delivery: Delivery) -> Message | None:
        topic, payload = delivery.topic, delivery.payload
        if objection := self._notary.objection(topic, payload, delivery.properties):
            return Unusable(topic, objection, payload, topics.place_of(topic))
        return read_message(topic, payload, delivery.content_type, delivery.retained, delivery.correlation)

    def _store_messages(self, messages: Sequence[Message]) -> list[Outcome]:
        return self._store.keep(messages, datetime.now(UTC)) if messages else []

    def _thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        def guarded() -> None:
            try:
                work()
            except BaseException as defect:
                self._fail(defect)

        return threading.Thread(target=guarded, name=name, daemon=True)
