"""Which orders are to go out now: new ones, and lasting ones without an answer whose kiosk is there again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, delete, or_, select, update

from kiosk.central.instants import milliseconds, moment
from kiosk.central.orders.orders import LASTING
from kiosk.central.tables import arrivals, kiosks, orders
from kiosk.domain.entry import JsonObject
from kiosk.feed.orders import Command

AGAIN_AFTER = timedelta(seconds=60)
"""So long a kiosk that is on line has for its answer."""


@dataclass(frozen=True, slots=True)
class Due:
    id: str
    kiosk: str
    name: str
    body: JsonObject = field(repr=False)
    asked: datetime
    ends: datetime

    def command(self, serial: int, now: datetime) -> Command:
        """As it goes out now; what lasts is good for a minute, and then sent anew."""
        if self.name in LASTING:
            return Command(self.kiosk, self.name, serial, now, min(self.ends, now + AGAIN_AFTER), self.body)
        return Command(self.kiosk, self.name, serial, self.asked, self.ends, self.body)


def due_orders(connection: Connection, now: datetime, most: int) -> list[Due]:
    """In the order in which they were asked."""
    now_ms = milliseconds(now)
    on_line = kiosks.c.status == "online"
    again = and_(
        orders.c.name.in_([name.value for name in LASTING]),
        on_line,
        or_(
            orders.c.sent_ms < arrivals.c.at_ms,
            orders.c.sent_ms < now_ms - AGAIN_AFTER // timedelta(milliseconds=1),
        ),
    )
    rows = connection.execute(
        select(orders)
        .outerjoin(kiosks, kiosks.c.kiosk == orders.c.kiosk)
        .outerjoin(arrivals, arrivals.c.kiosk == orders.c.kiosk)
        .where(
            orders.c.ok.is_(None),
            orders.c.ends_ms > now_ms,
            or_(orders.c.serial.is_(None), again),
        )
        .order_by(orders.c.asked_ms)
        .limit(most)
    )
    return [
        Due(row.id, row.kiosk, row.name, json.loads(row.body), moment(row.asked_ms), moment(row.ends_ms))
        for row in rows
    ]


def mark_sent(connection: Connection, serials: Mapping[str, int], now: datetime) -> None:
    """With the serials that they go out under."""
    if serials:
        sent = {"serial": bindparam("of_serial"), "sent_ms": milliseconds(now)}
        connection.execute(
            update(orders).where(orders.c.id == bindparam("of_id")).values(sent),
            [{"of_id": order_id, "of_serial": serial} for order_id, serial in serials.items()],
        )


def mark_unsent(connection: Connection, ids: Iterable[str]) -> None:
    """The broker did not take them."""
    connection.execute(update(orders).where(orders.c.id.in_(list(ids))).values(serial=None))


def forget_old(connection: Connection, before: datetime) -> None:
    """Orders that ended before then; the audit still says that they were asked."""
    connection.execute(delete(orders).where(orders.c.ends_ms < milliseconds(before)))
