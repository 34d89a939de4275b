"""A lease: of several collectors one sends, so that nothing goes twice and serials come in their order."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Update, or_, update

from kiosk.central.database import WRITING
from kiosk.central.instants import milliseconds
from kiosk.central.tables import insert_new, leases

LASTS = timedelta(seconds=10)
RENEWED_AFTER = LASTS / 2


class Lease:
    """Held for a time, and renewed while its holder lives; who is gone loses it when the time is over."""

    def __init__(self, engine: Engine, work: str) -> None:
        self._engine = engine.execution_options(**{WRITING: True})
        self._work, self._holder = work, secrets.token_hex(8)
        self._renewed: datetime | None = None

    def held(self, now: datetime) -> bool:
        """Whether it is ours; asks for it where it is not."""
        if self._renewed and timedelta(0) <= now - self._renewed < RENEWED_AFTER:
            return True
        with self._engine.begin() as connection:
            self._renewed = now if self._taken(connection, now) else None
        return self._renewed is not None

    def release(self) -> None:
        """Somebody else may have it at once."""
        if self._renewed is None:
            return
        self._renewed = None
        with self._engine.begin() as connection:
            connection.execute(self._ours().where(leases.c.holder == self._holder).values(until_ms=0))

    def _taken(self, connection: Connection, now: datetime) -> bool:
        now_ms = milliseconds(now)
        insert_new(connection, leases, [{"work": self._work, "holder": self._holder, "until_ms": 0}])
        free = or_(
            leases.c.holder == self._holder,
            leases.c.until_ms < now_ms,
            leases.c.until_ms > milliseconds(now + 2 * LASTS),  # by a clock that was wrong
        )
        until = {"holder": self._holder, "until_ms": milliseconds(now + LASTS)}
        return connection.execute(self._ours().where(free).values(until)).rowcount == 1

    def _ours(self) -> Update:
        return update(leases).where(leases.c.work == self._work)
