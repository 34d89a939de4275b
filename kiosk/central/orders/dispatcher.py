"""Sends what is written down for kiosks: orders, configurations, day keys. Of several collectors one does."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from kiosk.central.database import WRITING
from kiosk.central.notary import Notary
from kiosk.central.orders.configs import ConfigShelf
from kiosk.central.orders.day_keys import DayKeyRound
from kiosk.central.orders.due import due_orders, forget_old, mark_sent, mark_unsent
from kiosk.central.orders.gaps import GapWatch
from kiosk.central.orders.lease import Lease
from kiosk.central.orders.serials import next_serial
from kiosk.central.orders.whereabouts import places_now
from kiosk.domain.day import SiteDay
from kiosk.feed import topics
from kiosk.feed.orders import Command, command_topic, result_topic
from kiosk.feed.session import Message
from kiosk.feed.topics import Place
from kiosk.keys.files import CentreKeys
from kiosk.keys.signing import Kind

LOOK_EACH_S = 0.2
AT_ONCE = 100
TIDIED_EACH = timedelta(hours=1)
Publish = Callable[[Message], bool]
"""Hands a message to the broker. False: it does not take it just now."""


class Dispatcher:
    """Looks into the database again and again; what it cannot send now it sends later.

    `connections` counts how often the broker was connected to, and is 0 while it is not. Orders are kept for
    `keep` after their end. `fail` is told of a defect in the thread.
    """

    def __init__(
        self,
        engine: Engine,
        notary: Notary,
        keys: CentreKeys | None,
        day: SiteDay,
        publish: Publish,
        connections: Callable[[], int],
        *,
        keep: timedelta,
        fail: Callable[[BaseException], None],
    ) -> None:
        self._reading, self._writing = engine, engine.execution_options(**{WRITING: True})
        self._notary, self._publish, self._connections = notary, publish, connections
        self._lease = Lease(engine, "dispatch")
        self._configs = ConfigShelf()
        self._gaps = GapWatch(engine)
        self._day_keys = DayKeyRound(engine, keys, day) if keys else None
        self._connection = 0
        self._keep = keep
        self._tidied: datetime | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._guarded(fail), name="dispatcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Twice is fine."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def turn(self, now: datetime) -> None:
        """Sends what is due, if it is ours to send. Raises DBAPIError."""
        connection = self._connections()
        if not connection or not self._lease.held(now):
            self._connection = 0
            return
        if connection != self._connection:
            self._connection = connection
            self._configs.forget()
            if self._day_keys:
                self._day_keys.forget()
        self._gaps.turn(now)
        self._send_day_keys(now)
        self._send_configs(now)
        self._send_orders(now)
        self._tidy(now)

    def _guarded(self, fail: Callable[[BaseException], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                while not self._closing.wait(LOOK_EACH_S):
                    with suppress(DBAPIError):  # the collector says so, and the next look may be better
                        self.turn(datetime.now(UTC))
                with suppress(DBAPIError):
                    self._lease.release()
            except BaseException as defect:
                fail(defect)

        return run

    def _send_orders(self, now: datetime) -> None:
        with self._reading.begin() as connection:
            due = due_orders(connection, now, AT_ONCE)
        if not due:
            return
        with self._writing.begin() as connection:
            places = places_now(connection, {order.kiosk for order in due})
            going = [order for order in due if order.kiosk in places]
            serials = {order.id: next_serial(connection, order.kiosk, Kind.COMMANDS, now) for order in going}
            mark_sent(connection, serials, now)
        lost = []
        for order in going:
            command = order.command(serials[order.id], now)
            if not self._send(places[order.kiosk], command, order.id.encode(), now):
                lost.append(order.id)
        if lost:
            with self._writing.begin() as connection:
                mark_unsent(connection, lost)

    def _send_configs(self, now: datetime) -> None:
        with self._reading.begin() as connection:
            due = self._configs.due(connection)
            places = places_now(connection, {config.kiosk for config in due})
        for config in due:
            place = places.get(config.kiosk)
            if place is None:
                self._configs.published(config)  # it hangs nowhere
                continue
            payload = config.to_bytes()
            signature = self._notary.sign(Kind.CONFIG, payload)
            topic = place.topic(topics.CONFIG)
            if not self._publish(Message(topic, payload, retained=True, properties=signature)):
                return
            self._configs.published(config)

    def _send_day_keys(self, now: datetime) -> None:
        if self._day_keys is None:
            return
        handed_over = self._day_keys.due(now)
        if all(self._send(place, command, None, now) for place, command in handed_over.commands):
            self._day_keys.sent(handed_over)

    def _tidy(self, now: datetime) -> None:
        if self._tidied is None or abs(now - self._tidied) > TIDIED_EACH:
            self._tidied = now
            with self._writing.begin() as connection:
                forget_old(connection, now - self._keep)

    def _send(self, place: Place, command: Command, correlation: bytes | None, now: datetime) -> bool:
        payload = command.to_bytes()
        return self._publish(
            Message(
                command_topic(place, command.name),
                payload,
                properties=self._notary.sign(Kind.COMMANDS, payload),
                correlation=correlation,
                answer_to=result_topic(place, command.name),
                expires_s=max(1, (command.ends - now) // timedelta(seconds=1)),
            )
        )
