"""Orders as they are written down and looked at; sending them is the dispatcher's work."""

import json
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Row, insert, select

from kiosk.central.accounts.audit import Action, Deed, record
from kiosk.central.database import WRITING
from kiosk.central.instants import milliseconds, moment
from kiosk.central.orders.configs import configure
from kiosk.central.orders.whereabouts import all_kiosks, neighbours_of, place_of
from kiosk.central.tables import orders
from kiosk.domain.entry import JsonObject, to_base64url
from kiosk.errors import UsageError
from kiosk.feed.orders import Command, Name, Result
from kiosk.feed.orders.command import OPEN_WITHIN
from kiosk.feed.orders.config import gates_of
from kiosk.keys.signing import Verifier

ID_BYTES = 16
WITHIN = timedelta(seconds=30)
"""Who asks waits for so long."""

LASTING = frozenset({Name.ERASE, Name.RESEND, Name.REVOKE})
"""What is sent again until it is done: it may be done twice, and must be done once."""

LASTS = timedelta(days=30)
LOOK_EACH_S = 0.1


@dataclass(frozen=True, slots=True)
class Order:
    """`result` None: there is no answer yet. `sent` None: it has not gone out."""

    id: str
    kiosk: str
    name: Name
    body: JsonObject = field(repr=False)
    account: str
    asked: datetime  # aware, UTC
    ends: datetime
    sent: datetime | None
    result: Result | None


class Orders:
    """Written into the database, from which the running centre sends them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(**{WRITING: True})

    def ask(self, kiosk: str, name: str, body: JsonObject, account: str, now: datetime) -> str:
        """The order's id. Raises UsageError for a kiosk, a command or a body that is not known."""
        with self._engine.begin() as connection:
            return ask(connection, kiosk, name, body, account, now)

    def configure(
        self,
        kiosks: Sequence[str],
        body: JsonObject,
        account: str,
        now: datetime,
        known: Mapping[str, Verifier] | None = None,
    ) -> dict[str, int]:
        """Gives kiosks this configuration, without any name all of them; the serials. Raises UsageError.

        `known`: the keys of kiosks by id, of which each is given those of its own site; None: no such keys.
        """
        with self._engine.begin() as connection:
            return {
                kiosk: configure(connection, kiosk, body | _gates(connection, kiosk, known), account, now)
                for kiosk in kiosks or all_kiosks(connection)
            }

    def get(self, order_id: str) -> Order | None:
        with self._engine.begin() as connection:
            row = connection.execute(select(orders).where(orders.c.id == order_id)).first()
        return _order(row) if row else None

    def latest(self, kiosk: str, limit: int) -> list[Order]:
        """Of one kiosk, the newest first."""
        wanted = select(orders).where(orders.c.kiosk == kiosk).order_by(orders.c.asked_ms.desc()).limit(limit)
        with self._engine.begin() as connection:
            return [_order(row) for row in connection.execute(wanted)]

    def wait(self, order_id: str, timeout_s: float) -> Order | None:
        """Until there is an answer, or the time is over: the order as it stands then."""
        deadline_s = time.monotonic() + timeout_s
        pause = threading.Event()
        while True:
            order = self.get(order_id)
            if order is None or order.result or time.monotonic() > deadline_s:
                return order
            pause.wait(LOOK_EACH_S)


def ask(connection: Connection, kiosk: str, name: str, body: JsonObject, account: str, now: datetime) -> str:
    """The same within a transaction of the caller's, with its entry in the audit."""
    wanted = _checked(kiosk, name, body, now)
    place = place_of(connection, kiosk)
    if place is None:
        raise UsageError(f"There is no kiosk {kiosk!r:.60}; name one that the centre has heard of.")
    order_id = to_base64url(secrets.token_bytes(ID_BYTES))
    row = {
        "id": order_id,
        "kiosk": kiosk,
        "name": name,
        "body": json.dumps(body),
        "account": account,
        "asked_ms": milliseconds(now),
        "ends_ms": milliseconds(wanted.ends),
    }
    connection.execute(insert(orders), [row])
    deed = Deed(Action.COMMAND_ASKED, kiosk, place.area, detail={"command": name, "order": order_id})
    record(connection, account, [deed], now)
    return order_id


def _checked(kiosk: str, name: str, body: JsonObject, now: datetime) -> Command:
    if name not in set(Name) - {Name.DAY_KEY}:
        known = ", ".join(sorted(set(Name) - {Name.DAY_KEY}))
        raise UsageError(f"There is no command {name!r:.60}; known are {known}.")
    lasts = LASTS if name in LASTING else OPEN_WITHIN if name == Name.OPEN else WITHIN
    command = Command(kiosk, name, 1, now, now + lasts, body)
    if command.wanted() is None:
        raise UsageError(f"The command {name} has not what it needs; look it up in docs/feed.md.")
    return command


def _gates(connection: Connection, kiosk: str, known: Mapping[str, Verifier] | None) -> JsonObject:
    """The part of its configuration that names the other kiosks of its site."""
    if known is None:
        return {}
    return gates_of({other: known[other] for other in neighbours_of(connection, kiosk, known)})


def _order(row: Row[tuple[object, ...]]) -> Order:
    return Order(
        id=row.id,
        kiosk=row.kiosk,
        name=Name(row.name),
        body=json.loads(row.body),
        account=row.account,
        asked=moment(row.asked_ms),
        ends=moment(row.ends_ms),
        sent=None if row.sent_ms is None else moment(row.sent_ms),
        result=None if row.ok is None else Result(row.ok, json.loads(row.result)),
    )
