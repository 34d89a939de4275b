"""Since when the centre hears kiosks: while it is away, or its broker, silence says nothing of them."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, case, select, update

from kiosk.central.database import WRITING
from kiosk.central.instants import milliseconds, moment
from kiosk.central.tables import counted

NOTED_EACH = timedelta(seconds=20)
BREAK = timedelta(seconds=90)
"""Longer without a note: the centre was away."""


def note_listening(engine: Engine, now: datetime) -> None:
    """It hears kiosks now. Written down now and then alone. Raises DBAPIError."""
    now_ms, each_ms = milliseconds(now), NOTED_EACH // timedelta(milliseconds=1)
    with engine.begin() as connection:
        listened_ms = connection.execute(select(counted.c.listened_ms)).scalar_one()
    if listened_ms is not None and 0 <= now_ms - listened_ms < each_ms:
        return
    unbroken = counted.c.listened_ms.between(milliseconds(now - BREAK), now_ms)
    since = case((unbroken, counted.c.listens_since_ms), else_=now_ms)
    with engine.execution_options(**{WRITING: True}).begin() as connection:
        connection.execute(update(counted).values(listens_since_ms=since, listened_ms=now_ms))


def listening(connection: Connection, now: datetime) -> datetime | None:
    """Since when without a break (aware, UTC); None: it does not hear kiosks."""
    row = connection.execute(select(counted)).one()
    if row.listened_ms is None or row.listened_ms < milliseconds(now - BREAK):
        return None
    return moment(row.listens_since_ms)
